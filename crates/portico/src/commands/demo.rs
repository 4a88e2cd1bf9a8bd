//! `portico demo`: the bundled datasets are published where they are absent, then served.

use std::path::Path;

use anyhow::{Context, Result};
use portico_formats::read::{Override, ReadOptions};
use portico_model::{DatasetId, Metadata, Principal};
use portico_services::{FieldWords, ImportMode, ImportRequest, ImportSource, Portal};

use crate::cli::ServeArguments;
use crate::demo_data::{self, DemoDataset};

pub(super) async fn run(data: &Path, options: &ServeArguments) -> Result<()> {
    let settings = super::settings(data, options.config.as_deref())?;
    let portal = Portal::open(settings.portal.clone()).await?;
    let catalog = portal.catalog(&Principal::Operator).await?;
    for dataset in demo_data::datasets()? {
        if catalog.entry(&dataset.id).is_none() {
            publish(&portal, dataset).await?;
        }
    }
    super::serve::serve(portal, &settings, options.bind).await
}

async fn publish(portal: &Portal, dataset: DemoDataset) -> Result<()> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let path = folder.path().join(&dataset.file);
    std::fs::write(&path, demo_data::file(&dataset.file)?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let title = dataset.title.clone();
    let report = portal.import(request(dataset, &path)?, |_| {}).await?;
    tell!("published {title}: {} records", report.rows_read);
    Ok(())
}

fn request(dataset: DemoDataset, path: &Path) -> Result<ImportRequest> {
    let lists = dataset.fields.iter().filter_map(|field| {
        let separator = field.multivalued.clone()?;
        Some(Override {
            field: field.name.clone(),
            multivalued: Some(separator),
            ..Override::default()
        })
    });
    let options = ReadOptions {
        overrides: lists.collect(),
        ..ReadOptions::default()
    };
    let words = dataset.fields.into_iter().map(|field| FieldWords {
        name: field.name,
        label: Some(field.label),
        description: field.description,
        unit: field.unit,
        ..FieldWords::default()
    });
    Ok(ImportRequest {
        source: ImportSource::Path(path.to_owned()),
        id: Some(DatasetId::new(dataset.id)?),
        metadata: Metadata {
            title: dataset.title,
            description: Some(dataset.description),
            theme: dataset.theme,
            keyword: dataset.keyword,
            license: Some(dataset.license),
            license_url: Some(dataset.license_url),
            language: Some("en".to_owned()),
            publisher: Some(dataset.publisher),
            references: Some(dataset.references),
            attributions: dataset.attributions,
            territory: dataset.territory,
            update_frequency: Some(dataset.update_frequency),
            ..Metadata::default()
        },
        labels: words.collect(),
        options,
        mode: ImportMode::Create,
        draft: false,
        dry_run: false,
        author: "demo".to_owned(),
        note: None,
        steps: None,
    })
}
