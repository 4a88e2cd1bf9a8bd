//! Which format is it? The content decides, the extension breaks ties, the caller overrules.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::archive;
use super::{Format, ReadOptions};
use crate::FormatError;

fn unsupported(message: impl Into<String>, hint: &str) -> FormatError {
    FormatError::Unsupported {
        message: message.into(),
        hint: Some(hint.to_owned()),
    }
}

/// Starts of files that people upload by mistake, what they are, and what to do.
const STRANGERS: [(&[u8], &str, &str); 12] = [
    (
        b"\x89PNG",
        "a PNG picture",
        "upload the data, not a picture of it",
    ),
    (
        b"\xFF\xD8\xFF",
        "a JPEG picture",
        "upload the data, not a picture of it",
    ),
    (b"GIF8", "a GIF picture", "upload the data, not a picture of it"),
    (
        b"%PDF",
        "a PDF document",
        "ask for the table that it was made from",
    ),
    (b"\x1F\x8B", "compressed with gzip", "unpack it first"),
    (b"BZh", "compressed with bzip2", "unpack it first"),
    (b"\xFD7zXZ", "compressed with xz", "unpack it first"),
    (b"\x28\xB5\x2F\xFD", "compressed with zstd", "unpack it first"),
    (b"7z\xBC\xAF", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (
        OLE,
        "an Excel file of before 2007 (.xls)",
        "save it as .xlsx, .ods or CSV",
    ),
    (
        b"SQLite format 3",
        "a SQLite or GeoPackage database",
        "export its table as CSV, GeoJSON or Shapefile",
    ),
];

/// What a spreadsheet of OpenDocument says that it is (OpenDocument 1.3, part 2, 3.3); templates say a little more.
const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
/// How files of Office before 2007 begin, and workbooks under a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";
/// So much of such a file is searched for what it is, in bytes.
const SEARCHED: u64 = 64 << 20;

/// Tells the format of a file.
///
/// # Errors
/// When it is none of ours: says what it is, when that can be told.
pub(crate) fn format(path: &Path, original_name: &str, options: &ReadOptions) -> Result<Format, FormatError> {
    let mut head = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(FormatError::content("the file is empty"));
    }
    if let Some(format) = options.format {
        return Ok(format);
    }
    if head.starts_with(OLE) && is_encrypted(path)? {
        return Err(FormatError::content_with_hint(
            "the workbook is protected by a password",
            "open it, save it without a password, and send it again",
        ));
    }
    if let Some((_, what, hint)) = STRANGERS.iter().find(|(magic, _, _)| head.starts_with(magic)) {
        return Err(unsupported(
            format!("the file is {what}, which cannot be imported"),
            hint,
        ));
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return in_archive(path, options).map_err(|error| named_by_its_ending(error, original_name));
    }
    let name = original_name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let text = readable_start(&head);
    let start = text.trim_start();
    let markup = start.get(..14).unwrap_or(start).to_ascii_lowercase();
    if ["<!doctype", "<html", "<?xml", "<head", "<kml", "<rss", "<!--"]
        .iter()
        .any(|tag| markup.starts_with(tag))
    {
        let what = if markup.starts_with("<?xml") || markup.starts_with("<kml") {
            "an XML document"
        } else {
            "a web page"
        };
        let hint =
            "download the file itself: the address may lead to a page, a sign-in form or an error message";
        return Err(unsupported(format!("the file is {what}, not data"), hint));
    }
    let braces = start.starts_with(['{', '[']);
    match extension {
        "geojson" => Ok(Format::GeoJson),
        "jsonl" | "ndjson" | "jsonlines" | "ldjson" => Ok(Format::JsonLines),
        "json" => Ok(Format::Json),
        "parquet" | "geoparquet" | "xlsx" | "xlsm" | "ods" | "zip" => Err(FormatError::content_with_hint(
            format!("the file is named .{extension} but its content is something else"),
            "check that the download was complete, or name the format",
        )),
        "csv" | "tsv" | "tab" | "txt" => Ok(Format::Csv),
        _ if braces => Ok(Format::Json),
        _ => Ok(Format::Csv),
    }
}

/// Whether an OLE file holds a workbook under a password: its directory, wherever it lies, names the stream.
fn is_encrypted(path: &Path) -> Result<bool, FormatError> {
    const NAME: &str = "EncryptedPackage";
    let wanted: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut file = File::open(path)?.take(SEARCHED);
    let mut window = Vec::new();
    loop {
        if file.by_ref().take(1 << 20).read_to_end(&mut window)? == 0 {
            return Ok(false);
        }
        if window.windows(wanted.len()).any(|part| part == wanted) {
            return Ok(true);
        }
        // A name may lie across two pieces.
        let kept = window.len().saturating_sub(wanted.len());
        window.drain(..kept);
    }
}

/// A workbook is an archive inside, which is not what people call it.
fn named_by_its_ending(error: FormatError, original_name: &str) -> FormatError {
    let name = original_name.to_ascii_lowercase();
    match error {
        FormatError::Content { message, .. }
            if [".xlsx", ".xlsm", ".ods"].iter().any(|end| name.ends_with(end)) =>
        {
            FormatError::content_with_hint(
                message.replace("the ZIP archive", "the workbook"),
                "check that the download was complete; else open the workbook and save it again",
            )
        }
        other => other,
    }
}

/// Enough of the start to recognise markup and braces, whatever the encoding.
fn readable_start(head: &[u8]) -> String {
    head.iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .take(512)
        .map(|byte| char::from(*byte))
        .collect()
}

fn in_archive(path: &Path, options: &ReadOptions) -> Result<Format, FormatError> {
    let names = archive::names(path, &options.limits)?;
    let has = |end: &str| names.iter().any(|name| name.to_ascii_lowercase().ends_with(end));
    if has("xl/workbook.xml") || has("xl/workbook.bin") && has("[content_types].xml") {
        return Ok(Format::Xlsx);
    }
    if has(".shp") {
        return Ok(Format::Shapefile);
    }
    if has("content.xml") && has("mimetype") {
        if archive::starts(path, "mimetype", SPREADSHEET, &options.limits)? {
            return Ok(Format::Ods);
        }
        return Err(unsupported(
            "the file is an OpenDocument file without a table",
            "open it, and save its table as .ods, .xlsx or CSV",
        ));
    }
    if names.iter().all(|name| name.ends_with('/')) {
        return Err(FormatError::content_with_hint(
            "the ZIP archive is empty",
            "pack the files again, and send that archive",
        ));
    }
    let beside = names.iter().find(|name| {
        let name = name.to_ascii_lowercase();
        [".dbf", ".shx", ".prj"].iter().any(|end| name.ends_with(end))
    });
    if let Some(beside) = beside {
        return Err(FormatError::content_with_hint(
            format!(
                "the .shp file beside `{}` is missing",
                super::inspection::clip(beside, 60)
            ),
            "pack the .shp, .dbf, .prj and .cpg files of the Shapefile together in one ZIP archive",
        ));
    }
    let listed: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| super::inspection::clip(name, 60))
        .collect();
    Err(unsupported(
        format!(
            "the ZIP archive holds neither a Shapefile nor a workbook, but: {}",
            listed.join(", ")
        ),
        "unpack it and import the file inside",
    ))
}
