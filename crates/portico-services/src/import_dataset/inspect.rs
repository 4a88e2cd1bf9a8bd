//! What is in the file, and which fields will the version have? The first pass.

use portico_formats::read::{self, Inspection, Note, ReadOptions};
use portico_model::{Fault, FieldType, Schema, Version};
use portico_processors::Steps;

use super::drift::Drift;
use super::fetch_source::LocalSource;
use super::schema::Forced;
use super::upsert::Upsert;
use super::{
    Attempt, FieldWords, ImportMode, ImportProgress, ImportSource, Tell, files, process, recipe, schema,
    upsert,
};

/// What the first pass decided.
pub(super) struct Reading {
    /// What was found, with the words of people on its fields.
    pub(super) inspection: Inspection,
    /// The fields of the version.
    pub(super) schema: Schema,
    /// The fields of the file, as the steps find them.
    pub(super) input: Schema,
    /// The version whose records stay.
    pub(super) kept: Option<Version>,
    /// Columns that are read with the type of the dataset: a cell that does not fit ends the import.
    pub(super) forced: Vec<Forced>,
    /// Which records are replaced.
    pub(super) upsert: Option<Upsert>,
    /// How the fields of the file differ from those of the version before; none when they do not, or there was none.
    pub(super) drift: Option<Drift>,
}

impl Attempt<'_> {
    /// Reads the whole file once.
    pub(super) async fn inspect(&self, mut options: ReadOptions) -> Result<Reading, Fault> {
        let kept = self.target.kept_version(&self.request.mode).cloned();
        let mut inspection = run(self.source, options.clone(), self.tell).await?;
        let mut forced = Vec::new();
        // Steps find the types that they found before, also where this file would suggest others.
        let mut before = match kept.is_some() {
            true => self.target.recipe.as_ref().and_then(recipe::Recipe::input),
            false => None,
        };
        if let Some(version) = &kept {
            // Without steps the file has the types of the dataset.
            let idle = self.processing.steps.is_idle() && before.is_none();
            if idle {
                before = Some(files::by_name(&version.schema));
            }
        }
        if kept.is_none()
            && let Some(version) = self.target.version()
        {
            // The first look at a replacement guesses as if nothing were known of the dataset.
            let overrides = schema::still_fitting(&version.schema, &inspection, &options.overrides);
            if !overrides.is_empty() && self.processing.steps.is_idle() {
                options.overrides = recipe::overlay(options.overrides, overrides);
                inspection = run(self.source, options.clone(), self.tell).await?;
            }
        }
        if let Some(before) = &before {
            let (fields, overrides) = schema::forced(before, &inspection);
            if !fields.is_empty() {
                options.overrides = recipe::overlay(options.overrides, overrides);
                inspection = run(self.source, options, self.tell).await?;
                schema::check_types(before, &inspection.schema)?;
                forced = fields;
            }
        }
        let input = inspection.schema.clone();
        let processed = self.processing.plan(&input)?.schema().clone();
        if let Some(version) = &kept {
            schema::check_types(&files::by_name(&version.schema), &processed)?;
        }
        let current = self
            .target
            .existing
            .as_ref()
            .and_then(|dataset| dataset.current.as_ref());
        let mut fields = match (&kept, current) {
            (Some(version), _) => schema::joined(&version.schema, &processed),
            (None, Some(version)) => {
                let mut fields = processed.clone();
                schema::carry_annotations(&version.schema, &mut fields, &self.request.options.overrides);
                fields
            }
            (None, None) => processed.clone(),
        };
        // What was said with earlier files, then what steps say, then what is said with this one.
        schema::apply_words(&mut fields, &recipe::words(self.target.recipe.as_ref(), &[]));
        if let Some(unsaid) = self.processing.unsaid(&input) {
            schema::apply_steps(
                &mut fields,
                &unsaid,
                &processed,
                &process::said(&self.processing.steps),
            );
        }
        let labels = self.labels_of(&fields, &mut inspection);
        schema::check_words(&fields, &labels)?;
        schema::apply_words(&mut fields, &labels);
        if let Some(bundle) = self.bundle {
            let stay = kept.as_ref().map(|version| &version.schema);
            bundle
                .type_fields(self.source, &mut inspection, &mut fields, stay)
                .await?;
        }
        let found = with_files(processed.clone(), &fields);
        let drift = current.and_then(|before| Drift::between(&before.schema, &found, kept.is_some()));
        show_decisions(&mut inspection, &fields);
        let upsert = match &self.request.mode {
            ImportMode::Upsert(field) => {
                Some(upsert::prepare(self, &inspection, &input, &processed, &fields, field).await?)
            }
            _ => None,
        };
        Ok(Reading {
            inspection,
            input,
            schema: fields,
            kept,
            forced,
            upsert,
            drift,
        })
    }
}

/// The fields of a dataset as its next file would have them, were it like the last one: as [`Attempt::inspect`] puts words on them.
pub(crate) fn described(
    version: &Version,
    recipe: Option<&recipe::Recipe>,
    steps: &Steps,
    processed: &Schema,
    unsaid: Option<&Schema>,
) -> Schema {
    let mut fields = processed.clone();
    schema::carry_annotations(&version.schema, &mut fields, &[]);
    schema::apply_words(&mut fields, &recipe::words(recipe, &[]));
    if let Some(unsaid) = unsaid {
        schema::apply_steps(&mut fields, unsaid, processed, &process::said(steps));
    }
    fields
}

impl Attempt<'_> {
    /// What was said of fields. Whoever looks at a file and changes how it is read may have spoken of columns that it has not any more: that is
    /// worth a remark, and what was said waits.
    fn labels_of(&self, fields: &Schema, inspection: &mut Inspection) -> Vec<FieldWords> {
        let labels = self.request.labels.iter().cloned();
        if !matches!(self.request.source, ImportSource::Upload(_)) {
            return labels.collect();
        }
        let (known, unknown): (Vec<_>, Vec<_>) = labels.partition(|words| {
            fields
                .fields
                .iter()
                .any(|field| schema::names(&words.name, field))
        });
        for words in unknown {
            inspection.notes.push(Note::column(
                "unknown_words",
                &words.name,
                format!("there is no field `{}` any more", words.name),
            ));
        }
        known
    }
}

/// The fields of the file, those as files that the version has as files.
fn with_files(mut found: Schema, fields: &Schema) -> Schema {
    let is_file = |name: &str| {
        fields
            .field(name)
            .is_some_and(|field| field.ty == FieldType::File)
    };
    for field in found.fields.iter_mut().filter(|field| is_file(&field.name)) {
        field.ty = FieldType::File;
    }
    found
}

/// The report shows the fields as they will be.
fn show_decisions(inspection: &mut Inspection, schema: &Schema) {
    for field in &mut inspection.schema.fields {
        if let Some(decided) = schema
            .field(&field.name)
            .filter(|decided| schema::same_type(decided, field))
        {
            *field = decided.clone();
        }
    }
}

async fn run(source: &LocalSource, options: ReadOptions, tell: &Tell) -> Result<Inspection, Fault> {
    let (path, name, total) = (source.path.clone(), source.name.clone(), source.size);
    let tell = Tell::clone(tell);
    let inspected = tokio::task::spawn_blocking(move || {
        read::inspect(&path, &name, &options, &mut |bytes, rows| {
            tell(ImportProgress::of_file(1, bytes, total, rows));
        })
    });
    Ok(inspected.await.map_err(Fault::internal)??)
}
