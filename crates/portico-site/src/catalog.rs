//! Which datasets match? Search, facets, sort, pages; the words that were searched are marked.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use futures::TryStreamExt;
use portico_engine::Query;
use portico_formats::write::value::{Columns, Rendering};
use portico_i18n::Say;
use portico_model::{Fault, OwnField};
use portico_odsql::FacetSpec;
use portico_services::{Catalog, CatalogEntry, Portal, Question};
use portico_web::{AppState, Params, Visitor, WebResult};

use crate::filters::{Chip, Facet, Filters};
use crate::href::Pairs;
use crate::page::{Page, Section, show};
use crate::pages_of::{Pager, page_number};
use crate::words::{self, Piece};

/// Datasets on a page.
const SIZE: usize = 20;
/// Last page that is served.
const MOST_PAGES: usize = 500;
/// Facets, in the order of the page.
const FACETS: [&str; 7] = [
    "theme",
    "features",
    "publisher",
    "keyword",
    "license",
    "language",
    "modified",
];
/// Sort orders: value of `sort`, clause.
const SORTS: [(&str, &str); 5] = [
    ("modified", "modified desc"),
    ("-modified", "modified asc"),
    ("title", "title asc"),
    ("-title", "title desc"),
    ("records", "records_count desc"),
];

#[derive(Debug, Template)]
#[template(path = "catalog.html")]
struct CatalogTemplate {
    page: Page,
    words: String,
    /// What the search form keeps besides the words.
    kept: Pairs,
    /// What the form of sort orders keeps.
    sort_kept: Pairs,
    sorts: Vec<Sort>,
    chips: Vec<Chip>,
    clear: String,
    facets: Vec<Facet>,
    found: String,
    entries: Vec<Entry>,
    pager: Option<Pager>,
    is_empty_portal: bool,
    csv: String,
    xlsx: String,
    json: String,
    /// The same datasets for feed readers and for other catalogs.
    rss: String,
    dcat: String,
}

#[derive(Debug)]
struct Sort {
    value: &'static str,
    name: String,
    current: bool,
}

#[derive(Debug)]
struct Entry {
    title: Vec<Piece>,
    about: Vec<Piece>,
    href: String,
    facts: Vec<String>,
    has_table: bool,
    has_map: bool,
}

/// `GET /explore/`
pub(crate) async fn show_catalog(
    State(state): State<AppState>,
    visitor: Visitor,
    params: Params,
) -> WebResult<Response> {
    let say = visitor.say();
    let question = Question::from_pairs(params.iter());
    let catalog = state.portal.catalog(&visitor.principal).await?;
    let sort = SORTS
        .into_iter()
        .find(|(value, _)| params.text("sort") == Some(*value));
    let number = page_number(params.text("page"), MOST_PAGES);
    let own = state.portal.own_fields().await?;
    let own = own.iter().filter(|field| field.facet && !field.internal);
    let own = own.map(OwnField::qualified).collect();
    let query = query(&question, sort.map(|(_, clause)| clause), own)?;
    let (total, found) = find(&state.portal, &catalog, &query, number).await?;
    let trees = state.portal.engine().facets(&catalog.table, &query).await?;
    if question.words.is_some() && number == 1 {
        visitor.asked.note_found(total);
    }

    let filters = Pairs::of(question.filter_pairs());
    let sort_pair = sort.map(|(value, _)| ("sort".to_owned(), value.to_owned()));
    let pairs = filters.and(&Pairs::of(sort_pair));
    let label = |name: &str| label(name, say);
    let value = |field: &str, value: &str| value_name(field, value, say);
    let filtering = Filters {
        path: "/explore/",
        pairs: &pairs,
        fields: &catalog.table.schema().fields,
        say,
        label: &label,
        value: &value,
    };
    let clear = pairs.iter().filter(|(name, _)| *name == "sort");
    let clear = Pairs::of(clear.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let title = match &question.words {
        Some(words) => say.t1("catalog-title-search", "words", words.as_str()),
        None => say.t("catalog-title").into_owned(),
    };
    let template = CatalogTemplate {
        words: question.words.clone().unwrap_or_default(),
        kept: pairs.without_name("q"),
        sort_kept: filters.clone(),
        sorts: sorts(sort.map(|(value, _)| value), say),
        chips: filtering.chips(&question),
        clear: clear.on("/explore/"),
        facets: filtering.facets(&trees),
        found: say.t1("catalog-found", "count", total),
        entries: found
            .iter()
            .map(|entry| show_entry(entry, question.words.as_deref(), say))
            .collect(),
        pager: Pager::new(number, SIZE, total, MOST_PAGES, "/explore/", &pairs),
        is_empty_portal: catalog.entries.is_empty(),
        csv: api_export(&question, "csv"),
        xlsx: api_export(&question, "xlsx"),
        json: api_export(&question, "json"),
        rss: api_export(&question, "rss"),
        dcat: api_export(&question, "dcat"),
        page: Page::of(&visitor, title)
            .in_section(Section::Data)
            .described(say.t1("catalog-description", "site", state.site().title.as_str()))
            .with_script("js/live.js"),
    };
    show(&template)
}

/// `own` are the facets that the portal added.
fn query(question: &Question, order_by: Option<&str>, own: Vec<String>) -> Result<Query, Fault> {
    let question = Question {
        select: Some("dataset_id".to_owned()),
        group_by: None,
        order_by: order_by.map(str::to_owned),
        facet: Vec::new(),
        ..question.clone()
    };
    let spec = |name: String| {
        let disjunctive = question.disjunctive.contains(&name).then_some(true);
        FacetSpec {
            disjunctive,
            // Programs get the values from A to Z; people look for what there is most of.
            sort: (name != "modified").then(|| "-count".to_owned()),
            name,
            ..FacetSpec::default()
        }
    };
    Ok(Query {
        facets: FACETS
            .map(str::to_owned)
            .into_iter()
            .chain(own)
            .map(spec)
            .collect(),
        ..question.query()?
    })
}

/// How many datasets match, and those of one page.
async fn find<'a>(
    portal: &Portal,
    catalog: &'a Catalog,
    query: &Query,
    number: usize,
) -> Result<(u64, Vec<&'a CatalogEntry>), Fault> {
    let engine = portal.engine();
    let total = engine.count(&catalog.table, query).await?;
    let page = Query {
        limit: Some(SIZE),
        offset: (number - 1) * SIZE,
        facets: Vec::new(),
        ..query.clone()
    };
    let answer = engine.select(&catalog.table, &page).await?;
    let batches: Vec<_> = answer.batches.try_collect().await?;
    let mut found = Vec::new();
    for batch in &batches {
        let columns = Columns::new(&answer.columns, batch, Rendering::default()).map_err(Fault::internal)?;
        let ids = (0..columns.rows()).filter_map(|row| columns.text(0, row));
        found.extend(ids.filter_map(|id| catalog.entry(&id)));
    }
    Ok((total, found))
}

fn show_entry(entry: &CatalogEntry, search: Option<&str>, say: Say) -> Entry {
    let metadata = &entry.dataset.metadata;
    let about = words::plain(metadata.description.as_deref().unwrap_or_default());
    let mut facts: Vec<String> = metadata.publisher.iter().cloned().collect();
    if let Some(version) = &entry.version {
        facts.push(say.t1("common-records", "count", version.profile.records));
    }
    facts.push(say.t1(
        "catalog-updated",
        "date",
        say.day_of_micros(entry.dataset.updated_at),
    ));
    facts.extend(metadata.license.iter().cloned());
    Entry {
        title: words::marked(&metadata.title, search),
        about: words::marked(&words::excerpt(&about, 320), search),
        href: format!("/explore/dataset/{}/", entry.dataset.id),
        facts,
        has_table: entry.version.is_some() && entry.data_visible,
        has_map: entry.version.is_some() && entry.data_visible && entry.schema.geometry().is_some(),
    }
}

fn sorts(current: Option<&str>, say: Say) -> Vec<Sort> {
    let names = [
        say.t("catalog-sort-newest"),
        say.t("catalog-sort-oldest"),
        say.t("catalog-sort-title"),
        say.t("catalog-sort-title-back"),
        say.t("catalog-sort-records"),
    ];
    let sort = |((value, _), name): ((&'static str, &str), std::borrow::Cow<'static, str>)| Sort {
        value,
        name: name.into_owned(),
        current: current.unwrap_or("modified") == value,
    };
    SORTS.into_iter().zip(names).map(sort).collect()
}

fn label(name: &str, say: Say) -> Option<String> {
    let bare = name.strip_prefix("default.").unwrap_or(name);
    FACETS
        .contains(&bare)
        .then(|| say.t(&format!("catalog-facet-{bare}")).into_owned())
}

/// Features are codes, and so are languages; people read words.
fn value_name(field: &str, value: &str, say: Say) -> Option<String> {
    let key = match field {
        "features" => format!("catalog-feature-{value}"),
        "language" => format!("catalog-language-{value}"),
        _ => return None,
    };
    say.has(&key).then(|| say.t(&key).into_owned())
}

/// The catalog as a file, under the same filters.
fn api_export(question: &Question, format: &str) -> String {
    Pairs::of(question.filter_pairs()).on(&format!("/api/explore/v2.1/catalog/exports/{format}"))
}
