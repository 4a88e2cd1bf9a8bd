//! Which fields are offered as filters? Those whose values repeat.

use portico_model::FieldType;

use super::reading::Decision;
use crate::read::survey::Column;

/// The values of the column repeat enough to be a filter.
///
/// Booleans, dates and datetimes; lists of at most 2 000 different items; texts of 2 to 1 000 different values of 100 characters on
/// average at most, and integers of 2 to 50, that fill at most half of the records; never what is named like an identifier.
pub(super) fn facet(column: &Column, decision: &Decision, rows: u64, name: &str) -> bool {
    if column.present == 0 {
        return false;
    }
    let distinct = column.distinct.as_ref().map(|seen| seen.len() as u64);
    let repeats =
        |limit: u64| distinct.is_some_and(|distinct| (2..=limit).contains(&distinct) && distinct * 2 <= rows);
    let identifier = name == "id"
        || name.ends_with("_id")
        || name.starts_with("objectid")
        || name.ends_with("code_postal");
    match decision.ty {
        FieldType::Boolean | FieldType::Date | FieldType::Datetime => true,
        FieldType::Text if decision.multivalued.is_some() => distinct.is_none_or(|distinct| distinct <= 2000),
        FieldType::Text => column.jsons == 0 && column.total_length <= 100 * column.present && repeats(1000),
        FieldType::Int => !identifier && !column.coordinate && repeats(50),
        _ => false,
    }
}
