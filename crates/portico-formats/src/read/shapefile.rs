//! How is a zipped Shapefile read? Shapes and attributes side by side, straight from the archive.

mod attributes;
mod shapes;

use std::io::{BufReader, Read};
use std::path::Path;

use self::attributes::{Attributes, Kind};
use super::archive::{self, Limited};
use super::geometry::{clean, crs::Reprojection};
use super::input::CountedFile;
use super::inspection::clip;
use super::plan::{Cell, Flow, Found, Layout, Sink};
use super::survey::Survey;
use super::{Format, Limits, Note, ReadOptions};
use crate::FormatError;

/// What is read from which entry of the archive.
#[derive(Debug, Clone)]
pub(crate) struct ShapefileLayout {
    shapes: usize,
    attributes: Option<usize>,
    encoding: &'static encoding_rs::Encoding,
    reprojection: Option<Reprojection>,
    /// The column of the geometries: after those of the attributes.
    geometry: usize,
}

fn incomplete(message: impl Into<String>) -> FormatError {
    FormatError::content_with_hint(
        message,
        "pack the .shp, .dbf, .prj and .cpg files of the Shapefile together in one ZIP archive",
    )
}

/// Index of the entry with that name but for its extension, in any case.
fn sibling(names: &[String], shape: &str, extension: &str) -> Option<usize> {
    let stem = &shape[..shape.len() - 4];
    names.iter().position(|name| {
        name.len() == shape.len()
            && name.is_char_boundary(stem.len())
            && name[..stem.len()].eq_ignore_ascii_case(stem)
            && name[stem.len()..].eq_ignore_ascii_case(extension)
    })
}

/// First pass.
pub(crate) fn inspect(
    path: &Path,
    options: &ReadOptions,
    survey: &mut Survey<'_>,
) -> Result<Found, FormatError> {
    let (file, _) = CountedFile::open(path)?;
    let mut zip = archive::open(BufReader::new(file), &options.limits)?;
    let mut notes = Vec::new();
    let names: Vec<String> = (0..zip.len())
        .map(|index| {
            let raw = zip.by_index_raw(index).map(|entry| entry.name_raw().to_vec());
            raw.map(|raw| String::from_utf8_lossy(&raw).into_owned())
                .unwrap_or_default()
        })
        .collect();
    let is_shape = |name: &&String| {
        let hidden = name.contains("__MACOSX/")
            || name
                .rsplit(['/', '\\'])
                .next()
                .is_some_and(|file| file.starts_with('.'));
        name.to_ascii_lowercase().ends_with(".shp") && !hidden
    };
    let shapes: Vec<&String> = names.iter().filter(is_shape).collect();
    let Some(shape) = shapes.first().map(|name| (*name).clone()) else {
        return Err(incomplete("the archive holds no .shp file"));
    };
    if shapes.len() > 1 {
        let listed: Vec<String> = shapes.iter().take(8).map(|name| clip(name, 60)).collect();
        notes.push(Note::new(
            "several_layers",
            format!(
                "`{}` was read; the archive also holds others: {}",
                clip(&shape, 60),
                listed.join(", ")
            ),
        ));
    }
    let mut small = |extension: &str| -> Result<Option<String>, FormatError> {
        let Some(index) = sibling(&names, &shape, extension) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let entry = zip
            .by_index(index)
            .map_err(|error| incomplete(format!("the {extension} file is damaged: {error}")))?;
        entry.take(64 << 10).read_to_end(&mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    };
    let reprojection = match (&options.crs, small(".prj")?) {
        (Some(name), _) => Reprojection::from_name(name)?,
        (None, Some(text)) => Reprojection::from_wkt(&text)?,
        (None, None) => {
            notes.push(Note::new(
                "no_prj",
                "there is no .prj file: coordinates were taken for longitude and latitude",
            ));
            None
        }
    };
    let code_page = small(".cpg")?;
    let attributes = sibling(&names, &shape, ".dbf");
    if attributes.is_none() {
        return Err(incomplete(format!(
            "the .dbf file beside `{}` is missing",
            clip(&shape, 60)
        )));
    }
    let encoding = encoding(options.encoding.as_deref(), code_page.as_deref(), &mut notes)?;
    if let Some(reprojection) = &reprojection {
        notes.push(Note::new(
            "reprojected",
            format!("coordinates were brought from {} to WGS 84", reprojection.name()),
        ));
    }
    let shapes = names.iter().position(|name| *name == shape).unwrap_or(0);
    let mut layout = ShapefileLayout {
        shapes,
        attributes,
        encoding,
        reprojection,
        geometry: 0,
    };
    layout.geometry = declare(path, &layout, &options.limits, survey)?;
    scan(path, &layout, &options.limits, survey)?;
    if survey.rows() == 0 {
        notes.push(Note::new("no_rows", "the Shapefile has no record"));
    }
    let found = Found::new(Format::Shapefile, Layout::Shapefile(layout), notes);
    Ok(Found {
        encoding: Some(encoding.name().to_owned()),
        ..found
    })
}

fn encoding(
    wanted: Option<&str>,
    code_page: Option<&str>,
    notes: &mut Vec<Note>,
) -> Result<&'static encoding_rs::Encoding, FormatError> {
    if let Some(name) = wanted {
        return encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            FormatError::content(format!("`{}` is not the name of an encoding", clip(name, 40)))
        });
    }
    let Some(said) = code_page.map(|text| text.trim().to_ascii_lowercase()) else {
        return Ok(encoding_rs::WINDOWS_1252);
    };
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    let names = [
        said.clone(),
        format!("windows-{digits}"),
        said.replace("iso 8859-", "iso-8859-")
            .replace("88591", "iso-8859-1"),
    ];
    let known = match digits.as_str() {
        "65001" => Some(encoding_rs::UTF_8),
        _ => names
            .iter()
            .find_map(|name| encoding_rs::Encoding::for_label(name.as_bytes())),
    };
    Ok(known.unwrap_or_else(|| {
        let message = format!(
            "the .cpg file names the unknown encoding `{}`: windows-1252 was assumed",
            clip(&said, 40)
        );
        notes.push(Note::new("encoding", message));
        encoding_rs::WINDOWS_1252
    }))
}

/// Declares the columns; the index of the geometry's.
fn declare(
    path: &Path,
    layout: &ShapefileLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<usize, FormatError> {
    with_attributes(path, layout, limits, |attributes| {
        for field in attributes.fields() {
            sink.declare(&field.name, Some(field.kind.declared()))?;
        }
        sink.declare("geo_shape", Some(portico_model::FieldType::GeoShape))
    })
}

fn with_attributes<T>(
    path: &Path,
    layout: &ShapefileLayout,
    limits: &Limits,
    work: impl FnOnce(&mut Attributes<&mut dyn Read>) -> Result<T, FormatError>,
) -> Result<T, FormatError> {
    let (file, _) = CountedFile::open(path)?;
    let mut zip = archive::open(BufReader::new(file), limits)?;
    let index = layout
        .attributes
        .ok_or_else(|| incomplete("the .dbf file is missing"))?;
    let entry = zip
        .by_index(index)
        .map_err(|error| incomplete(format!("the .dbf file is damaged: {error}")))?;
    let mut entry = BufReader::new(Limited::new(entry, limits.archive_bytes));
    let mut attributes = Attributes::open(&mut entry as &mut dyn Read, layout.encoding)?;
    work(&mut attributes)
}

/// Every record: its attributes, then its shape.
pub(crate) fn scan(
    path: &Path,
    layout: &ShapefileLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    let (file, bytes) = CountedFile::open(path)?;
    let mut zip = archive::open(BufReader::new(file), limits)?;
    let entry = zip
        .by_index(layout.shapes)
        .map_err(|error| incomplete(format!("the .shp file is damaged: {error}")))?;
    let mut shapes = shapes::Shapes::open(BufReader::new(Limited::new(entry, limits.archive_bytes)), limits)?;
    with_attributes(path, layout, limits, |attributes| {
        let mut number = 0;
        while let Some(shape) = shapes.next()? {
            number += 1;
            if !attributes.advance()? {
                return Err(incomplete(format!(
                    "the .dbf file ends before record {number} of the .shp file"
                )));
            }
            if attributes.deleted() {
                continue;
            }
            sink.begin(number);
            for index in 0..attributes.fields().len() {
                attribute(attributes, index, sink);
            }
            match shape {
                Err(reason) => sink.cell(
                    layout.geometry,
                    Cell::Unusable {
                        reason: &reason,
                        value: "",
                    },
                ),
                Ok(None) => sink.cell(layout.geometry, Cell::Null),
                Ok(Some(geometry)) => match clean(geometry, layout.reprojection.as_ref()) {
                    Ok(Some((geometry, repaired))) => {
                        sink.cell(
                            layout.geometry,
                            Cell::Shape {
                                geometry: &geometry,
                                repaired,
                            },
                        );
                    }
                    Ok(None) => sink.cell(layout.geometry, Cell::Null),
                    Err(reason) => sink.cell(
                        layout.geometry,
                        Cell::Unusable {
                            reason: &reason,
                            value: "",
                        },
                    ),
                },
            }
            if sink.end(bytes.get())? == Flow::Stop {
                return Ok(());
            }
        }
        Ok(())
    })
}

fn attribute(attributes: &Attributes<&mut dyn Read>, index: usize, sink: &mut dyn Sink) {
    let text = attributes.text(index);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match attributes.fields()[index].kind {
        Kind::Text => sink.cell(index, Cell::Text(text)),
        Kind::Whole | Kind::Decimal => {
            // Stars mean that the number did not fit its width.
            if let Ok(value) = text.parse::<i64>() {
                sink.cell(index, Cell::Int(value));
            } else if let Some(value) = text.parse::<f64>().ok().filter(|value| value.is_finite()) {
                sink.cell(index, Cell::Float(value));
            }
        }
        Kind::Day => {
            if let Ok(date) = chrono::NaiveDate::parse_from_str(text, "%Y%m%d") {
                let micros = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
                sink.cell(index, Cell::Date(super::values::dates::day_of(micros)));
            }
        }
        Kind::Logical => match text {
            "T" | "t" | "Y" | "y" => sink.cell(index, Cell::Bool(true)),
            "F" | "f" | "N" | "n" => sink.cell(index, Cell::Bool(false)),
            _ => {}
        },
    }
}
