//! Which records answer a search of API v1? `/api/records/1.0/search` and the same below a dataset.

use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use portico_engine::{Query, Table};
use portico_model::{Fault, FaultKind, FieldType, Schema};
use portico_odsql::{FacetSpec, quote_field};
use portico_services::{DatasetView, Question};
use portico_web::WebResult;
use serde_json::{Map, Value};

use super::facet_groups::{self, FacetGroup};
use super::params::{self, Circle, Page, SortKey};
use super::record::{DISTANCE, RecordObject, Records};
use super::reply::{Manner, finish, in_old_words};
use super::{download, echo, feed};
use crate::ask::Ask;
use crate::explore::with_addresses;
use crate::reply::{Tag, caller_key};
use crate::wire::json;

/// Formats of a search.
pub(crate) const FORMATS: [&str; 7] = ["json", "jsonp", "geojson", "geojsonp", "csv", "rss", "atom"];

/// A search in one dataset.
pub(crate) struct Search {
    pub(crate) view: DatasetView,
    pub(crate) table: Table,
    /// Filters, columns and order; the page is set by whoever reads.
    pub(crate) query: Query,
    /// The facets to count.
    pub(crate) facets: Vec<FacetSpec>,
    /// The question as it was read.
    pub(crate) question: Question,
}

/// `GET /api/records/1.0/search/?dataset={id}`
pub(crate) async fn search_records(ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(async { answer(&ask, params::datasets(&ask.params)?).await }.await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/records/`
pub(crate) async fn search_dataset(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(answer(&ask, vec![id]).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/records/{record}/`
pub(crate) async fn show_record(
    Path((id, record)): Path<(String, String)>,
    ask: WebResult<Ask>,
) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(one(&ask, &id, &record).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

async fn answer(ask: &Ask, datasets: Vec<String>) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    let format = ask.params.word("format", &FORMATS)?.unwrap_or("json");
    let page = params::page(&ask.params)?;
    if format == "csv" {
        return download::write_page(ask, &datasets, page).await;
    }
    let mut searches = Vec::with_capacity(datasets.len());
    for id in &datasets {
        searches.push(Search::read(ask, id).await?);
    }
    let tag = tag_of(ask, "search", &searches);
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let found = find(ask, &searches, page).await?;
    let text = match format {
        "geojson" | "geojsonp" => json::to_bytes(&collection(found.records))?,
        "rss" | "atom" => {
            let search = searches.first().ok_or_else(no_search)?;
            return Ok(tag.mark(feed::of_records(ask, &search.view, &found.records, format)));
        }
        _ => {
            let mut body = Map::new();
            body.insert("nhits".to_owned(), found.total.into());
            let parameters = echo::of_records(&ask.params, &datasets, page);
            body.insert("parameters".to_owned(), Value::Object(parameters));
            body.insert("records".to_owned(), value(&found.records)?);
            if ask.params.all("facet").next().is_some() {
                body.insert("facet_groups".to_owned(), value(&found.facets)?);
            }
            json::to_bytes(&body)?
        }
    };
    manner.answer(ask, &tag, text)
}

async fn one(ask: &Ask, id: &str, record: &str) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    let view = ask.dataset(id).await?;
    let query = Query {
        with_record_ids: true,
        limit: Some(1),
        timezone: params::question(ask)?.query()?.timezone,
        ..Query::default()
    };
    let missing = || {
        let message = format!("The requested record {record} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    };
    let answer = ask.portal.engine().record(&view.table()?, record, &query).await?;
    let mut answer = with_addresses(ask, view.dataset.id.as_str(), answer.ok_or_else(missing)?);
    let batch = answer.batches.next().await.transpose()?.ok_or_else(missing)?;
    let records = Records {
        dataset: view.dataset.id.as_str(),
        timezone: query.timezone,
        wanted: None,
    };
    let found = records
        .of(&answer.columns, &batch)?
        .into_iter()
        .next()
        .ok_or_else(missing)?;
    manner.value(ask, &found)
}

fn no_search() -> Fault {
    Fault::internal("a search without a dataset")
}

fn value<T: serde::Serialize>(of: &T) -> Result<Value, Fault> {
    serde_json::to_value(of).map_err(Fault::internal)
}

impl Search {
    /// Reads the parameters of a request against one dataset.
    ///
    /// # Errors
    /// Not found, forbidden, or what is wrong with the parameters.
    pub(crate) async fn read(ask: &Ask, id: &str) -> Result<Self, Fault> {
        Self::with(ask, id, select).await
    }

    /// The same for a file: its columns are those wanted and no others.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) async fn for_file(ask: &Ask, id: &str) -> Result<Self, Fault> {
        Self::with(ask, id, |schema, wanted, _| columns_of(schema, wanted?)).await
    }

    async fn with(
        ask: &Ask,
        id: &str,
        select: impl Fn(&Schema, Option<&[String]>, Option<Circle>) -> Option<String>,
    ) -> Result<Self, Fault> {
        let view = ask.dataset(id).await?;
        let table = view.table()?;
        let mut question = params::question(ask)?;
        let circle = params::circle(&ask.params)?;
        let sort = params::sort(&ask.params);
        let wanted = params::fields(&ask.params);
        question.select = select(&view.schema, wanted.as_deref(), circle);
        question.order_by = order(&view.schema, &sort, circle);
        let (facets, others) = params::facets(&ask.params, &view.schema);
        let mut query = Question {
            disjunctive: Vec::new(),
            ..question.clone()
        }
        .query()?;
        query.facets = facets.iter().cloned().chain(others).collect();
        Ok(Self {
            view,
            table,
            query,
            facets,
            question,
        })
    }

    /// The records of a page.
    ///
    /// # Errors
    /// When the engine fails.
    pub(crate) async fn records(&self, ask: &Ask, page: Page) -> Result<Vec<RecordObject>, Fault> {
        let query = Query {
            limit: Some(page.rows),
            offset: page.start,
            with_record_ids: true,
            ..self.query.clone()
        };
        let wanted = params::fields(&ask.params);
        let records = Records {
            dataset: self.view.dataset.id.as_str(),
            timezone: query.timezone,
            wanted: wanted.as_deref(),
        };
        let answer = ask.portal.engine().select(&self.table, &query).await?;
        let mut answer = with_addresses(ask, self.view.dataset.id.as_str(), answer);
        let mut found = Vec::new();
        while let Some(batch) = answer.batches.next().await {
            found.extend(records.of(&answer.columns, &batch?)?);
        }
        Ok(found)
    }
}

/// What was found.
struct Found {
    total: u64,
    records: Vec<RecordObject>,
    facets: Vec<FacetGroup>,
}

/// Searches the datasets one after the other: the records of the second follow those of the first.
async fn find(ask: &Ask, searches: &[Search], page: Page) -> Result<Found, Fault> {
    let engine = ask.portal.engine();
    let mut found = Found {
        total: 0,
        records: Vec::new(),
        facets: Vec::new(),
    };
    for search in searches {
        let before = usize::try_from(found.total).unwrap_or(usize::MAX);
        let own = Page {
            rows: page.rows - found.records.len().min(page.rows),
            start: page.start.saturating_sub(before),
        };
        let counted = async { Ok(engine.count(&search.table, &search.query).await?) };
        let selected = async {
            if own.rows == 0 {
                return Ok(Vec::new());
            }
            search.records(ask, own).await
        };
        let faceted = facet_groups::count(engine, &search.table, &search.query, &search.facets);
        let (total, records, facets) = futures::future::try_join3(counted, selected, faceted).await?;
        found.total += total;
        found.records.extend(records);
        facet_groups::merge(&mut found.facets, facets);
    }
    Ok(found)
}

/// The columns to read: those wanted, the one that places the record, and how far it is.
fn select(schema: &Schema, wanted: Option<&[String]>, circle: Option<Circle>) -> Option<String> {
    let mut columns: Vec<String> = match wanted {
        None => vec!["*".to_owned()],
        Some(wanted) => {
            let place = place(schema).map(|field| field.name.as_str());
            let known = schema.fields.iter().map(|field| field.name.as_str());
            known
                .filter(|name| Some(*name) == place || wanted.iter().any(|other| other == name))
                .map(quote_field)
                .collect()
        }
    };
    if let (Some(circle), Some(field)) = (circle, place(schema)) {
        columns.push(format!(
            "{} AS {}",
            far(&field.name, circle),
            quote_field(DISTANCE)
        ));
    }
    if columns.is_empty() {
        // No such fields: the records are told apart by their identity alone.
        columns.push("record_size".to_owned());
    }
    (columns != ["*"]).then(|| columns.join(", "))
}

/// The columns of a file: those wanted in the order asked for; all when none of them exists.
fn columns_of(schema: &Schema, wanted: &[String]) -> Option<String> {
    let known = wanted.iter().filter(|name| schema.field(name).is_some());
    let columns: Vec<String> = known.map(|name| quote_field(name)).collect();
    (!columns.is_empty()).then(|| columns.join(", "))
}

/// The field that places a record: the first point, else the first shape.
fn place(schema: &Schema) -> Option<&portico_model::Field> {
    let of = |ty| schema.fields.iter().find(move |field| field.ty == ty);
    of(FieldType::GeoPoint2d).or_else(|| of(FieldType::GeoShape))
}

/// The order: as `sort` says, else the nearest first when there is a circle. `dist` is the distance.
fn order(schema: &Schema, sort: &[SortKey], circle: Option<Circle>) -> Option<String> {
    let distance = circle
        .zip(place(schema))
        .map(|(circle, field)| far(&field.name, circle));
    let Some(distance) = distance else {
        let keys: Vec<SortKey> = sort.iter().filter(|key| key.name != "dist").cloned().collect();
        return params::order_by(&keys);
    };
    if sort.is_empty() {
        return Some(distance);
    }
    let keys = sort.iter().map(|key| {
        let direction = if key.descending { "desc" } else { "asc" };
        if key.name == "dist" && schema.field("dist").is_none() {
            format!("{distance} {direction}")
        } else {
            format!("{} {direction}", quote_field(&key.name))
        }
    });
    Some(keys.collect::<Vec<_>>().join(", "))
}

fn far(field: &str, circle: Circle) -> String {
    format!(
        "distance({}, geom'POINT({} {})')",
        quote_field(field),
        circle.longitude,
        circle.latitude
    )
}

/// Records as a feature collection: the shape when there is one, else the point.
fn collection(records: Vec<RecordObject>) -> Value {
    let features: Vec<Value> = records.into_iter().map(feature).collect();
    serde_json::json!({"type": "FeatureCollection", "features": features})
}

/// One record as a feature.
pub(crate) fn feature(record: RecordObject) -> Value {
    let mut properties = record.fields;
    let shape = record.shape.and_then(|name| properties.shift_remove(&name));
    properties.insert("recordid".to_owned(), record.recordid.into());
    properties.insert("record_timestamp".to_owned(), record.record_timestamp.into());
    let geometry = shape.or(record.geometry);
    serde_json::json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

/// The tag of an answer about these datasets: their versions and every parameter but the key.
pub(crate) fn tag_of(ask: &Ask, what: &str, searches: &[Search]) -> Tag {
    let versions: Option<Vec<String>> = searches
        .iter()
        .map(|search| {
            let version = search
                .view
                .version
                .as_ref()
                .filter(|_| !search.question.depends_on_now())?;
            let view = &search.view;
            Some(format!(
                "{} {} {}",
                version.id,
                view.dataset.updated_at,
                view.mark()
            ))
        })
        .collect();
    let Some(versions) = versions else {
        return Tag::none();
    };
    Tag::of(&[
        b"v1",
        what.as_bytes(),
        versions.join(" ").as_bytes(),
        caller_key(&ask.principal, "").as_bytes(),
        ask.params.without("apikey").to_query().as_bytes(),
        ask.base.root().as_bytes(),
    ])
}
