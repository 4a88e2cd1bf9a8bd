//! `portico datasets`: what is there, and who reads it.

use std::path::Path;

use anyhow::Result;
use portico_model::{Dataset, Metadata, Principal, State};
use portico_services::NewDataset;
use serde_json::{Value, json};

use crate::cli::DatasetsCommand;

/// Lists every dataset.
pub(super) async fn list(data: &Path, as_json: bool) -> Result<()> {
    let portal = super::open_existing(data).await?;
    let datasets = portal.list_datasets().await?;
    if as_json {
        let list: Vec<Value> = datasets.iter().map(to_json).collect();
        tell!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(());
    }
    let width = datasets
        .iter()
        .map(|dataset| dataset.id.as_str().len())
        .max()
        .unwrap_or(0);
    for dataset in &datasets {
        let (records, version) = records_and_version(dataset);
        tell!(
            "{:width$}  {:9}  {records:>10} records  version {version}  {}",
            dataset.id.as_str(),
            state(dataset),
            dataset.metadata.title
        );
    }
    if datasets.is_empty() {
        eprintln!("no dataset yet: publish a file with `portico import FILE`");
    }
    Ok(())
}

/// Changes one dataset.
pub(super) async fn change(data: &Path, command: DatasetsCommand) -> Result<()> {
    match command {
        DatasetsCommand::Create { id, title, draft } => {
            let portal = super::open(data).await?;
            let new = NewDataset {
                id,
                metadata: Metadata {
                    title,
                    ..Metadata::default()
                },
                draft,
                restricted: false,
            };
            let made = portal.create_dataset(&Principal::Operator, new).await?;
            tell!("made {}: it has no records yet", made.id);
        }
        DatasetsCommand::Set {
            dataset,
            data_visible,
        } => {
            let portal = super::open_existing(data).await?;
            let changed = portal.show_records(&dataset, data_visible).await?;
            let readers = match data_visible {
                true => "whoever sees the dataset reads its records",
                false => "only editors read the records; the metadata stays public",
            };
            tell!("{}: {readers}", changed.id);
        }
    }
    Ok(())
}

fn to_json(dataset: &Dataset) -> Value {
    let (records, version) = records_and_version(dataset);
    json!({
        "id": dataset.id.as_str(),
        "title": dataset.metadata.title,
        "state": state(dataset),
        "data_visible": dataset.metadata.data_visible != Some(false),
        "records": records,
        "version": version,
    })
}

fn state(dataset: &Dataset) -> &'static str {
    match dataset.state {
        State::Draft => "draft",
        State::Published => "published",
    }
}

fn records_and_version(dataset: &Dataset) -> (u64, i64) {
    dataset
        .current
        .as_ref()
        .map_or((0, 0), |version| (version.profile.records, version.number))
}
