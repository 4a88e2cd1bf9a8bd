//! How is Parquet read? Types are declared by the file; geometries by its GeoParquet metadata.

mod cells;

use std::fs::File;
use std::path::Path;

use arrow::datatypes::{DataType, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;

use self::cells::Column;
use super::geometry::crs::Reprojection;
use super::plan::{Flow, Found, Layout, Sink};
use super::survey::{Survey, too_many};
use super::{Format, Limits, Note, ReadOptions};
use crate::FormatError;

/// What each column is.
#[derive(Debug, Clone)]
pub(crate) struct ParquetLayout {
    columns: Vec<Role>,
    file_bytes: u64,
}

/// How a column of the file is read.
#[derive(Debug, Clone)]
enum Role {
    /// As its type says.
    Plain,
    /// Geometries as WKB.
    Wkb(Option<Reprojection>),
    /// Bytes that mean nothing to a reader.
    LeftOut,
}

fn damaged(error: &ParquetError) -> FormatError {
    FormatError::content_with_hint(
        format!("the Parquet file cannot be read: {error}"),
        "check that the download was complete, and that it is compressed with Snappy, Zstandard or gzip",
    )
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, FormatError> {
    ParquetRecordBatchReaderBuilder::try_new(File::open(path)?).map_err(|error| damaged(&error))
}

/// First pass.
pub(crate) fn inspect(
    path: &Path,
    options: &ReadOptions,
    survey: &mut Survey<'_>,
) -> Result<Found, FormatError> {
    let mut notes = Vec::new();
    let builder = open(path)?;
    let schema = builder.schema().clone();
    if schema.fields().len() > options.limits.fields {
        return Err(too_many(schema.fields().len(), options.limits.fields));
    }
    let metadata = builder.metadata().file_metadata().key_value_metadata();
    let geo = metadata
        .and_then(|pairs| pairs.iter().find(|pair| pair.key == "geo"))
        .and_then(|pair| pair.value.clone());
    let geo: serde_json::Value = geo
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let columns = roles(&schema, &geo, options, &mut notes)?;
    for field in schema.fields() {
        survey.declare(field.name(), Some(cells::declared(field.data_type())))?;
    }
    let layout = ParquetLayout {
        columns,
        file_bytes: path.metadata()?.len(),
    };
    scan(path, &layout, &options.limits, survey)?;
    let left_out: Vec<usize> = (0..layout.columns.len())
        .filter(|index| matches!(layout.columns[*index], Role::LeftOut))
        .collect();
    survey.drop_columns(&left_out);
    if survey.rows() == 0 {
        notes.push(Note::new("no_rows", "the file has no record"));
    }
    Ok(Found::new(Format::Parquet, Layout::Parquet(layout), notes))
}

fn roles(
    schema: &Schema,
    geo: &serde_json::Value,
    options: &ReadOptions,
    notes: &mut Vec<Note>,
) -> Result<Vec<Role>, FormatError> {
    let mut roles = Vec::new();
    for field in schema.fields() {
        let binary = matches!(
            field.data_type(),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_)
        );
        let described = &geo["columns"][field.name()];
        let usual = ["geometry", "geom", "wkb_geometry", "geo_shape", "shape"]
            .contains(&field.name().to_lowercase().as_str());
        let wkb = described["encoding"]
            .as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case("wkb"))
            || geo.is_null() && usual
            || field
                .metadata()
                .get("ARROW:extension:name")
                .is_some_and(|name| name.contains("wkb"));
        roles.push(if !binary {
            Role::Plain
        } else if wkb {
            let reprojection = reference(&described["crs"], options)?;
            if let Some(reprojection) = &reprojection {
                let message = format!("coordinates were brought from {} to WGS 84", reprojection.name());
                notes.push(Note::column("reprojected", field.name(), message));
            }
            Role::Wkb(reprojection)
        } else {
            notes.push(Note::column(
                "binary",
                field.name(),
                "left out: bytes cannot be shown",
            ));
            Role::LeftOut
        });
    }
    Ok(roles)
}

/// The reference system as PROJJSON; absent means CRS84.
fn reference(crs: &serde_json::Value, options: &ReadOptions) -> Result<Option<Reprojection>, FormatError> {
    if let Some(name) = &options.crs {
        return Reprojection::from_name(name);
    }
    let code = match &crs["id"]["code"] {
        serde_json::Value::Number(code) => code.to_string(),
        serde_json::Value::String(code) => code.clone(),
        _ => return Ok(None),
    };
    Reprojection::from_name(&format!(
        "{}:{code}",
        crs["id"]["authority"].as_str().unwrap_or("EPSG")
    ))
}

/// Every record.
pub(crate) fn scan(
    path: &Path,
    layout: &ParquetLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    let builder = open(path)?;
    let total = u64::try_from(builder.metadata().file_metadata().num_rows())
        .unwrap_or(0)
        .max(1);
    let reader = builder
        .with_batch_size(1024)
        .build()
        .map_err(|error| damaged(&error))?;
    let mut number = 0;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&ParquetError::from(error)))?;
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (index, role) in layout.columns.iter().enumerate().take(batch.num_columns()) {
            columns.push(match role {
                Role::LeftOut => None,
                Role::Wkb(reprojection) => Some(Column::wkb(batch.column(index), reprojection.clone())?),
                Role::Plain => Some(Column::plain(batch.column(index))?),
            });
        }
        for row in 0..batch.num_rows() {
            number += 1;
            sink.begin(number);
            for (index, column) in columns.iter().enumerate() {
                if let Some(column) = column {
                    column.emit(row, index, limits, sink);
                }
            }
            let bytes = (u128::from(layout.file_bytes) * u128::from(number) / u128::from(total)) as u64;
            if sink.end(bytes)? == Flow::Stop {
                return Ok(());
            }
        }
    }
    Ok(())
}
