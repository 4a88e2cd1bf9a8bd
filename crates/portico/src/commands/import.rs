//! `portico import`: publish files, with progress and a report.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use portico_formats::read::{Format, Override, ReadOptions};
use portico_model::{DatasetId, FieldType, Metadata, Principal};
use portico_processors::Steps;
use portico_services::{
    FieldWords, ImportMode, ImportReport, ImportRequest, ImportSource, Portal, SchemaFile, SchemaSyntax,
    describe,
};
use serde_json::{Value, json};

use super::progress::Progress;
use crate::cli::{ImportArguments, InputFormat};
use crate::exit::{self, WrongUse};

pub(super) async fn run(data: &Path, options: ImportArguments) -> Result<u8> {
    if options.sources.len() > 1 && (options.id.is_some() || options.title.is_some()) {
        return Err(
            WrongUse("--id and --title name one dataset: import the files one by one".to_owned()).into(),
        );
    }
    let settings = super::settings(data, None)?;
    let address = settings
        .base_url
        .clone()
        .unwrap_or_else(|| format!("http://{}", settings.bind));
    // Requests are built before anything is opened: a wrong option leaves no directory behind.
    let requests = options
        .sources
        .iter()
        .map(|source| request(source, &options))
        .collect::<Result<Vec<_>>>()?;
    let portal = Portal::open(settings.portal).await?;
    if options.queue {
        return queue(&portal, &options, &requests).await;
    }
    let mut code = exit::DONE;
    for (source, request) in options.sources.iter().zip(requests) {
        let progress = Arc::new(Progress::new(options.json));
        let told = Arc::clone(&progress);
        let result = portal.import(request, move |at| told.tell(at)).await;
        progress.end();
        match result {
            Ok(report) if options.json => tell!("{}", report_json(source, &report, &address)),
            Ok(report) => print_report(source, &report, &address),
            Err(fault) if options.sources.len() == 1 && !options.json => return Err(fault.into()),
            Err(fault) => {
                code = exit::FAILED;
                if options.json {
                    tell!(
                        "{}",
                        json!({"source": source, "error": {"code": fault.code, "message": fault.message, "hint": fault.hint}})
                    );
                } else {
                    eprintln!("error: {source}: {}", fault.message);
                    if let Some(hint) = fault.hint {
                        eprintln!("hint: {hint}");
                    }
                }
            }
        }
    }
    Ok(code)
}

/// Leaves the imports to a portal that serves.
async fn queue(portal: &Portal, options: &ImportArguments, requests: &[ImportRequest]) -> Result<u8> {
    for (source, request) in options.sources.iter().zip(requests) {
        let id = portal.enqueue_import(&Principal::Operator, request).await?;
        match options.json {
            true => tell!("{}", json!({"source": source, "job": id})),
            false => tell!("{source}: job {id}"),
        }
    }
    Ok(exit::DONE)
}

fn request(source: &str, options: &ImportArguments) -> Result<ImportRequest> {
    let (overrides, labels) = match &options.schema {
        Some(path) => schema(path)?,
        None => Default::default(),
    };
    let is_address = source.starts_with("http://") || source.starts_with("https://");
    let given = (options.replace, options.append, options.upsert.as_ref());
    Ok(ImportRequest {
        source: if is_address {
            ImportSource::Url(source.to_owned())
        } else {
            // A job is done by another process, which may stand elsewhere.
            ImportSource::Path(match options.queue {
                true => std::path::absolute(source)?,
                false => source.into(),
            })
        },
        id: options
            .id
            .as_deref()
            .map(DatasetId::new)
            .transpose()
            .map_err(|error| WrongUse(error.to_string()))?,
        metadata: metadata(options)?,
        options: read_options(options, overrides)?,
        labels,
        mode: match given {
            (true, _, _) => ImportMode::Replace,
            (_, true, _) => ImportMode::Append,
            (_, _, Some(field)) => ImportMode::Upsert(field.clone()),
            _ => ImportMode::Create,
        },
        draft: options.draft,
        dry_run: options.dry_run,
        author: "command line".to_owned(),
        note: None,
        steps: options.steps.as_deref().map(steps).transpose()?,
    })
}

fn metadata(options: &ImportArguments) -> Result<Metadata> {
    let mut metadata = Metadata {
        title: options.title.clone().unwrap_or_default(),
        description: options.description.clone(),
        publisher: options.publisher.clone(),
        license: options.license.clone(),
        theme: options.theme.clone(),
        keyword: options.keyword.clone(),
        data_visible: options.data_visible,
        ..Metadata::default()
    };
    for text in &options.meta {
        let (name, value) = pair("--meta", text)?;
        describe(&mut metadata, name.trim(), value)?;
    }
    Ok(metadata)
}

/// What a schema file decides.
fn schema(path: &Path) -> Result<(Vec<Override>, Vec<FieldWords>)> {
    let wrong = |reason: String| WrongUse(format!("--schema {}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    let syntax = match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("toml") => SchemaSyntax::Toml,
        Some("json") => SchemaSyntax::Json,
        _ => {
            let reason = "the name does not end with .toml or .json\nhint: rename the file after the language it is written in";
            return Err(wrong(reason.to_owned()).into());
        }
    };
    let file = SchemaFile::parse(&text, syntax).map_err(|fault| {
        let hint = fault.hint.unwrap_or_default();
        wrong(format!("{}\nhint: {hint}", fault.message))
    })?;
    Ok(file.decisions())
}

/// What a file of steps says.
fn steps(path: &Path) -> Result<Steps> {
    let wrong = |reason: String| WrongUse(format!("--steps {}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    Ok(Steps::parse(&text).map_err(|fault| match fault.hint {
        Some(hint) => wrong(format!("{}\nhint: {hint}", fault.message)),
        None => wrong(fault.message),
    })?)
}

/// How to read the file; `overrides` are decided already, options of the command line win over them.
fn read_options(options: &ImportArguments, mut overrides: Vec<Override>) -> Result<ReadOptions> {
    for text in &options.types {
        let (field, name) = pair("--type", text)?;
        let ty = field_type(name).ok_or_else(|| {
            WrongUse(format!("--type {text}: `{name}` is not a type; use text, int, double, boolean, date, datetime, geo_point_2d or geo_shape"))
        })?;
        decide(&mut overrides, field).ty = Some(ty);
    }
    for text in &options.multivalued {
        let (field, separator) = pair("--multivalued", text)?;
        decide(&mut overrides, field).multivalued = Some(separator.to_owned());
    }
    Ok(ReadOptions {
        format: options.format.map(|format| match format {
            InputFormat::Csv => Format::Csv,
            InputFormat::Json => Format::Json,
            InputFormat::JsonLines => Format::JsonLines,
            InputFormat::GeoJson => Format::GeoJson,
            InputFormat::Shapefile => Format::Shapefile,
            InputFormat::Xlsx => Format::Xlsx,
            InputFormat::Ods => Format::Ods,
            InputFormat::Parquet => Format::Parquet,
        }),
        encoding: options.encoding.clone(),
        separator: options.separator.as_deref().map(separator).transpose()?,
        header_row: options.header_row,
        records_path: options.records_path.clone(),
        sheet: options.sheet.clone(),
        overrides,
        ..ReadOptions::default()
    })
}

/// The decision about that field, to be changed.
fn decide<'a>(overrides: &'a mut Vec<Override>, field: &str) -> &'a mut Override {
    let place = overrides.iter().position(|known| known.field == field);
    let place = place.unwrap_or_else(|| {
        overrides.push(Override {
            field: field.to_owned(),
            ..Override::default()
        });
        overrides.len() - 1
    });
    &mut overrides[place]
}

fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), WrongUse> {
    text.split_once('=')
        .filter(|(field, value)| !field.is_empty() && !value.is_empty())
        .ok_or_else(|| WrongUse(format!("{option} {text}: write FIELD=VALUE")))
}

fn field_type(name: &str) -> Option<FieldType> {
    use FieldType::{Boolean, Date, Datetime, Double, GeoPoint2d, GeoShape, Int, Text};
    [Text, Int, Double, Boolean, Date, Datetime, GeoPoint2d, GeoShape]
        .into_iter()
        .find(|ty| ty.as_str() == name)
}

fn separator(text: &str) -> Result<char, WrongUse> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", _, _) => Ok('\t'),
        (_, Some(character), None) => Ok(character),
        _ => Err(WrongUse(format!("--separator {text}: one character, or `tab`"))),
    }
}

fn page(report: &ImportReport, address: &str) -> Option<String> {
    report
        .dataset
        .as_ref()
        .map(|dataset| format!("{address}/explore/dataset/{}/", dataset.id))
}

fn print_report(source: &str, report: &ImportReport, address: &str) {
    let found = &report.inspection;
    tell!(
        "{source}: {} rows read, {} refused ({})",
        report.rows_read,
        report.refused,
        found.format.as_str()
    );
    let width = report
        .schema
        .fields
        .iter()
        .map(|field| field.name.chars().count())
        .max()
        .unwrap_or(0);
    for field in &report.schema.fields {
        let facet = if field.annotations.facet { "  facet" } else { "" };
        tell!("  {:width$}  {:12}{facet}", field.name, field.ty.as_str());
    }
    for note in &found.notes {
        let column = note
            .column
            .as_deref()
            .map(|name| format!("`{name}`: "))
            .unwrap_or_default();
        tell!("  note: {column}{}", note.message);
    }
    for refusal in &report.refusals {
        let column = refusal
            .column
            .as_deref()
            .map(|name| format!(", column `{name}`"))
            .unwrap_or_default();
        tell!(
            "  refused: line {}{column}: {} ({})",
            refusal.line,
            refusal.reason,
            refusal.value
        );
    }
    if let Some(drift) = &report.drift {
        tell!(
            "  the fields differ from those of the version before: {}",
            drift.words()
        );
    }
    if let Some(file) = &report.refusal_file {
        tell!("  all refused rows: {}", file.display());
    }
    match (&report.version, page(report, address)) {
        (Some(version), Some(page)) => tell!("version {} ({})\nopen {page}", version.number, version.id),
        _ => tell!("dry run: nothing was stored"),
    }
}

fn report_json(source: &str, report: &ImportReport, address: &str) -> Value {
    let found = &report.inspection;
    json!({
        "source": source,
        "dataset": report.dataset.as_ref().map(|dataset| dataset.id.as_str()),
        "version": report.version.as_ref().map(|version| json!({"id": version.id, "number": version.number, "sha256": version.sha256})),
        "url": page(report, address),
        "format": found.format.as_str(),
        "encoding": found.encoding,
        "rows_read": report.rows_read,
        "refused": report.refused,
        "refusals": report.refusals.iter().map(|refusal| json!({
            "line": refusal.line, "column": refusal.column, "reason": refusal.reason, "value": refusal.value,
        })).collect::<Vec<_>>(),
        "refusal_file": report.refusal_file,
        "drift": report.drift.as_ref().map(portico_services::Drift::words),
        "fields": report.schema.fields.iter().map(|field| json!({
            "name": field.name, "label": field.label, "type": field.ty.as_str(), "facet": field.annotations.facet,
        })).collect::<Vec<_>>(),
        "notes": found.notes.iter().map(|note| json!({
            "code": note.code, "column": note.column, "message": note.message,
        })).collect::<Vec<_>>(),
    })
}
