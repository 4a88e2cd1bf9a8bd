//! The settings: what was written (`raw`), what it means (`checked`), and the list of what exists (`catalogue`).

mod catalogue;
mod checked;
mod raw;

pub(crate) use catalogue::example;
pub(crate) use checked::{Settings, check};
pub(crate) use raw::Raw;
