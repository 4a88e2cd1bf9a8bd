//! Who changed what, and what is different now? The audit trail: every use case that changes something writes into it.

use portico_model::{Action, Author, Dataset, Fault, FaultKind, Permission, Principal, Thing};
use portico_registry::{TrailQuery, TrailRow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Portal, clock};

mod difference;

pub use difference::Difference;

/// Changes on one page.
pub const TRAIL_PAGE: usize = 50;
/// Longest identifier of a thing that is kept, in bytes.
const LONGEST_ID: usize = 300;

/// A change that was made. Give it the states before and after, as documents: what is different is found here, secrets are left out.
#[derive(Debug, Clone)]
pub struct Change {
    thing: Thing,
    id: String,
    action: Action,
    before: Value,
    after: Value,
}

impl Change {
    /// That was done to that thing.
    #[must_use]
    pub fn of(thing: Thing, id: impl Into<String>, action: Action) -> Self {
        Self {
            thing,
            id: id.into(),
            action,
            before: Value::Null,
            after: Value::Null,
        }
    }

    /// As it was. Leave it out for what is new.
    #[must_use]
    pub fn before(mut self, state: impl Serialize) -> Self {
        self.before = document(state);
        self
    }

    /// As it is now. Leave it out for what is gone.
    #[must_use]
    pub fn after(mut self, state: impl Serialize) -> Self {
        self.after = document(state);
        self
    }

    /// The row of the registry.
    pub(crate) fn row(mut self, author: &Author) -> TrailRow {
        let differences = difference::between(&self.before, &self.after);
        let document = Stored {
            format: 1,
            differences,
        };
        let longest = self.id.floor_char_boundary(LONGEST_ID);
        self.id.truncate(longest);
        TrailRow {
            id: Uuid::now_v7().to_string(),
            happened_at: clock::now(),
            author_kind: author.kind().to_owned(),
            author: author.name().to_owned(),
            action: self.action.as_str().to_owned(),
            object_kind: self.thing.as_str().to_owned(),
            object_id: self.id,
            difference: document_text(&document),
        }
    }
}

/// What is stored of a difference.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    format: u32,
    differences: Vec<Difference>,
}

/// One change of the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailEntry {
    /// UUIDv7.
    pub id: String,
    /// Microseconds since the epoch, UTC.
    pub happened_at: i64,
    /// Who.
    pub author: Author,
    /// What was done, as it is stored: a later version may have written one that is unknown here.
    pub action: String,
    /// To what kind of thing, likewise.
    pub thing: String,
    /// To which one.
    pub thing_id: String,
    /// What is different now.
    pub differences: Vec<Difference>,
}

/// Which changes are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Kind of thing.
    pub thing: Option<Thing>,
    /// Which one, by its identifier.
    pub thing_id: Option<String>,
    /// Letters in the author's name.
    pub author: Option<String>,
    /// What was done.
    pub action: Option<Action>,
    /// Not before; microseconds since the epoch, UTC.
    pub from: Option<i64>,
    /// Before, likewise.
    pub until: Option<i64>,
}

/// A page of the trail.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailPage {
    /// How many changes the filter finds.
    pub total: u64,
    /// Those of this page, newest first.
    pub entries: Vec<TrailEntry>,
}

impl Portal {
    /// Writes a change into the audit trail. Call it in the use case, after the change has been made; nothing is written when the
    /// change is none. `Author::from(&principal)` names who is signed in.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn record_change(&self, author: &Author, change: Change) -> Result<(), Fault> {
        if change.action == Action::Change && change.before == change.after {
            return Ok(());
        }
        Ok(self.inner.registry.add_to_trail(&change.row(author)).await?)
    }

    /// The same for a change of a dataset: when its description is another one now, what was said before is kept whole.
    ///
    /// # Errors
    /// When the registry fails.
    pub(crate) async fn record_description(
        &self,
        author: &Author,
        change: Change,
        before: &Dataset,
        after: &Dataset,
    ) -> Result<(), Fault> {
        if before.metadata == after.metadata {
            return self.record_change(author, change).await;
        }
        let row = change.row(author);
        let registry = &self.inner.registry;
        Ok(registry
            .add_description_change(&row, &before.uid, &before.metadata)
            .await?)
    }

    /// A page of the audit trail, from 1.
    ///
    /// # Errors
    /// `ForbiddenAccess` without the permission `edit_domain`; when the registry fails.
    pub async fn trail(
        &self,
        who: &Principal,
        filter: &TrailFilter,
        page: usize,
    ) -> Result<TrailPage, Fault> {
        who.require(Permission::EditDomain)?;
        let query = filter.query();
        let size = i64::try_from(TRAIL_PAGE).unwrap_or(i64::MAX);
        let offset = i64::try_from(page.saturating_sub(1))
            .unwrap_or(i64::MAX)
            .saturating_mul(size);
        let rows = self.inner.registry.trail(&query, size, offset).await?;
        let total = self.inner.registry.count_trail(&query).await?;
        Ok(TrailPage {
            total: total.max(0).unsigned_abs(),
            entries: rows.into_iter().map(entry).collect::<Result<_, _>>()?,
        })
    }

    /// What was changed of the description of a dataset, newest first, at most `most` changes, and whether each can be taken back: for
    /// those who may change it themselves.
    ///
    /// # Errors
    /// Not found, or no right to change the dataset.
    pub async fn description_changes(
        &self,
        who: &Principal,
        id: &str,
        most: u32,
    ) -> Result<Vec<(TrailEntry, bool)>, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, id).await?;
        let kept = self.inner.registry.description_changes(&dataset.uid).await?;
        let filter = TrailFilter {
            thing: Some(Thing::Dataset),
            thing_id: Some(dataset.id.to_string()),
            // An earlier dataset of that identifier is another one.
            from: Some(dataset.created_at),
            ..TrailFilter::default()
        };
        let rows = self.inner.registry.trail(&filter.query(), most.into(), 0).await?;
        let mut changes = Vec::new();
        for row in rows {
            let mut change = entry(row)?;
            change
                .differences
                .retain(|difference| difference.at.starts_with("metadata"));
            if change.action != Action::Create.as_str() && !change.differences.is_empty() {
                let can_be_taken_back = kept.contains(&change.id);
                changes.push((change, can_be_taken_back));
            }
        }
        Ok(changes)
    }

    /// One change of the audit trail.
    ///
    /// # Errors
    /// As [`Self::trail`]; not found when there is none of that identifier.
    pub async fn trail_entry(&self, who: &Principal, id: &str) -> Result<TrailEntry, Fault> {
        who.require(Permission::EditDomain)?;
        let row = self.inner.registry.trail_row(id).await?;
        row.map(entry).transpose()?.ok_or_else(|| {
            Fault::new(
                FaultKind::NotFound,
                "NotFoundResource",
                "The trail holds no change with this identifier.",
            )
        })
    }
}

impl TrailFilter {
    fn query(&self) -> TrailQuery {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let any = TrailQuery::default();
        TrailQuery {
            object_kind: self.thing.map_or("", Thing::as_str).to_owned(),
            object_id: text(&self.thing_id),
            author: text(&self.author),
            action: self.action.map_or("", Action::as_str).to_owned(),
            from: self.from.unwrap_or(any.from),
            until: self.until.unwrap_or(any.until),
        }
    }
}

fn entry(row: TrailRow) -> Result<TrailEntry, Fault> {
    let damaged = |what: &str| Fault::internal(format!("change {} of the trail: {what}", row.id));
    let author = Author::parse(&row.author_kind, &row.author).ok_or_else(|| damaged("unknown author"))?;
    let stored: Stored =
        serde_json::from_str(&row.difference).map_err(|error| damaged(&error.to_string()))?;
    Ok(TrailEntry {
        happened_at: row.happened_at,
        author,
        action: row.action,
        thing: row.object_kind,
        thing_id: row.object_id,
        differences: stored.differences,
        id: row.id,
    })
}

/// Documents of ours have texts as keys and no numbers that JSON cannot write: what fails all the same is kept as nothing.
fn document(state: impl Serialize) -> Value {
    serde_json::to_value(state).unwrap_or(Value::Null)
}

fn document_text(document: &Stored) -> String {
    serde_json::to_string(document).unwrap_or_else(|_| "{\"format\":1,\"differences\":[]}".to_owned())
}
