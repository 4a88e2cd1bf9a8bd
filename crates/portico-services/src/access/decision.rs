//! Who sees what of a dataset? The one decision: state, visibility, rights and rulesets against one principal.

use std::collections::HashMap;

use portico_model::{
    Access, Dataset, DatasetRight, DatasetRights, Grant, Member, Permission, Principal, Ruleset, Shows,
    State, Visibility,
};

use super::rights::rights;
use super::row_filter::{self, RowFilter};

/// Rights on single datasets and rulesets, by the internal identifier of the dataset.
#[derive(Debug, Default, Clone)]
pub(crate) struct Rules {
    grants: HashMap<String, Vec<Grant>>,
    rulesets: HashMap<String, Vec<Ruleset>>,
}

/// What one principal sees of a dataset.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    /// What the principal may do with it.
    pub(crate) rights: DatasetRights,
    /// Its records may be read.
    pub(crate) data_visible: bool,
    /// The fields that exist; none means all.
    pub(crate) fields: Option<Vec<String>>,
    /// The records that exist; none means all.
    pub(crate) filter: Option<RowFilter>,
    /// Calls of the API in a day.
    pub(crate) calls: Option<u64>,
}

impl Rules {
    pub(crate) fn new(grants: Vec<Grant>, rulesets: Vec<Ruleset>) -> Self {
        let mut rules = Self::default();
        for grant in grants {
            let uid = grant.dataset.as_str().to_owned();
            rules.grants.entry(uid).or_default().push(grant);
        }
        for ruleset in rulesets {
            let uid = ruleset.dataset.as_str().to_owned();
            rules.rulesets.entry(uid).or_default().push(ruleset);
        }
        rules
    }

    fn grants(&self, dataset: &Dataset) -> &[Grant] {
        self.grants.get(dataset.uid.as_str()).map_or(&[], Vec::as_slice)
    }

    fn rulesets(&self, dataset: &Dataset) -> &[Ruleset] {
        self.rulesets.get(dataset.uid.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Whether that member may do more than see some dataset, by a right of their own or of a group.
    pub(crate) fn has_work_for(&self, member: &Member) -> bool {
        let more = |rights: DatasetRights| !DatasetRights::NONE.with(DatasetRight::Explore).includes(rights);
        self.grants
            .values()
            .flatten()
            .any(|grant| grant.subject.means(member) && more(grant.rights))
    }

    /// Two principals with the same key see the same of every dataset.
    pub(crate) fn audience_key(&self, who: &Principal) -> String {
        let Some(member) = who.member() else {
            return match who {
                Principal::Operator => "operator".to_owned(),
                Principal::Anonymous | Principal::Person(_) => "public".to_owned(),
            };
        };
        let mut key = member.permissions().to_names();
        if let Some(datasets) = member.scope.as_ref().and_then(|scope| scope.datasets.as_ref()) {
            let mut uids: Vec<&str> = datasets.iter().map(portico_model::DatasetUid::as_str).collect();
            uids.sort_unstable();
            key.push_str(&format!(" on {}", uids.join(",")));
        }
        if self.knows(member) {
            let groups: Vec<_> = member
                .groups
                .iter()
                .map(|group| (&group.id, &group.name))
                .collect();
            key.push_str(&format!(
                " {} {} {} {groups:?} {:?} {}",
                member.person.id,
                member.email,
                member.role.as_str(),
                member.attributes,
                member.limit().to_names()
            ));
        }
        key
    }

    /// A right or a ruleset depends on who this is, beyond what the permissions say.
    fn knows(&self, member: &Member) -> bool {
        let granted = self
            .grants
            .values()
            .flatten()
            .any(|grant| grant.subject.means(member));
        granted
            || self.rulesets.values().flatten().any(|ruleset| {
                let meant = ruleset
                    .subject
                    .as_ref()
                    .is_some_and(|subject| subject.means(member));
                meant
                    || ruleset
                        .shows
                        .filter
                        .as_deref()
                        .is_some_and(row_filter::is_personal)
            })
    }
}

/// What that principal sees of the dataset; nothing when it may not know of it.
pub(crate) fn decide(who: &Principal, dataset: &Dataset, rules: &Rules) -> Option<Decision> {
    let rights = rights(who, &dataset.uid, rules.grants(dataset));
    let works = [DatasetRight::Edit, DatasetRight::Publish, DatasetRight::Manage]
        .into_iter()
        .any(|right| rights.contains(right));
    if works {
        return Some(Decision {
            rights,
            data_visible: true,
            fields: None,
            filter: None,
            calls: None,
        });
    }
    if dataset.state == State::Draft {
        return None;
    }
    // A key that does not reach the dataset is nobody there.
    let reader = who.member().filter(|member| member.reaches(&dataset.uid));
    let rulesets = rules.rulesets(dataset);
    let own = own_rules(reader, rulesets);
    let is_restricted = dataset.visibility == Visibility::Restricted;
    if is_restricted && own.is_empty() && !rights.contains(DatasetRight::Explore) {
        return None;
    }
    let shows = match own.as_slice() {
        [] => vec![default_rules(reader, dataset, rules)],
        own => own.iter().map(|shows| (*shows).clone()).collect(),
    };
    combined(&shows, reader, rights, dataset)
}

/// The rules that were made for this reader: the person's own, else those of the groups.
fn own_rules<'a>(reader: Option<&Member>, rulesets: &'a [Ruleset]) -> Vec<&'a Shows> {
    let explores = |member: &&Member| member.limit().contains(Permission::ExploreRestrictedDataset);
    let Some(member) = reader.filter(explores) else {
        return Vec::new();
    };
    let meant = |is_person: bool| {
        rulesets.iter().filter_map(move |ruleset| {
            let subject = ruleset.subject.as_ref()?;
            let fits = matches!(subject, portico_model::Subject::Person(_)) == is_person;
            (fits && subject.means(member)).then_some(&ruleset.shows)
        })
    };
    let person: Vec<&Shows> = meant(true).collect();
    if person.is_empty() {
        meant(false).collect()
    } else {
        person
    }
}

/// The rules for everybody else. Somebody who was let in by name is let in.
fn default_rules(reader: Option<&Member>, dataset: &Dataset, rules: &Rules) -> Shows {
    let found = rules
        .rulesets(dataset)
        .iter()
        .find(|ruleset| ruleset.subject.is_none());
    let mut shows = found.map(|ruleset| ruleset.shows.clone()).unwrap_or_default();
    let invited = reader.is_some_and(|member| {
        member.limit().contains(Permission::ExploreRestrictedDataset)
            && rules
                .grants(dataset)
                .iter()
                .any(|grant| grant.subject.means(member) && grant.rights.contains(DatasetRight::Explore))
    });
    if invited && shows.access == Access::Nothing {
        shows.access = Access::Data;
    }
    if dataset.metadata.data_visible == Some(false) {
        shows.access = shows.access.min(Access::Metadata);
    }
    shows
}

/// Several rulesets at once, as when somebody is in two groups: what any of them opens is open and records that any of them shows are
/// shown, but only with the fields that all of them show. So no value is seen that none of them shows.
fn combined(
    shows: &[Shows],
    reader: Option<&Member>,
    rights: DatasetRights,
    dataset: &Dataset,
) -> Option<Decision> {
    let access = shows.iter().map(|one| one.access).max()?;
    if access == Access::Nothing {
        return None;
    }
    let best: Vec<&Shows> = shows.iter().filter(|one| one.access == access).collect();
    let fields = best
        .iter()
        .filter_map(|one| one.fields.clone())
        .reduce(|mut both, other| {
            both.retain(|name| other.contains(name));
            both
        });
    let conditions: Option<Vec<&str>> = best
        .iter()
        .map(|one| one.filter.as_deref().filter(|text| !text.trim().is_empty()))
        .collect();
    let calls: Option<Vec<u64>> = best.iter().map(|one| one.calls).collect();
    let mut decision = Decision {
        rights,
        data_visible: access == Access::Data,
        fields,
        filter: None,
        calls: calls.and_then(|calls| calls.into_iter().max()),
    };
    if let Some(texts) = conditions {
        match row_filter::any_for_reader(&texts, reader) {
            Ok(filter) => decision.filter = Some(filter),
            Err(error) => {
                tracing::warn!(dataset = %dataset.id, %error, "a row filter cannot be read: no record is shown through it");
                decision.data_visible = false;
            }
        }
    }
    Some(decision)
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
