//! What did the browser get, where, and whom did it ask? The facts that are compared; names and attributes, never a value.

use std::fmt;

/// A sort of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An HTTP cookie.
    Cookie,
    /// The browser's local storage.
    LocalStorage,
    /// The browser's session storage.
    SessionStorage,
    /// A browser database.
    IndexedDb,
    /// A cache that scripts fill.
    Cache,
    /// A script that stays behind when the page is closed.
    ServiceWorker,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Cookie,
        Self::LocalStorage,
        Self::SessionStorage,
        Self::IndexedDb,
        Self::Cache,
        Self::ServiceWorker,
    ];

    /// The word of the machine-readable policy.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::LocalStorage => "localStorage",
            Self::SessionStorage => "sessionStorage",
            Self::IndexedDb => "indexedDB",
            Self::Cache => "cache",
            Self::ServiceWorker => "serviceWorker",
        }
    }

    /// The kind of that word, however it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bare = |text: &str| text.replace(['-', '_', ' '], "").to_lowercase();
        Self::ALL
            .into_iter()
            .find(|kind| bare(kind.as_str()) == bare(text))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the visitor was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reading, having said nothing.
    Anonymous,
    /// Reading in a frame of another site.
    Frame,
    /// Switching the language.
    Language,
    /// Making a choice about cookies.
    Choice,
    /// Reading, having allowed everything.
    Allowed,
    /// A sign-in that fails.
    FailedSignIn,
    /// A sign-in, and what follows it.
    SignedIn,
    /// After the sign-out.
    SignedOut,
}

impl Stage {
    /// The word of the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Frame => "frame",
            Self::Language => "language",
            Self::Choice => "choice",
            Self::Allowed => "everything-allowed",
            Self::FailedSignIn => "failed-sign-in",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
        }
    }

    /// Nobody has agreed to anything yet.
    #[must_use]
    pub fn is_before_consent(self) -> bool {
        self != Self::Allowed
    }
}

/// Where something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Doing what.
    pub stage: Stage,
    /// Path of the page, or whole address when it is not the portal's.
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.path, self.stage.as_str())
    }
}

/// Something that the browser keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Sort of storage.
    pub kind: Kind,
    /// Name or key.
    pub name: String,
    /// Host that it belongs to, with its port for storage that scripts fill.
    pub host: String,
    /// It belongs to the portal's own host.
    pub own: bool,
    /// Where it was first there.
    pub place: Place,
    /// For cookies.
    pub cookie: Option<Cookie>,
}

/// The attributes of a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Seconds that it still had; none until the browser closes.
    pub life: Option<i64>,
    /// Hidden from scripts.
    pub http_only: bool,
    /// Only over encrypted connections.
    pub secure: bool,
    /// `Lax`, `Strict`, `None`, or empty when it was not said.
    pub same_site: String,
    /// Path.
    pub path: String,
    /// Also sent to other hosts below its domain.
    pub with_domain: bool,
}

/// A `Set-Cookie` that an answer carried, whether or not the browser took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Name.
    pub name: String,
    /// The portal's own answer.
    pub own: bool,
    /// Address of the answer.
    pub place: Place,
    /// It removes the cookie.
    pub deletes: bool,
}

/// Someone else whom the browser asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Host, with the port where it is not the usual one.
    pub host: String,
    /// Page that made it.
    pub place: Place,
    /// What for: `Script`, `Image`, `Document`…
    pub what: String,
    /// The audit did not let it happen, since a password was being typed.
    pub stopped: bool,
}

/// A stage of the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub stage: Stage,
    /// Pages that were looked at.
    pub pages: usize,
    /// Done as meant; otherwise `note` says why not.
    pub done: bool,
    /// What an auditor should know.
    pub note: Option<String>,
}

/// Everything that was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The portal is reached over https.
    pub https: bool,
    /// Storage.
    pub held: Vec<Held>,
    /// Headers.
    pub sent: Vec<Sent>,
    /// Other hosts.
    pub hosts: Vec<Host>,
    /// Pages that could not be looked at, and why.
    pub missed: Vec<(Place, String)>,
    /// Cookies that a sign-out left behind.
    pub left: Vec<String>,
    /// The walk.
    pub steps: Vec<Step>,
}

impl Seen {
    /// The stage was done as meant.
    #[must_use]
    pub fn has_done(&self, stage: Stage) -> bool {
        self.steps.iter().any(|step| step.stage == stage && step.done)
    }
}
