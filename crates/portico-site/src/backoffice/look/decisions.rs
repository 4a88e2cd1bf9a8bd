//! What did the publisher decide? The form of the preview, read into the options of an import, and written from them.

use std::collections::BTreeMap;

use portico_formats::read::{BadCells, Format, Override, check_crs};
use portico_model::{Fault, FieldName, FieldType};
use portico_services::{FieldWords, ImportMode, ImportRequest, Preview};

use super::TYPES;

/// Longest text of a field, in characters.
const LONGEST: usize = 2_000;

/// A column as the form shows it.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// Number in the form.
    pub(super) number: usize,
    /// Header in the file: what a decision is about.
    pub(super) header: String,
    /// Type that was chosen; empty means the guess.
    pub(super) ty: String,
    /// Type that it has.
    pub(super) has_type: String,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) description: String,
    pub(super) unit: String,
    pub(super) date_format: String,
    pub(super) multivalued: String,
    pub(super) hierarchical: String,
    /// `yes`, `no`, or empty for the guess.
    pub(super) facet: String,
    pub(super) has_facet: bool,
    pub(super) skip: bool,
    /// Left out of the table, though it is in API and exports.
    pub(super) hidden: bool,
    pub(super) sample: String,
    pub(super) empty: u64,
}

/// The fields of the form.
#[derive(Debug)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        let clip = |text: String| text.trim().chars().take(LONGEST).collect();
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name, clip(value)))
                .collect(),
        )
    }

    /// A field; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// The import as it is wanted now. What the form does not hold stays as it was.
    pub(super) fn apply(&self, before: &ImportRequest) -> Result<ImportRequest, Fault> {
        let mut request = before.clone();
        let options = &mut request.options;
        options.format = self.some("format").map(|name| Format::parse(&name)).transpose()?;
        options.encoding = self.some("encoding");
        options.separator = self.some("separator").as_deref().and_then(separator_of);
        options.header_row = match self.text("header_row") {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                Fault::invalid("InvalidForm", format!("`{text}` is not the number of a row"))
                    .with_hint("write 1 for the first row, 0 when there is no header, or nothing for a guess")
            })?),
        };
        if self.0.contains_key("sheet") {
            options.sheet = self.some("sheet");
        }
        if self.0.contains_key("records_path") {
            options.records_path = self.some("records_path");
        }
        options.crs = self.some("crs");
        if let Some(crs) = &options.crs {
            check_crs(crs)?;
        }
        options.bad_cells = BadCells::parse(self.text("bad_cells")).unwrap_or_default();
        let columns = self.columns()?;
        if !columns.is_empty() {
            // Words about a field that is left out would be about nothing. A column about which nothing was decided is not named: another sheet
            // or separator may have others.
            let kept = columns.iter().filter(|(column, _)| !column.skip);
            request.labels = kept
                .map(|(_, words)| words.clone())
                .filter(FieldWords::says_something)
                .collect();
            options.overrides = columns
                .into_iter()
                .map(|(column, _)| column)
                .filter(decides_something)
                .collect();
        }
        if self.0.contains_key("mode") && request.mode != ImportMode::Create {
            request.mode = match (self.text("mode"), self.some("key")) {
                ("append", _) => ImportMode::Append,
                ("upsert", Some(key)) => ImportMode::Upsert(key),
                ("upsert", None) => {
                    return Err(Fault::invalid("NoKey", "there is no key")
                        .with_hint("choose the field whose value tells which record is replaced"));
                }
                _ => ImportMode::Replace,
            };
            request.note = self.some("note");
        }
        Ok(request)
    }

    fn columns(&self) -> Result<Vec<(Override, FieldWords)>, Fault> {
        let mut columns = Vec::new();
        for number in 0.. {
            let of = |name: &str| format!("c{number}.{name}");
            let Some(header) = self.0.get(&of("header")) else {
                break;
            };
            let own_name = FieldName::from_label(header).as_str().to_owned();
            let name = self.some(&of("name")).filter(|name| *name != own_name);
            if let Some(name) = &name {
                FieldName::new(name.clone()).map_err(|error| {
                    Fault::invalid("InvalidFieldName", format!("`{header}`: {error}"))
                        .with_hint("use lower-case letters, digits and underscores, beginning with a letter")
                })?;
            }
            let ty = TYPES.into_iter().find(|ty| ty.as_str() == self.text(&of("type")));
            let column = Override {
                field: header.clone(),
                ty,
                date_format: self.some(&of("date_format")),
                rename: name.clone(),
                label: self.some(&of("label")).filter(|label| label != header),
                multivalued: self.some(&of("multivalued")),
                facet: match self.text(&of("facet")) {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                skip: self.text(&of("keep")).is_empty(),
            };
            let words = FieldWords {
                name: name.unwrap_or(own_name),
                description: self.some(&of("description")),
                unit: self.some(&of("unit")),
                hierarchical: self.some(&of("hierarchical")),
                hideintable: match (self.text(&of("hidden")), self.text(&of("was_hidden"))) {
                    ("", "") => None,
                    (ticked, _) => Some(!ticked.is_empty()),
                },
                ..FieldWords::default()
            };
            columns.push((column, words));
        }
        Ok(columns)
    }
}

/// Anything but what the guess would be.
fn decides_something(column: &Override) -> bool {
    let guess = Override {
        field: column.field.clone(),
        ..Override::default()
    };
    *column != guess
}

/// The columns of the form: those of the file, with what was decided about each.
pub(super) fn columns(request: &ImportRequest, preview: Option<&Preview>) -> Vec<Column> {
    let decided = |header: &str| request.options.overrides.iter().find(|one| one.field == header);
    let words = |name: &str| request.labels.iter().find(|words| words.name == name);
    let Some(preview) = preview else {
        // Nothing is known of the file: what was decided can still be changed.
        let columns = request.options.overrides.iter().enumerate();
        return columns
            .map(|(number, one)| {
                let name = one.rename.clone();
                let name = name.unwrap_or_else(|| FieldName::from_label(&one.field).as_str().to_owned());
                column(number, &one.field, &name, Some(one), words(&name))
            })
            .collect();
    };
    let findings = preview.inspection.columns.iter().enumerate();
    findings
        .map(|(number, finding)| {
            let one = decided(&finding.header);
            let name = finding
                .field
                .clone()
                .or_else(|| one.and_then(|one| one.rename.clone()));
            let name = name.unwrap_or_else(|| FieldName::from_label(&finding.header).as_str().to_owned());
            let mut shown = column(number, &finding.header, &name, one, words(&name));
            if let Some(field) = finding.field.as_ref().and_then(|name| preview.schema.field(name)) {
                field.ty.as_str().clone_into(&mut shown.has_type);
                shown.label.clone_from(&field.label);
                shown.has_facet = field.annotations.facet;
            }
            if let Some(field) = preview.schema.field(&name) {
                shown.hidden = field.annotations.hideintable;
            }
            shown.sample = crate::words::excerpt(finding.sample.as_deref().unwrap_or_default(), 60);
            shown.empty = finding.empty;
            shown
        })
        .collect()
}

fn column(
    number: usize,
    header: &str,
    name: &str,
    one: Option<&Override>,
    words: Option<&FieldWords>,
) -> Column {
    let of = |get: fn(&Override) -> Option<String>| one.and_then(get).unwrap_or_default();
    let said = |get: fn(&FieldWords) -> Option<String>| words.and_then(get).unwrap_or_default();
    Column {
        number,
        header: header.to_owned(),
        ty: of(|one| one.ty.map(|ty| FieldType::as_str(ty).to_owned())),
        name: name.to_owned(),
        label: one
            .and_then(|one| one.label.clone())
            .unwrap_or_else(|| header.to_owned()),
        date_format: of(|one| one.date_format.clone()),
        multivalued: of(|one| one.multivalued.clone()),
        facet: of(|one| one.facet.map(|facet| if facet { "yes" } else { "no" }.to_owned())),
        skip: one.is_some_and(|one| one.skip),
        description: said(|words| words.description.clone()),
        unit: said(|words| words.unit.clone()),
        hierarchical: said(|words| words.hierarchical.clone()),
        hidden: words.and_then(|words| words.hideintable).unwrap_or_default(),
        ..Column::default()
    }
}

/// A separator as the form names it: white space is a word there.
pub(super) fn separator_name(separator: char) -> String {
    match separator {
        '\t' => "tab".to_owned(),
        ' ' => "space".to_owned(),
        other => other.to_string(),
    }
}

fn separator_of(name: &str) -> Option<char> {
    match name {
        "tab" => Some('\t'),
        "space" => Some(' '),
        other => other.chars().next(),
    }
}
