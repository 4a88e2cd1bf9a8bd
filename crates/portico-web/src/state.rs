//! What do handlers share? The portal and the hall; and how the doors are opened.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use portico_services::Portal;
use serde_json::Value;

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
        let hall = Hall::new(site, &portal.secret(), Arc::new(portal.clone()), fault_page);
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

    /// The settings.
    #[must_use]
    pub fn site(&self) -> &SiteSettings {
        &self.hall.site
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
    dress(routes.with_state(state), hall)
}
