//! Who changed what? The words of the audit trail.

use crate::Principal;

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// Someone signed in, by e-mail address.
    Person(String),
    /// A program with someone's API key: the address of the person, and the label of the key where it is known.
    Key(String),
    /// The command line of the machine.
    Operator,
    /// A job of the portal itself, by its kind.
    Job(String),
    /// Nobody signed in, such as someone who asks for a new password.
    Anonymous,
}

impl Author {
    /// The stored name of the kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Key(_) => "key",
            Self::Operator => "operator",
            Self::Job(_) => "job",
            Self::Anonymous => "anonymous",
        }
    }

    /// The stored name of the one who did it; empty where the kind says it all.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Person(name) | Self::Key(name) | Self::Job(name) => name,
            Self::Operator | Self::Anonymous => "",
        }
    }

    /// Reads what was stored.
    #[must_use]
    pub fn parse(kind: &str, name: &str) -> Option<Self> {
        Some(match kind {
            "person" => Self::Person(name.to_owned()),
            "key" => Self::Key(name.to_owned()),
            "operator" => Self::Operator,
            "job" => Self::Job(name.to_owned()),
            "anonymous" => Self::Anonymous,
            _ => return None,
        })
    }
}

impl From<&Principal> for Author {
    fn from(who: &Principal) -> Self {
        match who {
            Principal::Anonymous => Self::Anonymous,
            Principal::Person(member) if member.scope.is_some() => Self::Key(member.email.clone()),
            Principal::Person(member) => Self::Person(member.email.clone()),
            Principal::Operator => Self::Operator,
        }
    }
}

/// An enumeration with a stored name for each variant.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored name.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Reads a stored name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// What kind of thing was changed. A new one needs its word: `office-thing-…` in `backoffice.ftl`.
    Thing {
        /// A dataset: its metadata, schema, state, visibility, rights, steps.
        Dataset = "dataset",
        /// A file beside a dataset.
        Attachment = "attachment",
        /// A plan of updates.
        Schedule = "schedule",
        /// A job.
        Job = "job",
        /// An account.
        Person = "person",
        /// An invitation to an account.
        Invitation = "invitation",
        /// A group of people.
        Group = "group",
        /// An API key.
        Key = "key",
        /// A session of someone signed in.
        Session = "session",
        /// Settings of the portal.
        Settings = "settings",
        /// The cookies policy: optional items, texts, versions.
        Cookies = "cookies",
        /// What a reader said about a record.
        Feedback = "feedback",
    }
}

named! {
    /// What was done. A new one needs its word: `office-action-…` in `backoffice.ftl`.
    Action {
        /// Made.
        Create = "create",
        /// Changed.
        Change = "change",
        /// Deleted.
        Delete = "delete",
        /// Brought back: a deleted thing, an earlier version.
        Restore = "restore",
        /// Made public.
        Publish = "publish",
        /// Taken back to draft.
        Unpublish = "unpublish",
        /// Records came from a file or an address.
        Import = "import",
        /// Records were pushed.
        Push = "push",
        /// Invited.
        Invite = "invite",
        /// Opened again.
        Enable = "enable",
        /// Closed.
        Disable = "disable",
        /// A right, or membership of a group, was given.
        Grant = "grant",
        /// A right, a key or a session was taken away.
        Revoke = "revoke",
        /// Cancelled before its end.
        Cancel = "cancel",
        /// Tried again.
        Retry = "retry",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back() {
        for thing in Thing::ALL {
            assert_eq!(Thing::parse(thing.as_str()), Some(*thing));
        }
        for action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(*action));
        }
        let authors = [
            Author::Person("ann@example.org".into()),
            Author::Key("ann@example.org".into()),
            Author::Operator,
            Author::Job("import".into()),
            Author::Anonymous,
        ];
        for author in authors {
            assert_eq!(Author::parse(author.kind(), author.name()), Some(author));
        }
        assert_eq!(Author::parse("ghost", ""), None);
    }
}
