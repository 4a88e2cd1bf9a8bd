//! Does a clause read back? What is printed of a tree gives the same tree; what cannot be read says where.
//!
//! The fuzz targets call these functions, and so does a test of `portico-odsql`, over the same seeds.

use std::fmt::{Debug, Display};

use portico_odsql::{
    SelectItem, SyntaxError, SyntaxErrorKind, parse_facet, parse_group_by, parse_order_by, parse_refinement,
    parse_select, parse_where,
};

/// Panics when a condition does not read back.
pub fn where_reads_back(text: &str) {
    reads_back(text, parse_where, ToString::to_string, bare);
}

/// Panics when the items of a `select` do not read back.
pub fn select_reads_back(text: &str) {
    reads_back(
        text,
        parse_select,
        |items| joined(items),
        |items| {
            bare(
                &items
                    .iter()
                    .map(|item| match item {
                        SelectItem::Expr { expr, alias, .. } => format!("{expr:?} {alias:?}"),
                        other => format!("{other:?}"),
                    })
                    .collect::<Vec<_>>(),
            )
        },
    );
}

/// Panics when the keys of a `group_by` do not read back.
pub fn group_by_reads_back(text: &str) {
    reads_back(
        text,
        parse_group_by,
        |keys| joined(keys),
        |keys| bare(&keys.iter().map(|key| (&key.expr, &key.alias)).collect::<Vec<_>>()),
    );
}

/// Panics when the keys of an `order_by` do not read back.
pub fn order_by_reads_back(text: &str) {
    reads_back(
        text,
        parse_order_by,
        |keys| joined(keys),
        |keys| {
            bare(
                &keys
                    .iter()
                    .map(|key| (&key.expr, key.descending))
                    .collect::<Vec<_>>(),
            )
        },
    );
}

/// Panics when a `refine` or `exclude` does not read back.
pub fn refine_reads_back(text: &str) {
    reads_back(text, parse_refinement, ToString::to_string, bare);
}

/// Panics when a `facet` does not read back.
pub fn facet_reads_back(text: &str) {
    reads_back(text, parse_facet, ToString::to_string, bare);
}

fn reads_back<T>(
    text: &str,
    read: impl Fn(&str) -> Result<T, SyntaxError>,
    print: impl Fn(&T) -> String,
    show: impl Fn(&T) -> String,
) {
    let tree = match read(text) {
        Ok(tree) => tree,
        Err(error) => {
            assert!(!error.message.is_empty(), "an error without a message");
            assert!(
                text.get(error.span.clone()).is_some(),
                "{error:?} points out of the text"
            );
            return;
        }
    };
    let printed = print(&tree);
    match read(&printed) {
        Ok(again) => {
            assert_eq!(show(&again), show(&tree), "{printed}");
            assert_eq!(print(&again), printed, "printing is not stable");
        }
        // Canonical text is longer, and puts a sign before a number between parentheses.
        Err(error) if matches!(error.kind, SyntaxErrorKind::TooLong | SyntaxErrorKind::TooDeep) => {}
        Err(error) => panic!("{printed:?} does not read: {error}"),
    }
}

fn joined(items: &[impl Display]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The tree as text without places.
fn bare(tree: &impl Debug) -> String {
    let text = format!("{tree:?}");
    let mut pieces = text.split("span: ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |whole, piece| {
        whole + piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
    })
}
