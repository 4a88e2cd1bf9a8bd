//! `portico export`: records to a file or to standard output, streamed.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use futures::StreamExt;
use portico_formats::write::{ExportFormat, Subject, WriteOptions, writer};
use portico_model::{Fault, Principal};
use portico_services::{Portal, Question};

use crate::cli::ExportArguments;
use crate::exit::WrongUse;

pub(super) async fn run(data: &Path, options: ExportArguments) -> Result<()> {
    let format = format(&options)?;
    let portal = super::open_existing(data).await?;
    let Some(path) = &options.output else {
        let mut out = std::io::stdout().lock();
        export(&portal, &options, format, &mut out).await?;
        return out.flush().context("cannot write to standard output");
    };
    // A file appears whole or not at all.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write in {}", folder.display()))?;
    export(&portal, &options, format, &mut file).await?;
    file.flush().context("cannot write the file")?;
    file.persist(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

async fn export(
    portal: &Portal,
    options: &ExportArguments,
    format: ExportFormat,
    out: &mut impl Write,
) -> Result<()> {
    let question = Question {
        select: options.select.clone(),
        filter: options.filter.iter().cloned().collect(),
        group_by: options.group_by.clone(),
        order_by: options.order_by.clone(),
        ..Question::default()
    };
    let view = portal.dataset(&Principal::Operator, &options.dataset).await?;
    let mut query = question.query()?;
    query.limit = options.limit;
    // Without these, what is written is records as they are stored.
    query.with_record_ids =
        format.names_records() && question.select.is_none() && question.group_by.is_none();
    let table = view.table()?;
    let engine = portal.engine();
    let mut answer = engine.select(&table, &query).await.map_err(Fault::from)?;
    let has_place = answer.columns.iter().any(|field| field.ty.is_geo());
    if let (Some(select), Some(place)) = (&question.select, view.schema.geometry())
        && format.draws_place()
        && !has_place
    {
        // What the columns leave out is still drawn; groups and sums have no place, and refuse it.
        let select = Some(format!("{select}, `{}`", place.name));
        query.select = Question { select, ..question }.query()?.select;
        if let Ok(drawn) = engine.select(&table, &query).await {
            answer = drawn;
        }
    }
    let id = view.dataset.id.as_str();
    let options = WriteOptions {
        scratch: Some(portal.engine().scratch().to_owned()),
        record_ids: query.with_record_ids,
        subject: Subject {
            name: id.to_owned(),
            address: format!("urn:portico:dataset:{id}"),
            title: view.dataset.metadata.title.clone(),
            updated_at: view.dataset.updated_at,
        },
        ..WriteOptions::default()
    };
    let mut records = writer(format, &answer.columns, &options).map_err(Fault::from)?;
    let mut bytes = Vec::new();
    records.start(&mut bytes).map_err(Fault::from)?;
    while let Some(batch) = answer.batches.next().await {
        let batch = batch.map_err(Fault::from)?;
        records.write(&batch, &mut bytes).map_err(Fault::from)?;
        out.write_all(&bytes).context("cannot write the records")?;
        bytes.clear();
        if records.is_full() {
            break;
        }
    }
    let rest = records.finish(&mut bytes).map_err(Fault::from)?;
    out.write_all(&bytes).context("cannot write the records")?;
    if let Some(mut rest) = rest {
        std::io::copy(&mut rest, out).context("cannot write the records")?;
    }
    Ok(())
}

/// The format named, else the ending of the output's name, else CSV.
fn format(options: &ExportArguments) -> Result<ExportFormat, WrongUse> {
    let ending = options
        .output
        .as_ref()
        .and_then(|path| path.extension())
        .map(|ending| ending.to_string_lossy());
    let (name, known) = match (options.format.as_deref(), ending.as_deref()) {
        (Some(name), _) => (name, ExportFormat::parse(name)),
        (None, Some(ending)) => (ending, ExportFormat::of_extension(&ending.to_ascii_lowercase())),
        (None, None) => ("csv", Some(ExportFormat::Csv)),
    };
    known.ok_or_else(|| {
        let known: Vec<&str> = ExportFormat::ALL.iter().map(|format| format.as_str()).collect();
        WrongUse(format!(
            "`{name}` is not a format that can be written; use {} with --format",
            known.join(", ")
        ))
    })
}
