//! What do readers say about a record, and who deals with it? Whoever is signed in may say something; editors read and archive it.

use portico_engine::Query;
use portico_model::{Action, Author, Fault, FaultKind, Feedback, Principal, SuggestedValue, Thing};
use serde_json::{Map, Value, json};

use crate::{Change, DatasetView, Portal, clock};

/// What one person may say in a day.
const MOST_A_DAY: i64 = 100;
/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;
/// Longest remark, in characters.
const LONGEST_COMMENT: usize = 5000;
/// Longest value that is suggested, in bytes.
const LONGEST_VALUE: usize = 20_000;

/// What somebody says about a record.
#[derive(Debug, Clone, Default)]
pub struct NewFeedback {
    /// The identifier of the record.
    pub record_id: String,
    /// In words.
    pub comment: String,
    /// What would be right: values by the names of fields.
    pub values: Map<String, Value>,
}

/// Which feedback is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedbackFilter {
    /// About this record alone.
    pub record_id: Option<String>,
    /// What was archived, instead of what was not.
    pub archived: bool,
    /// Oldest first.
    pub oldest_first: bool,
}

impl Portal {
    /// Keeps what this principal says about a record of a dataset that it sees.
    ///
    /// # Errors
    /// `AuthenticationRequired` for nobody known; `ForbiddenAccess` where the records are hidden; `NotFoundResource` for an unknown
    /// record; `InvalidFeedback` for an unknown field, or nothing said; `TooManyFeedbacks` after many in one day.
    pub async fn send_feedback(
        &self,
        who: &Principal,
        view: &DatasetView,
        new: NewFeedback,
    ) -> Result<Feedback, Fault> {
        let Principal::Person(member) = who else {
            return Err(who.refusal(""));
        };
        let table = view.table()?;
        let comment = comment(&new.comment)?;
        let values = suggested(view, new.values)?;
        if comment.is_empty() && values.is_empty() {
            let message = "Feedback has a remark or a value that would be right.";
            return Err(Fault::invalid("InvalidFeedback", message)
                .with_hint("send `comment`, `newValues`, or both")
                .with_position("comment", None));
        }
        let query = Query {
            limit: Some(1),
            ..Query::default()
        };
        let record_id = new.record_id.trim().to_owned();
        let found = self.engine().record(&table, &record_id, &query).await?;
        if found.is_none() {
            let message = format!("The requested record {} does not exist.", short(&record_id));
            return Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message));
        }
        let now = clock::now();
        let feedback = Feedback {
            uid: Feedback::uid_of(rand::random()),
            dataset: view.dataset.uid.clone(),
            record_id,
            person_id: Some(member.person.id.clone()),
            email: Some(member.person.email.clone()),
            comment,
            values,
            archived: false,
            created_at: now,
        };
        let registry = &self.inner.registry;
        if !registry.insert_feedback(&feedback, now - DAY, MOST_A_DAY).await? {
            let message = format!("You have sent {MOST_A_DAY} feedbacks within a day.");
            return Err(Fault::new(FaultKind::Busy, "TooManyFeedbacks", message).with_hint("go on tomorrow"));
        }
        let change = Change::of(
            Thing::Feedback,
            name(view.dataset.id.as_str(), &feedback),
            Action::Create,
        )
        .after(
            json!({"record_id": feedback.record_id, "comment": feedback.comment, "values": feedback.values}),
        );
        self.record_change(&Author::from(who), change).await?;
        Ok(feedback)
    }

    /// What was said about the records of a dataset that this principal may change, publish or manage.
    ///
    /// # Errors
    /// Those of [`Self::dataset_of_uid`].
    pub async fn feedbacks(
        &self,
        who: &Principal,
        uid: &str,
        filter: &FeedbackFilter,
    ) -> Result<Vec<Feedback>, Fault> {
        let dataset = self.dataset_of_uid(who, uid).await?;
        let registry = &self.inner.registry;
        let mut found = registry.list_feedbacks(&dataset.uid, filter.archived).await?;
        if let Some(record) = &filter.record_id {
            found.retain(|feedback| feedback.record_id == *record);
        }
        if filter.oldest_first {
            found.reverse();
        }
        Ok(found)
    }

    /// One of them.
    ///
    /// # Errors
    /// Those of [`Self::dataset_of_uid`]; not found.
    pub async fn feedback(&self, who: &Principal, uid: &str, feedback: &str) -> Result<Feedback, Fault> {
        let dataset = self.dataset_of_uid(who, uid).await?;
        let found = self.inner.registry.feedback(&dataset.uid, feedback).await?;
        found.ok_or_else(|| missing(feedback))
    }

    /// This principal, who may change, publish or manage the dataset, has dealt with it. To say so twice changes nothing.
    ///
    /// # Errors
    /// Those of [`Self::dataset_of_uid`]; not found.
    pub async fn archive_feedback(
        &self,
        who: &Principal,
        uid: &str,
        feedback: &str,
    ) -> Result<Feedback, Fault> {
        let dataset = self.dataset_of_uid(who, uid).await?;
        let registry = &self.inner.registry;
        let changed = registry.archive_feedback(&dataset.uid, feedback).await?;
        let found = registry.feedback(&dataset.uid, feedback).await?;
        let found = found.ok_or_else(|| missing(feedback))?;
        if changed {
            let change = Change::of(Thing::Feedback, name(dataset.id.as_str(), &found), Action::Change)
                .before(json!({"is_archived": false}))
                .after(json!({"is_archived": true}));
            self.record_change(&Author::from(who), change).await?;
        }
        Ok(found)
    }
}

/// As the trail names it.
fn name(dataset: &str, feedback: &Feedback) -> String {
    format!("{dataset}/{}", feedback.uid)
}

fn missing(feedback: &str) -> Fault {
    let message = format!("The requested feedback {} does not exist.", short(feedback));
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}

/// What is repeated of a text that somebody sent.
fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

fn comment(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let length = text.chars().count();
    if length > LONGEST_COMMENT {
        let message = format!("A remark has at most {LONGEST_COMMENT} characters, this one has {length}.");
        return Err(Fault::invalid("InvalidFeedback", message).with_position("comment", None));
    }
    Ok(text.to_owned())
}

/// Values of visible fields, as texts with the types of the fields.
fn suggested(view: &DatasetView, values: Map<String, Value>) -> Result<Vec<SuggestedValue>, Fault> {
    let wrong = |message: String| Fault::invalid("InvalidFeedback", message).with_position("newValues", None);
    let value = |(name, value): (String, Value)| {
        let field = view.schema.field(&name).ok_or_else(|| {
            let known: Vec<&str> = view
                .schema
                .fields
                .iter()
                .map(|field| field.name.as_str())
                .collect();
            wrong(format!("Unknown field: {}.", short(&name)))
                .with_hint(format!("the dataset has {}", known.join(", ")))
        })?;
        let text = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
        if text.as_ref().is_some_and(|text| text.len() > LONGEST_VALUE) {
            return Err(wrong(format!(
                "The value of {name} is longer than {LONGEST_VALUE} bytes."
            )));
        }
        Ok(SuggestedValue {
            field: name,
            ty: field.ty.as_str().to_owned(),
            value: text,
        })
    };
    values.into_iter().map(value).collect()
}
