//! How do datasets become rows? The columns of the catalog, in the result layout.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, ListBuilder, StringArray, StringBuilder,
    TimestampMicrosecondArray,
};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use portico_formats::layout;
use portico_model::meta_entry::{MetaEntry, MetaForm, Template};
use portico_model::{
    Annotations, CustomValue, Extent, FacetSort, Fault, Field, FieldType, OwnField, OwnForm, Schema,
};

use crate::{CatalogEntry, MetaValue, metas, own_fields};

/// The values of one column.
enum Values {
    Text(Vec<Option<String>>),
    List(Vec<Vec<String>>),
    Int(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
    Instant(Vec<Option<i64>>),
    Flag(Vec<Option<bool>>),
    Rectangle(Vec<Option<Vec<u8>>>),
}

/// The table under construction.
#[derive(Default)]
struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

/// The catalog's schema and its rows, in the order of the entries.
pub(crate) fn rows(entries: &[CatalogEntry], own: &[OwnField]) -> Result<(Schema, RecordBatch), Fault> {
    let mut columns = Columns::default();
    identity(entries, &mut columns);
    for entry in metas::queried() {
        let values = Values::of(entry, entries);
        let name = entry.qualified();
        match entry.template {
            Template::Default => {
                let array = columns.add(entry.name, entry.label, entry.facet, &values);
                // The same under the name of the metadata template: a facet is listed once.
                columns.add_array(values.field(&name, entry.label, false), array);
            }
            _ => drop(columns.add(&name, entry.label, entry.facet, &values)),
        }
    }
    defined(entries, own, &mut columns);
    others(entries, own, &mut columns);
    let options = RecordBatchOptions::new().with_row_count(Some(entries.len()));
    let schema = layout::arrow_schema(&columns.fields);
    let batch = RecordBatch::try_new_with_options(schema, columns.arrays, &options);
    Ok((
        Schema {
            fields: columns.fields,
        },
        batch.map_err(Fault::internal)?,
    ))
}

fn identity(entries: &[CatalogEntry], columns: &mut Columns) {
    let text =
        |of: fn(&CatalogEntry) -> String| Values::Text(entries.iter().map(|entry| Some(of(entry))).collect());
    let id = text(|entry| entry.dataset.id.to_string());
    let array = columns.add("dataset_id", "Dataset identifier", false, &id);
    columns.add_array(id.field("datasetid", "Dataset identifier", false), array);
    let uid = text(|entry| entry.dataset.uid.as_str().to_owned());
    columns.add("dataset_uid", "Dataset unique identifier", false, &uid);
    let has_records = entries
        .iter()
        .map(|entry| Some(entry.version.is_some()))
        .collect();
    columns.add("has_records", "Has records", false, &Values::Flag(has_records));
    let features = entries
        .iter()
        .map(|entry| entry.features().into_iter().map(str::to_owned).collect())
        .collect();
    columns.add("features", "Features", true, &Values::List(features));
}

/// The fields of the portal's own template that readers may see.
fn defined(entries: &[CatalogEntry], own: &[OwnField], columns: &mut Columns) {
    for field in own.iter().filter(|field| !field.internal) {
        let values = entries.iter().map(|entry| {
            let said = entry.dataset.metadata.custom.get(&field.name);
            said.map(|said| own_fields::of_form(field.form, said))
        });
        let values = Values::of_own(field.form, values);
        columns.add(&field.qualified(), &field.label, field.facet, &values);
    }
}

/// What datasets say besides: one column a name that any of these has.
fn others(entries: &[CatalogEntry], own: &[OwnField], columns: &mut Columns) {
    let mut names: BTreeMap<&str, bool> = BTreeMap::new();
    let is_other = |name: &String| own.iter().all(|field| field.name != *name);
    let all = entries.iter().flat_map(|entry| &entry.dataset.metadata.custom);
    for (name, value) in all.filter(|(name, _)| is_other(name)) {
        *names.entry(name).or_default() |= matches!(value, CustomValue::List(_));
    }
    for (name, is_list) in names {
        let texts = entries.iter().map(|entry| {
            let value = entry.dataset.metadata.custom.get(name);
            value.map(CustomValue::texts).unwrap_or_default()
        });
        let values = if is_list {
            Values::List(texts.map(<[String]>::to_vec).collect())
        } else {
            Values::Text(texts.map(|texts| texts.first().cloned()).collect())
        };
        columns.add(&format!("custom.{name}"), name, is_list, &values);
    }
}

impl Columns {
    fn add(&mut self, name: &str, label: &str, facet: bool, values: &Values) -> ArrayRef {
        let array = values.array();
        self.add_array(values.field(name, label, facet), Arc::clone(&array));
        array
    }

    fn add_array(&mut self, field: Field, array: ArrayRef) {
        self.fields.push(field);
        self.arrays.push(array);
    }
}

impl Values {
    /// The values of a metadata.
    fn of(entry: &MetaEntry, entries: &[CatalogEntry]) -> Self {
        let values = entries.iter().map(|dataset| dataset.meta(entry));
        macro_rules! only {
            ($kind:ident) => {
                values
                    .map(|value| match value {
                        Some(MetaValue::$kind(value)) => Some(value),
                        _ => None,
                    })
                    .collect()
            };
        }
        match entry.form {
            MetaForm::Text | MetaForm::Html | MetaForm::Address | MetaForm::Email | MetaForm::Language => {
                Self::Text(only!(Text))
            }
            MetaForm::List | MetaForm::Languages => {
                let lists: Vec<Option<Vec<String>>> = only!(List);
                Self::List(lists.into_iter().map(Option::unwrap_or_default).collect())
            }
            MetaForm::Instant => Self::Instant(only!(Instant)),
            MetaForm::Flag => Self::Flag(only!(Flag)),
            MetaForm::Int => Self::Int(only!(Int)),
            MetaForm::Double => Self::Double(only!(Double)),
            MetaForm::Rectangle => {
                let extents: Vec<Option<Extent>> = only!(Rectangle);
                Self::Rectangle(extents.into_iter().map(|extent| extent.map(polygon)).collect())
            }
        }
    }

    /// The values of a field of the portal's own; what does not fit is left out.
    fn of_own(form: OwnForm, values: impl Iterator<Item = Option<MetaValue>>) -> Self {
        let texts = |value: Option<MetaValue>| match value {
            Some(MetaValue::List(texts)) => texts,
            Some(MetaValue::Text(text)) => vec![text],
            _ => Vec::new(),
        };
        match form {
            OwnForm::List | OwnForm::Choices => Self::List(values.map(texts).collect()),
            OwnForm::Int => Self::Int(
                values
                    .map(|value| match value {
                        Some(MetaValue::Int(number)) => Some(number),
                        _ => None,
                    })
                    .collect(),
            ),
            OwnForm::Double => Self::Double(
                values
                    .map(|value| match value {
                        Some(MetaValue::Double(number)) => Some(number),
                        _ => None,
                    })
                    .collect(),
            ),
            OwnForm::Flag => Self::Flag(
                values
                    .map(|value| match value {
                        Some(MetaValue::Flag(flag)) => Some(flag),
                        _ => None,
                    })
                    .collect(),
            ),
            OwnForm::Text | OwnForm::LongText | OwnForm::Date | OwnForm::Choice => {
                Self::Text(values.map(|value| texts(value).into_iter().next()).collect())
            }
        }
    }

    fn field(&self, name: &str, label: &str, facet: bool) -> Field {
        let is_text = self.ty() == FieldType::Text;
        let annotations = Annotations {
            facet,
            // The role model lists the values of the catalog from A to Z, those of records by how often they occur.
            facetsort: is_text.then_some(FacetSort::Alphanum),
            // A reader who chooses two themes wants the datasets of either.
            disjunctive: facet && matches!(name, "theme" | "keyword"),
            multivalued: matches!(self, Self::List(_)).then(|| ",".to_owned()),
            ..Annotations::default()
        };
        Field {
            label: label.to_owned(),
            annotations,
            ..Field::new(name, self.ty())
        }
    }

    fn ty(&self) -> FieldType {
        match self {
            Self::Text(_) | Self::List(_) => FieldType::Text,
            Self::Int(_) => FieldType::Int,
            Self::Double(_) => FieldType::Double,
            Self::Instant(_) => FieldType::Datetime,
            Self::Flag(_) => FieldType::Boolean,
            Self::Rectangle(_) => FieldType::GeoShape,
        }
    }

    fn array(&self) -> ArrayRef {
        match self {
            Self::Text(values) => Arc::new(StringArray::from_iter(values)),
            Self::Int(values) => Arc::new(Int64Array::from_iter(values.iter().copied())),
            Self::Double(values) => Arc::new(Float64Array::from_iter(values.iter().copied())),
            Self::Instant(values) => Arc::new(TimestampMicrosecondArray::from_iter(values.iter().copied())),
            Self::Flag(values) => Arc::new(BooleanArray::from_iter(values.iter().copied())),
            Self::Rectangle(values) => Arc::new(BinaryArray::from_iter(values)),
            Self::List(rows) => {
                let mut builder = ListBuilder::new(StringBuilder::new());
                for row in rows {
                    row.iter().for_each(|value| builder.values().append_value(value));
                    builder.append(!row.is_empty());
                }
                Arc::new(builder.finish())
            }
        }
    }
}

/// A rectangle as well-known binary: a polygon with one ring, from the north-east corner by the north-west, around.
fn polygon(extent: Extent) -> Vec<u8> {
    let Extent {
        west,
        south,
        east,
        north,
    } = extent;
    let ring = [
        (east, north),
        (west, north),
        (west, south),
        (east, south),
        (east, north),
    ];
    let mut bytes = vec![1];
    for number in [3_u32, 1, 5] {
        bytes.extend(number.to_le_bytes());
    }
    for (x, y) in ring {
        bytes.extend(x.to_le_bytes());
        bytes.extend(y.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use portico_model::{Dataset, DatasetId, DatasetUid, Metadata, State, Visibility};

    use super::*;
    use portico_model::Principal;

    use crate::DatasetView;
    use crate::access::{Rules, decide};

    fn entry(id: &str, modified: Option<&str>) -> CatalogEntry {
        let dataset = Dataset {
            uid: DatasetUid::from_random(7),
            id: DatasetId::from_title(id),
            state: State::Published,
            visibility: Visibility::Domain,
            metadata: Metadata {
                theme: vec!["Parks".into()],
                modified: modified.map(str::to_owned),
                custom: [("team".to_owned(), CustomValue::List(vec!["x".into(), "y".into()]))].into(),
                ..Metadata::default()
            },
            current: None,
            created_at: 5,
            updated_at: 6,
        };
        let decision = decide(&Principal::Anonymous, &dataset, &Rules::default()).expect("visible");
        DatasetView::new(&dataset, decision, &[])
    }

    #[test]
    fn rows_have_both_names_and_facets_once() {
        let (schema, batch) = rows(&[entry("a", None), entry("b", Some("1970-01-01"))], &[]).expect("rows");
        assert_eq!((batch.num_rows(), batch.num_columns()), (2, schema.fields.len()));
        let facets: Vec<&str> = schema.facets().map(|field| field.name.as_str()).collect();
        assert_eq!(
            facets,
            [
                "features",
                "theme",
                "keyword",
                "license",
                "language",
                "modified",
                "publisher",
                "custom.team"
            ]
        );
        assert_eq!(schema.field("theme").map(Field::is_multivalued), Some(true));
        assert_eq!(
            batch.column_by_name("theme"),
            batch.column_by_name("default.theme")
        );
    }

    #[test]
    fn an_empty_catalog_is_a_table_without_rows() {
        let (_, batch) = rows(&[], &[]).expect("no rows");
        assert_eq!(batch.num_rows(), 0);
    }
}
