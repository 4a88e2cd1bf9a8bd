//! Which records match? A table to read, sort, filter and page through, on the server alone.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use futures::{TryStreamExt, try_join};
use portico_engine::{FacetTree, Query};
use portico_model::{Fault, Field, FieldType};
use portico_odsql::quote_field;
use portico_services::Question;
use portico_web::{AppState, Params, Visitor, WebResult};

use super::{Head, Opened, Tab, column, count_words, naming_field};
use crate::cells::{self, Cell};
use crate::filters::{self, Chip, Facet};
use crate::href::Pairs;
use crate::page::{Page, show};
use crate::pages_of::{Pager, page_number};

/// Records on a page.
const SIZE: usize = 50;
/// Last page that is served: as deep as the API pages. Whoever wants more filters or exports.
const MOST_PAGES: usize = 200;
/// Facets whose values are counted.
const MOST_FACETS: usize = 12;

#[derive(Debug, Template)]
#[template(path = "dataset_table.html")]
struct TableTemplate {
    page: Page,
    head: Head,
    path: String,
    words: String,
    kept: Pairs,
    chips: Vec<Chip>,
    clear: String,
    facets: Vec<Facet>,
    count: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    pager: Option<Pager>,
    is_cut: bool,
    export: String,
    choices: Vec<Choice>,
    choices_kept: Pairs,
    caption: String,
}

/// A column that is shown.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) label: String,
    pub(super) name: String,
    pub(super) unit: Option<String>,
    pub(super) class: &'static str,
    /// Address of the table sorted by it; none when it cannot be.
    pub(super) href: Option<String>,
    /// `ascending`, `descending` or `none`.
    pub(super) sorted: &'static str,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) href: String,
    pub(super) cells: Vec<Cell>,
}

/// A column that can be shown.
#[derive(Debug)]
struct Choice {
    name: String,
    label: String,
    shown: bool,
}

/// One page of the matching records, as a table shows it.
#[derive(Debug)]
pub(super) struct Records {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    pub(super) pager: Option<Pager>,
    pub(super) is_cut: bool,
    /// How many match, of how many, in words.
    pub(super) count: String,
    pub(super) caption: String,
    /// The fields that are shown.
    shown: Vec<Field>,
    trees: Vec<FacetTree>,
}

/// `GET /explore/dataset/{id}/table/`
pub(crate) async fn show_table(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Table)).await?;
    let path = opened.path(Tab::Table);
    let records = read_records(&state, &visitor, &opened, &params, &path, MOST_FACETS).await?;
    let view_pairs = Pairs::kept(&params, &["sort", "cols"]);
    let pairs = opened.filters.and(&view_pairs);
    let template = TableTemplate {
        page: opened.page(&visitor, Some(Tab::Table)).with_script("js/live.js"),
        words: opened.question.words.clone().unwrap_or_default(),
        kept: pairs.without_name("q"),
        chips: opened.chips(&path, &pairs),
        clear: view_pairs.on(&path),
        facets: opened.with_filters(&path, &pairs, |filters| filters.facets(&records.trees)),
        export: opened.filters.on(&opened.path(Tab::Export)),
        choices: choices(&opened, &records.shown),
        choices_kept: pairs.without_name("cols"),
        count: records.count,
        columns: records.columns,
        rows: records.rows,
        pager: records.pager,
        is_cut: records.is_cut,
        caption: records.caption,
        path,
        head: opened.head,
    };
    show(&template)
}

/// Reads the page of records that the parameters ask for, and counts the values of the first `facets` facets; links of the table lead
/// to `path`.
pub(super) async fn read_records(
    state: &AppState,
    visitor: &Visitor,
    opened: &Opened,
    params: &Params,
    path: &str,
    facets: usize,
) -> Result<Records, Fault> {
    let total = opened.version()?.profile.records;
    let table = opened.view.table()?;
    let say = opened.say;
    let shown = shown_fields(opened, params);
    let sort = params
        .text("sort")
        .and_then(|text| Sort::read(text, &opened.view.schema.fields));
    let number = page_number(params.text("page"), MOST_PAGES);
    let matching = matching(opened, sort.as_ref(), facets)?;
    let selected = Query {
        select: shown.iter().map(|field| column(&field.name)).collect(),
        limit: Some(SIZE),
        offset: (number - 1) * SIZE,
        with_record_ids: true,
        facets: Vec::new(),
        ..matching.clone()
    };
    let engine = state.portal.engine();
    let select = async {
        let answer = engine.select(&table, &selected).await?;
        let batches: Vec<_> = answer.batches.try_collect().await?;
        Ok((answer.columns, batches))
    };
    let ((fields, batches), count, trees) = try_join!(
        select,
        engine.count(&table, &matching),
        engine.facets(&table, &matching)
    )?;

    if opened.question.words.is_some() && number == 1 {
        visitor.asked.note_found(count);
    }
    let pairs = opened.filters.and(&Pairs::kept(params, &["sort", "cols"]));
    let mut rows = Vec::new();
    for batch in &batches {
        rows.extend(
            cells::rows(&fields, batch, say, false)?
                .into_iter()
                .map(|cells| row(&opened.id, cells)),
        );
    }
    Ok(Records {
        columns: shown
            .iter()
            .map(|field| show_column(field, sort.as_ref(), &pairs, path))
            .collect(),
        rows,
        pager: Pager::new(number, SIZE, count, MOST_PAGES, path, &pairs),
        is_cut: count > (SIZE * MOST_PAGES) as u64,
        count: count_words(count, total, say),
        caption: say.t1("dataset-table-caption", "title", opened.head.title.as_str()),
        shown,
        trees,
    })
}

/// The query of the matching records, sorted, with the facets to count.
fn matching(opened: &Opened, sort: Option<&Sort>, most: usize) -> Result<Query, Fault> {
    let question = Question {
        select: None,
        group_by: None,
        order_by: sort.map(Sort::clause),
        facet: Vec::new(),
        ..opened.question.clone()
    };
    let facets = filters::specs(opened.view.schema.facets().take(most), &question);
    Ok(Query {
        facets,
        lang: opened.say.lang.code().to_owned(),
        ..question.query()?
    })
}

/// A sort order: `name`, or `-name` for the largest first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sort {
    name: String,
    descending: bool,
}

impl Sort {
    fn read(text: &str, fields: &[Field]) -> Option<Self> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let field = fields.iter().find(|field| field.name == name)?;
        is_sortable(field).then(|| Self {
            name: name.to_owned(),
            descending,
        })
    }

    fn clause(&self) -> String {
        format!(
            "{} {}",
            quote_field(&self.name),
            if self.descending { "desc" } else { "asc" }
        )
    }
}

fn is_sortable(field: &Field) -> bool {
    !field.is_multivalued()
        && !field.ty.is_geo()
        && !matches!(field.ty, FieldType::File | FieldType::JsonBlob)
}

fn show_column(field: &Field, sort: Option<&Sort>, pairs: &Pairs, path: &str) -> Column {
    let current = sort.filter(|sort| sort.name == field.name);
    let next = match current {
        None => Some(field.name.clone()),
        Some(sort) if !sort.descending => Some(format!("-{}", field.name)),
        // The third press gives back the order of the dataset.
        Some(_) => None,
    };
    let unsorted = pairs.without_name("sort");
    let sorted = next.map_or_else(|| unsorted.clone(), |next| unsorted.with("sort", &next));
    Column {
        label: field.label.clone(),
        name: field.name.clone(),
        unit: field
            .annotations
            .unit
            .clone()
            .or_else(|| (field.ty == FieldType::Datetime).then(|| "UTC".to_owned())),
        class: cells::class(field),
        href: is_sortable(field).then(|| sorted.on(path)),
        sorted: match current {
            None => "none",
            Some(sort) if sort.descending => "descending",
            Some(_) => "ascending",
        },
    }
}

/// The columns asked for, in the order of the dataset; when none of them exists, all that the publisher did not leave out. The first stays in sight, so it is one that
/// tells which record it is: a number that happens to come first makes room for the name.
fn shown_fields(opened: &Opened, params: &Params) -> Vec<Field> {
    let asked: Vec<&str> = params
        .all("cols")
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .collect();
    let fields = &opened.view.schema.fields;
    let shown: Vec<Field> = fields
        .iter()
        .filter(|field| asked.contains(&field.name.as_str()))
        .cloned()
        .collect();
    let mut shown = if shown.is_empty() {
        usual_fields(fields)
    } else {
        shown
    };
    let name = naming_field(&opened.view).map(|field| field.name.as_str());
    let tells_little = shown
        .first()
        .is_some_and(|field| field.ty.is_geo() || (field.ty.is_number() && !field.annotations.id));
    if let Some(at) = shown.iter().position(|field| Some(field.name.as_str()) == name)
        && tells_little
    {
        shown[..=at].rotate_right(1);
    }
    shown
}

/// What a table shows when nobody asks for something else: never nothing.
fn usual_fields(fields: &[Field]) -> Vec<Field> {
    let usual: Vec<Field> = fields
        .iter()
        .filter(|field| !field.annotations.hideintable)
        .cloned()
        .collect();
    if usual.is_empty() { fields.to_vec() } else { usual }
}

fn choices(opened: &Opened, shown: &[Field]) -> Vec<Choice> {
    let choice = |field: &Field| Choice {
        name: field.name.clone(),
        label: field.label.clone(),
        shown: shown.iter().any(|other| other.name == field.name),
    };
    opened.view.schema.fields.iter().map(choice).collect()
}

/// The first three columns are the record's own: identifier, time, size.
fn row(dataset: &str, mut cells: Vec<Cell>) -> Row {
    let own: Vec<Cell> = cells.drain(..3.min(cells.len())).collect();
    let record = own.first().and_then(|cell| cell.text.clone()).unwrap_or_default();
    Row {
        href: format!("/explore/dataset/{dataset}/record/{record}/"),
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_column_is_left_out_unless_there_is_no_other() {
        let hidden = |name: &str| {
            let mut field = Field::new(name, FieldType::Text);
            field.annotations.hideintable = true;
            field
        };
        let names = |fields: &[Field]| {
            let usual = usual_fields(fields);
            usual.into_iter().map(|field| field.name).collect::<Vec<_>>()
        };
        let plain = Field::new("name", FieldType::Text);
        assert_eq!(names(&[hidden("code"), plain]), ["name"]);
        assert_eq!(names(&[hidden("code")]), ["code"]);
    }

    #[test]
    fn a_column_sorts_up_then_down_then_not_at_all() {
        let field = Field::new("mag", FieldType::Double);
        let pairs = Pairs::default().with("q", "a").with("sort", "x");
        let press = |sort: Option<&str>| {
            let sort = sort.and_then(|text| Sort::read(text, std::slice::from_ref(&field)));
            show_column(&field, sort.as_ref(), &pairs, "/t/")
                .href
                .expect("numbers sort")
        };
        assert_eq!(press(None), "/t/?q=a&sort=mag");
        assert_eq!(press(Some("mag")), "/t/?q=a&sort=-mag");
        assert_eq!(press(Some("-mag")), "/t/?q=a");
    }

    #[test]
    fn only_fields_with_an_order_sort() {
        let fields = [
            Field::new("where", FieldType::GeoPoint2d),
            Field::new("mag", FieldType::Int),
        ];
        assert_eq!(Sort::read("where", &fields), None);
        assert_eq!(Sort::read("nope", &fields), None);
        assert!(Sort::read("-mag", &fields).is_some_and(|sort| sort.clause().ends_with("desc")));
    }
}
