//! Where do links of a former portal lead? To the page that shows the same, with the filters that they carry.

use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use portico_web::Params;

use crate::page::redirect;

/// `GET /explore/dataset/{id}/analyze/` and other views that there are none of here: the dataset's own page.
pub(crate) async fn show_dataset_instead(Path(id): Path<String>, params: Params) -> Response {
    let query = params.without("tab").to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    redirect(StatusCode::FOUND, &format!("/explore/dataset/{id}/{mark}{query}"))
}

/// `GET /api/v1/console/`, `/api/v2/console/`: the console of today.
pub(crate) async fn show_console_instead() -> Response {
    redirect(StatusCode::FOUND, "/console/")
}
