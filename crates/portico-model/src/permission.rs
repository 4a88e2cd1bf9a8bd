//! What may someone do? Permissions for the whole portal, rights on one dataset, and sets of either.

use std::fmt;

/// Something that a person may do on the whole portal; names are the role model's where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// See restricted datasets.
    ExploreRestrictedDataset,
    /// Make datasets.
    CreateDataset,
    /// Change any dataset, as long as readers do not see it yet; see drafts.
    EditDataset,
    /// Make any dataset visible to its readers, change what they see, take it back.
    PublishDataset,
    /// Decide who may do what with any dataset, and delete it.
    ManageDataset,
    /// See how much the portal is used, beyond what is public, and what is going on in it.
    ExploreMonitoring,
    /// Change name, logo and colours.
    EditTheme,
    /// Change the settings of the portal.
    EditDomain,
    /// Invite people, change roles and groups, close accounts, revoke keys.
    ManagePeople,
}

/// Something that a person or a group may do with one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatasetRight {
    /// See it although it is restricted.
    Explore,
    /// Change it as long as readers do not see it yet; see it as a draft, and all of it.
    Edit,
    /// Make it visible to its readers, change what they see, take it back.
    Publish,
    /// Decide who may do what with it, and delete it.
    Manage,
}

impl Permission {
    /// All of them, from the one that is least.
    pub const ALL: [Self; 9] = [
        Self::ExploreRestrictedDataset,
        Self::CreateDataset,
        Self::EditDataset,
        Self::PublishDataset,
        Self::ManageDataset,
        Self::ExploreMonitoring,
        Self::EditTheme,
        Self::EditDomain,
        Self::ManagePeople,
    ];

    /// The name in registry, API and forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExploreRestrictedDataset => "explore_restricted_dataset",
            Self::CreateDataset => "create_dataset",
            Self::EditDataset => "edit_dataset",
            Self::PublishDataset => "publish_dataset",
            Self::ManageDataset => "manage_dataset",
            Self::ExploreMonitoring => "explore_monitoring",
            Self::EditTheme => "edit_theme",
            Self::EditDomain => "edit_domain",
            Self::ManagePeople => "manage_people",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

impl DatasetRight {
    /// All of them, from the one that is least.
    pub const ALL: [Self; 4] = [Self::Explore, Self::Edit, Self::Publish, Self::Manage];

    /// The name in registry, API and forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explore => "explore",
            Self::Edit => "edit",
            Self::Publish => "publish",
            Self::Manage => "manage",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// The permission that gives this right on every dataset.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Explore => Permission::ExploreRestrictedDataset,
            Self::Edit => Permission::EditDataset,
            Self::Publish => Permission::PublishDataset,
            Self::Manage => Permission::ManageDataset,
        }
    }
}

/// A set of small things that have names.
macro_rules! set {
    ($(#[$meta:meta])* $name:ident of $item:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
        pub struct $name(u16);

        impl $name {
            /// None.
            pub const NONE: Self = Self(0);

            /// Every one.
            #[must_use]
            pub fn all() -> Self {
                $item::ALL.into_iter().collect()
            }

            /// Whether that one is among them.
            #[must_use]
            pub fn contains(self, one: $item) -> bool {
                self.0 & (1 << one as u16) != 0
            }

            /// Whether all of the others are among them.
            #[must_use]
            pub fn includes(self, others: Self) -> bool {
                others.0 & !self.0 == 0
            }

            /// Those of either.
            #[must_use]
            pub fn or(self, others: Self) -> Self {
                Self(self.0 | others.0)
            }

            /// Those of both.
            #[must_use]
            pub fn and(self, others: Self) -> Self {
                Self(self.0 & others.0)
            }

            /// With that one.
            #[must_use]
            pub fn with(self, one: $item) -> Self {
                Self(self.0 | 1 << one as u16)
            }

            /// Not one.
            #[must_use]
            pub fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Each, from the one that is least.
            pub fn iter(self) -> impl Iterator<Item = $item> {
                $item::ALL.into_iter().filter(move |one| self.contains(*one))
            }

            /// Their names with a comma between them.
            #[must_use]
            pub fn to_names(self) -> String {
                self.iter().map($item::as_str).collect::<Vec<_>>().join(",")
            }

            /// Reads such names; one that this program does not know gives nothing.
            #[must_use]
            pub fn of_names(names: &str) -> Self {
                names.split(',').filter_map(|name| $item::parse(name.trim())).collect()
            }
        }

        impl FromIterator<$item> for $name {
            fn from_iter<I: IntoIterator<Item = $item>>(items: I) -> Self {
                items.into_iter().fold(Self::NONE, Self::with)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.iter()).finish()
            }
        }
    };
}

set! {
    /// A set of permissions.
    Permissions of Permission
}
set! {
    /// A set of rights on one dataset.
    DatasetRights of DatasetRight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_unknown_ones_give_nothing() {
        for one in Permission::ALL {
            assert_eq!(Permission::parse(one.as_str()), Some(one));
        }
        for one in DatasetRight::ALL {
            assert_eq!(DatasetRight::parse(one.as_str()), Some(one));
        }
        let some = Permissions::of_names("edit_dataset, fly,manage_people");
        assert_eq!(some.to_names(), "edit_dataset,manage_people");
        assert_eq!(DatasetRights::of_names(""), DatasetRights::NONE);
    }

    #[test]
    fn sets_know_what_they_hold() {
        let all = DatasetRights::all();
        let edit = DatasetRights::NONE.with(DatasetRight::Edit);
        assert!(all.includes(edit) && !edit.includes(all));
        assert_eq!(all.and(edit), edit);
        assert_eq!(
            edit.or(DatasetRights::NONE.with(DatasetRight::Explore))
                .to_names(),
            "explore,edit"
        );
    }
}
