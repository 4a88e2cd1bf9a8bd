//! Which file do older programs and links download? `/api/records/1.0/download` and `/explore/dataset/{id}/download/`, streamed.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use futures::stream;
use http::{HeaderValue, header};
use portico_engine::{Answer, Query};
use portico_formats::write::{CsvOptions, ExportFormat, WriteOptions};
use portico_model::Fault;
use portico_services::invalid_parameter;
use portico_web::{Params, WebResult};

use super::params::{self, Page};
use super::record::Records;
use super::reply::{Manner, finish, in_old_words};
use super::search::{Search, tag_of};
use crate::ask::Ask;
use crate::explore::{ExploreParams, format_named, with_addresses, write_export};
use crate::file::File;
use crate::reply::{self, JSON};
use crate::wire::json;

/// `GET /explore/dataset/{id}/download/?format=csv` and `GET /api/datasets/1.0/{id}/records/download/`
pub(crate) async fn download_dataset(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(download(&ask, &[id], None).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/records/1.0/download/?dataset={id}`
pub(crate) async fn download_records(ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(async { download(&ask, &params::datasets(&ask.params)?, None).await }.await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// The page of a search as a file.
///
/// # Errors
/// As a download.
pub(crate) async fn write_page(ask: &Ask, datasets: &[String], page: Page) -> Result<Response, Fault> {
    download(ask, datasets, Some(page)).await
}

async fn download(ask: &Ask, datasets: &[String], page: Option<Page>) -> Result<Response, Fault> {
    let [id] = datasets else {
        return Err(invalid_parameter("dataset", &datasets.join(","), "one dataset")
            .with_hint("a file holds the records of one dataset"));
    };
    let search = Search::for_file(ask, id).await?;
    let rows = ask.params.integer("rows")?.filter(|rows| *rows >= 0);
    let start = ask.params.integer("start")?.unwrap_or(0).max(0);
    let (limit, offset) = match page {
        Some(page) => (Some(page.rows), page.start),
        None => (
            rows.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX)),
            usize::try_from(start).unwrap_or(usize::MAX),
        ),
    };
    let query = Query {
        limit,
        offset,
        ..search.query.clone()
    };
    let asked = ask.params.text("format").unwrap_or("csv").to_ascii_lowercase();
    if matches!(asked.as_str(), "json" | "jsonp") {
        let manner = Manner::read(&ask.params)?;
        let query = Query {
            with_record_ids: true,
            ..query
        };
        let tag = tag_of(ask, "download", std::slice::from_ref(&search));
        if let Some(response) = tag.unchanged(&ask.headers) {
            return Ok(response);
        }
        let answer = ask.portal.engine().select(&search.table, &query).await?;
        let answer = with_addresses(ask, search.view.dataset.id.as_str(), answer);
        return Ok(tag.mark(records(ask, &search, answer, &query, &manner)?));
    }
    let file = File {
        format: format_of(&asked)?,
        name: id.to_owned(),
        options: options(&ask.params, &query)?,
        compressed: false,
    };
    let params = ExploreParams {
        question: search.question.clone(),
        limit: None,
        offset: 0,
        include_links: false,
        include_app_metas: false,
    };
    write_export(ask, &search.view, &params, query, file).await
}

/// The format of that name, also of the names that the old API had for it.
fn format_of(name: &str) -> Result<ExportFormat, Fault> {
    format_named(match name {
        "xls" => "xlsx",
        "geojsonp" => "geojson",
        other => other,
    })
}

/// How files of API v1 are written: no byte order mark, points as `lat,lon` without a blank.
fn options(params: &Params, query: &Query) -> Result<WriteOptions, Fault> {
    let labels = ["use_labels_for_header", "use_labels"];
    let use_labels = labels
        .into_iter()
        .filter_map(|name| params.boolean(name).transpose())
        .next()
        .transpose()?;
    Ok(WriteOptions {
        timezone: query.timezone,
        use_labels: use_labels.unwrap_or(false),
        csv: CsvOptions {
            delimiter: separator(params)?,
            with_bom: false,
            point_separator: ",".to_owned(),
            ..CsvOptions::default()
        },
        ..WriteOptions::default()
    })
}

/// `csv_separator`: one ASCII character that is no letter, digit, quote or line end; a tab may also be written `\t` or `tab`.
fn separator(params: &Params) -> Result<char, Fault> {
    let text = params.last("csv_separator").unwrap_or_default();
    let mut signs = text.chars();
    match (text, signs.next(), signs.next()) {
        ("", ..) => Ok(';'),
        ("\\t" | "tab" | "TAB", ..) => Ok('\t'),
        (_, Some(sign @ ('\t' | ' ')), None) => Ok(sign),
        (_, Some(sign), None) if sign.is_ascii_punctuation() && !matches!(sign, '"' | '.' | '-') => Ok(sign),
        _ => Err(invalid_parameter("csv_separator", text, "one of ; , | or a tab")),
    }
}

/// The records as one JSON array in the shape of a search, streamed.
fn records(
    ask: &Ask,
    search: &Search,
    answer: Answer,
    query: &Query,
    manner: &Manner,
) -> Result<Response, Fault> {
    let (before, after) = manner.around();
    let state = Streaming {
        answer,
        dataset: search.view.dataset.id.to_string(),
        timezone: query.timezone,
        wanted: params::fields(&ask.params),
        before: Some(format!("{before}[")),
        after: Some(format!("]{after}")),
        any: false,
    };
    let body = Body::from_stream(stream::try_unfold(state, |mut state| async move {
        match state.next().await {
            Ok(chunk) => Ok(chunk.map(|chunk| (chunk, state))),
            Err(fault) => {
                tracing::warn!(fault = %fault, "a download broke off");
                Err(io::Error::other(fault))
            }
        }
    }));
    let kind = if before.is_empty() {
        JSON
    } else {
        "application/javascript; charset=utf-8"
    };
    let mut response = reply::body(kind, body);
    let name = format!("attachment; filename=\"{}.json\"", search.view.dataset.id);
    if let Ok(value) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// An array half written.
struct Streaming {
    answer: Answer,
    dataset: String,
    timezone: chrono_tz::Tz,
    wanted: Option<Vec<String>>,
    before: Option<String>,
    after: Option<String>,
    any: bool,
}

impl Streaming {
    /// The next bytes; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        let mut out = self.before.take().unwrap_or_default().into_bytes();
        match self.answer.batches.next().await.transpose()? {
            Some(batch) => {
                let records = Records {
                    dataset: &self.dataset,
                    timezone: self.timezone,
                    wanted: self.wanted.as_deref(),
                };
                for record in records.of(&self.answer.columns, &batch)? {
                    if self.any {
                        out.push(b',');
                    }
                    self.any = true;
                    out.extend(json::to_bytes(&record)?);
                }
                Ok(Some(out.into()))
            }
            None => {
                let Some(after) = self.after.take() else {
                    return Ok(None);
                };
                out.extend(after.into_bytes());
                Ok(Some(out.into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_signs() {
        let read = |query: &str| separator(&Params::parse(query)).ok();
        assert_eq!(read(""), Some(';'));
        assert_eq!(read("csv_separator=%2C"), Some(','));
        assert_eq!(read("csv_separator=%09"), Some('\t'));
        assert_eq!(read("csv_separator=tab"), Some('\t'));
        for bad in [
            "csv_separator=ab",
            "csv_separator=a",
            "csv_separator=%22",
            "csv_separator=%0A",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn labels_are_asked_for_in_any_case() {
        let read = |query: &str| {
            options(&Params::parse(query), &Query::default())
                .expect("options")
                .use_labels
        };
        assert!(read("use_labels_for_header=True"));
        assert!(read("use_labels=true"));
        assert!(!read(""));
    }
}
