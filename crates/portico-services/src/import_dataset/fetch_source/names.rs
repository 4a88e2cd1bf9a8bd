//! What is a file called? Names from paths, addresses and answers, and what they say of the content.

use url::Url;

/// Endings that say how a file is written, and nothing about what it holds.
const ENDINGS: &[&str] = &[
    "csv",
    "tsv",
    "txt",
    "tab",
    "json",
    "jsonl",
    "ndjson",
    "geojson",
    "zip",
    "shp",
    "shx",
    "dbf",
    "xlsx",
    "xlsm",
    "xls",
    "ods",
    "parquet",
    "geoparquet",
    "gz",
    "gzip",
];
/// Longest name that is kept, in characters.
const LONGEST: usize = 200;

/// The name without the endings of formats.
pub(super) fn stem(name: &str) -> &str {
    let mut stem = name;
    while let Some((rest, ending)) = stem.rsplit_once('.') {
        if rest.is_empty() || !ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) {
            break;
        }
        stem = rest;
    }
    stem
}

/// The ending, lower case, when it is short and plain.
pub(super) fn ending(name: &str) -> Option<String> {
    let (_, ending) = name.rsplit_once('.')?;
    let plain = (1..=10).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| ending.to_ascii_lowercase())
}

/// The name of a fetched file: what the server calls it, else the end of its address, with an ending that fits its type.
pub(super) fn of_answer(url: &Url, disposition: &str, media_type: &str) -> String {
    let from_address = || {
        let last = url
            .path_segments()
            .and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
        last.map(decoded)
            .or_else(|| url.host_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let name = of_disposition(disposition).unwrap_or_else(from_address);
    let name: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '/' | '\\'))
        .take(LONGEST)
        .collect();
    let known = ending(&name).is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    match of_media_type(media_type) {
        Some(ending) if !known && name != ending => format!("{name}.{ending}"),
        _ => name,
    }
}

fn of_disposition(text: &str) -> Option<String> {
    let mut plain = None;
    for part in text.split(';').skip(1) {
        let (key, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        match key.trim().to_ascii_lowercase().as_str() {
            // RFC 8187: `UTF-8''na%20me.csv`; it is the better one of the two.
            "filename*" => {
                return value
                    .rsplit_once('\'')
                    .map(|(_, name)| decoded(name))
                    .filter(|name| !name.is_empty());
            }
            "filename" if !value.is_empty() => plain = Some(value.to_owned()),
            _ => {}
        }
    }
    plain
}

fn of_media_type(text: &str) -> Option<&'static str> {
    match text
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
        .as_str()
    {
        "text/csv" | "application/csv" => Some("csv"),
        "text/tab-separated-values" => Some("tsv"),
        "application/json" => Some("json"),
        "application/geo+json" | "application/vnd.geo+json" => Some("geojson"),
        "application/x-ndjson" | "application/jsonl" => Some("jsonl"),
        "application/zip" => Some("zip"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some("xlsx"),
        "application/vnd.oasis.opendocument.spreadsheet" => Some("ods"),
        "application/vnd.apache.parquet" => Some("parquet"),
        _ => None,
    }
}

/// Percent signs read.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            .filter(|_| *first == b'%')
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(address: &str, disposition: &str, media_type: &str) -> String {
        of_answer(&Url::parse(address).expect("an address"), disposition, media_type)
    }

    #[test]
    fn stems_lose_only_endings_of_formats() {
        assert_eq!(stem("parks.csv"), "parks");
        assert_eq!(stem("parks.geojson.gz"), "parks");
        assert_eq!(stem("St. Louis"), "St. Louis");
        assert_eq!(stem(".csv"), ".csv");
        assert_eq!(ending("a.CSV").as_deref(), Some("csv"));
        assert_eq!(ending("a.b/c"), None);
    }

    #[test]
    fn answers_have_names() {
        assert_eq!(
            name("https://x.org/a/parks%20now.csv?x=1", "", ""),
            "parks now.csv"
        );
        assert_eq!(
            name("https://x.org/export", "", "text/csv; charset=utf-8"),
            "export.csv"
        );
        assert_eq!(name("https://x.org/exports/csv", "", "text/csv"), "csv");
        assert_eq!(name("https://x.org/", "", "application/json"), "x.org.json");
        assert_eq!(
            name("https://x.org/d", "attachment; filename=\"p.csv\"", ""),
            "p.csv"
        );
        assert_eq!(
            name(
                "https://x.org/d",
                "attachment; filename=p.csv; filename*=UTF-8''%C3%A9t%C3%A9.csv",
                ""
            ),
            "été.csv"
        );
        assert_eq!(
            name("https://x.org/d", "attachment; filename=\"../../etc/passwd\"", ""),
            "....etcpasswd"
        );
        assert_eq!(name("https://x.org/100%25%zz.csv", "", ""), "100%%zz.csv");
    }
}
