//! What would an import make of this file? Its first records and the fields as they would be, before anything is stored.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use portico_formats::read::{self, Inspection, Refusal};
use portico_formats::write::value::{Columns, Rendering};
use portico_model::{Extent, Fault, FieldType, Principal, Schema};

use super::drift::Drift;
use super::fetch_source::LocalSource;
use super::{Attempt, ImportMode, ImportRequest, Run, Target, Tell, files, open_source, recipe};
use crate::Portal;

/// Bytes of a text file that are looked at.
const LOOK: u64 = 2 << 20;
/// Records that are looked at.
const ROWS: u64 = 2_000;
/// Records that are shown.
const SHOWN: usize = 20;
/// Refused rows and cells that are shown.
const TOLD: usize = 20;

/// A first look at a file.
#[derive(Debug)]
pub struct Preview {
    /// What was found: format, encoding, separator, header, remarks.
    pub inspection: Inspection,
    /// The fields as the dataset would have them.
    pub schema: Schema,
    /// The first records, as text; columns are those of `inspection.schema`.
    pub rows: Vec<Vec<Option<String>>>,
    /// The first rows and cells that do not fit.
    pub refusals: Vec<Refusal>,
    /// How many do not fit among what was looked at.
    pub refused: u64,
    /// Records that were looked at.
    pub looked_at: u64,
    /// These are all records of the file.
    pub whole: bool,
    /// Sheets of a workbook.
    pub sheets: Vec<String>,
    /// The version that readers see now, of the dataset that is updated: its number and author.
    pub before: Option<(i64, String)>,
    /// How the fields differ from those of the dataset that is updated.
    pub drift: Option<Drift>,
    /// The first and the last day that the records name, per field of dates: ISO 8601.
    pub period: Option<(String, String)>,
    /// The rectangle around the points of the records.
    pub extent: Option<Extent>,
}

impl Portal {
    /// A first look at what a request would import. Large text files are looked at in part: types are guesses then, and decided over
    /// the whole file by the import.
    ///
    /// # Errors
    /// What is wrong with the file or with a decision.
    pub(crate) async fn preview(&self, who: &Principal, request: &ImportRequest) -> Result<Preview, Fault> {
        let inner = &self.inner;
        let tell: Tell = Arc::new(|_| {});
        let source = open_source(inner, request, &tell).await?;
        let limit = inner.settings.archive_limit;
        let (source, bundle) = files::unpack(source, inner.owner.folder(), limit).await?;
        let target = Target::to_look_at(inner, request, &source).await?;
        let mut options = recipe::options(&request.options, target.recipe.as_ref(), &source);
        options.limits.archive_bytes = limit;
        options.sample_rows = Some(ROWS);
        let (sample, sheets) = {
            let (path, name, options) = (source.path.clone(), source.name.clone(), options.clone());
            let look = move || -> Result<_, Fault> {
                let sheets = read::sheets(&path, &name, &options).unwrap_or_default();
                Ok((read::sample(&path, &name, &options, LOOK)?, sheets))
            };
            tokio::task::spawn_blocking(look)
                .await
                .map_err(Fault::internal)??
        };
        let is_cut = sample.is_some();
        let looked = match sample {
            Some(sample) => source.sampled(sample)?,
            None => source,
        };
        let processing = self.processing_for(who, request, &target).await?;
        let attempt = Attempt {
            inner,
            request,
            source: &looked,
            target: &target,
            bundle: bundle.as_ref(),
            tell: &tell,
            processing: &processing,
            run: Run::default(),
        };
        let reading = attempt.inspect(options).await?;
        let inspection = reading.inspection;
        let first = first_rows(&looked, &inspection).await?;
        Ok(Preview {
            whole: !is_cut && inspection.rows < ROWS,
            looked_at: inspection.rows + inspection.refused_rows,
            sheets,
            schema: reading.schema,
            before: target
                .version()
                .map(|version| (version.number, version.author.clone())),
            drift: reading.drift,
            rows: first.rows,
            refusals: first.refusals,
            refused: first.refused,
            period: first.period,
            extent: first.extent,
            inspection,
        })
    }
}

impl Target {
    /// As for an import, but a dataset that must not be there yet does not stop anybody from looking.
    async fn to_look_at(
        inner: &super::Inner,
        request: &ImportRequest,
        source: &LocalSource,
    ) -> Result<Self, Fault> {
        let id = request.id.clone().unwrap_or_else(|| source.dataset_id());
        if request.mode == ImportMode::Create {
            return Ok(Self {
                id,
                uid: super::target::free_uid(inner).await?,
                existing: None,
                recipe: None,
            });
        }
        let draft = ImportRequest {
            draft: false,
            ..request.clone()
        };
        Self::find(inner, &draft, source, id).await
    }
}

#[derive(Debug, Default)]
struct First {
    rows: Vec<Vec<Option<String>>>,
    refusals: Vec<Refusal>,
    refused: u64,
    period: Option<(String, String)>,
    extent: Option<Extent>,
}

async fn first_rows(source: &LocalSource, inspection: &Inspection) -> Result<First, Fault> {
    let (path, inspection) = (source.path.clone(), inspection.clone());
    let read = move || -> Result<First, Fault> {
        let (mut first, mut refusals) = (First::default(), Vec::new());
        let (mut refused, mut failure) = (0, None);
        let mut take = |batch: RecordBatch| {
            if let Err(error) = first.take(&inspection.schema, &batch) {
                failure = Some(error);
            }
            ControlFlow::Break(())
        };
        let mut refuse = |refusal: Refusal| {
            refused += 1;
            if refusals.len() < TOLD {
                refusals.push(refusal);
            }
        };
        read::read(&path, &inspection, &mut take, &mut refuse, &mut |_, _| {})?;
        if let Some(fault) = failure {
            return Err(fault);
        }
        Ok(First {
            refusals,
            refused,
            ..first
        })
    };
    tokio::task::spawn_blocking(read).await.map_err(Fault::internal)?
}

impl First {
    fn take(&mut self, schema: &Schema, batch: &RecordBatch) -> Result<(), Fault> {
        let columns = Columns::new(&schema.fields, batch, Rendering::default())?;
        self.rows = (0..columns.rows().min(SHOWN))
            .map(|row| {
                (0..schema.fields.len())
                    .map(|column| columns.text(column, row))
                    .collect()
            })
            .collect();
        for (column, field) in schema.fields.iter().enumerate() {
            let texts = (0..columns.rows()).filter_map(|row| columns.text(column, row));
            match field.ty {
                FieldType::Date | FieldType::Datetime => texts.for_each(|text| self.period_with(&text)),
                FieldType::GeoPoint2d => texts.for_each(|text| self.extent_with(&text)),
                _ => {}
            }
        }
        Ok(())
    }

    fn period_with(&mut self, text: &str) {
        // Days compare as texts; years and months are shorter, and sort before their first day.
        let Some(day) = text.get(..10.min(text.len())) else {
            return;
        };
        match &mut self.period {
            None => self.period = Some((day.to_owned(), day.to_owned())),
            Some((from, to)) => {
                if day < from.as_str() {
                    day.clone_into(from);
                }
                if day > to.as_str() {
                    day.clone_into(to);
                }
            }
        }
    }

    fn extent_with(&mut self, text: &str) {
        let Some((lat, lon)) = text.split_once(',') else {
            return;
        };
        if let (Ok(lat), Ok(lon)) = (lat.trim().parse(), lon.trim().parse()) {
            let point = Extent::point(lon, lat);
            self.extent = Some(self.extent.map_or(point, |extent| extent.union(point)));
        }
    }
}
