//! What is the plan of a question? ODSQL trees over a table's fields to expressions and plans of DataFusion, one file a concern.

pub(crate) mod aggregates;
pub(crate) mod compare;
pub(crate) mod condition;
pub(crate) mod dates;
pub(crate) mod geo;
pub(crate) mod group;
pub(crate) mod keys;
pub(crate) mod math;
pub(crate) mod now;
pub(crate) mod old_words;
pub(crate) mod order;
pub(crate) mod output;
pub(crate) mod refine;
pub(crate) mod scalars;
pub(crate) mod scope;
pub(crate) mod select;
pub(crate) mod text;
pub(crate) mod value;
