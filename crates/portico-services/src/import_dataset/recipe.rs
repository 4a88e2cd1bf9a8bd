//! What did the editor decide at an import? Kept with the version, so that the next update needs no telling.

use std::collections::BTreeMap;

use portico_formats::read::{BadCells, Override, ReadOptions};
use portico_model::{FacetSort, Fault, Field, FieldName, FieldType, Precision, Schema};
use portico_processors::Steps;
use serde::{Deserialize, Serialize};

use super::fetch_source::LocalSource;
use super::process::Processing;
use super::{FieldWords, ImportMode, ImportRequest};

/// The format of the document.
const FORMAT: u32 = 1;

/// Decisions of an editor. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Recipe {
    format: u32,
    /// Ending of the file's name: what follows until `columns` holds for files of that kind.
    ending: Option<String>,
    encoding: Option<String>,
    separator: Option<char>,
    header_row: Option<usize>,
    records_path: Option<String>,
    sheet: Option<String>,
    crs: Option<String>,
    /// What happens to cells that do not fit.
    bad_cells: Option<String>,
    columns: Vec<Column>,
    words: Vec<Words>,
    /// The steps that were applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Steps>,
    /// The fields that the steps found in the file: later files are read with the same types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    input: Vec<Field>,
    /// The file was the whole content: it can be read again.
    whole: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Column {
    field: String,
    ty: Option<FieldType>,
    date_format: Option<String>,
    rename: Option<String>,
    label: Option<String>,
    multivalued: Option<String>,
    facet: Option<bool>,
    skip: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Words {
    name: String,
    label: Option<String>,
    description: Option<String>,
    unit: Option<String>,
    facet: Option<bool>,
    disjunctive: Option<bool>,
    hierarchical: Option<String>,
    facetsort: Option<FacetSort>,
    sortable: Option<bool>,
    #[serde(default)]
    hideintable: Option<bool>,
    id: Option<bool>,
    decimals: Option<u8>,
    timeserie_precision: Option<Precision>,
}

impl Recipe {
    /// What is to be kept of a request, on top of what was kept before; `input` are the fields of the file.
    pub(super) fn of(
        request: &ImportRequest,
        before: Option<&Self>,
        source: &LocalSource,
        processing: &Processing,
        input: &Schema,
    ) -> Self {
        let decided = options(&request.options, before, source);
        Self {
            format: FORMAT,
            ending: source.ending(),
            encoding: decided.encoding,
            separator: decided.separator,
            header_row: decided.header_row,
            records_path: decided.records_path,
            sheet: decided.sheet,
            crs: decided.crs,
            bad_cells: Some(decided.bad_cells.as_str().to_owned()),
            columns: decided.overrides.into_iter().map(Column::from).collect(),
            words: words(before, &request.labels)
                .into_iter()
                .map(Words::from)
                .collect(),
            input: if processing.steps.is_idle() {
                Vec::new()
            } else {
                input.fields.clone()
            },
            steps: (!processing.steps.steps.is_empty()).then(|| processing.steps.clone()),
            whole: matches!(request.mode, ImportMode::Create | ImportMode::Replace),
        }
    }

    /// The steps that were applied.
    pub(crate) fn steps(&self) -> Steps {
        self.steps.clone().unwrap_or_default()
    }

    /// The fields that the steps found in the file.
    pub(crate) fn input(&self) -> Option<Schema> {
        (!self.input.is_empty()).then(|| Schema {
            fields: self.input.clone(),
        })
    }

    /// Whether the file was the whole content.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The decisions alone, before anything is known of the file.
    pub(super) fn of_decisions(options: &ReadOptions, labels: &[FieldWords]) -> Self {
        let given = options.clone();
        Self {
            format: FORMAT,
            ending: None,
            encoding: given.encoding,
            separator: given.separator,
            header_row: given.header_row,
            records_path: given.records_path,
            sheet: given.sheet,
            crs: given.crs,
            bad_cells: Some(given.bad_cells.as_str().to_owned()),
            columns: given.overrides.into_iter().map(Column::from).collect(),
            words: labels.iter().cloned().map(Words::from).collect(),
            ..Self::default()
        }
    }

    /// The decisions as they were given; the format of the file is not among them.
    pub(super) fn into_decisions(self) -> (ReadOptions, Vec<FieldWords>) {
        let options = ReadOptions {
            encoding: self.encoding,
            separator: self.separator,
            header_row: self.header_row,
            records_path: self.records_path,
            sheet: self.sheet,
            crs: self.crs,
            bad_cells: self
                .bad_cells
                .as_deref()
                .and_then(BadCells::parse)
                .unwrap_or_default(),
            overrides: self.columns.into_iter().map(Override::from).collect(),
            ..ReadOptions::default()
        };
        (options, self.words.into_iter().map(FieldWords::from).collect())
    }

    /// Reads a stored recipe.
    ///
    /// # Errors
    /// When it was written by a newer program.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let recipe: Self = serde_json::from_str(text).map_err(Fault::internal)?;
        if recipe.format > FORMAT {
            return Err(Fault::internal(format!(
                "a recipe has format {}, newer than {FORMAT}",
                recipe.format
            )));
        }
        Ok(recipe)
    }

    /// As it is stored.
    pub(super) fn to_text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}

/// How to read the file: what is given, else what was decided before.
pub(super) fn options(given: &ReadOptions, before: Option<&Recipe>, source: &LocalSource) -> ReadOptions {
    let mut options = given.clone();
    let Some(before) = before else { return options };
    // Another kind of file has its header elsewhere, and no sheet of that name.
    if before.ending == source.ending() && given.format.is_none() {
        options.encoding = options.encoding.or_else(|| before.encoding.clone());
        options.separator = options.separator.or(before.separator);
        options.header_row = options.header_row.or(before.header_row);
        options.records_path = options.records_path.or_else(|| before.records_path.clone());
        options.sheet = options.sheet.or_else(|| before.sheet.clone());
        options.crs = options.crs.or_else(|| before.crs.clone());
    }
    if options.bad_cells == BadCells::default() {
        options.bad_cells = before
            .bad_cells
            .as_deref()
            .and_then(BadCells::parse)
            .unwrap_or_default();
    }
    let decided = before.columns.iter().cloned().map(Override::from).collect();
    options.overrides = overlay(decided, given.overrides.clone());
    options
}

/// Words about fields: what is given, else what was given before.
pub(super) fn words(before: Option<&Recipe>, given: &[FieldWords]) -> Vec<FieldWords> {
    let mut known: BTreeMap<String, FieldWords> = BTreeMap::new();
    let before = before.map(|recipe| recipe.words.clone()).unwrap_or_default();
    for words in before
        .into_iter()
        .map(FieldWords::from)
        .chain(given.iter().cloned())
    {
        let entry = known.entry(key(&words.name)).or_default();
        entry.name = words.name;
        entry.label = words.label.or(entry.label.take());
        entry.description = words.description.or(entry.description.take());
        entry.unit = words.unit.or(entry.unit.take());
        entry.facet = words.facet.or(entry.facet);
        entry.disjunctive = words.disjunctive.or(entry.disjunctive);
        entry.hierarchical = words.hierarchical.or(entry.hierarchical.take());
        entry.facetsort = words.facetsort.or(entry.facetsort);
        entry.sortable = words.sortable.or(entry.sortable);
        entry.hideintable = words.hideintable.or(entry.hideintable);
        entry.id = words.id.or(entry.id);
        entry.decimals = words.decimals.or(entry.decimals);
        entry.timeserie_precision = words.timeserie_precision.or(entry.timeserie_precision);
    }
    known.into_values().collect()
}

/// Decisions about columns, with later ones on top.
pub(super) fn overlay(below: Vec<Override>, above: Vec<Override>) -> Vec<Override> {
    let mut columns: Vec<Override> = Vec::new();
    for one in below.into_iter().chain(above) {
        match columns
            .iter_mut()
            .find(|known| key(&known.field) == key(&one.field))
        {
            Some(known) => {
                known.field = one.field;
                known.ty = one.ty.or(known.ty);
                known.date_format = one.date_format.or(known.date_format.take());
                known.rename = one.rename.or(known.rename.take());
                known.label = one.label.or(known.label.take());
                known.multivalued = one.multivalued.or(known.multivalued.take());
                known.facet = one.facet.or(known.facet);
                known.skip |= one.skip;
            }
            None => columns.push(one),
        }
    }
    columns
}

/// A column is named by its header, its label or its field: all give the same name.
fn key(name: &str) -> String {
    FieldName::from_label(name).as_str().to_owned()
}

impl From<Override> for Column {
    fn from(one: Override) -> Self {
        let Override {
            field,
            ty,
            date_format,
            rename,
            label,
            multivalued,
            facet,
            skip,
        } = one;
        Self {
            field,
            ty,
            date_format,
            rename,
            label,
            multivalued,
            facet,
            skip,
        }
    }
}

impl From<Column> for Override {
    fn from(one: Column) -> Self {
        let Column {
            field,
            ty,
            date_format,
            rename,
            label,
            multivalued,
            facet,
            skip,
        } = one;
        Self {
            field,
            ty,
            date_format,
            rename,
            label,
            multivalued,
            facet,
            skip,
        }
    }
}

impl From<FieldWords> for Words {
    fn from(words: FieldWords) -> Self {
        let FieldWords {
            name,
            label,
            description,
            unit,
            facet,
            disjunctive,
            hierarchical,
            facetsort,
            sortable,
            hideintable,
            id,
            decimals,
            timeserie_precision,
        } = words;
        Self {
            name,
            label,
            description,
            unit,
            facet,
            disjunctive,
            hierarchical,
            facetsort,
            sortable,
            hideintable,
            id,
            decimals,
            timeserie_precision,
        }
    }
}

impl From<Words> for FieldWords {
    fn from(words: Words) -> Self {
        let Words {
            name,
            label,
            description,
            unit,
            facet,
            disjunctive,
            hierarchical,
            facetsort,
            sortable,
            hideintable,
            id,
            decimals,
            timeserie_precision,
        } = words;
        Self {
            name,
            label,
            description,
            unit,
            facet,
            disjunctive,
            hierarchical,
            facetsort,
            sortable,
            hideintable,
            id,
            decimals,
            timeserie_precision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_decisions_lie_on_top_of_earlier_ones() {
        let zip = |ty, facet| Override {
            field: "Zip Code".into(),
            ty,
            facet,
            ..Override::default()
        };
        let named = Override {
            field: "zip_code".into(),
            multivalued: Some(";".into()),
            ..Override::default()
        };
        let columns = overlay(
            vec![zip(Some(FieldType::Text), Some(true))],
            vec![zip(Some(FieldType::Int), None), named],
        );
        assert_eq!(columns.len(), 1);
        assert_eq!(
            (columns[0].ty, columns[0].facet),
            (Some(FieldType::Int), Some(true))
        );
        assert_eq!(columns[0].multivalued.as_deref(), Some(";"));
    }

    #[test]
    fn words_given_before_survive() {
        let before = Recipe {
            words: vec![Words {
                name: "cost".into(),
                label: Some("Cost".into()),
                unit: Some("$".into()),
                ..Words::default()
            }],
            ..Recipe::default()
        };
        let given = FieldWords {
            name: "Cost".into(),
            label: Some("Price".into()),
            ..FieldWords::default()
        };
        let known = words(Some(&before), &[given]);
        assert_eq!(known.len(), 1);
        assert_eq!(
            (known[0].label.as_deref(), known[0].unit.as_deref()),
            (Some("Price"), Some("$"))
        );
        let text = before.to_text().expect("text");
        assert_eq!(Recipe::parse(&text).expect("read back"), before);
        assert!(Recipe::parse("{\"format\": 9}").is_err());
    }
}
