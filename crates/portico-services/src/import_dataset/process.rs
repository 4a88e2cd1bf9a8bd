//! Which steps does this import apply, and what did they find? The steps with what the portal gives them, and a sample of the file.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use portico_formats::read::Refusal;
use portico_model::{DatasetUid, Fault, Principal, Schema};
use portico_processors::{Limits, Plan, Step, Steps, Trouble};

use super::staging::StagedImport;
use super::{ImportRequest, Target};
use crate::Portal;
use crate::processing::Given;

/// Records of a sample.
pub(crate) const SAMPLE_ROWS: usize = 100;
/// Bytes of a sample.
const SAMPLE_BYTES: usize = 8 << 20;

/// The steps of an import.
#[derive(Debug)]
pub(super) struct Processing {
    pub(super) steps: Steps,
    given: Given,
}

impl Processing {
    /// The steps, ready to work on the fields of a file. Each pass over the file needs a new plan: steps remember.
    pub(super) fn plan(&self, input: &Schema) -> Result<Plan, Fault> {
        Plan::new(&self.steps, input, &self.given, Limits::default())
    }

    /// The fields that come out when no step says anything of a field; none when the other steps need what is said.
    pub(super) fn unsaid(&self, input: &Schema) -> Option<Schema> {
        let steps = unsaid(&self.steps)?;
        let plan = Plan::new(&steps, input, &self.given, Limits::default());
        plan.ok().map(|plan| plan.schema().clone())
    }

    /// The steps that delete records by a value, for records that are there already; none when there are no such steps.
    pub(super) fn deletions(&self, schema: &Schema) -> Result<Option<Plan>, Fault> {
        let plan = |steps: &Steps| Plan::new(steps, schema, &self.given, Limits::default());
        let mut deletions = Steps::default();
        for step in &self.steps.steps {
            let alone = Steps {
                steps: vec![step.clone()],
                ..Steps::default()
            };
            // A field that a later step renames is not there any more.
            if step.kind == "delete_record" && !step.disabled && plan(&alone).is_ok() {
                deletions.steps.push(step.clone());
            }
        }
        if deletions.is_idle() {
            return Ok(None);
        }
        plan(&deletions).map(Some)
    }
}

/// The steps without those that say something of a field; none when there are no such steps.
pub(crate) fn unsaid(steps: &Steps) -> Option<Steps> {
    let mut others = steps.clone();
    others.steps.retain(|step| step.disabled || !says_words(step));
    (others.steps.len() < steps.steps.len()).then_some(others)
}

fn says_words(step: &Step) -> bool {
    matches!(step.kind.as_str(), "annotate" | "describe")
}

/// What steps say, by the name that a field has in the end: they say it also where it is what the file says.
pub(super) fn said(steps: &Steps) -> Vec<(String, String)> {
    let in_use = || steps.steps.iter().enumerate().filter(|(_, step)| !step.disabled);
    let text = |step: &Step, name: &str| {
        let value = step.params.get(name).and_then(serde_json::Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let mut all = Vec::new();
    for (at, step) in in_use().filter(|(_, step)| says_words(step)) {
        let mut field = text(step, "field");
        for (_, later) in in_use().filter(|(later, step)| *later > at && step.kind == "rename") {
            if text(later, "field") == field {
                field = text(later, "to");
            }
        }
        if step.kind == "annotate" {
            all.push((field, text(step, "annotation")));
            continue;
        }
        for (param, word) in [
            ("field_label", "label"),
            ("description", "description"),
            ("unit", "unit"),
        ] {
            if step.params.contains_key(param) {
                all.push((field.clone(), word.to_owned()));
            }
        }
    }
    all
}

impl Portal {
    /// The steps that this import applies: those of the request, else those that were written down, else those of the last import.
    pub(super) async fn processing_for(
        &self,
        who: &Principal,
        request: &ImportRequest,
        target: &Target,
    ) -> Result<Processing, Fault> {
        let mut steps = match &request.steps {
            Some(steps) => steps.clone(),
            None => match self.inner.registry.steps(&target.uid).await? {
                Some(row) => Steps::parse(&row.steps_doc)?,
                None => target
                    .recipe
                    .as_ref()
                    .map(super::Recipe::steps)
                    .unwrap_or_default(),
            },
        };
        steps.check()?;
        let given = self.given(who, &target.uid, &steps).await?;
        Ok(Processing { steps, given })
    }
}

/// The refusal of a value that a step could not use.
pub(super) fn refusal(trouble: Trouble, steps: &Steps) -> Refusal {
    let kind = steps
        .steps
        .get(trouble.step)
        .map(|step| step.kind.as_str())
        .unwrap_or_default();
    Refusal {
        line: trouble.line,
        column: trouble.field,
        reason: format!("step {} ({kind}): {}", trouble.step + 1, trouble.reason),
        value: trouble.value,
    }
}

/// The first records of a file, as the steps find them.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    batch: RecordBatch,
}

impl Sample {
    pub(super) fn of(batch: &RecordBatch) -> Self {
        Self {
            batch: batch.slice(0, batch.num_rows().min(SAMPLE_ROWS)),
        }
    }

    fn to_bytes(&self) -> Result<Vec<u8>, Fault> {
        let mut rows = self.batch.num_rows();
        loop {
            let mut bytes = Vec::new();
            let part = self.batch.slice(0, rows);
            let write = |bytes: &mut Vec<u8>| {
                let mut writer = StreamWriter::try_new(bytes, &part.schema())?;
                writer.write(&part)?;
                writer.finish()
            };
            write(&mut bytes).map_err(Fault::internal)?;
            if bytes.len() <= SAMPLE_BYTES || rows == 0 {
                return Ok(bytes);
            }
            rows /= 2;
        }
    }
}

fn place(uid: &DatasetUid, version: &str) -> Path {
    Path::from_iter(["datasets", uid.as_str(), version, "sample.arrow"])
}

/// Keeps the sample beside the records.
pub(super) async fn keep_sample(
    store: &Arc<dyn ObjectStore>,
    staged: &StagedImport,
    sample: Option<Sample>,
) -> Result<(), Fault> {
    let Some(sample) = sample else { return Ok(()) };
    let bytes = sample.to_bytes()?;
    store
        .put(&place(staged.uid(), staged.version_id()), bytes.into())
        .await
        .map_err(Fault::internal)?;
    Ok(())
}

/// The sample of a version; none when it was made without steps, or before samples were kept.
pub(crate) async fn sample(
    store: &Arc<dyn ObjectStore>,
    uid: &DatasetUid,
    version: &str,
) -> Result<Option<RecordBatch>, Fault> {
    let bytes = match store.get(&place(uid, version)).await {
        Ok(found) => found.bytes().await.map_err(Fault::internal)?,
        Err(object_store::Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(Fault::internal(error)),
    };
    let mut reader = StreamReader::try_new(bytes.as_ref(), None).map_err(Fault::internal)?;
    reader.next().transpose().map_err(Fault::internal)
}
