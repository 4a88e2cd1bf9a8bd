//! What does a schema file say of the fields of a dataset? TOML or JSON, one entry a field; nothing in it is ignored in silence.

use portico_formats::read::Override;
use portico_model::{FacetSort, Fault, FieldType, Precision};
use serde::Deserialize;

use super::FieldWords;

/// How a schema file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaSyntax {
    /// `[[fields]]`, then `name = "…"`.
    Toml,
    /// `{"fields": [{"name": "…"}]}`.
    Json,
}

/// What an editor decided about fields, as a file kept beside the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaFile {
    fields: Vec<Entry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    label: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    ty: Option<FieldType>,
    unit: Option<String>,
    facet: Option<bool>,
    disjunctive: Option<bool>,
    hierarchical: Option<String>,
    multivalued: Option<String>,
    facetsort: Option<FacetSort>,
    sortable: Option<bool>,
    hideintable: Option<bool>,
    id: Option<bool>,
    decimals: Option<u8>,
    timeserie_precision: Option<Precision>,
}

impl SchemaFile {
    /// Reads the text of a schema file.
    ///
    /// # Errors
    /// `InvalidSchemaFile` with line and column, for unknown keys, wrong values, a field that comes twice.
    pub fn parse(text: &str, syntax: SchemaSyntax) -> Result<Self, Fault> {
        let read: Result<Self, String> = match syntax {
            SchemaSyntax::Toml => toml::from_str(text).map_err(|error| error.to_string()),
            SchemaSyntax::Json => serde_json::from_str(text).map_err(|error| error.to_string()),
        };
        let file = read.map_err(|reason| {
            invalid(reason.trim_end().to_owned()).with_hint(
                "a schema file is a list `fields`; each has a `name` and, when wanted, label, description, type, unit, facet, \
                 disjunctive, hierarchical, multivalued, facetsort, sortable, hideintable, id, decimals, timeserie_precision",
            )
        })?;
        file.check()?;
        Ok(file)
    }

    fn check(&self) -> Result<(), Fault> {
        for (place, entry) in self.fields.iter().enumerate() {
            let name = &entry.name;
            if self.fields[..place].iter().any(|before| before.name == *name) {
                return Err(invalid(format!("the field `{name}` comes twice"))
                    .with_hint("say everything about a field in one entry"));
            }
            if matches!(entry.ty, Some(FieldType::JsonBlob | FieldType::File)) {
                return Err(
                    invalid(format!("the field `{name}`: no file holds values of that type")).with_hint(
                        "use text, int, double, boolean, date, datetime, geo_point_2d or geo_shape",
                    ),
                );
            }
            let separators = [
                ("hierarchical", &entry.hierarchical),
                ("multivalued", &entry.multivalued),
            ];
            if let Some((key, _)) = separators
                .iter()
                .find(|(_, separator)| separator.as_deref() == Some(""))
            {
                return Err(invalid(format!("the field `{name}`: `{key}` is empty"))
                    .with_hint("write the separator, such as \"/\" or \",\", or leave the key out"));
            }
        }
        Ok(())
    }

    /// How columns are read, and what is said of their fields.
    #[must_use]
    pub fn decisions(&self) -> (Vec<Override>, Vec<FieldWords>) {
        let read = self
            .fields
            .iter()
            .filter(|entry| entry.ty.is_some() || entry.multivalued.is_some() || entry.facet.is_some());
        let overrides = read.map(|entry| Override {
            field: entry.name.clone(),
            ty: entry.ty,
            multivalued: entry.multivalued.clone(),
            facet: entry.facet,
            ..Override::default()
        });
        let words = self.fields.iter().map(|entry| FieldWords {
            name: entry.name.clone(),
            label: entry.label.clone(),
            description: entry.description.clone(),
            unit: entry.unit.clone(),
            facet: entry.facet,
            disjunctive: entry.disjunctive,
            hierarchical: entry.hierarchical.clone(),
            facetsort: entry.facetsort,
            sortable: entry.sortable,
            hideintable: entry.hideintable,
            id: entry.id,
            decimals: entry.decimals,
            timeserie_precision: entry.timeserie_precision,
        });
        (overrides.collect(), words.collect())
    }
}

fn invalid(message: String) -> Fault {
    Fault::invalid("InvalidSchemaFile", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let fault = SchemaFile::parse(text, SchemaSyntax::Toml).expect_err("refused");
        assert!(fault.hint.is_some(), "{fault:?}");
        fault.message
    }

    #[test]
    fn both_syntaxes_say_the_same() {
        let toml = "[[fields]]\nname = \"date\"\ntype = \"date\"\ntimeserie_precision = \"month\"\nfacetsort = \"-alphanum\"\n";
        let json = r#"{"fields": [{"name": "date", "type": "date", "timeserie_precision": "month", "facetsort": "-alphanum"}]}"#;
        let read = |text, syntax| SchemaFile::parse(text, syntax).expect("read").decisions();
        let (overrides, words) = read(toml, SchemaSyntax::Toml);
        assert_eq!((overrides, words.clone()), read(json, SchemaSyntax::Json));
        assert_eq!(
            (words[0].timeserie_precision, words[0].facetsort),
            (Some(Precision::Month), Some(FacetSort::AlphanumDesc))
        );
    }

    #[test]
    fn nothing_is_ignored_in_silence() {
        let unknown = refused("[[fields]]\nname = \"a\"\nfacets = true\n");
        assert!(
            unknown.contains("facets") && unknown.contains("line 3"),
            "{unknown}"
        );
        assert!(refused("[[field]]\nname = \"a\"\n").contains("field"));
        assert!(refused("[[fields]]\nname = \"a\"\n[[fields]]\nname = \"a\"\n").contains("twice"));
        assert!(refused("[[fields]]\nname = \"a\"\nmultivalued = \"\"\n").contains("empty"));
        assert!(refused("[[fields]]\nname = \"a\"\ntype = \"json_blob\"\n").contains("type"));
        assert!(refused("[[fields]]\nname = \"a\"\ntype = \"number\"\n").contains("number"));
    }
}
