//! What does the text of a cell mean? Numbers, dates, words for yes and no, words for nothing, places.

pub(crate) mod dates;
pub(crate) mod numbers;
pub(crate) mod places;
pub(crate) mod words;
