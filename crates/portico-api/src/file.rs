//! How does an answer become a file while it is computed? One batch in memory at a time; the first one before any byte leaves.
//!
//! A format that must know the end to write the beginning is made on disk first. Such a file has a length, and parts of it can be
//! asked for, unless it is a zip. When making it takes long, the answer begins without a length, before anybody on the way gives up.

mod prepared;

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream::{self, StreamExt};
use http::{HeaderMap, HeaderValue, header};
use portico_engine::{Answer, BatchStream};
use portico_formats::FormatError;
use portico_formats::write::{ExportFormat, RecordWriter, WriteOptions, writer};
use portico_model::Fault;
use tokio::io::AsyncReadExt;

/// A file to make.
#[derive(Debug)]
pub(crate) struct File {
    /// Its format.
    pub(crate) format: ExportFormat,
    /// Its name without extension.
    pub(crate) name: String,
    /// How it is written.
    pub(crate) options: WriteOptions,
    /// Zipped with gzip, when it is text: other formats are packed already, or are read in parts.
    pub(crate) compressed: bool,
}

/// Bytes that are read from a disk at once.
const PIECE: usize = 64 << 10;

/// The file with these records, as an attachment.
///
/// # Errors
/// What goes wrong before the first records are there. Later, the connection is cut, so that nobody takes a part for the whole.
pub(crate) async fn stream_file(answer: Answer, file: File) -> Result<Response, Fault> {
    send_file(answer, file, None).await
}

/// The same, or the part of it that the headers ask for, when the file is made on disk.
///
/// # Errors
/// As above; for a file made on disk, usually everything.
pub(crate) async fn send_file(
    answer: Answer,
    file: File,
    asked: Option<&HeaderMap>,
) -> Result<Response, Fault> {
    let compressed = file.compressed && file.format.is_text();
    let making = Making {
        writer: writer(file.format, &answer.columns, &file.options).map_err(fault_of)?,
        batches: answer.batches,
        gzip: compressed.then(|| GzEncoder::new(Vec::new(), Compression::default())),
        state: State::Fresh,
    };
    // Programs that are given parts of a file read on at its address, where nothing tells them that it is a zip: geopandas does.
    let has_parts = file.format != ExportFormat::Shp;
    let mut response = if file.format.is_prepared() {
        prepared::respond(making, asked.filter(|_| has_parts)).await?
    } else {
        streamed(making).await?
    };
    if !has_parts {
        response.headers_mut().remove(header::ACCEPT_RANGES);
    }
    // Not the usual `.gz`, but the one that the interface is documented with.
    let ending = if compressed { ".gzip" } else { "" };
    let disposition = format!(
        "attachment; filename=\"{}.{}{ending}\"",
        file.name,
        file.format.extension()
    );
    let kind = if compressed {
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

async fn streamed(mut making: Making) -> Result<Response, Fault> {
    let first = making.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(making, |mut making| async move {
        let chunk = making.next().await.map_err(broken_off)?;
        Ok(chunk.map(|chunk| (chunk, making)))
    });
    let first = stream::once(async { Ok::<_, io::Error>(first) });
    Ok(Response::new(Body::from_stream(first.chain(rest))))
}

/// A disk that is full is no fault of the caller's.
fn fault_of(error: FormatError) -> Fault {
    match error {
        FormatError::Io(error) => Fault::internal(error),
        other => other.into(),
    }
}

fn broken_off(fault: Fault) -> io::Error {
    tracing::warn!(fault = %fault, "an export broke off");
    io::Error::other(fault)
}

/// A file half made.
struct Making {
    writer: Box<dyn RecordWriter + Send>,
    batches: BatchStream,
    gzip: Option<GzEncoder<Vec<u8>>>,
    state: State,
}

enum State {
    Fresh,
    Started,
    /// All records are written; what remains waits on a disk.
    Rest(tokio::fs::File),
    Finished,
}

impl Making {
    /// The next bytes, never empty; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        while !matches!(self.state, State::Finished) {
            let mut out = Vec::new();
            self.step(&mut out).await?;
            let out = self.zipped(out).map_err(Fault::internal)?;
            if !out.is_empty() {
                return Ok(Some(out.into()));
            }
        }
        Ok(None)
    }

    async fn step(&mut self, out: &mut Vec<u8>) -> Result<(), Fault> {
        if let State::Rest(file) = &mut self.state {
            out.reserve(PIECE);
            if file.read_buf(out).await.map_err(Fault::internal)? == 0 {
                self.state = State::Finished;
            }
            return Ok(());
        }
        let batch = self.batch(out).await?;
        if batch.is_none() {
            self.state = match self.writer.finish(out).map_err(fault_of)? {
                Some(file) => State::Rest(tokio::fs::File::from_std(file)),
                None => State::Finished,
            };
        }
        Ok(())
    }

    /// Writes the next batch; nothing when there is none, or no room for it.
    async fn batch(&mut self, out: &mut Vec<u8>) -> Result<Option<()>, Fault> {
        let batch = if self.writer.is_full() {
            None
        } else {
            self.batches.next().await.transpose()?
        };
        if matches!(self.state, State::Fresh) {
            self.writer.start(out).map_err(fault_of)?;
            self.state = State::Started;
        }
        let Some(batch) = batch else { return Ok(None) };
        self.writer.write(&batch, out).map_err(fault_of)?;
        Ok(Some(()))
    }

    fn zipped(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let Some(gzip) = &mut self.gzip else {
            return Ok(bytes);
        };
        gzip.write_all(&bytes)?;
        if matches!(self.state, State::Finished) {
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
            "attachment; filename=\"numbers.csv.gzip\""
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

    #[tokio::test]
    async fn a_file_made_on_disk_is_whole_or_a_fault() {
        let late = vec![Ok(batch(&[1])), Err(EngineError::Limit("too long".into()))];
        let refused = stream_file(answer(late), file(ExportFormat::Xlsx, false)).await;
        assert_eq!(refused.unwrap_err().kind, portico_model::FaultKind::Timeout);
        let asked: HeaderMap = [(header::RANGE, HeaderValue::from_static("bytes=0-3"))]
            .into_iter()
            .collect();
        let part = send_file(
            answer(vec![Ok(batch(&[1]))]),
            file(ExportFormat::Xlsx, true),
            Some(&asked),
        )
        .await
        .unwrap();
        assert_eq!(part.status(), http::StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.headers()[header::CONTENT_LENGTH], "4");
        assert_eq!(bytes(part).await.unwrap(), "PK\u{3}\u{4}");
    }
}
