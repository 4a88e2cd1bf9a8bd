//! How is it said in this language? Messages, negotiation, numbers and dates in English, French, Spanish, German and Dutch.

mod format;
mod lang;
mod negotiate;
mod say;

pub mod audit;

pub use lang::{Direction, Lang};
pub use negotiate::{choose, match_tag, negotiate};
pub use say::{Arg, Say};
