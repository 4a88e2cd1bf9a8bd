//! How does one route answer with and without the last slash?

use axum::Router;
use axum::routing::MethodRouter;

/// Routes that answer both ways, without a redirect.
pub trait BothWays<S> {
    /// Adds `path` with and without its last slash.
    #[must_use]
    fn both(self, path: &str, method: MethodRouter<S>) -> Self;
}

impl<S: Clone + Send + Sync + 'static> BothWays<S> for Router<S> {
    fn both(self, path: &str, method: MethodRouter<S>) -> Self {
        let bare = path.trim_end_matches('/');
        let router = self.route(&format!("{bare}/"), method.clone());
        if bare.is_empty() {
            router
        } else {
            router.route(bare, method)
        }
    }
}
