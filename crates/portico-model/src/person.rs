//! Who is asking? People, their roles, and the principal of a request.

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

/// What a person may do on the whole portal. Each role includes those after it.
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
        [
            Self::Reader,
            Self::Contributor,
            Self::Publisher,
            Self::Administrator,
        ]
        .into_iter()
        .find(|role| role.as_str() == text)
    }
}

/// Who is behind a request or a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Principal {
    /// Nobody known.
    #[default]
    Anonymous,
    /// Someone signed in, or someone's API key.
    Person(Person),
    /// The operator at the command line of the machine.
    Operator,
}

impl Principal {
    /// At least this role.
    #[must_use]
    pub fn is_at_least(&self, role: Role) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Person(person) => !person.disabled && person.role >= role,
            Self::Operator => true,
        }
    }
}
