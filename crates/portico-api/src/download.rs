//! What do older programs and links download? `/explore/dataset/{id}/download/` with the parameters of API v1.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, header};
use portico_formats::write::{CsvOptions, WriteOptions};
use portico_model::{Fault, FaultKind};
use portico_odsql::quote_field;
use portico_services::Question;
use portico_web::{Params, WebFault, WebResult};
use serde_json::json;

use crate::ask::Ask;
use crate::cors::answer_preflight;
use crate::explore::{ExploreParams, delimiter, format_named, write_export};
use crate::file::File;
use crate::reply;
use crate::table::Table;

/// The addresses of the download.
pub(crate) fn table() -> Table {
    let method = get(download_records)
        .post(download_records)
        .options(answer_preflight);
    Table::new()
        .both("/explore/dataset/{id}/download", method.clone())
        .both(
            "/api/records/1.0/download",
            get(download_named).post(download_named).options(answer_preflight),
        )
}

/// `GET /explore/dataset/{id}/download/?format=csv`: the file, streamed; an error is JSON.
async fn download_records(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => in_old_words(download(&ask, &id).await.map_err(WebFault::from)),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/records/1.0/download/?dataset={id}`
async fn download_named(ask: WebResult<Ask>) -> WebResult<Response> {
    let named = |ask: &Ask| {
        ask.params.text("dataset").map(str::to_owned).ok_or_else(|| {
            Fault::invalid(
                "InvalidRESTParameterError",
                "The dataset API parameter is missing.",
            )
            .with_hint("say which dataset: `dataset=` and its identifier")
        })
    };
    match ask.and_then(|ask| Ok((named(&ask)?, ask))) {
        Ok((id, ask)) => in_old_words(download(&ask, &id).await.map_err(WebFault::from)),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// Programs of that age read the sentence under `error`. Our own mistakes take the usual way, by the log.
fn in_old_words(answer: WebResult<Response>) -> WebResult<Response> {
    let Err(fault) = answer else { return answer };
    let told = fault.fault().clone();
    if told.kind == FaultKind::Internal {
        return Err(fault);
    }
    let body =
        json!({"error_code": told.code, "message": told.message, "hint": told.hint, "error": told.message});
    let mut response = reply::body("application/json", body.to_string());
    *response.status_mut() = fault.into_response().status();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn download(ask: &Ask, id: &str) -> Result<Response, Fault> {
    let view = ask.portal.dataset(&ask.principal, id).await?;
    let format = format_named(ask.params.text("format").unwrap_or("csv"))?;
    let csv = CsvOptions {
        delimiter: delimiter(&ask.params, "csv_separator")?,
        with_bom: false,
        point_separator: ",".to_owned(),
        ..CsvOptions::default()
    };
    let use_labels = ask.params.boolean("use_labels_for_header")?.unwrap_or(false);
    let params = ExploreParams {
        question: question(&ask.params, ask.lang),
        limit: ask.params.integer("rows")?.filter(|rows| *rows >= 0),
        offset: ask.params.integer("start")?.unwrap_or(0).max(0),
        include_links: false,
        include_app_metas: false,
    };
    let query = params.export(&ask.limits)?;
    let options = WriteOptions {
        timezone: query.timezone,
        use_labels,
        csv,
        ..WriteOptions::default()
    };
    let file = File {
        format,
        name: id.to_owned(),
        options,
        compressed: false,
    };
    write_export(ask, &view, &params, query, file).await
}

/// The filters are those of the pages; `sort` means the opposite of today's `order_by`, and `fields` names the columns.
fn question(params: &Params, lang: &str) -> Question {
    let mut question = Question::from_pairs(params.iter());
    question.lang.get_or_insert_with(|| lang.to_owned());
    let list = |name: &str| {
        params
            .text(name)
            .map(|text| text.split(',').map(str::trim).filter(|f| !f.is_empty()))
    };
    if question.select.is_none() {
        question.select = list("fields").map(|fields| join(fields.map(quote_field)));
    }
    if question.order_by.is_none() {
        question.order_by = list("sort").map(|keys| {
            join(keys.map(|key| match key.strip_prefix('-') {
                Some(name) => format!("{} asc", quote_field(name)),
                None => format!("{} desc", quote_field(key)),
            }))
        });
    }
    question
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_parameters_become_clauses() {
        let read = |query: &str| question(&Params::parse(query), "en");
        let asked = read("sort=-name,date&fields=name,date&refine.country=FR&q=big");
        assert_eq!(asked.order_by.as_deref(), Some("name asc, date desc"));
        assert_eq!(asked.select.as_deref(), Some("name, date"));
        assert_eq!(asked.refine_by, [("country".to_owned(), "FR".to_owned())]);
        assert!(read("sort=").order_by.is_none());
    }
}
