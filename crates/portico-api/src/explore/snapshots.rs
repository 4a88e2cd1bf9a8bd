//! What did a dataset hold before? Its versions as the role model's snapshots: a list, and each as a CSV.

use axum::extract::Path;
use axum::response::Response;
use portico_engine::Query;
use portico_formats::write::ExportFormat;
use portico_web::WebResult;
use serde::Serialize;

use super::exports::{file_of, write_export};
use super::links;
use super::params::ExploreParams;
use crate::ask::Ask;
use crate::reply;
use crate::wire::link::Link;
use crate::wire::time::instant;

#[derive(Debug, Serialize)]
struct SnapshotsObject {
    links: Vec<Link>,
    snapshots: Vec<SnapshotObject>,
}

#[derive(Debug, Serialize)]
struct SnapshotObject {
    snapshot_id: String,
    created_at: Option<String>,
    description: Option<String>,
    href: String,
}

/// `GET /catalog/datasets/{id}/snapshots`: newest first.
pub(crate) async fn list_snapshots(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let zone = ExploreParams::read(&ask.params, ask.lang)?
        .question
        .query()?
        .timezone;
    let snapshots = ask.portal.versions(&view).await?.into_iter().map(|version| {
        let href = ask.base.dataset(&id, &format!("/snapshots/{}", version.id));
        SnapshotObject {
            created_at: instant(version.created_at, zone, false),
            description: version
                .note
                .clone()
                .or(Some(format!("Version {}", version.number))),
            snapshot_id: version.id,
            href,
        }
    });
    let own = Link::new("self", ask.base.dataset(&id, "/snapshots"));
    let body = SnapshotsObject {
        snapshots: snapshots.collect(),
        links: [own]
            .into_iter()
            .chain(links::parents_of_records(&ask, &id))
            .collect(),
    };
    Ok(reply::json_value(&ask, &body)?)
}

/// `GET /catalog/datasets/{id}/snapshots/{snapshot}`: all records of that version, with the options of the CSV export.
pub(crate) async fn download_snapshot(
    Path((id, snapshot)): Path<(String, String)>,
    ask: Ask,
) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let view = ask.portal.dataset_at(&view, &snapshot).await?;
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let query = Query {
        timezone: params.question.query()?.timezone,
        ..Query::default()
    };
    let number = view.version.as_ref().map_or(0, |version| version.number);
    let name = format!("{}-{number}", view.dataset.id);
    let file = file_of(ExportFormat::Csv, &name, &ask.params, &query)?;
    Ok(write_export(&ask, &view, &params, query, file).await?)
}
