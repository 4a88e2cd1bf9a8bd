//! How does an answer become a file while it is computed? One batch in memory at a time; the first one before any byte leaves.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream::{self, StreamExt};
use http::{HeaderValue, header};
use portico_engine::{Answer, BatchStream};
use portico_formats::write::{ExportFormat, RecordWriter, WriteOptions, writer};
use portico_model::Fault;

/// A file to make.
#[derive(Debug)]
pub(crate) struct File {
    /// Its format.
    pub(crate) format: ExportFormat,
    /// Its name without extension.
    pub(crate) name: String,
    /// How it is written.
    pub(crate) options: WriteOptions,
    /// Zipped with gzip.
    pub(crate) compressed: bool,
}

/// The file with these records, as an attachment.
///
/// # Errors
/// What goes wrong before the first records are there. Later, the connection is cut, so that nobody takes a part for the whole.
pub(crate) async fn stream_file(answer: Answer, file: File) -> Result<Response, Fault> {
    let mut making = Making {
        writer: writer(file.format, &answer.columns, &file.options)?,
        batches: answer.batches,
        gzip: file
            .compressed
            .then(|| GzEncoder::new(Vec::new(), Compression::default())),
        state: State::Fresh,
    };
    let first = making.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(making, |mut making| async move {
        match making.next().await {
            Ok(chunk) => Ok(chunk.map(|chunk| (chunk, making))),
            Err(fault) => {
                tracing::warn!(fault = %fault, "an export broke off");
                Err(io::Error::other(fault))
            }
        }
    });
    let body = Body::from_stream(stream::once(async { Ok::<_, io::Error>(first) }).chain(rest));
    let mut response = Response::new(body);
    let ending = if file.compressed { ".gz" } else { "" };
    let disposition = format!(
        "attachment; filename=\"{}.{}{ending}\"",
        file.name,
        file.format.extension()
    );
    let kind = if file.compressed {
        "application/gzip"
    } else {
        file.format.content_type()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A file half made.
struct Making {
    writer: Box<dyn RecordWriter + Send>,
    batches: BatchStream,
    gzip: Option<GzEncoder<Vec<u8>>>,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Fresh,
    Started,
    Finished,
}

impl Making {
    /// The next bytes, never empty; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        while self.state != State::Finished {
            let batch = self.batches.next().await.transpose()?;
            let mut out = Vec::new();
            if self.state == State::Fresh {
                self.writer.start(&mut out)?;
                self.state = State::Started;
            }
            match batch {
                Some(batch) => self.writer.write(&batch, &mut out)?,
                None => {
                    self.writer.finish(&mut out)?;
                    self.state = State::Finished;
                }
            }
            let out = self.zipped(out).map_err(Fault::internal)?;
            if !out.is_empty() {
                return Ok(Some(out.into()));
            }
        }
        Ok(None)
    }

    fn zipped(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let Some(gzip) = &mut self.gzip else {
            return Ok(bytes);
        };
        gzip.write_all(&bytes)?;
        if self.state == State::Finished {
            gzip.try_finish()?;
        }
        Ok(std::mem::take(gzip.get_mut()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};
    use arrow::record_batch::RecordBatch;
    use portico_engine::EngineError;
    use portico_model::{Field, FieldType};

    use super::*;

    fn batch(numbers: &[i64]) -> RecordBatch {
        let column: ArrayRef = Arc::new(Int64Array::from(numbers.to_vec()));
        RecordBatch::try_from_iter_with_nullable([("n", column, true)]).unwrap()
    }

    fn answer(batches: Vec<Result<RecordBatch, EngineError>>) -> Answer {
        Answer {
            columns: vec![Field::new("n", FieldType::Int)],
            batches: Box::pin(stream::iter(batches)),
        }
    }

    fn file(format: ExportFormat, compressed: bool) -> File {
        File {
            format,
            name: "numbers".into(),
            options: WriteOptions::default(),
            compressed,
        }
    }

    async fn bytes(response: Response) -> Result<Bytes, axum::Error> {
        axum::body::to_bytes(response.into_body(), usize::MAX).await
    }

    #[tokio::test]
    async fn batches_become_one_file() {
        let json = |batches| async {
            bytes(
                stream_file(answer(batches), file(ExportFormat::Json, false))
                    .await
                    .unwrap(),
            )
            .await
        };
        assert_eq!(
            json(vec![Ok(batch(&[1])), Ok(batch(&[2, 3]))]).await.unwrap(),
            "[{\"n\": 1},{\"n\": 2},{\"n\": 3}]"
        );
        assert_eq!(json(vec![]).await.unwrap(), "[]");
    }

    #[tokio::test]
    async fn a_zipped_file_is_whole() {
        let response = stream_file(answer(vec![Ok(batch(&[1, 2]))]), file(ExportFormat::Csv, true))
            .await
            .unwrap();
        assert_eq!(
            response.headers()[header::CONTENT_DISPOSITION],
            "attachment; filename=\"numbers.csv.gz\""
        );
        let mut text = String::new();
        flate2::read::GzDecoder::new(&bytes(response).await.unwrap()[..])
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "\u{feff}n\r\n1\r\n2\r\n");
    }

    #[tokio::test]
    async fn an_early_fault_is_an_answer_and_a_late_one_cuts_the_connection() {
        let limit = || Err(EngineError::Limit("too long".into()));
        assert!(
            stream_file(answer(vec![limit()]), file(ExportFormat::Csv, false))
                .await
                .is_err()
        );
        let late = stream_file(
            answer(vec![Ok(batch(&[1])), limit()]),
            file(ExportFormat::Csv, false),
        )
        .await
        .unwrap();
        assert!(bytes(late).await.is_err());
    }
}
