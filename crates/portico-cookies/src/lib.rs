//! Which cookies exist, what may each do, and what did the visitor choose? One register, and everything that follows from it.
//!
//! A cookie outside the register cannot be expressed:
//!
//! ```compile_fail
//! let name = portico_cookies::CookieName::Tracker;
//! ```

mod difference;
mod effective;
mod guard;
mod once;
mod optional;
mod read;
mod register;
mod removal;
mod routes;
mod standing;
mod validate;
mod write;

pub mod csrf;
pub mod policy;
pub mod preferences;
pub mod session;

#[cfg(test)]
mod samples;

pub use csrf::{Binding, CsrfError, CsrfKey};
pub use difference::{Change, What, difference};
pub use effective::EffectiveRegister;
pub use guard::{Disagreement, Moment, Verdict, guard};
pub use once::OnceKey;
pub use optional::{Directive, MOST_SERVICES, Purpose, Script, Service, Stored, Tiles, Words};
pub use preferences::Preferences;
pub use read::{RequestCookies, Seen};
pub use register::{CookieClass, CookieName, Item, Kind, Life, Place, Unit};
pub use removal::Removal;
pub use routes::is_cookieless;
pub use session::SessionKey;
pub use standing::{Decision, Standing};
pub use validate::{MOST_DAYS, Problem, host_of, is_host, is_key, problems};
pub use write::SetCookie;
