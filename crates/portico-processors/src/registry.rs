//! Which kinds of step exist? One table for pages, API, command line and documentation.

use portico_odsql::nearest;

use crate::arguments::Wrong;
use crate::kind::Kind;
use crate::steps;

/// Every kind, by group, in the order of lists.
pub static ALL: &[&Kind] = &[
    &steps::fields::RENAME,
    &steps::fields::TYPE,
    &steps::fields::DESCRIBE,
    &steps::fields::ANNOTATE,
    &steps::fields::ORDER,
    &steps::fields::DELETE,
    &steps::fields::ADD,
    &steps::fields::COPY,
    &steps::text::CONCATENATE,
    &steps::text::SPLIT,
    &steps::text::REPLACE,
    &steps::text::STRIP_HTML,
    &steps::text::DECODE_ENTITIES,
    &steps::text::NORMALIZE_UNICODE,
    &steps::text::NORMALIZE_URL,
    &steps::text::EXTRACT_URLS,
    &steps::patterns::REPLACE_REGEXP,
    &steps::patterns::EXTRACT_TEXT,
    &steps::dates::NORMALIZE_DATE,
    &steps::dates::SET_TIMEZONE,
    &steps::values::EXPRESSION,
    &steps::values::META_EXPRESSION,
    &steps::join::JOIN,
    &steps::values::BOOLEANS_TO_LIST,
    &steps::lists::DEDUPLICATE,
    &steps::lists::JSON_TO_LIST,
    &steps::lists::EXTRACT_JSON,
    &steps::values::EXTRACT_BITS,
    &steps::records::SKIP,
    &steps::records::DELETE_RECORD,
    &steps::records::DEDUPLICATE,
    &steps::lists::EXPAND,
    &steps::lists::EXPAND_JSON,
    &steps::records::TRANSPOSE,
    &steps::points::GEO_POINT,
    &steps::points::DEGREES,
    &steps::shapes::WKT,
    &steps::points::GEOHASH,
    &steps::points::POLYLINE,
    &steps::shapes::REPROJECT,
    &steps::shapes::SIMPLIFY,
    &steps::shapes::CORRECT,
    &steps::points::DISTANCE,
    &steps::points::GEOMASK,
    &steps::shapes::POLYGON_FILTER,
];

/// The kind of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.name == name)
}

/// There is no kind of that name.
pub(crate) fn unknown(name: &str) -> Wrong {
    let wrong = Wrong::of("type", format!("there is no kind of step `{name}`"));
    let known = ALL.iter().map(|kind| kind.name);
    match nearest(name, known.clone()) {
        Some(name) => wrong.hint(format!("did you mean `{name}`?")),
        None => wrong.hint(format!("the kinds are {}", known.collect::<Vec<_>>().join(", "))),
    }
}
