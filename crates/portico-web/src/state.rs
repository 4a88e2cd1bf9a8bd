//! What do handlers share? The portal and the hall; and how the doors are opened.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request};
use http::Uri;
use portico_model::Fault;
use portico_services::Portal;
use serde_json::Value;
use tower::util::MapRequest;

use crate::hall::PolicyBook;
use crate::{FaultPage, Hall, SiteSettings, dress};

/// The state of every handler. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The use cases.
    pub portal: Portal,
    /// What the layers share: settings, keys, counters.
    pub hall: Arc<Hall>,
    /// The description of the API, as the door of programs wrote it and the door of people shows it; null without one.
    pub api: Arc<Value>,
}

impl AppState {
    /// The state of a portal. Without a `fault_page`, faults are shown as plain as possible.
    #[must_use]
    pub fn new(portal: Portal, site: SiteSettings, fault_page: Option<FaultPage>) -> Self {
        let book = PolicyBook {
            portal: portal.clone(),
        };
        let hall = Hall::new(site, &portal.secret(), Arc::new(portal.clone()), fault_page)
            .with_policies(Arc::new(book));
        Self {
            portal,
            hall: Arc::new(hall),
            api: Arc::new(Value::Null),
        }
    }

    /// With the description of the API: an OpenAPI document.
    #[must_use]
    pub fn with_api(self, document: Value) -> Self {
        Self {
            api: Arc::new(document),
            ..self
        }
    }

    /// The settings that hold at this moment.
    #[must_use]
    pub fn site(&self) -> Arc<SiteSettings> {
        self.hall.site()
    }

    /// Reads what was decided in the back office, here or in another process.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn refresh_site(&self) -> Result<(), Fault> {
        self.hall.decide(self.portal.site_state().await?.document);
        Ok(())
    }
}

impl FromRef<AppState> for Portal {
    fn from_ref(state: &AppState) -> Self {
        state.portal.clone()
    }
}

impl FromRef<AppState> for Arc<Hall> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.hall)
    }
}

/// The service to serve: the routes of all doors inside the layers. Doors set no fallback of their own.
pub fn open(routes: Router<AppState>, state: AppState) -> Router {
    let hall = Arc::clone(&state.hall);
    let dressed = dress(routes.with_state(state), hall);
    // Routes are chosen inside: an address is put right before.
    Router::new().fallback_service(MapRequest::new(dressed, close_up_slashes))
}

/// `//api//records/` is `/api/records/`: programs join a host that ends with a slash and a path that begins with one.
fn close_up_slashes(mut request: Request) -> Request {
    if request.uri().path().contains("//")
        && let Some(uri) = closed_up(request.uri())
    {
        *request.uri_mut() = uri;
    }
    request
}

fn closed_up(uri: &Uri) -> Option<Uri> {
    let mut path = String::with_capacity(uri.path().len());
    for c in uri.path().chars() {
        if c != '/' || !path.ends_with('/') {
            path.push(c);
        }
    }
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_are_closed_up_in_the_path_alone() {
        for (given, expected) in [
            (
                "//api/records/1.0/search/?q=a//b",
                "/api/records/1.0/search/?q=a//b",
            ),
            ("/api///explore//v2.1/", "/api/explore/v2.1/"),
            ("////", "/"),
        ] {
            let uri: Uri = given.parse().expect("an address");
            assert_eq!(
                closed_up(&uri).map(|uri| uri.to_string()).as_deref(),
                Some(expected)
            );
        }
    }
}
