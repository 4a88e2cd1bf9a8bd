//! How do pushes become records? All that wait for a dataset together, as one new version, each exactly once.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use portico_engine::{Query, Table, VersionWriter, record_ids};
use portico_formats::layout;
use portico_formats::read::Format;
use portico_model::{Dataset, DatasetUid, Fault, Metadata, Schema, Version};
use portico_registry::{Push, PushKind, Switch};
use serde_json::Map;
use tempfile::NamedTempFile;

use super::records::{self, Records};
use super::shape::Flat;
use super::{AUTHOR, files};
use crate::clock;
use crate::import_dataset::{LocalSource, StagedImport, carry_over, conform, keep, merged};
use crate::portal::Inner;

/// Pushes that are taken over at once.
const MOST: i64 = 2000;
/// Bytes that are taken over at once, unless a single push has more.
const MOST_BYTES: usize = 32 << 20;
/// Versions of pushes that are closer together than this follow one another without a trace in the history, in microseconds.
const HOUR: i64 = 3_600_000_000;

/// Takes over what waits for a dataset. False when nothing did.
///
/// # Errors
/// A conflict while an import of the dataset is running; when the store or the registry fails. The pushes then wait on.
pub(super) async fn take_over(inner: &Arc<Inner>, uid: &DatasetUid) -> Result<bool, Fault> {
    let pushes = some_of(inner.registry.waiting_pushes(uid, MOST).await?);
    let Some(dataset) = inner.registry.dataset_by_uid(uid).await? else {
        return Ok(false);
    };
    if pushes.is_empty() {
        return Ok(false);
    }
    let staged = StagedImport::begin_for(inner, &dataset.id, uid).await?;
    // Read again: an import may have ended in between.
    let Some(dataset) = inner.registry.dataset_by_uid(uid).await? else {
        staged.take_back().await;
        return Ok(false);
    };
    let work = Work {
        inner,
        dataset: &dataset,
        staged: &staged,
    };
    match work.run(&pushes).await {
        Ok(true) => {
            staged.published();
            inner.catalog.expire().await;
        }
        Ok(false) => staged.take_back().await,
        Err(fault) => {
            staged.take_back().await;
            return Err(fault);
        }
    }
    Ok(true)
}

/// As many as are taken over at once.
fn some_of(mut pushes: Vec<Push>) -> Vec<Push> {
    let mut bytes = 0;
    let fitting = pushes
        .iter()
        .take_while(|push| {
            bytes += push.body.len();
            bytes <= MOST_BYTES
        })
        .count();
    pushes.truncate(fitting.max(1));
    pushes
}

struct Work<'a> {
    inner: &'a Arc<Inner>,
    dataset: &'a Dataset,
    staged: &'a StagedImport,
}

/// One thing to do, in the order of the pushes.
#[derive(Debug)]
enum Step {
    /// The record at this place is added.
    Add(usize),
    /// Records like the one at this place go.
    Remove(usize),
    /// The record of this identifier goes.
    RemoveId(String),
}

impl Work<'_> {
    /// False when nothing changed, and no version was made.
    async fn run(&self, pushes: &[Push]) -> Result<bool, Fault> {
        let known = self.dataset.current.as_ref().map(|version| &version.schema);
        let (mut sent, mut steps, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        for push in pushes {
            match self.check(push, known) {
                Ok(records) => {
                    taken.push(push.id.clone());
                    if push.kind == PushKind::DeleteId {
                        steps.push(Step::RemoveId(push.body.clone()));
                    }
                    for record in records {
                        steps.push(match push.kind {
                            PushKind::Push => Step::Add(sent.len()),
                            _ => Step::Remove(sent.len()),
                        });
                        sent.push(record);
                    }
                }
                Err(fault) => {
                    // The dataset changed between the answer and now: kept aside, for whoever asks why a record is missing.
                    tracing::warn!(dataset = %self.dataset.id, push = push.id, error = %fault, "a push cannot be taken over");
                    self.inner.registry.refuse_push(&push.id, &fault.message).await?;
                }
            }
        }
        let new_fields = known.is_none() || pushes.iter().any(|push| push.new_fields);
        let (source, records) = self.read(sent, known, new_fields).await?;
        let has_keys = records.schema.fields.iter().any(|field| field.annotations.id);
        let plan = Plan::of(&steps, &ids_of(&records)?, has_keys);
        if plan.kept.is_empty() && (plan.gone.is_empty() || known.is_none()) {
            self.inner.registry.forget_pushes(&taken).await?;
            return Ok(false);
        }
        let mut writer = self.staged.write(&records.schema).await?;
        let removed = self.old_records(&records.schema, &plan, &mut writer).await?;
        if plan.kept.is_empty() && removed == 0 {
            self.inner.registry.forget_pushes(&taken).await?;
            return Ok(false);
        }
        let mut first = 0;
        for batch in &records.batches {
            let mask: BooleanArray = (first..first + batch.num_rows())
                .map(|place| Some(plan.kept.contains(&place)))
                .collect();
            first += batch.num_rows();
            let batch = filter_record_batch(batch, &mask).map_err(Fault::internal)?;
            if batch.num_rows() > 0 {
                writer.write(batch).await?;
            }
        }
        let sha256 = keep(&self.inner.store, &source, self.staged, Format::JsonLines).await?;
        if let Some(version) = &self.dataset.current {
            carry_over(&self.inner.store, self.staged, version).await?;
        }
        self.publish(writer, records.schema, sha256, &taken).await?;
        Ok(true)
    }

    /// The records of a push, if they still fit.
    fn check(&self, push: &Push, known: Option<&Schema>) -> Result<Vec<Flat>, Fault> {
        if push.kind == PushKind::DeleteId {
            return Ok(Vec::new());
        }
        let mut records = Vec::new();
        for line in push.body.lines() {
            let record: Map<_, _> = serde_json::from_str(line).map_err(Fault::internal)?;
            records.push(super::shape::record(
                records.len() + 1,
                &record,
                known,
                push.new_fields,
            )?);
        }
        if known.is_some() {
            let files = records::file_members(&records, known);
            records::read(
                &records,
                known,
                push.new_fields,
                &files,
                self.inner.owner.folder(),
            )?;
        }
        Ok(records)
    }

    /// The records with their files stored, as a file of lines and as batches.
    async fn read(
        &self,
        mut sent: Vec<Flat>,
        known: Option<&Schema>,
        new_fields: bool,
    ) -> Result<(LocalSource, Records), Fault> {
        let folder = self.inner.owner.folder().to_owned();
        let members = records::file_members(&sent, known);
        for record in &mut sent {
            files::store(&self.inner.store, self.staged, record, &members, &folder).await?;
        }
        let known = known.cloned();
        let read = move || -> Result<(LocalSource, Records), Fault> {
            let mut file = NamedTempFile::new_in(&folder).map_err(Fault::internal)?;
            for record in &sent {
                let mut line = serde_json::to_vec(record).map_err(Fault::internal)?;
                line.push(b'\n');
                file.write_all(&line).map_err(Fault::internal)?;
            }
            file.flush().map_err(Fault::internal)?;
            let source = LocalSource::unpacked("push.jsonl".to_owned(), file)?;
            let records = match sent.is_empty() {
                true => Records {
                    schema: known.clone().unwrap_or_default(),
                    batches: Vec::new(),
                },
                false => records::read(&sent, known.as_ref(), new_fields, &members, &folder)?,
            };
            Ok((source, records))
        };
        tokio::task::spawn_blocking(read).await.map_err(Fault::internal)?
    }

    /// Writes the old records that stay; how many went.
    async fn old_records(
        &self,
        schema: &Schema,
        plan: &Plan,
        writer: &mut VersionWriter,
    ) -> Result<usize, Fault> {
        let Some(version) = &self.dataset.current else {
            return Ok(0);
        };
        let table = Table::stored(&self.dataset.uid, version);
        let layout = layout::arrow_schema(&schema.fields);
        let mut answer = self.inner.engine.select(&table, &Query::default()).await?;
        let mut removed = 0;
        while let Some(batch) = answer.batches.next().await {
            let mut batch = conform(&batch?, &layout)?;
            if !plan.gone.is_empty() {
                let before = batch.num_rows();
                batch = plan.without_gone(schema, &batch)?;
                removed += before - batch.num_rows();
            }
            if batch.num_rows() > 0 {
                writer.write(batch).await?;
            }
        }
        Ok(removed)
    }

    async fn publish(
        &self,
        writer: VersionWriter,
        schema: Schema,
        sha256: String,
        taken: &[String],
    ) -> Result<(), Fault> {
        let registry = &self.inner.registry;
        let (profile, bytes) = writer.finish().await?;
        let now = clock::now();
        let version = Version {
            id: self.staged.version_id().to_owned(),
            number: 0,
            sha256,
            schema,
            profile,
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            source_name: "push.jsonl".to_owned(),
            author: AUTHOR.to_owned(),
            note: None,
            created_at: now,
        };
        let before = self.dataset.current.as_ref();
        let recipe = match before {
            Some(version) => registry.recipe(&version.id).await?,
            None => None,
        };
        let is_same_hour = |version: &&Version| {
            version.author == AUTHOR && version.created_at.div_euclid(HOUR) == now.div_euclid(HOUR)
        };
        let dataset = Dataset {
            metadata: merged(&self.dataset.metadata, &Metadata::default()),
            ..self.dataset.clone()
        };
        registry
            .switch_version(Switch {
                dataset: &dataset,
                version: &version,
                recipe: recipe.as_deref().unwrap_or("{}"),
                seen: Some(self.dataset.updated_at),
                pushes: taken,
                supersedes: before.filter(is_same_hour).map(|version| version.id.as_str()),
                now,
                job: None,
                schedule: None,
            })
            .await?;
        Ok(())
    }
}

fn ids_of(records: &Records) -> Result<Vec<String>, Fault> {
    let mut ids = Vec::new();
    for batch in &records.batches {
        ids.extend(record_ids(&records.schema, batch)?);
    }
    Ok(ids)
}

/// What comes and what goes. An identifier is a fingerprint of the unique identifiers when the dataset has some, else of all values:
/// records with the same one are the same record.
#[derive(Debug, Default)]
struct Plan {
    /// Places of the pushed records that are added.
    kept: HashSet<usize>,
    /// Identifiers of old records that go.
    gone: HashSet<String>,
}

impl Plan {
    /// With keys, an added record takes the place of those with the same one.
    fn of(steps: &[Step], ids: &[String], has_keys: bool) -> Self {
        let mut plan = Self::default();
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for step in steps {
            let id = match step {
                Step::Add(place) | Step::Remove(place) => ids[*place].as_str(),
                Step::RemoveId(id) => id,
            };
            let earlier = places.entry(id).or_default();
            let added = match step {
                Step::Add(place) => Some(*place),
                _ => None,
            };
            if has_keys || added.is_none() {
                for place in earlier.drain(..) {
                    plan.kept.remove(&place);
                }
                plan.gone.insert(id.to_owned());
            }
            if let Some(place) = added {
                plan.kept.insert(place);
                earlier.push(place);
            }
        }
        plan
    }

    fn without_gone(&self, schema: &Schema, batch: &RecordBatch) -> Result<RecordBatch, Fault> {
        let mask: BooleanArray = record_ids(schema, batch)?
            .iter()
            .map(|id| Some(!self.gone.contains(id)))
            .collect();
        filter_record_batch(batch, &mask).map_err(Fault::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(steps: &[Step], ids: &[&str], has_keys: bool) -> (Vec<usize>, Vec<String>) {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let plan = Plan::of(steps, &ids, has_keys);
        let (mut kept, mut gone): (Vec<_>, Vec<_>) =
            (plan.kept.into_iter().collect(), plan.gone.into_iter().collect());
        kept.sort_unstable();
        gone.sort();
        (kept, gone)
    }

    #[test]
    fn without_keys_equal_records_stand_side_by_side_until_they_are_removed() {
        let twice = [Step::Add(0), Step::Add(1), Step::Add(2)];
        assert_eq!(plan(&twice, &["a", "a", "b"], false), (vec![0, 1, 2], vec![]));
        let removed = [Step::Add(0), Step::Remove(1), Step::Add(2)];
        assert_eq!(
            plan(&removed, &["a", "a", "a"], false),
            (vec![2], vec!["a".to_owned()])
        );
    }

    #[test]
    fn with_keys_the_last_record_counts_and_old_ones_go() {
        let steps = [
            Step::Add(0),
            Step::Add(1),
            Step::RemoveId("b".to_owned()),
            Step::Add(2),
        ];
        assert_eq!(
            plan(&steps, &["a", "b", "a"], true),
            (vec![2], vec!["a".to_owned(), "b".to_owned()])
        );
    }
}
