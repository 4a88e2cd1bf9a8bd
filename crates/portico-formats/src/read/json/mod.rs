//! How are JSON, JSON Lines and GeoJSON read? Streamed, one record at a time.

mod features;
mod flatten;
mod layout;
mod lines;
pub(crate) mod value;

use std::io::{BufReader, Read};
use std::path::Path;

use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ValueType};

use self::flatten::Members;
use self::value::Json;
use super::geometry::crs::Reprojection;
use super::input::{self, Counter, TextEncoding};
use super::inspection::clip;
use super::plan::{Flow, Found, Layout, Sink};
use super::survey::Survey;
use super::{Format, Limits, Note, ReadOptions};
use crate::FormatError;

/// Where the records are and how they are read.
#[derive(Debug, Clone)]
pub(crate) struct JsonLayout {
    encoding: TextEncoding,
    mode: Mode,
    members: Members,
    /// The column of the features' geometries.
    geometry: Option<usize>,
    reprojection: Option<Reprojection>,
    /// The reference system was named after the features had been read without it.
    late: bool,
}

/// Where the records are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mode {
    /// At this path: an array of records, or one record.
    At(Vec<String>),
    /// One on each line.
    Lines,
    /// The features of a collection.
    Features,
}

type Reader = JsonStreamReader<BufReader<Box<dyn Read>>>;

fn open(path: &Path, encoding: TextEncoding, several: bool) -> Result<(Reader, Counter), FormatError> {
    let (source, bytes) = input::text(path, encoding)?;
    let source = BufReader::with_capacity(128 << 10, source);
    Ok((
        JsonStreamReader::new_custom(source, value::settings(several)),
        bytes,
    ))
}

fn broken(error: &ReaderError) -> FormatError {
    FormatError::content_with_hint(
        format!("the JSON file cannot be read: {}", value::complaint(error)),
        "check that the download was complete; a JSON validator shows the place",
    )
}

/// First pass.
pub(crate) fn inspect(
    path: &Path,
    format: Format,
    options: &ReadOptions,
    survey: &mut Survey<'_>,
) -> Result<Found, FormatError> {
    let mut notes = Vec::new();
    let encoding = input::encoding(path, options.encoding.as_deref(), &mut notes)?;
    let mode = match format {
        Format::GeoJson => Mode::Features,
        Format::JsonLines => Mode::Lines,
        _ => find_records(path, encoding, options, &mut notes)?,
    };
    let reprojection = options
        .crs
        .as_deref()
        .map(Reprojection::from_name)
        .transpose()?
        .flatten();
    let mut layout = JsonLayout {
        encoding,
        mode,
        members: Members::new(),
        geometry: None,
        reprojection,
        late: false,
    };
    survey.tells_texts();
    run(path, &mut layout, &options.limits, survey)?;
    if layout.late {
        survey.reset();
        layout = JsonLayout {
            members: Members::new(),
            geometry: None,
            late: false,
            ..layout
        };
        run(path, &mut layout, &options.limits, survey)?;
    }
    let dropped = layout.members.settle(options.limits.fields, survey)?;
    survey.drop_columns(&dropped);
    for (column, earlier) in layout.members.closed_columns() {
        survey.holds_json(column, earlier);
    }
    if let Some(reprojection) = &layout.reprojection {
        notes.push(Note::new(
            "reprojected",
            format!("coordinates were brought from {} to WGS 84", reprojection.name()),
        ));
    }
    finish_checks(survey, &mut notes)?;
    let (format, records_path) = match &layout.mode {
        Mode::At(path) => (Format::Json, Some(path.join("."))),
        Mode::Lines => (Format::JsonLines, None),
        Mode::Features => (Format::GeoJson, None),
    };
    let found = Found::new(format, Layout::Json(layout), notes);
    Ok(Found {
        encoding: Some(encoding.name().to_owned()),
        records_path,
        ..found
    })
}

fn finish_checks(survey: &Survey<'_>, notes: &mut Vec<Note>) -> Result<(), FormatError> {
    let (rows, refused) = (survey.rows(), survey.refused_rows());
    if refused > 0 && refused >= rows {
        return Err(FormatError::content_with_hint(
            format!(
                "most records ({refused} of {}) are not JSON objects",
                rows + refused
            ),
            "check the format, or name it",
        ));
    }
    if rows == 0 && survey.columns.is_empty() {
        return Err(FormatError::content("the file has no record"));
    }
    if rows == 0 {
        notes.push(Note::new("no_rows", "the file has no record"));
    }
    Ok(())
}

fn find_records(
    path: &Path,
    encoding: TextEncoding,
    options: &ReadOptions,
    notes: &mut Vec<Note>,
) -> Result<Mode, FormatError> {
    if let Some(wanted) = &options.records_path {
        return Ok(Mode::At(
            wanted
                .split('.')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
        ));
    }
    let (mut reader, _) = open(path, encoding, true)?;
    let outline = layout::outline(&mut reader).map_err(|error| broken(&error))?;
    if outline.several {
        return Ok(Mode::Lines);
    }
    match outline.kind.as_deref() {
        Some("FeatureCollection" | "Feature") if !outline.top_array => return Ok(Mode::Features),
        Some("Topology") => {
            return Err(FormatError::Unsupported {
                message: "TopoJSON cannot be imported".to_owned(),
                hint: Some("export the file as GeoJSON".to_owned()),
            });
        }
        _ => {}
    }
    let most = outline
        .arrays
        .iter()
        .map(|(_, objects)| *objects)
        .max()
        .unwrap_or(0);
    let chosen = outline.arrays.iter().find(|(_, objects)| *objects == most);
    if outline.arrays.len() > 1 {
        let listed: Vec<String> = outline
            .arrays
            .iter()
            .take(8)
            .map(|(path, objects)| format!("{} ({objects})", clip(&path.join("."), 80)))
            .collect();
        notes.push(Note::new(
            "several_arrays",
            format!(
                "the longest list of records was read, among {}",
                listed.join(", ")
            ),
        ));
    }
    Ok(Mode::At(chosen.map(|(path, _)| path.clone()).unwrap_or_default()))
}

/// Second pass.
pub(crate) fn scan(
    path: &Path,
    layout: &JsonLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    run(path, &mut layout.clone(), limits, sink)
}

fn run(
    path: &Path,
    layout: &mut JsonLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    match layout.mode.clone() {
        Mode::Lines => lines::run(path, layout, limits, sink),
        Mode::Features => features::run(path, layout, limits, sink),
        Mode::At(place) => run_at(path, layout, &place, limits, sink),
    }
}

fn run_at(
    path: &Path,
    layout: &mut JsonLayout,
    place: &[String],
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    let (mut reader, bytes) = open(path, layout.encoding, false)?;
    let found = go_to(&mut reader, place).map_err(|error| broken(&error))?;
    if !found {
        return Err(FormatError::content_with_hint(
            format!(
                "there is nothing at `{}` in the JSON file",
                clip(&place.join("."), 100)
            ),
            "give the path of the list of records, its parts separated by dots",
        ));
    }
    let kind = reader.peek().map_err(|error| broken(&error))?;
    if kind != ValueType::Array {
        let record = one(&mut reader, limits)?;
        layout.record(&record, 1, sink)?;
        return sink.end(bytes.get()).map(|_| ());
    }
    reader.begin_array().map_err(|error| broken(&error))?;
    while reader.has_next().map_err(|error| broken(&error))? {
        let line = line_of(&reader);
        let mut budget = Some(limits.record_bytes);
        let value = value::next(&mut reader, &mut budget).map_err(|error| broken(&error))?;
        if budget.is_none() {
            sink.refuse_row(
                line,
                &format!("the record is longer than {} bytes", limits.record_bytes),
                "",
            );
        } else if layout.record(&value, line, sink)? && sink.end(bytes.get())? == Flow::Stop {
            return Ok(());
        }
    }
    reader.end_array().map_err(|error| broken(&error))?;
    // Reads to the end: a file cut short must not pass for a whole one.
    reader.skip_to_top_level().map_err(|error| broken(&error))?;
    reader
        .consume_trailing_whitespace()
        .map_err(|error| broken(&error))
}

fn one(reader: &mut Reader, limits: &Limits) -> Result<Json, FormatError> {
    let mut budget = Some(limits.record_bytes);
    let value = value::next(reader, &mut budget).map_err(|error| broken(&error))?;
    if budget.is_none() {
        return Err(FormatError::content(
            "the JSON file holds one huge record instead of a list",
        ));
    }
    Ok(value)
}

fn line_of(reader: &Reader) -> u64 {
    reader
        .current_position(false)
        .line_pos
        .map_or(0, |at| at.line + 1)
}

fn go_to(reader: &mut Reader, place: &[String]) -> Result<bool, ReaderError> {
    for part in place {
        if reader.peek()? != ValueType::Object {
            return Ok(false);
        }
        reader.begin_object()?;
        loop {
            if !reader.has_next()? {
                return Ok(false);
            }
            if reader.next_name()? == part {
                break;
            }
            reader.skip_value()?;
        }
    }
    Ok(true)
}

impl JsonLayout {
    /// Hands a record over up to its end; false when it was refused.
    fn record(&mut self, value: &Json, line: u64, sink: &mut dyn Sink) -> Result<bool, FormatError> {
        let positional;
        let members = match value {
            Json::Object(members) => members,
            Json::Array(items) if items.len() <= 1000 => {
                let name = |index: usize| format!("column_{}", index + 1);
                positional = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| (name(index), item.clone()))
                    .collect::<Vec<_>>();
                &positional
            }
            Json::Null | Json::Array(_) => {
                sink.refuse_row(line, "the record is not an object", "");
                return Ok(false);
            }
            plain => {
                positional = vec![("value".to_owned(), plain.clone())];
                &positional
            }
        };
        sink.begin(line);
        self.members.record(members, sink)?;
        Ok(true)
    }
}
