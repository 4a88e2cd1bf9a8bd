//! What has this API elsewhere that this portal has not? The answer says so, instead of a bare 404.

use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn;
use axum::routing::any;
use portico_model::{Fault, FaultKind};
use portico_web::{AppState, WebFault};

use super::{BASE, reply};

/// The first part of the address, what it is, and what there is instead.
const ABSENT: [(&str, &str, &str); 4] = [
    (
        "harvesters",
        "harvesters of other catalogs",
        "make a dataset with a resource of the datasource `http`, and publish it when the source changes",
    ),
    (
        "code_editor_pages",
        "pages of editors",
        "the portal's own pages are enough to read and download; show data elsewhere with /explore/embed/",
    ),
    (
        "studio_pages",
        "pages of editors",
        "the portal's own pages are enough to read and download; show data elsewhere with /explore/embed/",
    ),
    (
        "datasource_connections",
        "kept connections with passwords",
        "say the whole address in the datasource `http` of a resource",
    ),
];

/// Every address below this API that is none of its table.
pub(crate) fn router() -> Router<AppState> {
    let answer = || any(refuse).layer(from_fn(reply::in_words_of_automation));
    Router::new()
        .route(BASE, answer())
        .route(&format!("{BASE}/"), answer())
        .route(&format!("{BASE}/{{*rest}}"), answer())
}

async fn refuse(request: Request) -> WebFault {
    fault_of(request.uri().path()).into()
}

fn fault_of(path: &str) -> Fault {
    let first = path.strip_prefix(BASE).unwrap_or_default();
    let first = first
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    let found = ABSENT.iter().find(|(name, ..)| *name == first);
    let missing = |message: String| Fault::new(FaultKind::NotFound, "NotFoundResource", message);
    match found {
        Some((_, what, instead)) => missing(format!("This portal has no {what}.")).with_hint(*instead),
        None => missing("There is nothing at this address of the Automation API.".to_owned())
            .with_hint("/api/openapi.json and /console list every address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_named_with_what_there_is_instead() {
        for (name, what, _) in ABSENT {
            let fault = fault_of(&format!("{BASE}/{name}/x/start/"));
            assert_eq!(fault.kind, FaultKind::NotFound);
            assert!(fault.message.contains(what) && fault.hint.is_some(), "{fault:?}");
        }
        assert!(
            fault_of(&format!("{BASE}/dataset/"))
                .message
                .contains("nothing at this address")
        );
    }
}
