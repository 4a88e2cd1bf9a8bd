//! The engine against the conformance cases of its reference: text of a query in, rows or an error out.

mod compared;
mod conditions;
mod errors;
mod facet_trees;
mod fixture;
mod groups;
mod hostile;
mod limits;
mod odd;
mod selections;
mod storage;
mod words;
