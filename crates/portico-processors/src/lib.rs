//! What happens to the records of a dataset between its file and its publication? An ordered list of steps.
//!
//! | module | answers |
//! | --- | --- |
//! | `document` | which steps did an editor choose, with which parameters? |
//! | `kind`, `registry`, `reference` | which kinds of step exist, and what do their parameters mean? one table for pages, API and documentation |
//! | `arguments` | are the parameters of a step right? |
//! | `frame`, `act` | how does a step change a batch of records? |
//! | `plan` | what are the fields after each step, and how do batches flow through all of them? |
//! | `resources` | what must the portal give: other datasets, expressions of the query language, a secret |
//! | `formula` | the language of `=`: text to tree to value |
//! | `steps` | the kinds, one file a family |
//!
//! A step sees batches in the result layout of `portico-formats` and gives batches of its own layout, which is known before the first
//! record is read. Memory does not grow with the file, except where a step must remember (duplicates), and there it is limited.

mod act;
mod arguments;
mod document;
mod formula;
mod frame;
mod kind;
mod plan;
mod reference;
mod registry;
mod resources;
mod steps;

pub use document::{MOST_STEPS, Step, Steps};
pub use kind::{Group, Kind, Param, ParamType};
pub use plan::{Limits, Plan, Preview, Stage, Trouble};
pub use reference::reference;
pub use registry::{ALL, find};
pub use resources::{Evaluate, NoResources, Remote, Resources};
