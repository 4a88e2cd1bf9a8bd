//! Who is asking? People, their roles and groups, and the principal of a request.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::{DatasetRights, DatasetUid, Fault, FaultKind, Permission, Permissions};

/// Someone with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// UUIDv7.
    pub id: String,
    /// Lower-case e-mail address, unique.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// A disabled account cannot sign in and its keys are dead.
    pub disabled: bool,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
}

/// What a person may do on the whole portal. Each role includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads restricted datasets.
    Reader,
    /// Makes drafts.
    Contributor,
    /// Publishes.
    Publisher,
    /// Everything, people and settings included.
    Administrator,
}

impl Role {
    /// All of them, from the one that may least.
    pub const ALL: [Self; 4] = [
        Self::Reader,
        Self::Contributor,
        Self::Publisher,
        Self::Administrator,
    ];

    /// The name used on the command line and in the registry.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Contributor => "contributor",
            Self::Publisher => "publisher",
            Self::Administrator => "administrator",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// What the role is made of.
    #[must_use]
    pub fn permissions(self) -> Permissions {
        let least = |permission: &Permission| match permission {
            Permission::ExploreRestrictedDataset => Self::Reader,
            Permission::CreateDataset | Permission::EditDataset => Self::Contributor,
            Permission::PublishDataset | Permission::ManageDataset | Permission::ExploreMonitoring => {
                Self::Publisher
            }
            Permission::EditTheme | Permission::EditDomain | Permission::ManagePeople => Self::Administrator,
        };
        Permission::ALL
            .into_iter()
            .filter(|permission| self >= least(permission))
            .collect()
    }
}

/// Several people who may do the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// UUIDv7.
    pub id: String,
    /// How people name it, unique.
    pub name: String,
    /// One or two sentences.
    pub description: String,
    /// What its members may do, beyond their roles.
    pub permissions: Permissions,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
}

/// What an API key may be used for; nothing more than its owner may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyScope {
    /// At most these permissions; none means all that the owner has. They bound rights on single datasets too.
    pub permissions: Option<Permissions>,
    /// Only on these datasets; none means all. Of others the key sees what everybody sees.
    pub datasets: Option<Vec<DatasetUid>>,
    /// Useless from then on, microseconds since the epoch; none means never.
    pub until: Option<i64>,
}

/// A person at work: with the groups, and within the limits of the API key when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// The groups that this person belongs to.
    pub groups: Vec<Group>,
    /// What is known of the person beyond the account, for the filters of rulesets.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// The limits of the API key.
    pub scope: Option<KeyScope>,
    /// The portal wants a second factor from those who do more than read, and this person has none yet: until then there is reading.
    pub needs_second_factor: bool,
    /// Somebody gave this person, or a group of this person, more than a look at some dataset.
    pub works_on_datasets: bool,
}

impl Member {
    /// What this person may do on the whole portal: role and groups, within the key's limits. Nothing once the account is closed.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        if self.person.disabled {
            return Permissions::NONE;
        }
        let groups = self.groups.iter().map(|group| group.permissions);
        let own = groups.fold(self.person.role.permissions(), Permissions::or);
        own.and(self.limit())
    }

    /// At most these permissions are at work.
    #[must_use]
    pub fn limit(&self) -> Permissions {
        let limit = self.scope.as_ref().and_then(|scope| scope.permissions);
        let limit = limit.unwrap_or_else(Permissions::all);
        if self.needs_second_factor {
            return limit.and(Permissions::NONE.with(Permission::ExploreRestrictedDataset));
        }
        limit
    }

    /// Whether the key's limits let it act on that dataset for its owner.
    #[must_use]
    pub fn reaches(&self, dataset: &DatasetUid) -> bool {
        let datasets = self.scope.as_ref().and_then(|scope| scope.datasets.as_ref());
        datasets.is_none_or(|datasets| datasets.contains(dataset))
    }
}

impl From<Person> for Member {
    fn from(person: Person) -> Self {
        Self {
            person,
            groups: Vec::new(),
            attributes: BTreeMap::new(),
            scope: None,
            needs_second_factor: false,
            works_on_datasets: false,
        }
    }
}

impl Deref for Member {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.person
    }
}

/// Who is behind a request or a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Principal {
    /// Nobody known.
    #[default]
    Anonymous,
    /// Someone signed in, or someone's API key.
    Person(Arc<Member>),
    /// The operator at the command line of the machine.
    Operator,
}

impl Principal {
    /// Whether this principal may do that on the whole portal. For one dataset, ask `portico-services`: rights may come from elsewhere.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions().contains(permission)
    }

    /// Everything that this principal may do on the whole portal.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        match self {
            Self::Anonymous => Permissions::NONE,
            Self::Person(member) => member.permissions(),
            Self::Operator => Permissions::all(),
        }
    }

    /// At least what this role may do. An API key that was made for less is less.
    #[must_use]
    pub fn is_at_least(&self, role: Role) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Person(member) => member.role >= role && member.permissions().includes(role.permissions()),
            Self::Operator => true,
        }
    }

    /// Nothing, when this principal may do that.
    ///
    /// # Errors
    /// `AuthenticationRequired` for nobody known, `ForbiddenAccess` for somebody without the permission.
    pub fn require(&self, permission: Permission) -> Result<(), Fault> {
        if self.may(permission) {
            return Ok(());
        }
        Err(self.refusal(permission.as_str()))
    }

    /// Nothing, when this principal holds all of these permissions: nobody gives or takes more than they have.
    ///
    /// # Errors
    /// As [`Self::require`].
    pub fn may_give(&self, permissions: Permissions) -> Result<(), Fault> {
        permissions
            .iter()
            .try_for_each(|permission| self.require(permission))
    }

    /// What somebody without that permission or right is told.
    #[must_use]
    pub fn refusal(&self, needed: &str) -> Fault {
        match self {
            Self::Anonymous => Fault::new(
                FaultKind::Unauthenticated,
                "AuthenticationRequired",
                "You must sign in, or send an API key, to do this.",
            ),
            Self::Person(_) | Self::Operator => {
                Fault::forbidden().with_hint(format!("this needs the permission `{needed}`"))
            }
        }
    }

    /// Who did it, as trails and versions name it: an e-mail address, or `command line`.
    #[must_use]
    pub fn author(&self) -> &str {
        match self {
            Self::Anonymous => "",
            Self::Person(member) => &member.email,
            Self::Operator => "command line",
        }
    }

    /// Whether this principal may do more than read: somewhere on the portal, or with some dataset.
    #[must_use]
    pub fn works(&self) -> bool {
        let more = !Role::Reader.permissions().includes(self.permissions());
        more || self
            .member()
            .is_some_and(|member| member.works_on_datasets && !member.needs_second_factor)
    }

    /// The person and the groups, when somebody is known.
    #[must_use]
    pub fn member(&self) -> Option<&Member> {
        match self {
            Self::Person(member) if !member.disabled => Some(member),
            Self::Person(_) | Self::Anonymous | Self::Operator => None,
        }
    }
}

impl From<Person> for Principal {
    fn from(person: Person) -> Self {
        Self::Person(Arc::new(Member::from(person)))
    }
}

/// To whom a right or a ruleset belongs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A person, by identifier.
    Person(String),
    /// A group, by identifier.
    Group(String),
}

impl Subject {
    /// Whether that member is meant.
    #[must_use]
    pub fn means(&self, member: &Member) -> bool {
        match self {
            Self::Person(id) => member.person.id == *id,
            Self::Group(id) => member.groups.iter().any(|group| group.id == *id),
        }
    }
}

/// What a person or a group may do with one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which dataset.
    pub dataset: DatasetUid,
    /// Who.
    pub subject: Subject,
    /// What.
    pub rights: DatasetRights,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(role: Role) -> Member {
        Member::from(Person {
            id: "1".to_owned(),
            email: "ann@example.org".to_owned(),
            role,
            disabled: false,
            created_at: 0,
        })
    }

    #[test]
    fn every_role_holds_what_the_one_before_holds_and_administrators_hold_all() {
        for pair in Role::ALL.windows(2) {
            assert!(pair[1].permissions().includes(pair[0].permissions()));
            assert_ne!(pair[1].permissions(), pair[0].permissions());
        }
        assert_eq!(Role::Administrator.permissions(), Permissions::all());
        assert_eq!(
            Role::Reader.permissions().to_names(),
            "explore_restricted_dataset"
        );
    }

    #[test]
    fn groups_add_and_keys_take_away() {
        let mut ann = member(Role::Reader);
        ann.groups.push(Group {
            id: "g".to_owned(),
            name: "Parks".to_owned(),
            description: String::new(),
            permissions: Permissions::of_names("publish_dataset"),
            created_at: 0,
        });
        let who = Principal::Person(Arc::new(ann.clone()));
        assert!(who.may(Permission::PublishDataset) && !who.may(Permission::EditDataset));
        assert!(who.require(Permission::PublishDataset).is_ok());
        ann.scope = Some(KeyScope {
            permissions: Some(Permissions::of_names("explore_restricted_dataset,manage_people")),
            ..KeyScope::default()
        });
        let key = Principal::Person(Arc::new(ann));
        assert!(!key.may(Permission::PublishDataset));
        assert!(!key.may(Permission::ManagePeople), "no more than its owner");
        assert!(key.is_at_least(Role::Reader));
    }

    #[test]
    fn a_key_for_less_is_not_its_owners_role() {
        let mut root = member(Role::Administrator);
        root.scope = Some(KeyScope {
            permissions: Some(Permissions::of_names("explore_restricted_dataset")),
            ..KeyScope::default()
        });
        let key = Principal::Person(Arc::new(root));
        assert!(key.is_at_least(Role::Reader) && !key.is_at_least(Role::Contributor));
    }

    #[test]
    fn refusals_tell_nobody_from_somebody_without_the_right() {
        let nobody = Principal::Anonymous.require(Permission::EditDomain);
        assert_eq!(nobody.expect_err("nobody").kind, FaultKind::Unauthenticated);
        let reader = Principal::from(member(Role::Reader).person);
        assert_eq!(
            reader.require(Permission::EditDomain).expect_err("a reader").kind,
            FaultKind::Forbidden
        );
        let mut closed = member(Role::Administrator).person;
        closed.disabled = true;
        let closed = Principal::from(closed);
        assert!(closed.permissions().is_empty() && closed.member().is_none());
        assert!(!closed.is_at_least(Role::Reader));
    }
}
