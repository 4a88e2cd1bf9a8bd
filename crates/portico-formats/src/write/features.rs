//! What of a record is its place, its name, its attributes? The same answer for every format that draws features.

use geo_types::{Geometry, Point};
use portico_model::{Field, FieldType};

use super::cells::Cell;
use super::crs::Crs;
use super::value::{Columns, Rendering};
use super::{WriteOptions, plain};
use crate::FormatError;
use crate::read::geometry::wkb;

/// The parts of a record that is a feature.
#[derive(Debug)]
pub(crate) struct Features {
    pub(crate) fields: Vec<Field>,
    pub(crate) rendering: Rendering,
    /// The column that is drawn.
    pub(crate) place: Option<usize>,
    /// The column that names the feature.
    pub(crate) title: Option<usize>,
    /// What each column is called: labels with `use_labels`.
    pub(crate) names: Vec<String>,
    crs: Crs,
}

impl Features {
    /// # Errors
    /// [`FormatError::Option`] when the field that should name a feature is none of these.
    pub(crate) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let first = |ty| fields.iter().position(|field| field.ty == ty);
        let title = match &options.name_field {
            Some(name) => Some(column(fields, "name_field", name)?),
            None => fields
                .iter()
                .position(|field| field.ty == FieldType::Text && !is_technical(field, options)),
        };
        let name = |field: &Field| options.title(field).to_owned();
        Ok(Self {
            rendering: Rendering {
                timezone: options.timezone,
                style: options.json_style,
            },
            place: first(FieldType::GeoShape).or_else(|| first(FieldType::GeoPoint2d)),
            title,
            names: fields.iter().map(name).collect(),
            crs: options.crs.clone(),
            fields: fields.to_vec(),
        })
    }

    /// The columns that are attributes: all but the place.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.fields.len()).filter(|column| Some(*column) != self.place)
    }

    /// Where a record is, in longitude and latitude.
    pub(crate) fn geometry(&self, columns: &Columns<'_>, row: usize) -> Option<Geometry<f64>> {
        match columns.cell(self.place?, row) {
            Cell::Shape(bytes) => wkb::read(bytes).filter(is_drawable),
            Cell::Point { lon, lat } => Some(Point::new(lon, lat).into()),
            _ => None,
        }
    }

    /// Where a record is, in the system that was asked for; none also where that system has no numbers.
    pub(crate) fn projected(&self, columns: &Columns<'_>, row: usize) -> Option<Geometry<f64>> {
        self.crs.project(self.geometry(columns, row)?)
    }

    /// A value as bare text.
    pub(crate) fn text(&self, columns: &Columns<'_>, column: usize, row: usize) -> Option<String> {
        plain::text(&self.fields[column], &columns.cell(column, row), self.rendering)
    }

    /// What the feature is called.
    pub(crate) fn name(&self, columns: &Columns<'_>, row: usize) -> Option<String> {
        self.text(columns, self.title?, row)
    }
}

/// One of the columns that the engine puts in front.
pub(crate) fn is_technical(field: &Field, options: &WriteOptions) -> bool {
    options.record_ids && matches!(field.name.as_str(), "_id" | "_timestamp" | "_size")
}

/// The column of that name.
///
/// # Errors
/// [`FormatError::Option`] when there is none.
pub(crate) fn column(fields: &[Field], parameter: &str, name: &str) -> Result<usize, FormatError> {
    fields
        .iter()
        .position(|field| field.name == name)
        .ok_or_else(|| {
            let found: String = name.chars().take(100).collect();
            let known: Vec<&str> = fields.iter().take(30).map(|field| field.name.as_str()).collect();
            FormatError::Option {
                message: format!(
                    "Invalid value for {parameter} API parameter: {found} was found but the name of a column of the export is expected."
                ),
                hint: Some(format!("use one of {}", known.join(", "))),
            }
        })
}

/// It has a coordinate, and all of them are numbers.
fn is_drawable(geometry: &Geometry<f64>) -> bool {
    use geo::CoordsIter;

    let mut coords = geometry.coords_iter().peekable();
    coords.peek().is_some() && coords.all(|coord| coord.x.is_finite() && coord.y.is_finite())
}
