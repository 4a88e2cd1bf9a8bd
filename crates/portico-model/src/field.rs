//! What is a field? Name, label, type, annotations; the schema of a dataset.

use serde::{Deserialize, Serialize};

/// The type of a field's values.
///
/// Names are those of the Explore API (reference: field object of v2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Text, or a list of texts when annotated multi-valued.
    Text,
    /// 64-bit integer.
    Int,
    /// 64-bit floating point number.
    Double,
    /// True or false.
    Boolean,
    /// A day, or a month or year when annotated with that precision.
    Date,
    /// An instant, kept in UTC with microseconds.
    Datetime,
    /// A point in WGS 84.
    #[serde(rename = "geo_point_2d")]
    GeoPoint2d,
    /// A geometry in WGS 84, kept as WKB.
    GeoShape,
    /// A stored file.
    File,
    /// Any JSON value: only computed columns have it.
    JsonBlob,
}

impl FieldType {
    /// The name on the wire: `text`, `geo_point_2d`…
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Int => "int",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::GeoPoint2d => "geo_point_2d",
            Self::GeoShape => "geo_shape",
            Self::File => "file",
            Self::JsonBlob => "json_blob",
        }
    }

    /// A point or a geometry.
    #[must_use]
    pub fn is_geo(self) -> bool {
        matches!(self, Self::GeoPoint2d | Self::GeoShape)
    }

    /// An integer or a floating point number.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Double)
    }

    /// A date or a datetime.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::Datetime)
    }
}

/// The order of a facet's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FacetSort {
    /// Rarest first.
    #[serde(rename = "count")]
    Count,
    /// Most frequent first.
    #[serde(rename = "-count")]
    CountDesc,
    /// A to Z.
    #[serde(rename = "alphanum")]
    Alphanum,
    /// Z to A.
    #[serde(rename = "-alphanum")]
    AlphanumDesc,
    /// Smallest number first.
    #[serde(rename = "num")]
    Num,
    /// Largest number first.
    #[serde(rename = "-num")]
    NumDesc,
}

impl FacetSort {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::CountDesc => "-count",
            Self::Alphanum => "alphanum",
            Self::AlphanumDesc => "-alphanum",
            Self::Num => "num",
            Self::NumDesc => "-num",
        }
    }

    /// Reads the wire name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Count,
            Self::CountDesc,
            Self::Alphanum,
            Self::AlphanumDesc,
            Self::Num,
            Self::NumDesc,
        ]
        .into_iter()
        .find(|sort| sort.as_str() == text)
    }
}

/// How precisely a date is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// `2024`
    Year,
    /// `2024-03`
    Month,
    /// `2024-03-01`
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
}

/// What is known of a field beyond its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Annotations {
    /// Offered as a filter, and listed by `/facets`.
    pub facet: bool,
    /// Order of the facet's values; none means most frequent first.
    pub facetsort: Option<FacetSort>,
    /// Several chosen values are alternatives.
    pub disjunctive: bool,
    /// Values are paths, cut at this separator.
    pub hierarchical: Option<String>,
    /// A value is a list; the separator is the one of the source.
    pub multivalued: Option<String>,
    /// The pages offer to sort by this text.
    pub sortable: bool,
    /// The table leaves the column out unless a reader asks for it. Exports and API have it.
    pub hideintable: bool,
    /// Part of the unique key.
    pub id: bool,
    /// Unit to show after a number.
    pub unit: Option<String>,
    /// Decimals to show.
    pub decimals: Option<u8>,
    /// Precision of a date.
    pub timeserie_precision: Option<Precision>,
}

/// One column of a dataset, or of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Technical name; in an answer, the key as the caller wrote it.
    pub name: String,
    /// Header of the source, or what the editor wrote.
    pub label: String,
    /// One or two sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Type of the values.
    #[serde(rename = "type")]
    pub ty: FieldType,
    /// The rest.
    #[serde(default)]
    pub annotations: Annotations,
}

impl Field {
    /// A field whose label is its name.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: FieldType) -> Self {
        let name = name.into();
        Self {
            label: name.clone(),
            name,
            description: None,
            ty,
            annotations: Annotations::default(),
        }
    }

    /// A text whose value is a list.
    #[must_use]
    pub fn is_multivalued(&self) -> bool {
        self.ty == FieldType::Text && self.annotations.multivalued.is_some()
    }
}

/// The fields of a dataset, in order. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The fields; names are unique.
    pub fields: Vec<Field>,
}

impl Schema {
    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The first geometry field, else the first point.
    #[must_use]
    pub fn geometry(&self) -> Option<&Field> {
        let of = |ty| self.fields.iter().find(move |field| field.ty == ty);
        of(FieldType::GeoShape).or_else(|| of(FieldType::GeoPoint2d))
    }

    /// The fields declared as facets, in schema order.
    pub fn facets(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.annotations.facet && !field.ty.is_geo())
    }
}
