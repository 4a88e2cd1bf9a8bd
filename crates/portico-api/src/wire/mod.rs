//! Which shapes does the Explore API have on the wire? The only place that knows them.

pub(crate) mod dataset;
pub(crate) mod document;
pub(crate) mod facet;
pub(crate) mod field;
pub(crate) mod json;
pub(crate) mod link;
pub(crate) mod old;
pub(crate) mod time;
