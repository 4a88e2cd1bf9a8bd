//! What does each kind of step do? One file a family.

pub(crate) mod dates;
pub(crate) mod fields;
mod html;
pub(crate) mod join;
pub(crate) mod lists;
pub(crate) mod patterns;
pub(crate) mod points;
pub(crate) mod records;
pub(crate) mod shapes;
pub(crate) mod text;
pub(crate) mod values;
