//! Which versions has a dataset had?

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, FaultKind, Version};
use portico_web::WebResult;

use super::call::Call;
use super::{reply, shapes};

/// `GET /datasets/{uid}/versions/`
pub(super) async fn list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let (versions, current) = of(&call, &uid).await?;
    let path = format!("/datasets/{uid}/versions/");
    let shape = |version: &Version| shapes::version(version, current.as_deref() == Some(&version.id));
    reply::ok(&call.page(&path, &versions, shape)?)
}

/// `GET /datasets/{uid}/versions/{version}/`
pub(super) async fn show(Path((uid, version)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let (versions, current) = of(&call, &uid).await?;
    let found = versions.iter().find(|known| known.id == version);
    let found = found.ok_or_else(|| missing(&version))?;
    reply::ok(&shapes::version(found, current.as_deref() == Some(&found.id)))
}

/// `POST /datasets/{uid}/versions/{version}/restore/`: a job makes the version the current one again, as a new version.
pub(super) async fn restore(Path((uid, version)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let (versions, _) = of(&call, &uid).await?;
    let found = versions.iter().find(|known| known.id == version);
    let number = found.map(|found| found.number).ok_or_else(|| missing(&version))?;
    call.portal
        .enqueue_restore(&call.who, dataset.id.as_str(), number, None)
        .await?;
    reply::done()
}

fn missing(version: &str) -> Fault {
    let message = format!("The requested version {version} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}

/// The versions, newest first, and which one is read.
async fn of(call: &Call, uid: &str) -> Result<(Vec<Version>, Option<String>), Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let view = call.portal.dataset(&call.who, dataset.id.as_str()).await?;
    let versions = call.portal.versions(&view).await?;
    Ok((versions, dataset.current.map(|version| version.id)))
}
