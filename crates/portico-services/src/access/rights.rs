//! May this principal change that dataset? Asked by every use case that does, on what the registry says at this moment.

use portico_model::{
    Dataset, DatasetId, DatasetRight, DatasetRights, DatasetUid, Fault, Grant, KeyScope, Permission,
    Principal, State, Subject,
};

use crate::Portal;

/// What a principal may do with a dataset: by permissions for the whole portal, or by rights on this one. Whoever may change a
/// dataset may see it.
pub(crate) fn rights(who: &Principal, dataset: &DatasetUid, grants: &[Grant]) -> DatasetRights {
    let member = match who {
        Principal::Operator => return DatasetRights::all(),
        Principal::Anonymous => return DatasetRights::NONE,
        Principal::Person(member) if member.disabled || !member.reaches(dataset) => {
            return DatasetRights::NONE;
        }
        Principal::Person(member) => member,
    };
    let everywhere = member.permissions();
    let here = grants
        .iter()
        .filter(|grant| grant.dataset == *dataset && grant.subject.means(member))
        .fold(DatasetRights::NONE, |sum, grant| sum.or(grant.rights));
    let limit = member.limit();
    let held: DatasetRights = DatasetRight::ALL
        .into_iter()
        .filter(|right| {
            let permission = right.permission();
            everywhere.contains(permission) || (here.contains(*right) && limit.contains(permission))
        })
        .collect();
    if held.is_empty() {
        held
    } else {
        held.with(DatasetRight::Explore)
    }
}

/// A right that was given to one of these, and that this principal does not have.
fn beyond(who: &Principal, subjects: &[Subject], grants: &[Grant]) -> Option<DatasetRight> {
    grants
        .iter()
        .filter(|grant| subjects.contains(&grant.subject))
        .find_map(|grant| {
            let held = rights(who, &grant.dataset, grants);
            grant.rights.iter().find(|right| !held.contains(*right))
        })
}

impl Portal {
    /// What this principal may do with that dataset.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn rights_on(&self, who: &Principal, dataset: &DatasetUid) -> Result<DatasetRights, Fault> {
        let grants = self.inner.registry.grants_on(dataset).await?;
        Ok(rights(who, dataset, &grants))
    }

    /// The dataset, when this principal may change it as long as readers do not see it.
    ///
    /// # Errors
    /// As [`Self::dataset_for`].
    pub async fn dataset_to_edit(&self, who: &Principal, id: &str) -> Result<Dataset, Fault> {
        self.dataset_for(who, id, DatasetRight::Edit).await
    }

    /// The dataset, when this principal may make it visible, change what its readers see, or take it back.
    ///
    /// # Errors
    /// As [`Self::dataset_for`].
    pub async fn dataset_to_publish(&self, who: &Principal, id: &str) -> Result<Dataset, Fault> {
        self.dataset_for(who, id, DatasetRight::Publish).await
    }

    /// The dataset, when this principal may decide who sees and changes it, or delete it.
    ///
    /// # Errors
    /// As [`Self::dataset_for`].
    pub async fn dataset_to_manage(&self, who: &Principal, id: &str) -> Result<Dataset, Fault> {
        self.dataset_for(who, id, DatasetRight::Manage).await
    }

    /// The dataset, when this principal may change it in the state in which it is: a draft needs the right to edit, what readers see
    /// the right to publish.
    ///
    /// # Errors
    /// As [`Self::dataset_for`].
    pub async fn dataset_to_change(&self, who: &Principal, id: &str) -> Result<Dataset, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, id).await?;
        match dataset.state {
            State::Draft => self.dataset_to_edit(who, id).await,
            State::Published => self.dataset_to_publish(who, id).await,
        }
    }

    /// The dataset as the registry has it at this moment, when this principal has that right on it.
    ///
    /// # Errors
    /// `NotFoundResource` when there is no such dataset or the principal may not know of it; otherwise `AuthenticationRequired` or
    /// `ForbiddenAccess`.
    pub async fn dataset_for(
        &self,
        who: &Principal,
        id: &str,
        right: DatasetRight,
    ) -> Result<Dataset, Fault> {
        let (dataset, held) = self.dataset_and_rights(who, id).await?;
        if held.contains(right) {
            return Ok(dataset);
        }
        // Whoever may not see the dataset is not told that it is there.
        self.dataset(who, id).await?;
        Err(who.refusal(right.permission().as_str()))
    }

    /// Nothing, when this principal may make a dataset in that state.
    ///
    /// # Errors
    /// `AuthenticationRequired` or `ForbiddenAccess`.
    pub fn may_create(who: &Principal, state: State) -> Result<(), Fault> {
        who.require(Permission::CreateDataset)?;
        let scope = who.member().and_then(|member| member.scope.as_ref());
        if scope.is_some_and(|scope| scope.datasets.is_some()) {
            return Err(who
                .refusal(Permission::CreateDataset.as_str())
                .with_hint("this key is for some datasets only: a new one would not be among them"));
        }
        match state {
            State::Draft => Ok(()),
            State::Published => who.require(Permission::PublishDataset),
        }
    }

    /// The dataset, when this principal may change something of it.
    ///
    /// # Errors
    /// As [`Self::dataset_for`].
    pub async fn dataset_to_edit_or_publish(&self, who: &Principal, id: &str) -> Result<Dataset, Fault> {
        let (dataset, held) = self.dataset_and_rights(who, id).await?;
        if held.contains(DatasetRight::Edit) || held.contains(DatasetRight::Publish) {
            return Ok(dataset);
        }
        self.dataset(who, id).await?;
        Err(who.refusal(DatasetRight::Edit.permission().as_str()))
    }

    async fn dataset_and_rights(&self, who: &Principal, id: &str) -> Result<(Dataset, DatasetRights), Fault> {
        let missing = || Fault::no_dataset(id);
        let own = DatasetId::new(id).map_err(|_| missing())?;
        let found = self.inner.registry.dataset_by_id(&own).await?;
        let dataset = found.ok_or_else(missing)?;
        let held = self.rights_on(who, &dataset.uid).await?;
        Ok((dataset, held))
    }

    /// Nothing, when this principal has every right on single datasets that somebody gave to one of these. Whoever brings people into a
    /// group, or holds somebody's account, could use what belongs to them.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like.
    pub(crate) async fn may_stand_for(&self, who: &Principal, subjects: &[Subject]) -> Result<(), Fault> {
        let grants = self.inner.registry.list_grants().await?;
        match beyond(who, subjects, &grants) {
            Some(right) => Err(who.refusal(right.permission().as_str())),
            None => Ok(()),
        }
    }

    /// Whose work runs without them, with the rights of today and within `scope`: a person, or the operator. An account that is gone has
    /// none.
    pub(crate) async fn principal_of(
        &self,
        email: Option<&str>,
        scope: Option<KeyScope>,
    ) -> Result<Principal, Fault> {
        let Some(email) = email else {
            return Ok(Principal::Operator);
        };
        match self.inner.registry.account(email).await? {
            Some(account) => self.principal(account.person, scope).await,
            None => Ok(Principal::Anonymous),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portico_model::{Group, Member, Permissions, Person, Role, Subject};

    use super::*;

    const PARKS: u64 = 1;
    const ROADS: u64 = 2;

    fn member(role: Role) -> Member {
        Member::from(Person {
            id: "ann".to_owned(),
            email: "ann@example.org".to_owned(),
            role,
            disabled: false,
            created_at: 0,
        })
    }

    fn names(member: &Member, dataset: u64, grants: &[Grant]) -> String {
        let who = Principal::Person(Arc::new(member.clone()));
        rights(&who, &DatasetUid::from_random(dataset), grants).to_names()
    }

    fn grant(subject: Subject, rights: &str) -> Grant {
        Grant {
            dataset: DatasetUid::from_random(PARKS),
            subject,
            rights: DatasetRights::of_names(rights),
        }
    }

    #[test]
    fn rights_come_from_the_role_from_the_person_and_from_groups() {
        let mut ann = member(Role::Reader);
        let grants = [
            grant(Subject::Person("ann".to_owned()), "edit"),
            grant(Subject::Person("bob".to_owned()), "manage"),
            grant(Subject::Group("g".to_owned()), "publish"),
        ];
        assert_eq!(names(&ann, PARKS, &grants), "explore,edit");
        assert_eq!(names(&ann, ROADS, &grants), "explore");
        ann.groups.push(Group {
            id: "g".to_owned(),
            name: "G".to_owned(),
            description: String::new(),
            permissions: Permissions::NONE,
            created_at: 0,
        });
        assert_eq!(names(&ann, PARKS, &grants), "explore,edit,publish");
        assert_eq!(names(&member(Role::Contributor), ROADS, &grants), "explore,edit");
        assert_eq!(
            names(&member(Role::Administrator), ROADS, &grants),
            "explore,edit,publish,manage"
        );
        assert!(rights(&Principal::Anonymous, &DatasetUid::from_random(PARKS), &grants).is_empty());
    }

    #[test]
    fn nobody_stands_for_somebody_with_more_rights_on_a_dataset() {
        let team = Subject::Group("g".to_owned());
        let grants = [
            grant(team.clone(), "publish"),
            grant(Subject::Person("ann".to_owned()), "edit"),
        ];
        let beyond = |role: Role| {
            let who = Principal::Person(Arc::new(member(role)));
            super::beyond(&who, std::slice::from_ref(&team), &grants)
        };
        assert_eq!(beyond(Role::Contributor), Some(DatasetRight::Publish));
        assert_eq!(beyond(Role::Publisher), None);
        let bob = [Subject::Person("bob".to_owned())];
        let who = Principal::Person(Arc::new(member(Role::Reader)));
        assert_eq!(super::beyond(&who, &bob, &grants), None);
    }

    #[test]
    fn a_key_bounds_rights_on_single_datasets_too() {
        let mut ann = member(Role::Reader);
        let grants = [grant(Subject::Person("ann".to_owned()), "edit,publish")];
        ann.scope = Some(KeyScope {
            permissions: Some(Permissions::of_names("edit_dataset")),
            datasets: Some(vec![DatasetUid::from_random(PARKS)]),
            ..KeyScope::default()
        });
        assert_eq!(names(&ann, PARKS, &grants), "explore,edit");
        assert_eq!(names(&ann, ROADS, &grants), "");
        ann.person.disabled = true;
        assert_eq!(names(&ann, PARKS, &grants), "");
    }

    #[test]
    fn a_key_for_some_datasets_makes_no_other() {
        let mut member = member(Role::Publisher);
        let may =
            |member: &Member| Portal::may_create(&Principal::Person(Arc::new(member.clone())), State::Draft);
        assert!(may(&member).is_ok());
        member.scope = Some(KeyScope::default());
        assert!(may(&member).is_ok());
        member.scope = Some(KeyScope {
            datasets: Some(Vec::new()),
            ..KeyScope::default()
        });
        let fault = may(&member).expect_err("not among them");
        assert!(fault.hint.is_some(), "{fault:?}");
    }
}
