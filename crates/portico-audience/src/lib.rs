//! How much is the portal used, without knowing by whom?
//!
//! A request enters as a [`Visit`]: a group of pages, a dataset, a format, never more. Who sent it, a [`Visitor`], becomes a keyed
//! token on the stack, touches a few sketches and is gone. The key lives in memory only and is wiped at midnight; sketches are never
//! written; what leaves at the end of a day is [`DayFigures`], in which small cells are hidden already.
//!
//! | file | question |
//! | --- | --- |
//! | `key.rs` | with which key are visitors told apart today? |
//! | `sketch.rs` | how many different visitors, without a list of them? |
//! | `visit.rs` | what may be known of one request? |
//! | `route.rs` | which group of pages, or family of the API, is an address? |
//! | `kind.rs` | a person, a program or a bot? |
//! | `term.rs` | which searched words may be kept at all? |
//! | `day.rs` | what happened so far today? |
//! | `audience.rs` | where does a request go, and when does a day end? |
//! | `hide.rs` | which cells are too small to be shown? |
//! | `noise.rs` | how is a figure blurred, once and for ever? |
//! | `figures.rs` | what is written when a day ends? |
//!
//! This crate never stores an address or an identifier, and does no input or output.

mod audience;
mod day;
mod figures;
mod hide;
mod key;
mod kind;
mod noise;
mod route;
mod sketch;
mod term;
mod visit;

pub use audience::{Audience, AudienceSettings};
pub use figures::{DayFigures, Dimension, Hour, Metric, Row, Totals};
pub use key::{DayKey, KeyError};
pub use kind::{Kind, Signs};
pub use term::{LONGEST_TERM, normalise};
pub use visit::{ApiFamily, PageGroup, Route, Search, Visit, Visitor};
