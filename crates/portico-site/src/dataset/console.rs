//! How does a program ask the same? A form that builds the request, shows its address, and its answer.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use futures::TryStreamExt;
use portico_engine::Query;
use portico_formats::write::value::{Columns, Rendering};
use portico_model::Fault;
use portico_services::Question;
use portico_web::{AppState, Params, Visitor, WebResult};
use serde_json::{Map, Value};

use super::{Head, Opened, Tab};
use crate::filters::Chip;
use crate::href::Pairs;
use crate::page::{Page, show};

/// Most records of an answer that is shown in the page.
const MOST: usize = 100;
/// Records when nobody says how many.
const USUAL: usize = 10;

#[derive(Debug, Template)]
#[template(path = "dataset_api.html")]
struct ConsoleTemplate {
    page: Page,
    head: Head,
    path: String,
    chips: Vec<Chip>,
    clear: String,
    kept: Pairs,
    form: Form,
    fields: Vec<String>,
    endpoint: String,
    /// Filters of the page, as the API spells them.
    api_kept: String,
    address: String,
    absolute: String,
    answer: Option<String>,
    fault: Option<FaultWords>,
    python_address: String,
}

/// What is in the form.
#[derive(Debug)]
struct Form {
    select: String,
    filter: String,
    group_by: String,
    order_by: String,
    limit: String,
    offset: String,
}

#[derive(Debug)]
struct FaultWords {
    message: String,
    hint: Option<String>,
}

/// `GET /explore/dataset/{id}/api/`: with `run`, the answer is in the page.
pub(crate) async fn show_console(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Api)).await?;
    opened.version()?;
    let (answer, fault) = match params.text("run").is_some() {
        false => (None, None),
        true => match answer(&state, &opened, &params).await {
            Ok(answer) => (Some(answer), None),
            Err(fault) if fault.kind == portico_model::FaultKind::Invalid => (
                None,
                Some(FaultWords {
                    message: fault.message,
                    hint: fault.hint,
                }),
            ),
            Err(fault) => return Err(fault.into()),
        },
    };
    let path = opened.path(Tab::Api);
    let form = form(&opened.question, &params);
    let endpoint = opened.api("/records");
    let kept = without_where(&opened.api_filters());
    let address = form.pairs().and(&kept).on(&endpoint);
    let absolute = visitor.asked.address().absolute(&address);
    show(&ConsoleTemplate {
        page: opened.page(&visitor, Some(Tab::Api)).with_script("js/console.js"),
        chips: opened.chips(&path, &opened.filters),
        clear: path.clone(),
        kept: opened.filters.without_name("where"),
        fields: opened
            .view
            .schema
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect(),
        endpoint,
        api_kept: kept.query(),
        python_address: absolute.replace('\\', "%5C").replace('"', "%22"),
        address,
        absolute,
        form,
        answer,
        fault,
        path,
        head: opened.head,
    })
}

impl Form {
    fn pairs(&self) -> Pairs {
        let named = [
            ("select", &self.select),
            ("where", &self.filter),
            ("group_by", &self.group_by),
            ("order_by", &self.order_by),
            ("limit", &self.limit),
            ("offset", &self.offset),
        ];
        Pairs::of(named.map(|(name, value)| (name.to_owned(), value.clone())))
    }
}

fn form(question: &Question, params: &Params) -> Form {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let filter = match question.filter.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        several => several
            .iter()
            .map(|text| format!("({text})"))
            .collect::<Vec<_>>()
            .join(" and "),
    };
    Form {
        select: text(&question.select),
        filter,
        group_by: text(&question.group_by),
        order_by: text(&question.order_by),
        limit: params.text("limit").unwrap_or_default().to_owned(),
        offset: params.text("offset").unwrap_or_default().to_owned(),
    }
}

fn without_where(pairs: &Pairs) -> Pairs {
    pairs.without_name("where")
}

/// The answer as the API gives it, spread over lines.
async fn answer(state: &AppState, opened: &Opened, params: &Params) -> Result<String, Fault> {
    let limit = params.integer_between("limit", 0, MOST as i64)?;
    let offset = params.integer_between("offset", 0, 10_000)?;
    let query = Query {
        limit: Some(
            limit
                .and_then(|limit| usize::try_from(limit).ok())
                .unwrap_or(USUAL),
        ),
        offset: offset
            .and_then(|offset| usize::try_from(offset).ok())
            .unwrap_or(0),
        ..opened.question.query()?
    };
    let table = opened.view.table()?;
    let engine = state.portal.engine();
    let total = engine.count(&table, &query).await?;
    let answer = engine.select(&table, &query).await?;
    let batches: Vec<_> = answer.batches.try_collect().await?;
    let mut results = Vec::new();
    for batch in &batches {
        let columns = Columns::new(&answer.columns, batch, Rendering::default()).map_err(Fault::internal)?;
        for row in 0..columns.rows() {
            let mut text = Vec::new();
            columns.write_object(row, &mut text);
            results.push(serde_json::from_slice::<Value>(&text).map_err(Fault::internal)?);
        }
    }
    let mut body = Map::new();
    body.insert("total_count".to_owned(), total.into());
    body.insert("results".to_owned(), results.into());
    serde_json::to_string_pretty(&Value::Object(body)).map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_conditions_become_one_in_the_form() {
        let params = Params::parse("where=a+%3D+1&where=b+or+c&limit=5");
        let form = form(&Question::from_pairs(params.iter()), &params);
        assert_eq!(form.filter, "(a = 1) and (b or c)");
        assert_eq!(
            form.pairs().query(),
            "where=%28a+%3D+1%29+and+%28b+or+c%29&limit=5"
        );
    }
}
