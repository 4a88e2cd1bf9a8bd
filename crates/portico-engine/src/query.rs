//! What is asked of a table? The parsed clauses and the circumstances they are read in.

use chrono_tz::Tz;
use portico_odsql::{Expr, FacetSpec, GroupKey, OrderKey, Refinement, SelectItem, v1};

/// One question to a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Columns; empty means all visible fields in schema order.
    pub select: Vec<SelectItem>,
    /// Conditions, all of which must hold.
    pub filter: Vec<Expr>,
    /// Conditions in the language of API v1, which must hold too.
    pub old_words: Vec<v1::Clause>,
    /// Grouping keys.
    pub group_by: Vec<GroupKey>,
    /// Sort keys; a hidden tie-breaker on the record's position follows them.
    pub order_by: Vec<OrderKey>,
    /// Facet values to keep.
    pub refine: Vec<Refinement>,
    /// Facet values to leave out.
    pub exclude: Vec<Refinement>,
    /// Facets to enumerate; elsewhere they only say how `refine` combines.
    pub facets: Vec<FacetSpec>,
    /// Most rows wanted; none means all.
    pub limit: Option<usize>,
    /// Rows to skip.
    pub offset: usize,
    /// Zone in which date literals are read, dates are cut and datetimes are written.
    pub timezone: Tz,
    /// Language of month and day names, ISO 639-1.
    pub lang: String,
    /// Adds the columns `_id` (text, 40 hexadecimal digits), `_timestamp` (datetime) and `_size` (int) in front.
    pub with_record_ids: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            select: Vec::new(),
            filter: Vec::new(),
            old_words: Vec::new(),
            group_by: Vec::new(),
            order_by: Vec::new(),
            refine: Vec::new(),
            exclude: Vec::new(),
            facets: Vec::new(),
            limit: None,
            offset: 0,
            timezone: Tz::UTC,
            lang: "en".to_owned(),
            with_record_ids: false,
        }
    }
}
