//! Who may do what with a dataset and what do its readers see? What managers read and change.

use portico_engine::{EngineError, Query, Table};
use portico_model::{
    Action, Author, Dataset, DatasetRight, DatasetRights, DatasetUid, Fault, FaultKind, Grant, Principal,
    Ruleset, Shows, Subject, Thing, Visibility,
};
use portico_odsql::nearest;
use serde_json::json;

use super::row_filter;
use crate::trail::Change;
use crate::{Portal, clock};

/// Longest condition, in bytes.
const LONGEST: usize = 10_000;

/// The rights of a person or a group on one dataset, with a name for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsOf {
    /// Who.
    pub subject: Subject,
    /// E-mail address or name of the group.
    pub name: String,
    /// What.
    pub rights: DatasetRights,
}

/// What a person, a group or everybody else sees of one dataset, with a name for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderRules {
    /// For whom; none for everybody else.
    pub subject: Option<Subject>,
    /// E-mail address or name of the group; empty for everybody else.
    pub name: String,
    /// What they see.
    pub shows: Shows,
}

impl Portal {
    /// The rights on one dataset, for its managers.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`].
    pub async fn list_rights(&self, who: &Principal, id: &str) -> Result<Vec<RightsOf>, Fault> {
        let dataset = self.dataset_to_manage(who, id).await?;
        let names = self.names_of_subjects().await?;
        let grants = self.inner.registry.grants_on(&dataset.uid).await?;
        let mut rights: Vec<RightsOf> = grants
            .into_iter()
            .map(|grant| RightsOf {
                name: name_of(&names, &grant.subject),
                subject: grant.subject,
                rights: grant.rights,
            })
            .collect();
        rights.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rights)
    }

    /// Someone has these rights on a dataset from now on, and no others.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`]; `ForbiddenAccess` for a right that the principal does not have; not found for nobody.
    pub async fn set_rights(
        &self,
        who: &Principal,
        id: &str,
        subject: &Subject,
        rights: DatasetRights,
    ) -> Result<(), Fault> {
        let dataset = self.dataset_to_manage(who, id).await?;
        self.check_subject(subject).await?;
        let own = self.rights_on(who, &dataset.uid).await?;
        if let Some(more) = rights.iter().find(|right| !own.contains(*right)) {
            return Err(who.refusal(more.permission().as_str()));
        }
        // Whoever changes a dataset sees it.
        let rights = match rights.is_empty() {
            true => rights,
            false => rights.with(DatasetRight::Explore),
        };
        let grant = Grant {
            dataset: dataset.uid,
            subject: subject.clone(),
            rights,
        };
        let registry = &self.inner.registry;
        let before = registry.grants_on(&grant.dataset).await?;
        let before = before.into_iter().find(|old| old.subject == grant.subject);
        registry.set_grant(&grant).await?;
        self.inner.catalog.expire().await;
        let names = self.names_of_subjects().await?;
        let told =
            |rights: DatasetRights| json!({"for": name_of(&names, subject), "rights": rights.to_names()});
        let change = Change::of(Thing::Dataset, id, Action::Change)
            .before(told(before.map_or(DatasetRights::NONE, |old| old.rights)))
            .after(told(grant.rights));
        self.record_change(&Author::from(who), change).await
    }

    /// What readers of one dataset see, for its managers: everybody else first.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`].
    pub async fn list_rules(&self, who: &Principal, id: &str) -> Result<Vec<ReaderRules>, Fault> {
        let dataset = self.dataset_to_manage(who, id).await?;
        let names = self.names_of_subjects().await?;
        let all = self.inner.registry.list_rulesets().await?;
        let mut rules: Vec<ReaderRules> = all
            .into_iter()
            .filter(|ruleset| ruleset.dataset == dataset.uid)
            .map(|ruleset| ReaderRules {
                name: ruleset
                    .subject
                    .as_ref()
                    .map(|subject| name_of(&names, subject))
                    .unwrap_or_default(),
                subject: ruleset.subject,
                shows: ruleset.shows,
            })
            .collect();
        rules.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rules)
    }

    /// What someone, or everybody else, sees of a dataset from now on. Fields and condition are checked against the records that
    /// there are.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`]; `UnknownField`; `ODSQLSyntaxError` and the like for a condition that cannot be computed.
    pub async fn set_rules(
        &self,
        who: &Principal,
        id: &str,
        subject: Option<&Subject>,
        shows: Shows,
    ) -> Result<(), Fault> {
        let dataset = self.dataset_to_manage(who, id).await?;
        if let Some(subject) = subject {
            self.check_subject(subject).await?;
        }
        let filter = shows
            .filter
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let shows = Shows {
            filter: filter.map(str::to_owned),
            ..shows
        };
        if let Some(version) = &dataset.current {
            for name in shows.fields.iter().flatten() {
                if version.schema.field(name).is_none() {
                    let known = version.schema.fields.iter().map(|field| field.name.as_str());
                    let fault = Fault::invalid("UnknownField", format!("The dataset has no field {name}."));
                    return Err(match nearest(name, known) {
                        Some(near) => fault.with_hint(format!("Did you mean `{near}`?")),
                        None => fault.with_hint("take one of the names in the schema"),
                    });
                }
            }
        }
        if let Some(text) = &shows.filter {
            if text.len() > LONGEST {
                let message = format!("The condition has more than {LONGEST} bytes.");
                return Err(Fault::invalid("InvalidRowFilter", message).with_hint("use a shorter one"));
            }
            let condition = row_filter::check(text)?;
            if let Some(version) = &dataset.current {
                let table = Table::stored(&dataset.uid, version).with_row_filter(condition);
                match self.inner.engine.count(&table, &Query::default()).await {
                    Ok(_) => {}
                    Err(EngineError::RowFilter(reason)) => {
                        let fault = Fault::new(FaultKind::Invalid, "InvalidRowFilter", reason);
                        return Err(fault.with_position("where", None));
                    }
                    Err(other) => return Err(other.into()),
                }
            }
        }
        let ruleset = Ruleset {
            dataset: dataset.uid,
            subject: subject.cloned(),
            shows,
        };
        let before = self.rules_before(&ruleset.dataset, subject).await?;
        self.inner.registry.put_ruleset(&ruleset).await?;
        self.inner.catalog.expire().await;
        self.record_rules(who, id, subject, before, Some(ruleset.shows))
            .await
    }

    /// Takes rules back: for these people the next ones hold.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`].
    pub async fn remove_rules(
        &self,
        who: &Principal,
        id: &str,
        subject: Option<&Subject>,
    ) -> Result<(), Fault> {
        let dataset = self.dataset_to_manage(who, id).await?;
        let before = self.rules_before(&dataset.uid, subject).await?;
        self.inner.registry.delete_ruleset(&dataset.uid, subject).await?;
        self.inner.catalog.expire().await;
        self.record_rules(who, id, subject, before, None).await
    }

    async fn rules_before(
        &self,
        dataset: &DatasetUid,
        subject: Option<&Subject>,
    ) -> Result<Option<Shows>, Fault> {
        let all = self.inner.registry.list_rulesets().await?;
        let found = all
            .into_iter()
            .find(|ruleset| ruleset.dataset == *dataset && ruleset.subject.as_ref() == subject);
        Ok(found.map(|ruleset| ruleset.shows))
    }

    async fn record_rules(
        &self,
        who: &Principal,
        id: &str,
        subject: Option<&Subject>,
        before: Option<Shows>,
        after: Option<Shows>,
    ) -> Result<(), Fault> {
        let names = self.names_of_subjects().await?;
        let name = subject.map(|subject| name_of(&names, subject));
        let told = |shows: Option<Shows>| json!({"rules": {"for": name, "shows": shows}});
        let change = Change::of(Thing::Dataset, id, Action::Change)
            .before(told(before))
            .after(told(after));
        self.record_change(&Author::from(who), change).await
    }

    /// Who may know of a dataset that is published: everybody, or those who may see restricted ones and those who were let in.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`]; a conflict when somebody else changes it at this moment.
    pub async fn set_visibility(
        &self,
        who: &Principal,
        id: &str,
        visibility: Visibility,
    ) -> Result<Dataset, Fault> {
        let mut dataset = self.dataset_to_manage(who, id).await?;
        if dataset.visibility == visibility {
            return Ok(dataset);
        }
        let told = |visibility: Visibility| {
            let restricted = visibility == Visibility::Restricted;
            json!({"visibility": if restricted { "restricted" } else { "domain" }})
        };
        let change = Change::of(Thing::Dataset, id, Action::Change)
            .before(told(dataset.visibility))
            .after(told(visibility));
        dataset.visibility = visibility;
        let seen = dataset.updated_at;
        let registry = &self.inner.registry;
        dataset.updated_at = registry.update_dataset(&dataset, seen, clock::now()).await?;
        self.inner.catalog.expire().await;
        self.record_change(&Author::from(who), change).await?;
        Ok(dataset)
    }

    /// Everybody who can have a right or rules on a dataset, with a name for people: for its managers.
    ///
    /// # Errors
    /// As [`Self::dataset_to_manage`].
    pub async fn subjects_for(&self, who: &Principal, id: &str) -> Result<Vec<(Subject, String)>, Fault> {
        self.dataset_to_manage(who, id).await?;
        self.names_of_subjects().await
    }

    async fn check_subject(&self, subject: &Subject) -> Result<(), Fault> {
        let names = self.names_of_subjects().await?;
        if names.iter().any(|(known, _)| known == subject) {
            return Ok(());
        }
        let message = "There is no such person or group.";
        Err(Fault::new(FaultKind::NotFound, "UnknownPerson", message).with_hint("choose one of the list"))
    }

    /// Everybody who can have a right, with a name for people.
    ///
    /// # Errors
    /// When the registry fails.
    pub(crate) async fn names_of_subjects(&self) -> Result<Vec<(Subject, String)>, Fault> {
        let registry = &self.inner.registry;
        let people = registry.list_people().await?;
        let groups = registry.list_groups().await?;
        let people = people.into_iter().map(|one| (Subject::Person(one.id), one.email));
        let groups = groups.into_iter().map(|one| (Subject::Group(one.id), one.name));
        Ok(people.chain(groups).collect())
    }
}

fn name_of(names: &[(Subject, String)], subject: &Subject) -> String {
    let found = names.iter().find(|(known, _)| known == subject);
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}
