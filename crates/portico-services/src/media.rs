//! What is in a file of that name? The media type, and whether a browser may open it in place.

/// Endings and media types.
const TYPES: [(&str, &str); 44] = [
    ("7z", "application/x-7z-compressed"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("fgb", "application/flatgeobuf"),
    ("geojson", "application/geo+json"),
    ("gif", "image/gif"),
    ("gpkg", "application/geopackage+sqlite3"),
    ("gpx", "application/gpx+xml"),
    ("gz", "application/gzip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ico", "image/x-icon"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("jsonl", "application/jsonl"),
    ("kml", "application/vnd.google-earth.kml+xml"),
    ("md", "text/markdown"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("parquet", "application/vnd.apache.parquet"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain; charset=utf-8"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
    ("zst", "application/zstd"),
];

/// What a browser may show in place: nothing that runs.
const PASSIVE: [&str; 11] = [
    "application/pdf",
    "audio/mpeg",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "text/plain; charset=utf-8",
    "video/mp4",
];

/// The media type that a file's name promises.
#[must_use]
pub fn media_type(file_name: &str) -> &'static str {
    let ending = file_name.rsplit_once('.').map_or("", |(_, ending)| ending);
    TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending))
        .map_or("application/octet-stream", |(_, media_type)| media_type)
}

/// An ending that files of that media type have, when there is one.
pub(crate) fn ending_of(media_type: &str) -> Option<&'static str> {
    let plain = media_type.split(';').next().unwrap_or_default().trim();
    let plain = match plain.to_ascii_lowercase().as_str() {
        "image/jpg" | "image/jpeg" => return Some("jpg"),
        other => other.to_owned(),
    };
    TYPES
        .iter()
        .find(|(_, known)| known.split(';').next() == Some(plain.as_str()))
        .map(|(ending, _)| *ending)
}

/// A browser may show it in place; everything else is only saved, so that no script of a publisher runs under the portal's address.
#[must_use]
pub fn is_passive(media_type: &str) -> bool {
    PASSIVE.contains(&media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_promise_types_and_scripts_are_never_shown() {
        assert_eq!(media_type("Plan.PDF"), "application/pdf");
        assert_eq!(media_type("a.tar.gz"), "application/gzip");
        assert_eq!(media_type("README"), "application/octet-stream");
        assert_eq!(ending_of("image/jpg"), Some("jpg"));
        assert_eq!(ending_of("Text/Plain; charset=utf-8"), Some("txt"));
        assert_eq!(ending_of("a/b"), None);
        for active in ["a.html", "a.svg", "a.xml", "a.js", "a", "a.json"] {
            assert!(!is_passive(media_type(active)), "{active}");
        }
        assert!(is_passive(media_type("a.jpg")) && is_passive(media_type("a.txt")));
    }
}
