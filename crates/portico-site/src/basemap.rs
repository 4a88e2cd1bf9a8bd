//! What lies under our maps? The bundled world: tiles for browsers, outlines for drawings. Nobody else is asked.

use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use bytes::Bytes;
use geo_types::LineString;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use pmtiles::{AsyncBackend, AsyncPmTilesReader, BackendResponse, HashMapCache, PmtResult, TileCoord};
use portico_model::Fault;
use portico_tiles::outline;
use portico_web::{WebFault, WebResult};
use tokio::sync::OnceCell;

use crate::assets;

static ARCHIVE: LazyLock<Bytes> =
    LazyLock::new(|| assets::bytes("basemap/basemap.pmtiles").unwrap_or_default());
static LAND: LazyLock<Vec<LineString<f64>>> = LazyLock::new(|| lines("basemap/land-110m.txt"));
static STATES: LazyLock<Vec<LineString<f64>>> = LazyLock::new(|| lines("basemap/us-states.txt"));
static READER: OnceCell<AsyncPmTilesReader<Memory, HashMapCache>> = OnceCell::const_new();

/// The archive in the program itself.
struct Memory;

impl AsyncBackend for Memory {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(ARCHIVE.len());
        let end = start.saturating_add(length).min(ARCHIVE.len());
        Ok(BackendResponse::new(ARCHIVE.slice(start..end)))
    }
}

/// Coasts, as rings.
pub(crate) fn land() -> &'static [LineString<f64>] {
    &LAND
}

/// Borders of states, as lines.
pub(crate) fn borders() -> &'static [LineString<f64>] {
    &STATES
}

/// Outlines that cannot be read leave a drawing without a ground; a test reads them.
fn lines(path: &str) -> Vec<LineString<f64>> {
    let text = assets::bytes(path).unwrap_or_default();
    outline::parse(&String::from_utf8_lossy(&text)).unwrap_or_default()
}

/// `GET /assets/basemap/{z}/{x}/{y}.mvt`: the tile as it is stored, compressed; nothing where nothing is.
pub(crate) async fn show_tile(
    Path((z, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> WebResult<Response> {
    let numbers = || {
        Some((
            z.parse().ok()?,
            x.parse().ok()?,
            y.strip_suffix(".mvt")?.parse().ok()?,
        ))
    };
    let missing = || WebFault::of_status(StatusCode::NOT_FOUND);
    let (z, x, y) = numbers().ok_or_else(missing)?;
    let place = TileCoord::new(z, x, y).map_err(|_| missing())?;
    let open = || AsyncPmTilesReader::try_from_cached_source(Memory, HashMapCache::default());
    let reader = READER.get_or_try_init(open).await.map_err(Fault::internal)?;
    if z > reader.get_header().max_zoom {
        return Err(missing());
    }
    let mut encoding = reader.get_header().tile_compression.content_encoding();
    let mut tile = reader.get_tile(place).await.map_err(Fault::internal)?;
    if tile.is_some() && encoding.is_some_and(|encoding| !accepts(&headers, encoding)) {
        tile = reader
            .get_tile_decompressed(place)
            .await
            .map_err(Fault::internal)?;
        encoding = None;
    }
    let mut response = Response::new(Body::empty());
    match tile {
        Some(tile) => *response.body_mut() = Body::from(tile),
        None => *response.status_mut() = StatusCode::NO_CONTENT,
    }
    let answer = response.headers_mut();
    answer.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.mapbox-vector-tile"),
    );
    // A new release may bring a better map: a week, not for ever.
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=604800"),
    );
    answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let (Some(encoding), StatusCode::OK) = (encoding, response.status()) {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let refused = matches!(
            weight.replace(' ', "").as_str(),
            "q=0" | "q=0.0" | "q=0.00" | "q=0.000"
        );
        (name.trim().eq_ignore_ascii_case(encoding) || name.trim() == "*") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(z: &str, x: &str, y: &str, encoding: &'static str) -> Result<Response, u16> {
        let headers = [(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding))]
            .into_iter()
            .collect();
        let path = Path((z.to_owned(), x.to_owned(), y.to_owned()));
        show_tile(path, headers)
            .await
            .map_err(|fault| match fault.fault().kind {
                portico_model::FaultKind::NotFound => 404,
                _ => 500,
            })
    }

    #[tokio::test]
    async fn the_tile_of_the_world_is_passed_through_compressed() {
        let tile = get("0", "0", "0.mvt", "gzip, br").await.expect("a tile");
        assert_eq!(tile.headers()[header::CONTENT_ENCODING], "gzip");
        let plain = get("0", "0", "0.mvt", "identity").await.expect("a tile");
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
    }

    #[tokio::test]
    async fn what_is_no_tile_is_not_there() {
        for (z, x, y) in [
            ("0", "0", "0"),
            ("0", "1", "0.mvt"),
            ("99", "0", "0.mvt"),
            ("a", "0", "0.mvt"),
            ("31", "0", "0.mvt"),
        ] {
            assert_eq!(get(z, x, y, "gzip").await.map(|_| ()), Err(404), "{z}/{x}/{y}");
        }
    }

    #[test]
    fn the_outlines_can_be_read() {
        assert!(land().len() > 50 && borders().len() > 10);
    }
}
