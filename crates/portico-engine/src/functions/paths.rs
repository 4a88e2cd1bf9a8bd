//! Where in a tree does a value lie? The beginnings of paths, as hierarchical facets count them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListBuilder, StringBuilder, StringViewBuilder};
use arrow::datatypes::{DataType, Field};
use datafusion::logical_expr::Expr;

use super::own::{call, texts};

/// The first segments of a path; nothing when it has fewer.
pub(crate) fn prefix(value: Expr, separator: &str, depth: usize) -> Expr {
    let separator = separator.to_owned();
    call(
        "path_prefix",
        format!("{separator:?}, {depth}"),
        DataType::Utf8View,
        vec![value],
        move |columns| {
            let texts = texts(&columns[0])?;
            let mut prefixes = StringViewBuilder::with_capacity(texts.len());
            for text in &texts {
                prefixes.append_option(text.and_then(|text| first_segments(text, &separator, depth)));
            }
            Ok(Arc::new(prefixes.finish()))
        },
    )
}

/// The first segments of each path of a list, each beginning once.
pub(crate) fn prefixes(list: Expr, separator: &str, depth: usize) -> Expr {
    let separator = separator.to_owned();
    call(
        "path_prefixes",
        format!("{separator:?}, {depth}"),
        DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
        vec![list],
        move |columns| {
            let lists = columns[0].as_list::<i32>();
            let items = texts(lists.values())?;
            let offset =
                |at: usize| usize::try_from(lists.value_offsets()[at]).expect("offsets are positive");
            let mut found = ListBuilder::new(StringBuilder::new());
            let mut known: Vec<&str> = Vec::new();
            for row in 0..lists.len() {
                if lists.is_null(row) {
                    found.append_null();
                    continue;
                }
                known.clear();
                for item in (offset(row)..offset(row + 1)).filter(|item| items.is_valid(*item)) {
                    if let Some(first) = first_segments(items.value(item), &separator, depth)
                        && !known.contains(&first)
                    {
                        known.push(first);
                        found.values().append_value(first);
                    }
                }
                found.append(true);
            }
            Ok(Arc::new(found.finish()) as ArrayRef)
        },
    )
}

fn first_segments<'t>(text: &'t str, separator: &str, depth: usize) -> Option<&'t str> {
    let mut ends = text
        .match_indices(separator)
        .map(|(at, _)| at)
        .chain([text.len()]);
    ends.nth(depth.checked_sub(1)?).map(|end| &text[..end])
}
