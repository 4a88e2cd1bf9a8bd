//! Which cookies exist, what may each do, and what did the visitor choose? One register, and everything that follows from it.
//!
//! A cookie outside the register cannot be expressed:
//!
//! ```compile_fail
//! let name = portico_cookies::CookieName::Tracker;
//! ```

mod read;
mod register;
mod routes;
mod write;

mod guard;

pub mod csrf;
pub mod policy;
pub mod preferences;
pub mod session;

pub use csrf::{Binding, CsrfError, CsrfKey};
pub use guard::{Disagreement, Moment, Verdict, guard};
pub use preferences::{Preferences, Purpose};
pub use read::{RequestCookies, Seen};
pub use register::{CookieClass, CookieName, Item, Kind, Life, Place, Unit};
pub use routes::is_cookieless;
pub use session::SessionKey;
pub use write::SetCookie;
