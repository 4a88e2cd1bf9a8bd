//! Which field does each column become? Decided from what all of its values have in common, unless the editor did.

use std::collections::HashSet;

use portico_model::{Annotations, Field, FieldName, FieldType, Schema};

use super::inspection::{ColumnFinding, Inspection, Note};
use super::plan::{ColumnPlan, Derived, Found, Plan, Reading};
use super::survey::{self, Column, Survey, too_many};
use super::values::{dates::DateStyle, dates::Orders, numbers::NumberStyle};
use super::{Override, ReadOptions};
use crate::FormatError;

mod derive;
mod facets;
mod reading;

pub(crate) use self::derive::coordinate_name;
use self::reading::{Context, Decision};

/// Puts the findings of the first pass together.
///
/// # Errors
/// When there is no column, or too many, or an override cannot be followed.
pub(crate) fn inspection(
    found: Found,
    survey: Survey<'_>,
    options: &ReadOptions,
) -> Result<Inspection, FormatError> {
    let (rows, refused_rows) = (survey.rows(), survey.refused_rows());
    let mut columns = survey.columns;
    believe_mere_texts(&mut columns);
    let mut notes = found.notes;
    check_overrides(&columns, &options.overrides, &mut notes)?;
    let context = Context::of(&columns, found.separator);
    let mut names = Names::reserve(&options.overrides)?;
    let (mut fields, mut findings): (Vec<Field>, Vec<ColumnFinding>) = Default::default();
    let mut plans: Vec<Option<ColumnPlan>> = columns.iter().map(|_| None).collect();
    // The geometry of features comes last: it has no place among the properties.
    let (geometries, others): (Vec<usize>, Vec<usize>) =
        (0..columns.len()).partition(|index| is_feature_geometry(&columns[*index]));
    for index in others.into_iter().chain(geometries) {
        let column = &columns[index];
        let chosen = survey::matching(&options.overrides, &column.key);
        // A column without header and without value is a stray separator.
        let stray = column.header.is_empty() && column.present == 0 && chosen.is_none();
        let skipped = stray || column.dropped || chosen.is_some_and(|chosen| chosen.skip);
        let mut own_notes = Vec::new();
        let decision = reading::decide(column, &context, chosen, &mut own_notes)?;
        let mut field = None;
        if !skipped {
            notes.append(&mut own_notes);
            let made = make_field(column, &decision, chosen, rows, &mut names, &mut notes);
            field = Some(made.name.clone());
            fields.push(made);
        }
        plans[index] = Some(ColumnPlan {
            header: column.key.clone(),
            reading: decision.reading,
            target: (!skipped).then(|| fields.len() - 1),
        });
        if column.dropped {
            continue;
        }
        findings.push(ColumnFinding {
            header: column.key.clone(),
            field,
            empty: rows.saturating_sub(column.present),
            distinct: column
                .distinct
                .as_ref()
                .map(|seen| seen.len() as u64)
                .filter(|_| column.jsons + column.geometries == 0),
            sample: column.sample.clone(),
        });
    }
    let plans: Vec<ColumnPlan> = plans.into_iter().flatten().collect();
    let derived = derive::fields(&columns, &plans, rows, &mut fields, &mut names, &mut notes);
    if fields.is_empty() {
        return Err(FormatError::content_with_hint(
            "the file has no column",
            "check that it is the file that you meant, and leave at least one column in",
        ));
    }
    if fields.len() > options.limits.fields {
        return Err(too_many(fields.len(), options.limits.fields));
    }
    Ok(Inspection {
        format: found.format,
        encoding: found.encoding,
        separator: found.separator,
        header_row: found.header_row,
        records_path: found.records_path,
        sheet: found.sheet,
        schema: Schema { fields },
        rows,
        refused_rows,
        notes,
        columns: findings,
        plan: Plan {
            layout: found.layout,
            columns: plans,
            derived,
        },
        limits: options.limits.clone(),
        bad_cells: options.bad_cells,
    })
}

/// A source that could tell numbers from texts and wrote every single value as a text does not tell them apart, as many converters to
/// GeoJSON do: its texts are then read like those of a CSV.
fn believe_mere_texts(columns: &mut [Column]) {
    let tells = columns
        .iter()
        .any(|column| column.bools + column.ints + column.floats > 0);
    for column in columns {
        column.quoted &= tells;
    }
}

/// The geometry of GeoJSON features and of Shapefiles, which has no header of its own.
fn is_feature_geometry(column: &Column) -> bool {
    column.declared == Some(FieldType::GeoShape) && column.header == "geo_shape"
}

/// What people call the column: its header, or its number where it has none.
fn label_of(column: &Column) -> String {
    if column.header.is_empty() {
        column.key.clone()
    } else {
        column.header.clone()
    }
}

/// An override that names no column is most often a change in the source: worth a remark, and no reason to refuse the file.
fn check_overrides(
    columns: &[Column],
    overrides: &[Override],
    notes: &mut Vec<Note>,
) -> Result<(), FormatError> {
    for one in overrides {
        let known = |column: &Column| survey::matching(std::slice::from_ref(one), &column.key).is_some();
        if !columns.iter().any(known) {
            notes.push(Note::column(
                "unknown_override",
                &one.field,
                format!("there is no column `{}` any more", one.field),
            ));
        }
        if matches!(one.ty, Some(FieldType::File | FieldType::JsonBlob)) {
            return Err(FormatError::content_with_hint(
                format!("column `{}` cannot be of that type", one.field),
                "choose text, int, double, boolean, date, datetime, geo_point_2d or geo_shape",
            ));
        }
    }
    Ok(())
}

fn make_field(
    column: &Column,
    decision: &Decision,
    chosen: Option<&Override>,
    rows: u64,
    names: &mut Names,
    notes: &mut Vec<Note>,
) -> Field {
    let header = match decision.ty {
        FieldType::GeoPoint2d if is_feature_geometry(column) => "geo_point_2d".to_owned(),
        _ => label_of(column),
    };
    let name = match chosen.and_then(|chosen| chosen.rename.clone()) {
        Some(name) => name,
        None => {
            let key = if column.key == column.header {
                &header
            } else {
                &column.key
            };
            let (name, renamed) = names.unique(key);
            if renamed || !column.header.is_empty() && column.key != column.header {
                notes.push(Note::column(
                    "duplicate_header",
                    &header,
                    format!("another column has that name: this one is `{name}`"),
                ));
            }
            name
        }
    };
    let label = chosen.and_then(|chosen| chosen.label.clone()).unwrap_or(header);
    let guess = facets::facet(column, decision, rows, &name);
    Field {
        name,
        label,
        description: None,
        ty: decision.ty,
        annotations: Annotations {
            facet: chosen.and_then(|chosen| chosen.facet).unwrap_or(guess),
            multivalued: decision.multivalued.clone(),
            sortable: decision.ty == FieldType::Text
                && decision.multivalued.is_none()
                && column.jsons == 0
                && column.longest <= 200,
            timeserie_precision: decision.precision,
            ..Annotations::default()
        },
    }
}

/// Field names given so far.
#[derive(Debug)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// Names that the editor chose come first.
    fn reserve(overrides: &[Override]) -> Result<Self, FormatError> {
        let mut names = HashSet::new();
        for name in overrides.iter().filter_map(|one| one.rename.as_ref()) {
            FieldName::new(name.clone()).map_err(|error| FormatError::content(error.to_string()))?;
            if !names.insert(name.clone()) {
                return Err(FormatError::content(format!(
                    "two columns cannot both be named `{name}`"
                )));
            }
        }
        Ok(Self(names))
    }

    /// A name that no other field has, and whether it had to be changed.
    pub(crate) fn unique(&mut self, label: &str) -> (String, bool) {
        let base = FieldName::from_label(label).as_str().to_owned();
        if self.0.insert(base.clone()) {
            return (base, false);
        }
        let stem: String = base.chars().take(FieldName::LIMIT - 6).collect();
        let name = (2..)
            .map(|number| format!("{stem}_{number}"))
            .find(|name| !self.0.contains(name));
        let name = name.unwrap_or(base);
        self.0.insert(name.clone());
        (name, true)
    }
}
