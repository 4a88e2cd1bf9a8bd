//! Which addresses does this door have? One table: the router is made from it, and the description is checked against it.

use axum::Router;
use axum::routing::MethodRouter;
use portico_web::{AppState, BothWays};

/// Addresses and who answers them, before they become a router.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

#[derive(Debug)]
struct Row {
    path: String,
    method: MethodRouter<AppState>,
    both_ways: bool,
}

impl Table {
    /// A table without addresses.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds `path` with and without its last slash.
    pub(crate) fn both(self, path: &str, method: MethodRouter<AppState>) -> Self {
        self.with(path.trim_end_matches('/'), method, true)
    }

    /// Adds `path` as it is: the address of a file.
    pub(crate) fn route(self, path: &str, method: MethodRouter<AppState>) -> Self {
        self.with(path, method, false)
    }

    /// Adds the rows of another table.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The addresses, as templates without a last slash.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|row| row.path.as_str())
    }

    /// The router that answers under these addresses.
    pub(crate) fn into_router(self) -> Router<AppState> {
        self.0
            .into_iter()
            .fold(Router::new(), |router, row| match row.both_ways {
                true => router.both(&row.path, row.method),
                false => router.route(&row.path, row.method),
            })
    }

    fn with(mut self, path: &str, method: MethodRouter<AppState>, both_ways: bool) -> Self {
        self.0.push(Row {
            path: path.to_owned(),
            method,
            both_ways,
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::explore::OLD_BASES;
    use crate::routes;

    #[test]
    fn every_address_is_listed_once_and_old_names_follow_the_current_ones() {
        let table = routes::table();
        let paths: HashSet<&str> = table.paths().collect();
        assert_eq!(paths.len(), table.paths().count());
        for base in OLD_BASES {
            assert!(
                paths.contains(format!("{base}/catalog/datasets").as_str()),
                "{base}"
            );
        }
        assert!(paths.contains("/api/tiles/{dataset}/{z}/{x}/{y}"));
    }
}
