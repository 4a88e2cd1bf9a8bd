//! What is a version? One immutable state of a dataset's records, and what was computed of it at publish.

use serde::{Deserialize, Serialize};

use crate::Schema;

/// One immutable state of the records.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// UUIDv7 in hyphenated form; names the folder of the files and starts every cache key.
    pub id: String,
    /// 1, 2, 3… within the dataset.
    pub number: i64,
    /// SHA-256 of the source file, lower-case hexadecimal.
    pub sha256: String,
    /// The fields.
    pub schema: Schema,
    /// Counts and extents.
    pub profile: Profile,
    /// Size of the stored files, in bytes.
    pub bytes: i64,
    /// File name of the source as it was given.
    pub source_name: String,
    /// Who imported it: an e-mail address, or `command line`.
    pub author: String,
    /// What the author said of it.
    pub note: Option<String>,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
}

/// What was computed once, at publish. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Number of records.
    pub records: u64,
    /// Smallest rectangle around every geometry, WGS 84; none without a geometry.
    pub extent: Option<Extent>,
    /// GeoJSON geometry types present, sorted: `Point`, `Polygon`…
    pub geometry_types: Vec<String>,
    /// One entry per field, in schema order.
    pub fields: Vec<FieldProfile>,
}

/// What was computed of one field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldProfile {
    /// The field.
    pub name: String,
    /// How many records have no value.
    pub nulls: u64,
    /// Different values, when counting stayed below the limit.
    pub distinct: Option<u64>,
    /// Smallest value of a number, date or datetime, as it reads in JSON.
    pub min: Option<String>,
    /// Largest value, likewise.
    pub max: Option<String>,
    /// One value, for people who read the schema.
    pub sample: Option<String>,
}

/// A rectangle in degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

impl Extent {
    /// The rectangle around one point.
    #[must_use]
    pub fn point(lon: f64, lat: f64) -> Self {
        Self {
            west: lon,
            south: lat,
            east: lon,
            north: lat,
        }
    }

    /// The rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }
}
