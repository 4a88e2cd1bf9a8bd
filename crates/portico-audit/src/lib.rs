//! Does a deployed portal keep to the register of cookies that it publishes? A real browser walks through it; what it was given and whom
//! it asked is compared with `/terms/cookies-policy.json`, in both directions.
//!
//! The browser is a Chromium of the machine. It is spoken to over a pipe (`--remote-debugging-pipe`): no port is opened, and no library
//! is needed for that (docs/decisions/0022-audit.md).

mod browser;
mod compare;
mod pictures;
mod register;
mod report;
mod seen;
mod walk;

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;
use url::Url;

pub use browser::find_browser;
pub use compare::{Code, Difference, compare};
pub use pictures::{Camera, Picture, Shot};
pub use register::{Declared, Register, Service};
pub use report::Report;
pub use seen::{Held, Host, Kind, Place, Seen, Sent, Stage, Step};

/// What to audit, and how.
#[derive(Clone)]
pub struct Audit {
    /// Address of the portal.
    pub portal: Url,
    /// The browser's program.
    pub browser: PathBuf,
    /// Who signs in; none leaves out what needs a sign-in.
    pub credentials: Option<Credentials>,
    /// Pages to look at without a sign-in, at most.
    pub pages: usize,
    /// Longest time for one page.
    pub page_time: Duration,
    /// Longest time for everything.
    pub whole_time: Duration,
    /// Starts the browser without its sandbox: for containers that forbid it.
    pub no_sandbox: bool,
    /// Looks on although the portal's certificate is not trusted.
    pub any_certificate: bool,
}

/// Someone who may sign in. Printing it with `{:?}` shows nothing of the password.
#[derive(Clone)]
pub struct Credentials {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({}, …)", self.email)
    }
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audit")
            .field("portal", &self.portal.as_str())
            .finish_non_exhaustive()
    }
}

/// Why an audit could not be made. What was found is never an error.
#[derive(Debug, Error)]
pub enum AuditError {
    /// The address is of no use.
    #[error("{0}")]
    Address(String),
    /// No browser, or one that does not start.
    #[error("{0}")]
    Browser(String),
    /// The portal does not answer, or not as a portal.
    #[error("{0}")]
    Portal(String),
    /// The person cannot sign in.
    #[error("{0}")]
    SignIn(String),
}

/// Walks through the portal and compares. Blocks until it is done, at most [`Audit::whole_time`] and a little.
///
/// # Errors
/// [`AuditError`] when there is nothing to compare.
pub fn audit(audit: &Audit, tell: &mut dyn FnMut(&str)) -> Result<Report, AuditError> {
    let walked = walk::walk(audit, tell)?;
    let differences = compare(&walked.register, &walked.seen);
    Ok(Report {
        portal: walked.portal,
        browser: walked.browser,
        register: walked.register,
        seen: walked.seen,
        differences,
    })
}
