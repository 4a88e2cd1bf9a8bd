//! Whose rights does a job have? Those of the person who asked, as they are when it runs, within the limits of the API key that asked.

use portico_model::{DatasetUid, Fault, KeyScope, Permissions, Principal};
use portico_registry::ScheduleRecord;
use serde::{Deserialize, Serialize};

use crate::Portal;

/// Who asked for a job. Part of stored documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asker {
    /// Address of the person whose rights count; none for the operator of the machine.
    person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limits: Option<Limits>,
}

/// What a key may do, without its end: a job that was asked for in time may finish later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Limits {
    permissions: Option<String>,
    datasets: Option<Vec<DatasetUid>>,
}

impl Asker {
    pub(crate) fn of(who: &Principal) -> Self {
        let member = who.member();
        let scope = member.and_then(|member| member.scope.as_ref());
        Self {
            person: member.map(|member| member.email.clone()),
            limits: scope.map(|scope| Limits {
                permissions: scope.permissions.map(Permissions::to_names),
                datasets: scope.datasets.clone(),
            }),
        }
    }

    /// Whoever made a scheduled update.
    pub(crate) fn of_schedule(schedule: &ScheduleRecord) -> Result<Self, Fault> {
        let limits = schedule.limits_doc.as_deref().map(serde_json::from_str);
        Ok(Self {
            person: schedule.person.clone(),
            limits: limits.transpose().map_err(Fault::internal)?,
        })
    }

    /// The limits as a scheduled update keeps them.
    pub(crate) fn limits_text(&self) -> Result<Option<String>, Fault> {
        let limits = self.limits.as_ref().map(serde_json::to_string);
        limits.transpose().map_err(Fault::internal)
    }

    /// The principal that the job acts for, with the rights of today. An account that is gone has none.
    pub(crate) async fn principal(&self, portal: &Portal) -> Result<Principal, Fault> {
        let limits = self.limits.clone();
        let scope = limits.map(
            |Limits {
                 permissions,
                 datasets,
             }| KeyScope {
                permissions: permissions.as_deref().map(Permissions::of_names),
                datasets,
                until: None,
            },
        );
        portal.principal_of(self.person.as_deref(), scope).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portico_model::{Member, Permission, Person, Role};

    use super::*;

    fn person(scope: Option<KeyScope>) -> Principal {
        let mut member = Member::from(Person {
            id: "ann".to_owned(),
            email: "ann@example.org".to_owned(),
            role: Role::Publisher,
            disabled: false,
            created_at: 0,
        });
        member.scope = scope;
        Principal::Person(Arc::new(member))
    }

    #[test]
    fn limits_of_a_key_are_stored_with_the_job() {
        let parks = DatasetUid::new("da_parks1").expect("an identifier");
        let scope = KeyScope {
            permissions: Some([Permission::EditDataset].into_iter().collect()),
            datasets: Some(vec![parks]),
            until: Some(7),
        };
        let asker = Asker::of(&person(Some(scope)));
        let stored = serde_json::to_value(&asker).expect("a document");
        let expected = serde_json::json!({
            "person": "ann@example.org",
            "limits": {"permissions": "edit_dataset", "datasets": ["da_parks1"]},
        });
        assert_eq!(stored, expected);
        assert_eq!(serde_json::from_value::<Asker>(stored).expect("an asker"), asker);
    }

    #[test]
    fn what_was_stored_without_limits_has_none() {
        let stored = serde_json::json!({"person": "ann@example.org"});
        let asker: Asker = serde_json::from_value(stored).expect("an asker");
        assert_eq!(asker, Asker::of(&person(None)));
        assert_eq!(Asker::of(&Principal::Operator).person, None);
    }
}
