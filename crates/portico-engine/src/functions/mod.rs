//! Which functions do plans call beside DataFusion's? Words of texts, calendars of time zones, geometry, labels.

pub(crate) mod calendar;
pub(crate) mod clusters;
pub(crate) mod date_format;
pub(crate) mod dates;
pub(crate) mod distinct;
pub(crate) mod fold;
pub(crate) mod geo;
pub(crate) mod hull;
pub(crate) mod labels;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod own;
pub(crate) mod paths;
pub(crate) mod percentile;
pub(crate) mod periods;
pub(crate) mod phrase;
pub(crate) mod text;
