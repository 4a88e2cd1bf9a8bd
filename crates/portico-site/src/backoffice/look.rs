//! What will the dataset look like? The first records, every guess as a choice, problems with line and column; the page follows each change.

mod decisions;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_formats::read::{BadCells, Format};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, FieldType};
use portico_services::{Drift, ImportMode, ImportRequest, Preview, UploadInfo};
use portico_web::{AppState, Protected, WebResult};

use self::decisions::Column;
use super::form::{Choice, Control, Field};
use super::new_dataset::words_of;
use super::shell::{Office, Officer};
use crate::page::{Page, redirect, show_with};

/// Types to choose from.
const TYPES: [FieldType; 8] = [
    FieldType::Text,
    FieldType::Int,
    FieldType::Double,
    FieldType::Boolean,
    FieldType::Date,
    FieldType::Datetime,
    FieldType::GeoPoint2d,
    FieldType::GeoShape,
];
/// Encodings that are offered; any other name is understood too.
const ENCODINGS: [&str; 6] = [
    "utf-8",
    "windows-1252",
    "iso-8859-15",
    "windows-1250",
    "macintosh",
    "utf-16le",
];

#[derive(Debug, Template)]
#[template(path = "office_look.html")]
struct LookTemplate {
    page: Page,
    office: Office,
    upload: String,
    revision: i64,
    file_name: String,
    size: String,
    /// What is wrong, when there is no preview, or nothing could be saved.
    fault: Option<String>,
    /// The file as a whole: format, encoding, separator…
    file_fields: Vec<Field>,
    columns: Vec<Column>,
    types: Vec<(&'static str, String)>,
    look: Option<Look>,
    /// The dataset that gets a new version.
    update: Option<Update>,
}

/// A column of the first records.
#[derive(Debug)]
struct Heading {
    label: String,
    ty: String,
    is_number: bool,
}

/// The first records.
#[derive(Debug)]
struct Look {
    heads: Vec<Heading>,
    rows: Vec<Vec<String>>,
    facts: String,
    notes: Vec<String>,
    problems: Vec<Problem>,
    problems_title: Option<String>,
}

/// A row or a cell that does not fit.
#[derive(Debug)]
struct Problem {
    line: String,
    column: String,
    reason: String,
    value: String,
}

/// What is asked of an update.
#[derive(Debug)]
struct Update {
    dataset: String,
    fields: Vec<Field>,
    drift: Vec<String>,
    /// The version that readers see.
    before: String,
    /// Which difference this is.
    difference: String,
}

/// `GET /backoffice/datasets/new/{upload}/`
pub(super) async fn show_look(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    page(&state, &officer, &id, None).await
}

/// `POST /backoffice/datasets/new/{upload}/`: the decisions are kept, and the page shows what becomes of them.
pub(super) async fn decide(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let (upload, before) = state.portal.upload_request(officer.who(), &id).await?;
    let form = decisions::Form::new(form);
    let request = match form.apply(&before) {
        Ok(request) => request,
        Err(fault) => return page(&state, &officer, &id, Some(fault)).await,
    };
    let revision = form.integer("revision").unwrap_or(upload.revision);
    let kept = state.portal.decide_upload(officer.who(), &id, revision, &request);
    if let Err(fault) = kept.await {
        return page(&state, &officer, &id, Some(fault)).await;
    }
    let here = format!("/backoffice/datasets/new/{id}/");
    match form.text("go") {
        // A file that cannot be read as it was decided is not described yet: its page says what is wrong.
        "about" => match state.portal.preview_upload(officer.who(), &id).await {
            Ok(_) => Ok(redirect(StatusCode::SEE_OTHER, &format!("{here}about/"))),
            Err(fault) if fault.kind == FaultKind::Internal => Err(fault.into()),
            Err(_) => Ok(redirect(StatusCode::SEE_OTHER, &here)),
        },
        "update" => {
            let accepts = (!form.text("accept_drift").is_empty()).then(|| form.text("difference"));
            // What is different must have been seen: a look at the file as it is now.
            let preview = state.portal.preview_upload(officer.who(), &id).await;
            match preview {
                Err(fault) => return page(&state, &officer, &id, Some(fault)).await,
                Ok(preview) if is_unseen(preview.drift.as_ref(), accepts) => {
                    let say = officer.say();
                    let fault = Fault::new(
                        FaultKind::Conflict,
                        "SchemaDrift",
                        say.t("publish-drift-unseen").into_owned(),
                    );
                    return page(&state, &officer, &id, Some(fault)).await;
                }
                Ok(preview) => {
                    if let Some(fault) =
                        newer_version(&request, &preview, form.integer("before"), officer.say())
                    {
                        return page(&state, &officer, &id, Some(fault)).await;
                    }
                }
            }
            match state.portal.publish_upload(officer.who(), &id, accepts).await {
                Ok(job) => Ok(redirect(
                    StatusCode::SEE_OTHER,
                    &format!("/backoffice/jobs/{job}/"),
                )),
                Err(fault) => page(&state, &officer, &id, Some(fault)).await,
            }
        }
        _ => Ok(redirect(StatusCode::SEE_OTHER, &here)),
    }
}

/// The fields differ, and not as somebody saw it and accepts it.
fn is_unseen(drift: Option<&Drift>, accepts: Option<&str>) -> bool {
    drift.is_some_and(|drift| accepts != Some(drift.fingerprint().as_str()))
}

/// What the file is to replace is another version than the one that was there when its publisher looked.
fn newer_version(request: &ImportRequest, preview: &Preview, seen: Option<i64>, say: Say) -> Option<Fault> {
    let (number, author) = preview.before.as_ref()?;
    if request.mode != ImportMode::Replace || seen == Some(*number) {
        return None;
    }
    let words = [("number", (*number).into()), ("author", author.as_str().into())];
    let message = say.t_with("publish-newer-version", &words);
    Some(Fault::new(FaultKind::Conflict, "VersionChanged", message))
}

async fn page(state: &AppState, officer: &Officer, id: &str, refused: Option<Fault>) -> WebResult<Response> {
    let say = officer.say();
    let who = officer.who();
    let (upload, request) = state.portal.upload_request(who, id).await?;
    if !upload.is_complete() {
        return Ok(redirect(StatusCode::SEE_OTHER, "/backoffice/datasets/new/"));
    }
    let looked = state.portal.preview_upload(who, id).await;
    // A decision that cannot be followed must stay in reach: the columns are those of a look without decisions about them.
    let (preview, mut fault) = match looked {
        Ok(preview) => (Some(preview), None),
        Err(fault) if fault.kind == FaultKind::Internal => return Err(fault.into()),
        Err(fault) => (None, Some(fault)),
    };
    let mut status = StatusCode::OK;
    if let Some(refused) = refused {
        if matches!(refused.kind, FaultKind::Internal | FaultKind::NotFound) {
            return Err(refused.into());
        }
        status = StatusCode::CONFLICT;
        fault = Some(refused);
    }
    let title = match &request.mode {
        ImportMode::Create => say.t("publish-look").into_owned(),
        _ => say.t1(
            "publish-update-title",
            "dataset",
            request.id.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
    };
    let (page, office) = officer.frame(title);
    show_with(
        status,
        &LookTemplate {
            page: page.with_script("js/look.js"),
            office: office.under(say.t("publish-new"), "/backoffice/datasets/new/"),
            upload: upload.id.clone(),
            revision: upload.revision,
            file_name: upload.file_name.clone(),
            size: say.bytes(upload.bytes),
            fault: fault.as_ref().map(words_of),
            file_fields: file_fields(&request, preview.as_ref(), say),
            columns: decisions::columns(&request, preview.as_ref()),
            types: TYPES
                .into_iter()
                .map(|ty| (ty.as_str(), type_word(ty, say)))
                .collect(),
            update: update(&request, preview.as_ref(), say),
            look: preview.as_ref().map(|preview| look(preview, &upload, say)),
        },
    )
}

fn look(preview: &Preview, upload: &UploadInfo, say: Say) -> Look {
    let fields = &preview.inspection.schema.fields;
    let _ = upload;
    let looked_at = say.t1("publish-looked-at", "count", preview.looked_at);
    let facts = match preview.whole {
        true => say.t1("publish-whole", "count", preview.looked_at),
        false => looked_at,
    };
    Look {
        heads: fields
            .iter()
            .map(|field| Heading {
                label: field.label.clone(),
                ty: type_word(field.ty, say),
                is_number: field.ty.is_number(),
            })
            .collect(),
        rows: preview
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| crate::words::excerpt(cell.as_deref().unwrap_or_default(), 120))
                    .collect()
            })
            .collect(),
        facts,
        notes: preview
            .inspection
            .notes
            .iter()
            .map(|note| match &note.column {
                Some(column) => format!("{column}: {}", note.message),
                None => note.message.clone(),
            })
            .collect(),
        problems_title: (preview.refused > 0).then(|| say.t1("publish-problems", "count", preview.refused)),
        problems: preview
            .refusals
            .iter()
            .map(|refusal| Problem {
                line: say.integer(refusal.line),
                column: refusal.column.clone().unwrap_or_default(),
                reason: refusal.reason.clone(),
                value: refusal.value.clone(),
            })
            .collect(),
    }
}

/// Choices about the file as a whole. The first choice of each says what was guessed.
fn file_fields(request: &ImportRequest, preview: Option<&Preview>, say: Say) -> Vec<Field> {
    let options = &request.options;
    let found = preview.map(|preview| &preview.inspection);
    let guess = |text: Option<String>| match text {
        Some(text) => say.t1("publish-guessed", "guess", text),
        None => say.t("publish-automatic").into_owned(),
    };
    let format = options.format.map_or("", Format::as_str);
    let kind = options.format.or(found.map(|found| found.format));
    let formats = std::iter::once(Choice::of(
        "",
        guess(found.map(|found| found.format.as_str().to_owned())),
        format,
    ))
    .chain(
        Format::ALL
            .iter()
            .map(|one| Choice::of(one.as_str(), one.as_str(), format)),
    );
    let mut fields = vec![Field::new(
        Control::One(formats.collect()),
        "format",
        say.t("publish-format"),
    )];
    let is_text = matches!(
        kind,
        None | Some(Format::Csv | Format::Json | Format::JsonLines | Format::GeoJson)
    );
    if is_text {
        let chosen = options.encoding.as_deref().unwrap_or_default();
        let own = (!chosen.is_empty() && !ENCODINGS.contains(&chosen)).then_some(chosen);
        let encodings = std::iter::once(Choice::of(
            "",
            guess(found.and_then(|found| found.encoding.clone())),
            chosen,
        ))
        .chain(
            ENCODINGS
                .into_iter()
                .chain(own)
                .map(|one| Choice::of(one, one, chosen)),
        );
        fields.push(Field::new(
            Control::One(encodings.collect()),
            "encoding",
            say.t("publish-encoding"),
        ));
    }
    if matches!(kind, None | Some(Format::Csv)) {
        let chosen = options
            .separator
            .map(decisions::separator_name)
            .unwrap_or_default();
        let named = |separator: char| match separator {
            '\t' => say.t("publish-separator-tab").into_owned(),
            other => other.to_string(),
        };
        let guessed = found.and_then(|found| found.separator).map(named);
        let known = [',', ';', '\t', '|', ':', ' '];
        let own = options.separator.filter(|one| !known.contains(one));
        let separators = std::iter::once(Choice::of("", guess(guessed), &chosen)).chain(
            known.into_iter().chain(own).map(|one| {
                let text = if one == ' ' {
                    say.t("publish-separator-space").into_owned()
                } else {
                    named(one)
                };
                Choice::of(decisions::separator_name(one), text, &chosen)
            }),
        );
        fields.push(Field::new(
            Control::One(separators.collect()),
            "separator",
            say.t("publish-separator"),
        ));
    }
    if matches!(kind, None | Some(Format::Csv | Format::Xlsx | Format::Ods)) {
        let guessed = found
            .and_then(|found| found.header_row)
            .map(|row| row.to_string());
        fields.push(
            Field::new(Control::Line("number"), "header_row", say.t("publish-header-row"))
                .value(options.header_row.map(|row| row.to_string()).unwrap_or_default())
                .help(format!("{} {}", guess(guessed), say.t("publish-header-row-help"))),
        );
    }
    if let Some(preview) = preview.filter(|preview| preview.sheets.len() > 1) {
        let chosen = options.sheet.as_deref().unwrap_or_default();
        let sheets = std::iter::once(Choice::of("", guess(preview.inspection.sheet.clone()), chosen))
            .chain(preview.sheets.iter().map(|one| Choice::of(one, one, chosen)));
        fields.push(Field::new(
            Control::One(sheets.collect()),
            "sheet",
            say.t("publish-sheet"),
        ));
    }
    if matches!(kind, Some(Format::Json)) {
        let guessed = found
            .and_then(|found| found.records_path.clone())
            .filter(|path| !path.is_empty());
        fields.push(
            Field::line("records_path", say.t("publish-records-path"))
                .value(options.records_path.clone().unwrap_or_default())
                .help(guess(guessed))
                .longest(300),
        );
    }
    fields.push(
        Field::line("crs", say.t("publish-crs"))
            .value(options.crs.clone().unwrap_or_default())
            .help(say.t("publish-crs-help"))
            .longest(60),
    );
    let policy = options.bad_cells.as_str();
    let choices = BadCells::ALL.into_iter().map(|one| {
        let key = match one {
            BadCells::Empty => "publish-bad-empty",
            BadCells::RefuseRow => "publish-bad-row",
            BadCells::Text => "publish-bad-text",
        };
        Choice::of(one.as_str(), say.t(key), policy)
    });
    fields.push(Field::new(
        Control::One(choices.collect()),
        "bad_cells",
        say.t("publish-bad-cells"),
    ));
    fields
}

fn update(request: &ImportRequest, preview: Option<&Preview>, say: Say) -> Option<Update> {
    if request.mode == ImportMode::Create {
        return None;
    }
    let (mode, key) = match &request.mode {
        ImportMode::Append => ("append", ""),
        ImportMode::Upsert(key) => ("upsert", key.as_str()),
        ImportMode::Create | ImportMode::Replace => ("replace", ""),
    };
    let modes = [
        ("replace", "publish-mode-replace"),
        ("append", "publish-mode-append"),
        ("upsert", "publish-mode-upsert"),
    ];
    let modes = modes.map(|(value, key)| Choice::of(value, say.t(key), mode));
    let fields = preview
        .map(|preview| preview.schema.fields.as_slice())
        .unwrap_or_default();
    let keys = std::iter::once(Choice::of("", "–", key)).chain(
        fields
            .iter()
            .map(|field| Choice::of(&field.name, &field.label, key)),
    );
    let drift = preview.and_then(|preview| preview.drift.as_ref());
    Some(Update {
        dataset: request.id.as_ref().map(ToString::to_string).unwrap_or_default(),
        fields: vec![
            Field::new(Control::One(modes.into()), "mode", say.t("publish-mode")),
            Field::new(Control::One(keys.collect()), "key", say.t("publish-key"))
                .help(say.t("publish-key-help")),
            Field::line("note", say.t("publish-note"))
                .value(request.note.clone().unwrap_or_default())
                .longest(500),
        ],
        before: preview
            .and_then(|preview| preview.before.as_ref())
            .map(|(number, _)| number.to_string())
            .unwrap_or_default(),
        difference: drift.map(Drift::fingerprint).unwrap_or_default(),
        drift: drift.map(|drift| drift_words(drift, say)).unwrap_or_default(),
    })
}

/// What differs, a sentence each.
pub(super) fn drift_words(drift: &Drift, say: Say) -> Vec<String> {
    let missing = drift
        .missing
        .iter()
        .map(|field| say.t1("publish-drift-missing", "field", field.name.as_str()));
    let added = drift
        .added
        .iter()
        .map(|field| say.t1("publish-drift-added", "field", field.name.as_str()));
    let changed = drift.changed.iter().map(|(old, new)| {
        say.t_with(
            "publish-drift-changed",
            &[
                ("field", old.name.as_str().into()),
                ("old", type_word(old.ty, say).into()),
                ("new", type_word(new.ty, say).into()),
            ],
        )
    });
    missing.chain(added).chain(changed).collect()
}

/// A type in the words of the page.
pub(super) fn type_word(ty: FieldType, say: Say) -> String {
    let key = format!("publish-type-{}", ty.as_str().replace('_', "-"));
    if say.has(&key) {
        say.t(&key).into_owned()
    } else {
        ty.as_str().to_owned()
    }
}
