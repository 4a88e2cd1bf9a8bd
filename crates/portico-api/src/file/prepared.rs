//! How does a file that is made on disk leave? With its length, whole or in part; or without, when making it takes too long.

use std::io::{self, SeekFrom};
use std::ops::Range;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use portico_model::Fault;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::{Making, PIECE, broken_off, fault_of};

/// Longest time before the answer begins: less than programs and proxies wait.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file that is ready.
struct Ready {
    /// What comes before the file.
    head: Bytes,
    file: tokio::fs::File,
    /// Bytes, with the head.
    length: u64,
}

/// The file, or the part of it that is asked for.
///
/// # Errors
/// What went wrong while it was made.
pub(super) async fn respond(making: Making, asked: Option<&HeaderMap>) -> Result<Response, Fault> {
    let mut work = Box::pin(make(making));
    let Ok(ready) = tokio::time::timeout(PATIENCE, &mut work).await else {
        let pieces = stream::once(work)
            .map_err(broken_off)
            .map_ok(|ready| {
                let whole = 0..ready.length;
                pieces(ready, whole)
            })
            .try_flatten();
        return Ok(Response::new(Body::from_stream(pieces)));
    };
    let ready = ready?;
    let length = ready.length;
    let wanted = asked.map_or(Wanted::Whole, |headers| wanted(headers, length));
    let (status, range) = match wanted {
        Wanted::Whole => (StatusCode::OK, 0..length),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
    };
    let said = match status {
        StatusCode::PARTIAL_CONTENT => Some(format!("bytes {}-{}/{length}", range.start, range.end - 1)),
        StatusCode::RANGE_NOT_SATISFIABLE => Some(format!("bytes */{length}")),
        _ => None,
    };
    let bytes = range.end - range.start;
    let mut response = Response::new(Body::from_stream(pieces(ready, range)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    if let Some(said) = said.and_then(|said| HeaderValue::try_from(said).ok()) {
        headers.insert(header::CONTENT_RANGE, said);
    }
    Ok(response)
}

/// Writes all records, then puts the file together where nobody waits for this thread.
async fn make(mut making: Making) -> Result<Ready, Fault> {
    let mut head = Vec::new();
    while making.batch(&mut head).await?.is_some() {
        // Records may come faster than they are written: the clock must have its turn.
        tokio::task::yield_now().await;
    }
    let finish = move || making.writer.finish(&mut head).map(|file| (head, file));
    let (head, file) = tokio::task::spawn_blocking(finish)
        .await
        .map_err(Fault::internal)?
        .map_err(fault_of)?;
    let file = file.ok_or_else(|| Fault::internal("a prepared file is missing"))?;
    let file = tokio::fs::File::from_std(file);
    let metadata = file.metadata().await.map_err(Fault::internal)?;
    Ok(Ready {
        length: head.len() as u64 + metadata.len(),
        head: head.into(),
        file,
    })
}

/// The bytes of a range.
fn pieces(ready: Ready, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> {
    let Ready { head, mut file, .. } = ready;
    let before = head.len() as u64;
    let from_head = |at: u64| usize::try_from(at.min(before)).unwrap_or(head.len());
    let beginning = head.slice(from_head(range.start)..from_head(range.end));
    let begin = range.start.saturating_sub(before);
    let left = range.end.saturating_sub(before).saturating_sub(begin);
    let beginning = stream::iter((!beginning.is_empty()).then_some(Ok(beginning)));
    let rest = stream::once(async move {
        file.seek(SeekFrom::Start(begin)).await?;
        Ok::<_, io::Error>(file)
    });
    let rest = rest
        .map_ok(move |file| {
            stream::try_unfold((file, left), |(mut file, left)| async move {
                let mut piece = Vec::with_capacity(PIECE);
                let most = left.min(PIECE as u64);
                if most == 0 || (&mut file).take(most).read_buf(&mut piece).await? == 0 {
                    return Ok(None);
                }
                let left = left - piece.len() as u64;
                Ok(Some((Bytes::from(piece), (file, left))))
            })
        })
        .try_flatten();
    beginning.chain(rest)
}

/// What the caller wants of a file.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    /// A part that is not there.
    Nothing,
}

/// One range of bytes is understood, as RFC 9110 describes it; several, and other units, mean the whole. So does a condition: our
/// tags are weak, and a weak tag never proves that the parts fit.
fn wanted(headers: &HeaderMap, length: u64) -> Wanted {
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = range.and_then(|range| range.trim().strip_prefix("bytes="));
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
        return Wanted::Whole;
    };
    if headers.contains_key(header::IF_RANGE) {
        return Wanted::Whole;
    }
    let number = |text: &str| -> Result<Option<u64>, ()> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits);
        number.map(Some).ok_or(())
    };
    match (number(first), number(last)) {
        (Ok(Some(first)), Ok(last)) if last.is_none_or(|last| last >= first) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            if first < length {
                Wanted::Part(first..end)
            } else {
                Wanted::Nothing
            }
        }
        (Ok(None), Ok(Some(0))) => Wanted::Nothing,
        (Ok(None), Ok(Some(count))) if length > 0 => Wanted::Part(length.saturating_sub(count)..length),
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood_and_the_rest_means_the_whole() {
        let check = |range: &str, expected: Wanted| {
            let headers: HeaderMap = [(header::RANGE, HeaderValue::from_str(range).expect("a value"))]
                .into_iter()
                .collect();
            assert_eq!(wanted(&headers, 100), expected, "{range}");
        };
        check("bytes=0-9", Wanted::Part(0..10));
        check("bytes=90-", Wanted::Part(90..100));
        check("bytes=90-1000", Wanted::Part(90..100));
        check("bytes=-10", Wanted::Part(90..100));
        check("bytes=-1000", Wanted::Part(0..100));
        check("bytes=100-", Wanted::Nothing);
        check("bytes=-0", Wanted::Nothing);
        for whole in [
            "bytes=9-0",
            "bytes=a-b",
            "bytes=-",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=0-99999999999999999999999",
        ] {
            check(whole, Wanted::Whole);
        }
        let conditional: HeaderMap = [
            (header::RANGE, HeaderValue::from_static("bytes=0-9")),
            (header::IF_RANGE, HeaderValue::from_static("W/\"x\"")),
        ]
        .into_iter()
        .collect();
        assert_eq!(wanted(&conditional, 100), Wanted::Whole);
    }
}
