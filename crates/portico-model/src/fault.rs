//! What went wrong, and whose fault is it? The one value that every floor hands up and `portico-web` turns into a response.

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Whose fault, in the classes that a door can answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The request is wrong: HTTP 400, exit code 2.
    Invalid,
    /// No credentials, or wrong ones: 401.
    Unauthenticated,
    /// Known, but not allowed: 403.
    Forbidden,
    /// No such thing: 404.
    NotFound,
    /// The thing was removed for good: 410.
    Gone,
    /// Somebody else changed it meanwhile, or the name is taken: 409.
    Conflict,
    /// Larger than a limit: 413.
    TooLarge,
    /// The file's format is not supported: 415.
    Unsupported,
    /// Understood but unusable content, such as a broken file: 422.
    Unprocessable,
    /// Too many requests at once: 429.
    Busy,
    /// The work took longer than its limit: 503.
    Timeout,
    /// Our fault: 500. The message is for the log, never for the user.
    Internal,
}

/// A fault: a stable code, a sentence, where, and what to do.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Class.
    pub kind: FaultKind,
    /// Stable code, as programs read it: `ODSQLError`, `NotFoundResource`…
    pub code: &'static str,
    /// One sentence: what went wrong.
    pub message: String,
    /// One sentence: what to do, or the nearest known name.
    pub hint: Option<String>,
    /// Which part of the request (`where`, `select`…), when one is to blame.
    pub clause: Option<String>,
    /// Byte range in that part.
    pub position: Option<Range<usize>>,
    /// The cause, for the log only.
    pub source: Option<Arc<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault of that class and code.
    #[must_use]
    pub fn new(kind: FaultKind, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            code,
            message: message.into(),
            hint: None,
            clause: None,
            position: None,
            source: None,
        }
    }

    /// The request is wrong.
    #[must_use]
    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(FaultKind::Invalid, code, message)
    }

    /// No such dataset; the message is the role model's.
    #[must_use]
    pub fn no_dataset(id: &str) -> Self {
        Self::new(
            FaultKind::NotFound,
            "NotFoundResource",
            format!("The requested dataset {id} does not exist."),
        )
    }

    /// The data is not for this principal; the message is the role model's.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(
            FaultKind::Forbidden,
            "ForbiddenAccess",
            "You don't have permission to access the requested resource",
        )
    }

    /// Our fault; the cause goes to the log.
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source: Arc<dyn Error + Send + Sync> = Arc::from(source.into());
        Self {
            source: Some(source),
            ..Self::new(
                FaultKind::Internal,
                "InternalError",
                "An internal error occurred.",
            )
        }
    }

    /// With what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With where.
    #[must_use]
    pub fn with_position(mut self, clause: impl Into<String>, position: Option<Range<usize>>) -> Self {
        self.clause = Some(clause.into());
        self.position = position;
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}
