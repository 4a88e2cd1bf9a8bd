//! What happens when someone imports a file: inspect, read, store, switch the current version.

mod address_guard;
mod append;
mod drift;
mod fetch_source;
mod files;
mod inspect;
mod metadata;
mod order;
mod packed;
mod preview;
mod process;
mod recipe;
mod refusals;
mod result;
mod rights;
mod run;
mod schema;
mod schema_file;
mod shape;
mod source_copy;
mod staging;
mod stored_source;
mod target;
mod transfer;
mod upsert;

use std::path::PathBuf;
use std::sync::Arc;

use portico_formats::read::{Inspection, ReadOptions, Refusal};
use portico_model::{
    Dataset, DatasetId, FacetSort, Fault, Metadata, Permission, Precision, Principal, Schema, Version,
};
use portico_processors::Steps;
use portico_registry::{JobStep, Switch};
use uuid::Uuid;

pub(crate) use self::address_guard::is_public;
pub use self::drift::Drift;
pub(crate) use self::fetch_source::{Guard, LocalSource, Seen, check_address, fetch_if_changed};
use self::files::{Bundle, Keeper};
pub(crate) use self::files::{NamedFile, carry_over, store_file};
use self::inspect::Reading;
pub(crate) use self::inspect::described;
pub(crate) use self::metadata::merged;
pub(crate) use self::order::ImportOrder;
pub use self::preview::Preview;
use self::process::Processing;
pub(crate) use self::process::unsaid;
pub(crate) use self::process::{SAMPLE_ROWS, sample};
pub(crate) use self::recipe::Recipe;
use self::refusals::Refused;
pub use self::result::ImportResult;
pub(crate) use self::run::Run;
pub(crate) use self::schema::joined;
pub use self::schema_file::{SchemaFile, SchemaSyntax};
pub(crate) use self::shape::conform;
pub(crate) use self::source_copy::keep;
pub(crate) use self::staging::StagedImport;
pub(crate) use self::stored_source::obstacle;
use self::target::Target;
use crate::portal::Inner;
use crate::{Portal, clock, own_fields, resources, uploads};

/// Where the file comes from.
#[derive(Debug, Clone)]
pub enum ImportSource {
    /// A file of this machine.
    Path(PathBuf),
    /// An `http` or `https` address, fetched under guard (no private addresses, size and time limits).
    Url(String),
    /// The file of the current version once more, for other steps.
    Current,
    /// A file that was sent, by its identifier.
    Upload(String),
    /// A file that a resource reads, by its identifier.
    Resource(String),
}

/// What happens to records that are already there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportMode {
    /// A dataset that does not exist yet; an existing one is a conflict.
    Create,
    /// The file becomes the whole content.
    Replace,
    /// Added after the existing records.
    Append,
    /// Records with the same value in this field are replaced, others added.
    Upsert(String),
}

/// What to import and how.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The file.
    pub source: ImportSource,
    /// Identifier; none means made from the file's name.
    pub id: Option<DatasetId>,
    /// Title and the rest; an empty title means made from the file's name. For an existing dataset, only what is given changes.
    pub metadata: Metadata,
    /// Format, encoding, separator, overrides.
    pub options: ReadOptions,
    /// What an editor says about fields; what is given wins over the file and survives later imports.
    pub labels: Vec<FieldWords>,
    /// What happens to existing records.
    pub mode: ImportMode,
    /// Keep it a draft.
    pub draft: bool,
    /// Stop before anything is stored.
    pub dry_run: bool,
    /// Who: an e-mail address, or `command line`.
    pub author: String,
    /// What the author says of it.
    pub note: Option<String>,
    /// What is done to the records; none means what is decided already.
    pub steps: Option<Steps>,
}

/// What an editor says about one field: words for people, and annotations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldWords {
    /// The field.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// One or two sentences.
    pub description: Option<String>,
    /// Unit to show after a number.
    pub unit: Option<String>,
    /// Offered as a filter, or not.
    pub facet: Option<bool>,
    /// Several chosen values are alternatives.
    pub disjunctive: Option<bool>,
    /// Texts are paths, cut at this separator.
    pub hierarchical: Option<String>,
    /// Order of the facet's values.
    pub facetsort: Option<FacetSort>,
    /// Pages offer to sort by this text.
    pub sortable: Option<bool>,
    /// The table leaves the column out unless a reader asks for it.
    pub hideintable: Option<bool>,
    /// Part of the unique key.
    pub id: Option<bool>,
    /// Decimals to show of a number.
    pub decimals: Option<u8>,
    /// How precisely dates are meant.
    pub timeserie_precision: Option<Precision>,
}

impl FieldWords {
    /// Whether anything is said besides the name.
    #[must_use]
    pub fn says_something(&self) -> bool {
        let name_only = Self {
            name: self.name.clone(),
            ..Self::default()
        };
        *self != name_only
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    /// 0 fetches an address, 1 reads for types, 2 stores.
    pub pass: u8,
    /// Bytes read in this pass.
    pub bytes: u64,
    /// Size of the file, when known.
    pub total_bytes: Option<u64>,
    /// Rows so far in this pass.
    pub rows: u64,
}

/// What happened.
#[derive(Debug)]
pub struct ImportReport {
    /// The dataset after the import; none for a dry run.
    pub dataset: Option<Dataset>,
    /// The new version; none for a dry run.
    pub version: Option<Version>,
    /// What was found in the file.
    pub inspection: Inspection,
    /// The fields of the version.
    pub schema: Schema,
    /// Rows read.
    pub rows_read: u64,
    /// Rows refused, or kept with a refused cell.
    pub refused: u64,
    /// The first of them, at most 20.
    pub refusals: Vec<Refusal>,
    /// Where the whole list was written, when there are any.
    pub refusal_file: Option<PathBuf>,
    /// How the fields differ from those of the version before.
    pub drift: Option<Drift>,
}

impl ImportProgress {
    /// In a pass over a file of that size. Readers look at some bytes twice: nobody is told of more than there are.
    fn of_file(pass: u8, bytes: u64, size: u64, rows: u64) -> Self {
        Self {
            pass,
            bytes: bytes.min(size),
            total_bytes: Some(size),
            rows,
        }
    }
}

/// Told how far an import is.
pub(crate) type Tell = Arc<dyn Fn(ImportProgress) + Send + Sync>;

impl Portal {
    /// Imports a file as an immutable version and makes it the current one in one transaction. Until then, and after a crash at any
    /// moment, readers see the version before.
    ///
    /// # Errors
    /// A fault that says what is wrong with the file, where, and what to do.
    pub async fn import(
        &self,
        request: ImportRequest,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
    ) -> Result<ImportReport, Fault> {
        self.import_for(&Principal::Operator, request, progress).await
    }

    /// As [`Self::import`], for someone who may or may not do so: a new dataset needs the permission to make one, a draft the right to
    /// edit it, what readers see the right to publish. The request's author is left alone: it says in whose name the version is.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like; those of [`Self::import`].
    pub async fn import_for(
        &self,
        who: &Principal,
        request: ImportRequest,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
    ) -> Result<ImportReport, Fault> {
        // Nobody without any right makes us fetch an address or read a file.
        if let Some(id) = &request.id {
            self.may_import(who, &request, id).await?;
        } else if *who == Principal::Anonymous {
            return Err(who.refusal(Permission::CreateDataset.as_str()));
        }
        self.run_import(who, request, Arc::new(progress), Run::default())
            .await
    }

    /// The same, also as a job.
    pub(crate) async fn run_import(
        &self,
        who: &Principal,
        request: ImportRequest,
        tell: Tell,
        run: Run<'_>,
    ) -> Result<ImportReport, Fault> {
        let source = open_source(&self.inner, &request, &tell).await?;
        self.import_source(who, request, source, tell, run).await
    }

    /// The same, with the file at hand.
    pub(crate) async fn import_source(
        &self,
        who: &Principal,
        request: ImportRequest,
        source: LocalSource,
        tell: Tell,
        run: Run<'_>,
    ) -> Result<ImportReport, Fault> {
        let inner = &self.inner;
        let limit = inner.settings.archive_limit;
        let (source, bundle) = files::unpack(source, inner.owner.folder(), limit).await?;
        let id = request.id.clone().unwrap_or_else(|| source.dataset_id());
        self.may_import(who, &request, &id).await?;
        let target = Target::find(inner, &request, &source, id).await?;
        let after = target.dataset(&request, &source);
        own_fields::check_import(&self.own_fields().await?, target.existing.as_ref(), &after)?;
        // Announced before the file is read: a second import of the same dataset learns at once that it has to wait.
        let staged = match request.dry_run {
            true => None,
            false => Some(StagedImport::begin(inner, &target).await?),
        };
        let mut options = recipe::options(&request.options, target.recipe.as_ref(), &source);
        options.limits.archive_bytes = inner.settings.archive_limit;
        let processing = self.processing_for(who, &request, &target).await?;
        let attempt = Attempt {
            inner,
            request: &request,
            source: &source,
            target: &target,
            bundle: bundle.as_ref(),
            tell: &tell,
            run,
            processing: &processing,
        };
        let Some(staged) = staged else {
            let reading = attempt.inspect(options).await?;
            let refused = transfer::try_out(&attempt, &reading).await?;
            return Ok(report(reading, refused, None, None));
        };
        match attempt.publish(&staged, options).await {
            Ok(report) => {
                staged.published();
                if let Some(steps) = &request.steps {
                    self.keep_steps(&target.uid, steps).await?;
                }
                inner.catalog.expire().await;
                self.record_import(who, &request.author, &target, &report, run.keeping)
                    .await?;
                Ok(report)
            }
            Err(fault) => {
                staged.take_back().await;
                Err(fault)
            }
        }
    }
}

/// Fetches a file to a place of its own: its name and its size.
///
/// # Errors
/// `UnreachableAddress` with the reason; `FileTooLarge` beyond `limit` bytes.
pub(crate) async fn fetch_to(
    inner: &Inner,
    address: &str,
    place: &std::path::Path,
    limit: u64,
    tell: Tell,
) -> Result<(String, u64), Fault> {
    let source = ImportSource::Url(address.to_owned());
    let guard = Guard::of(inner).up_to(limit);
    let source = fetch_source::open(&source, inner.owner.folder(), &guard, &tell).await?;
    let (name, size) = (source.name.clone(), source.size);
    source.keep(place)?;
    Ok((name, size))
}

/// One import under way.
struct Attempt<'a> {
    inner: &'a Arc<Inner>,
    request: &'a ImportRequest,
    source: &'a LocalSource,
    target: &'a Target,
    /// The files that came with the table.
    bundle: Option<&'a Arc<Bundle>>,
    tell: &'a Tell,
    /// What is done to the records.
    processing: &'a Processing,
    run: Run<'a>,
}

/// Finds or fetches what is to be imported.
async fn open_source(inner: &Inner, request: &ImportRequest, tell: &Tell) -> Result<LocalSource, Fault> {
    match &request.source {
        ImportSource::Current => stored_source::open(inner, request.id.as_ref()).await,
        ImportSource::Upload(id) => {
            let (path, name) = uploads::file(inner, id).await?;
            LocalSource::named(path, name)
        }
        ImportSource::Resource(id) => resources::open(inner, id).await,
        other => fetch_source::open(other, inner.owner.folder(), &Guard::of(inner), tell).await,
    }
}

impl Attempt<'_> {
    /// Writes the files of the version, then lets the registry point to it.
    async fn publish(&self, staged: &StagedImport, options: ReadOptions) -> Result<ImportReport, Fault> {
        let Self {
            inner,
            request,
            source,
            target,
            ..
        } = *self;
        let reading = self.inspect(options).await?;
        self.run.check(reading.drift.as_ref())?;
        let mut writer = staged.write(&reading.schema).await?;
        append::old_records(self, &reading, &mut writer).await?;
        let copying = source_copy::keep(&inner.store, source, staged, reading.inspection.format);
        if let Some(kept) = &reading.kept {
            files::carry_over(&inner.store, staged, kept).await?;
        }
        let keeper = self.bundle.map(|bundle| {
            let store = Arc::clone(&inner.store);
            Keeper::new(Arc::clone(bundle), store, staged, inner.owner.folder())
        });
        let storing = transfer::store(self, &reading, &mut writer, keeper);
        let (sha256, mut refused) = tokio::try_join!(copying, storing)?;
        source.check_unchanged().await?;
        refused.check_some_left()?;
        let (profile, bytes) = writer.finish().await?;
        let version = Version {
            id: staged.version_id().to_owned(),
            number: 0,
            sha256,
            schema: reading.schema.clone(),
            profile,
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            source_name: source.name.clone(),
            author: request.author.clone(),
            note: request.note.clone(),
            created_at: clock::now(),
        };
        process::keep_sample(&inner.store, staged, refused.sample.take()).await?;
        let recipe = Recipe::of(
            request,
            target.recipe.as_ref(),
            source,
            self.processing,
            &reading.input,
        );
        let recipe = recipe.to_text()?;
        let dataset = target.dataset(request, source);
        let seen = target.existing.as_ref().map(|existing| existing.updated_at);
        let list = refused.keep(&inner.places.imports, dataset.id.as_str());
        let result = ImportResult::of(
            &dataset,
            &version,
            &refused,
            list.as_deref(),
            reading.drift.as_ref(),
        )
        .to_text()?;
        let now = clock::now();
        let kept = self.run.keeping.map(|keeping| {
            let version = staged.version_id();
            keeping.with_version(&target.uid, version, self.run.job)
        });
        let kept = kept.transpose()?;
        let switch = Switch {
            dataset: &dataset,
            version: &version,
            recipe: &recipe,
            seen,
            pushes: &[],
            supersedes: None,
            now,
            job: self.run.job.map(|claim| JobStep {
                claim,
                result: &result,
            }),
            schedule: kept.as_ref().map(|kept| kept.step(now)),
        };
        match inner.registry.switch_version(switch).await {
            Ok(dataset) => Ok(report(reading, refused, list, Some(dataset))),
            Err(error) => {
                // The list of an import that did not count leads nowhere; one that stays is a file too many.
                if let Some(list) = list {
                    let _ = tokio::fs::remove_file(list).await;
                }
                Err(error.into())
            }
        }
    }
}

fn new_version_id() -> String {
    Uuid::now_v7().to_string()
}

fn report(
    reading: Reading,
    refused: Refused,
    refusal_file: Option<PathBuf>,
    dataset: Option<Dataset>,
) -> ImportReport {
    ImportReport {
        version: dataset.as_ref().and_then(|dataset| dataset.current.clone()),
        dataset,
        schema: reading.schema,
        inspection: reading.inspection,
        rows_read: refused.rows_read,
        refused: refused.rows,
        refusals: refused.first,
        refusal_file,
        drift: reading.drift,
    }
}
