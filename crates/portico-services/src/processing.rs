//! What happens when an editor changes the steps of a dataset, looks at what they do, and applies them?

mod given;
mod words;

use portico_model::{Action, Author, Dataset, DatasetUid, Fault, FaultKind, Principal, Schema, State, Thing};
use portico_processors::{MOST_STEPS, Preview, Step, Steps};

use crate::import_dataset::{self, Recipe, SAMPLE_ROWS};
use crate::trail::Change;
use crate::{ImportMode, ImportRequest, ImportSource, Portal, clock};

pub(crate) use self::given::Given;
pub use self::words::{DescribedField, say_words};

/// The steps of a dataset, as an editor sees them.
#[derive(Debug, Clone)]
pub struct ProcessingView {
    /// The dataset.
    pub dataset: Dataset,
    /// What the next import applies.
    pub steps: Steps,
    /// Grows with every change; who changes says which one was seen.
    pub number: i64,
    /// The records that readers see were made with these steps.
    pub is_applied: bool,
    /// Why the records cannot be made again from the file that is there; none when they can.
    pub obstacle: Option<Fault>,
}

impl ProcessingView {
    /// Nothing, when this is the list that somebody looked at, by its number.
    ///
    /// # Errors
    /// `ProcessingChanged`.
    pub fn check_seen(&self, seen: i64) -> Result<(), Fault> {
        if self.number == seen {
            Ok(())
        } else {
            Err(changed_meanwhile())
        }
    }
}

/// One change of a list of steps.
#[derive(Debug, Clone, PartialEq)]
pub enum ProcessingChange {
    /// A new step, at that place (from 0), or at the end.
    Add(Step, Option<usize>),
    /// Another step in the place of the one with that handle, which it keeps.
    Set(String, Step),
    /// The same, and it comes to that place, from 0.
    Place(String, Step, usize),
    /// The step with that handle comes to that place, from 0.
    Move(String, usize),
    /// In use, or not.
    Use(String, bool),
    /// Gone.
    Delete(String),
    /// All of them at once.
    Replace(Steps),
}

impl Portal {
    /// The steps of a dataset.
    ///
    /// # Errors
    /// Not found, or no right to change the dataset.
    pub async fn processing(&self, who: &Principal, id: &str) -> Result<ProcessingView, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        self.processing_view(dataset).await
    }

    /// Changes the steps. `seen` is the number of the list that the change is about.
    ///
    /// # Errors
    /// `InvalidProcessor` for a step that is wrong by itself; a conflict when somebody else changed the list meanwhile; no right to
    /// change the dataset. A step that does not fit the fields is kept: the preview says so, and an import refuses it.
    pub async fn change_processing(
        &self,
        who: &Principal,
        author: &Author,
        id: &str,
        seen: i64,
        change: ProcessingChange,
    ) -> Result<ProcessingView, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let before = self.processing_view(dataset).await?;
        before.check_seen(seen)?;
        let mut steps = before.steps.clone();
        changed(&mut steps, change)?;
        give_handles(&mut steps);
        steps.check()?;
        // A dataset that the editor may not read is not joined, not even by its name.
        for joined in steps.datasets() {
            if !before.steps.datasets().contains(&joined) {
                self.dataset(who, joined.trim()).await?.table()?;
            }
        }
        let text = serde_json::to_string(&steps).map_err(Fault::internal)?;
        let uid = &before.dataset.uid;
        let written = self
            .inner
            .registry
            .set_steps(uid, &text, seen, clock::now())
            .await?;
        if !written {
            return Err(changed_meanwhile());
        }
        let entry = Change::of(Thing::Dataset, id, Action::Change)
            .before(Wrapped {
                processing: &before.steps,
            })
            .after(Wrapped { processing: &steps });
        self.record_change(author, entry).await?;
        self.processing_view(before.dataset).await
    }

    /// What steps do to the first records: of the file, where steps were applied; else of the dataset. `steps` may be a draft.
    ///
    /// # Errors
    /// No right to change the dataset, or it has no records yet. A wrong step is part of the preview.
    pub async fn preview_processing(
        &self,
        who: &Principal,
        id: &str,
        steps: &Steps,
        rows: usize,
    ) -> Result<Preview, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let (schema, batch) = self.first_records(&dataset).await?;
        let given = self.given(who, &dataset.uid, steps).await?;
        let steps = steps.clone();
        let lines = (1..=batch.num_rows() as u64).collect();
        let work = move || Preview::new(&steps, &schema, &batch, lines, &given, rows.min(SAMPLE_ROWS));
        tokio::task::spawn_blocking(work).await.map_err(Fault::internal)?
    }

    /// The fields of a dataset as its steps make them now: what can be described.
    ///
    /// # Errors
    /// No right to change the dataset; not found when it has no records yet; what is wrong with a step.
    pub async fn fields_to_describe(&self, who: &Principal, view: &ProcessingView) -> Result<Schema, Fault> {
        let id = view.dataset.id.as_str();
        let made = async |steps: &Steps| {
            let preview = self.preview_processing(who, id, steps, 1).await?;
            if let Some((_, fault)) = preview.fault {
                return Err(fault);
            }
            let last = preview.stages.into_iter().next_back();
            Ok(last.map(|stage| stage.schema).unwrap_or_default())
        };
        let processed = made(&view.steps).await?;
        let plain = match import_dataset::unsaid(&view.steps) {
            Some(steps) => made(&steps).await.ok(),
            None => None,
        };
        let Some(version) = &view.dataset.current else {
            return Ok(processed);
        };
        let recipe = self.inner.registry.recipe(&version.id).await?;
        let recipe = recipe.map(|text| Recipe::parse(&text)).transpose()?;
        Ok(import_dataset::described(
            version,
            recipe.as_ref(),
            &view.steps,
            &processed,
            plain.as_ref(),
        ))
    }

    /// Makes the records again with the steps that are written down, as a job. `seen` is the number of the list that somebody looked at.
    /// The job's identifier.
    ///
    /// # Errors
    /// A conflict when the list has changed since; `CannotProcessAgain` when the file that is there does not make the records; `ImportRunning`; no right to change the dataset.
    pub async fn apply_processing(
        &self,
        who: &Principal,
        author: &str,
        id: &str,
        seen: i64,
    ) -> Result<String, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        self.processing_view(dataset.clone()).await?.check_seen(seen)?;
        if let Some(fault) = import_dataset::obstacle(&self.inner, &dataset).await? {
            return Err(fault);
        }
        let request = ImportRequest {
            source: ImportSource::Current,
            draft: dataset.state == State::Draft,
            id: Some(dataset.id),
            metadata: portico_model::Metadata::default(),
            options: portico_formats::read::ReadOptions::default(),
            labels: Vec::new(),
            mode: ImportMode::Replace,
            dry_run: false,
            author: author.to_owned(),
            note: None,
            steps: None,
        };
        self.enqueue_import(who, &request).await
    }

    /// The steps that the next import of a dataset applies.
    pub(crate) async fn steps_of(&self, dataset: &Dataset) -> Result<Steps, Fault> {
        self.processing_view(dataset.clone()).await.map(|view| view.steps)
    }

    /// Whether steps were changed since the records were made, and the records can be made again.
    pub(crate) async fn has_steps_to_apply(&self, dataset: &Dataset) -> Result<bool, Fault> {
        let view = self.processing_view(dataset.clone()).await?;
        Ok(!view.is_applied && view.obstacle.is_none())
    }

    /// Whether the records were made with the steps that are written down.
    pub(crate) async fn steps_are_applied(&self, dataset: &Dataset) -> Result<bool, Fault> {
        Ok(match self.inner.registry.steps(&dataset.uid).await? {
            Some(row) => same_work(
                &Steps::parse(&row.steps_doc)?,
                &self.applied_steps(dataset).await?,
            ),
            None => true,
        })
    }

    /// The steps that made the records.
    async fn applied_steps(&self, dataset: &Dataset) -> Result<Steps, Fault> {
        let Some(version) = &dataset.current else {
            return Ok(Steps::default());
        };
        Ok(match self.inner.registry.recipe(&version.id).await? {
            Some(text) => Recipe::parse(&text)?.steps(),
            None => Steps::default(),
        })
    }

    async fn processing_view(&self, dataset: Dataset) -> Result<ProcessingView, Fault> {
        let applied = self.applied_steps(&dataset).await?;
        let (mut steps, number) = match self.inner.registry.steps(&dataset.uid).await? {
            Some(row) => (Steps::parse(&row.steps_doc)?, row.number),
            None => (applied.clone(), 0),
        };
        give_handles(&mut steps);
        Ok(ProcessingView {
            is_applied: same_work(&steps, &applied),
            obstacle: import_dataset::obstacle(&self.inner, &dataset).await?,
            dataset,
            steps,
            number,
        })
    }

    /// The first records as the steps find them.
    async fn first_records(
        &self,
        dataset: &Dataset,
    ) -> Result<(Schema, arrow::record_batch::RecordBatch), Fault> {
        use futures::StreamExt;

        let Some(version) = &dataset.current else {
            let message = format!("The dataset {} has no records yet.", dataset.id);
            return Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message));
        };
        let recipe = self.inner.registry.recipe(&version.id).await?;
        let recipe = recipe.map(|text| Recipe::parse(&text)).transpose()?;
        if let Some(schema) = recipe.and_then(|recipe| recipe.input()) {
            // The records of the version went through steps already: they say nothing of the file.
            let sample = import_dataset::sample(&self.inner.store, &dataset.uid, &version.id).await?;
            let missing = || {
                let message = "the first records of the file were not kept with this version";
                Fault::new(FaultKind::NotFound, "NotFoundResource", message)
                    .with_hint("they are there again after the next update")
            };
            return Ok((schema, sample.ok_or_else(missing)?));
        }
        let table = portico_engine::Table::stored(&dataset.uid, version);
        let query = portico_engine::Query {
            limit: Some(SAMPLE_ROWS),
            ..portico_engine::Query::default()
        };
        let mut answer = self.inner.engine.select(&table, &query).await?;
        let layout = portico_formats::layout::arrow_schema(&version.schema.fields);
        let mut batches = Vec::new();
        while let Some(batch) = answer.batches.next().await {
            batches.push(import_dataset::conform(&batch?, &layout)?);
        }
        let batch = arrow::compute::concat_batches(&layout, &batches).map_err(Fault::internal)?;
        Ok((version.schema.clone(), batch))
    }

    /// The steps that made the records of an earlier version come back with it: the next file would undo the restoring otherwise. What was
    /// written down before is in the trail.
    pub(crate) async fn restore_steps(&self, author: &Author, dataset: &Dataset) -> Result<(), Fault> {
        let before = self.processing_view(dataset.clone()).await?;
        if before.is_applied {
            return Ok(());
        }
        let steps = self.applied_steps(dataset).await?;
        self.keep_steps(&dataset.uid, &steps).await?;
        let entry = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change)
            .before(Wrapped {
                processing: &before.steps,
            })
            .after(Wrapped { processing: &steps });
        self.record_change(author, entry).await
    }

    /// Steps that came with an import are those of the next one, too.
    pub(crate) async fn keep_steps(&self, uid: &DatasetUid, steps: &Steps) -> Result<(), Fault> {
        let mut steps = steps.clone();
        give_handles(&mut steps);
        let text = serde_json::to_string(&steps).map_err(Fault::internal)?;
        // The import counts, whoever writes at the same moment.
        for _ in 0..5 {
            let seen = self.inner.registry.steps(uid).await?.map_or(0, |row| row.number);
            if self
                .inner
                .registry
                .set_steps(uid, &text, seen, clock::now())
                .await?
            {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The steps as a member of what the audit trail compares.
#[derive(serde::Serialize)]
struct Wrapped<'a> {
    processing: &'a Steps,
}

/// The same work, whatever the handles and the words.
fn same_work(one: &Steps, other: &Steps) -> bool {
    let work = |steps: &Steps| -> Vec<_> {
        let in_use = steps.steps.iter().filter(|step| !step.disabled);
        in_use
            .map(|step| (step.kind.clone(), step.params.clone()))
            .collect()
    };
    work(one) == work(other)
}

fn changed_meanwhile() -> Fault {
    let message = "somebody else changed the steps meanwhile";
    Fault::new(FaultKind::Conflict, "ProcessingChanged", message)
        .with_hint("look at them again, and repeat your change")
}

fn give_handles(steps: &mut Steps) {
    let mut known: Vec<String> = Vec::new();
    for step in &mut steps.steps {
        while step.uid.is_empty() || known.contains(&step.uid) {
            let number: u64 = rand::random();
            step.uid = format!("pr_{number:016x}")[..13].to_owned();
        }
        known.push(step.uid.clone());
    }
}

fn changed(steps: &mut Steps, change: ProcessingChange) -> Result<(), Fault> {
    let list = &mut steps.steps;
    let place = |list: &[Step], uid: &str| {
        list.iter().position(|step| step.uid == uid).ok_or_else(|| {
            let message = format!("The requested processor {uid} does not exist.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        })
    };
    match change {
        ProcessingChange::Add(step, at) => {
            if list.len() >= MOST_STEPS {
                let message = format!("a dataset has at most {MOST_STEPS} steps");
                return Err(Fault::invalid("InvalidProcessor", message));
            }
            let at = at.unwrap_or(list.len()).min(list.len());
            list.insert(
                at,
                Step {
                    uid: String::new(),
                    ..step
                },
            );
        }
        ProcessingChange::Set(uid, step) => {
            let at = place(list, &uid)?;
            list[at] = Step { uid, ..step };
        }
        ProcessingChange::Place(uid, step, to) => {
            list.remove(place(list, &uid)?);
            list.insert(to.min(list.len()), Step { uid, ..step });
        }
        ProcessingChange::Move(uid, to) => {
            let at = place(list, &uid)?;
            let step = list.remove(at);
            list.insert(to.min(list.len()), step);
        }
        ProcessingChange::Use(uid, in_use) => {
            let at = place(list, &uid)?;
            list[at].disabled = !in_use;
        }
        ProcessingChange::Delete(uid) => {
            let at = place(list, &uid)?;
            list.remove(at);
        }
        ProcessingChange::Replace(all) => *steps = all,
    }
    Ok(())
}
