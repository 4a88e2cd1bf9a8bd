//! How do datasets become rows? The columns of the catalog, in the result layout.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, ListBuilder, StringArray, StringBuilder, TimestampMicrosecondArray,
};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use portico_formats::layout;
use portico_model::{Annotations, Dataset, Fault, Field, FieldType, Schema};

use crate::{CatalogEntry, clock};

/// The values of one column.
enum Values {
    Text(Vec<Option<String>>),
    List(Vec<Vec<String>>),
    Int(Vec<Option<i64>>),
    Instant(Vec<Option<i64>>),
    Flag(Vec<bool>),
}

struct Column {
    name: &'static str,
    label: &'static str,
    facet: bool,
    values: Values,
}

/// Last change of the data, as the publisher says, else as the versions say; microseconds since the epoch.
pub(crate) fn modified_at(dataset: &Dataset) -> i64 {
    let said = dataset.metadata.modified.as_deref().and_then(clock::parse);
    said.or_else(|| processed_at(dataset))
        .unwrap_or(dataset.updated_at)
}

fn processed_at(dataset: &Dataset) -> Option<i64> {
    dataset.current.as_ref().map(|version| version.created_at)
}

/// The catalog's schema and its rows, in the order of the entries.
pub(crate) fn rows(entries: &[CatalogEntry]) -> Result<(Schema, RecordBatch), Fault> {
    let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) = Default::default();
    for column in identity(entries) {
        fields.push(column.field(column.name.to_owned(), column.facet));
        arrays.push(column.values.array());
    }
    for column in metadata(entries) {
        let array = column.values.array();
        fields.push(column.field(column.name.to_owned(), column.facet));
        arrays.push(Arc::clone(&array));
        // The same under the name of the metadata template: a facet is listed once.
        fields.push(column.field(format!("default.{}", column.name), false));
        arrays.push(array);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(entries.len()));
    let batch = RecordBatch::try_new_with_options(layout::arrow_schema(&fields), arrays, &options);
    Ok((Schema { fields }, batch.map_err(Fault::internal)?))
}

fn identity(entries: &[CatalogEntry]) -> [Column; 5] {
    let id = || text(entries, |entry| Some(entry.dataset.id.to_string()));
    [
        column("dataset_id", "Dataset identifier", id()),
        column("datasetid", "Dataset identifier", id()),
        column(
            "dataset_uid",
            "Dataset unique identifier",
            text(entries, |entry| Some(entry.dataset.uid.as_str().to_owned())),
        ),
        column(
            "has_records",
            "Has records",
            Values::Flag(entries.iter().map(|entry| entry.version.is_some()).collect()),
        ),
        facet(
            "features",
            "Features",
            list(entries, |entry| {
                entry.features().into_iter().map(str::to_owned).collect()
            }),
        ),
    ]
}

fn metadata(entries: &[CatalogEntry]) -> [Column; 15] {
    let records = |entry: &CatalogEntry| {
        entry
            .version
            .as_ref()
            .map_or(0, |version| version.profile.records)
    };
    [
        column(
            "title",
            "Title",
            text(entries, |entry| Some(entry.dataset.metadata.title.clone())),
        ),
        column(
            "description",
            "Description",
            text(entries, |entry| entry.dataset.metadata.description.clone()),
        ),
        facet(
            "theme",
            "Theme",
            list(entries, |entry| entry.dataset.metadata.theme.clone()),
        ),
        facet(
            "keyword",
            "Keyword",
            list(entries, |entry| entry.dataset.metadata.keyword.clone()),
        ),
        facet(
            "license",
            "License",
            text(entries, |entry| entry.dataset.metadata.license.clone()),
        ),
        column(
            "license_url",
            "License URL",
            text(entries, |entry| entry.dataset.metadata.license_url.clone()),
        ),
        facet(
            "language",
            "Language",
            text(entries, |entry| entry.dataset.metadata.language.clone()),
        ),
        facet(
            "modified",
            "Modified",
            instant(entries, |entry| Some(modified_at(&entry.dataset))),
        ),
        facet(
            "publisher",
            "Publisher",
            text(entries, |entry| entry.dataset.metadata.publisher.clone()),
        ),
        column(
            "references",
            "References",
            text(entries, |entry| entry.dataset.metadata.references.clone()),
        ),
        column(
            "attributions",
            "Attributions",
            list(entries, |entry| entry.dataset.metadata.attributions.clone()),
        ),
        column(
            "territory",
            "Territory",
            list(entries, |entry| entry.dataset.metadata.territory.clone()),
        ),
        column(
            "data_processed",
            "Data processed",
            instant(entries, |entry| processed_at(&entry.dataset)),
        ),
        column(
            "metadata_processed",
            "Metadata processed",
            instant(entries, |entry| Some(entry.dataset.updated_at)),
        ),
        column(
            "records_count",
            "Records",
            Values::Int(
                entries
                    .iter()
                    .map(|entry| i64::try_from(records(entry)).ok())
                    .collect(),
            ),
        ),
    ]
}

fn column(name: &'static str, label: &'static str, values: Values) -> Column {
    Column {
        name,
        label,
        facet: false,
        values,
    }
}

fn facet(name: &'static str, label: &'static str, values: Values) -> Column {
    Column {
        facet: true,
        ..column(name, label, values)
    }
}

fn text(entries: &[CatalogEntry], of: impl Fn(&CatalogEntry) -> Option<String>) -> Values {
    Values::Text(entries.iter().map(of).collect())
}

fn list(entries: &[CatalogEntry], of: impl Fn(&CatalogEntry) -> Vec<String>) -> Values {
    Values::List(entries.iter().map(of).collect())
}

fn instant(entries: &[CatalogEntry], of: impl Fn(&CatalogEntry) -> Option<i64>) -> Values {
    Values::Instant(entries.iter().map(of).collect())
}

impl Column {
    fn field(&self, name: String, facet: bool) -> Field {
        let is_list = matches!(self.values, Values::List(_));
        let annotations = Annotations {
            facet,
            // A reader who chooses two themes wants the datasets of either.
            disjunctive: facet && matches!(self.name, "theme" | "keyword"),
            multivalued: is_list.then(|| ",".to_owned()),
            ..Annotations::default()
        };
        Field {
            label: self.label.to_owned(),
            annotations,
            ..Field::new(name, self.values.ty())
        }
    }
}

impl Values {
    fn ty(&self) -> FieldType {
        match self {
            Self::Text(_) | Self::List(_) => FieldType::Text,
            Self::Int(_) => FieldType::Int,
            Self::Instant(_) => FieldType::Datetime,
            Self::Flag(_) => FieldType::Boolean,
        }
    }

    fn array(&self) -> ArrayRef {
        match self {
            Self::Text(values) => Arc::new(StringArray::from_iter(values)),
            Self::Int(values) => Arc::new(Int64Array::from_iter(values.iter().copied())),
            Self::Instant(values) => Arc::new(TimestampMicrosecondArray::from_iter(values.iter().copied())),
            Self::Flag(values) => Arc::new(BooleanArray::from_iter(values.iter().map(|value| Some(*value)))),
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

#[cfg(test)]
mod tests {
    use portico_model::{DatasetId, DatasetUid, Metadata, State, Visibility};

    use super::*;
    use crate::access::{Class, view};

    fn entry(id: &str, modified: Option<&str>) -> CatalogEntry {
        let dataset = Dataset {
            uid: DatasetUid::from_random(7),
            id: DatasetId::from_title(id),
            state: State::Published,
            visibility: Visibility::Domain,
            metadata: Metadata {
                theme: vec!["Parks".into()],
                modified: modified.map(str::to_owned),
                ..Metadata::default()
            },
            current: None,
            created_at: 5,
            updated_at: 6,
        };
        view(Class::Public, &dataset).expect("visible")
    }

    #[test]
    fn rows_have_both_names_and_facets_once() {
        let (schema, batch) = rows(&[entry("a", None), entry("b", Some("1970-01-01"))]).expect("rows");
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
                "publisher"
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
        let (_, batch) = rows(&[]).expect("no rows");
        assert_eq!(batch.num_rows(), 0);
    }

    #[test]
    fn the_publisher_knows_best_when_the_data_changed() {
        assert_eq!(
            modified_at(&entry("a", Some("1970-01-01T00:00:02Z")).dataset),
            2_000_000
        );
        assert_eq!(modified_at(&entry("a", Some("nonsense")).dataset), 6);
    }
}
