//! Does the Explore API answer as its programs expect? The conformance cases of the role model, against a portal in this process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod beside;
mod catalog;
mod exports;
mod facets;
mod fixture;
mod language;
mod old;
mod openapi;
mod records;
mod spec;
mod tiles;
mod transport;
mod v1;
mod v1_analyses;
