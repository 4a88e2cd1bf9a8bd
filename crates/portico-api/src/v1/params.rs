//! What do the parameters of API v1 ask for? Filters, places, facets, order and page, as a question of today.

use portico_model::{FacetSort, Fault, Schema};
use portico_odsql::{FacetSpec, quote_field, v1};
use portico_services::{Question, invalid_parameter, speaks};
use portico_web::Params;

use crate::ask::Ask;

/// Largest `start + rows`, and what `rows=-1` means.
pub(crate) const WINDOW: usize = 10_000;
/// Rows when nothing is said.
const ROWS: usize = 10;

/// The page that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) rows: usize,
    pub(crate) start: usize,
}

/// One key of `sort`: a bare name sorts from the largest down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortKey {
    pub(crate) name: String,
    pub(crate) descending: bool,
}

/// A circle: where `geofilter.distance` looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Circle {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) metres: f64,
}

/// The filters of a request, without columns, order and page.
///
/// # Errors
/// `InvalidRESTParameterError` for a place that is none.
pub(crate) fn question(ask: &Ask) -> Result<Question, Fault> {
    filters(&ask.params, ask.lang)
}

fn filters(params: &Params, lang: &str) -> Result<Question, Fault> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let mut question = Question {
        timezone: text("timezone"),
        lang: text("lang")
            .filter(|tag| speaks(tag))
            .or_else(|| Some(lang.to_owned())),
        ..Question::default()
    };
    let filled = |name: &'static str| params.all(name).map(str::trim).filter(|text| !text.is_empty());
    question
        .qv1
        .extend(filled("q").chain(filled("qv1")).map(str::to_owned));
    question.filter.extend(filled("where").map(str::to_owned));
    for (name, value) in params.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let value = value.trim();
        let Some((kind, field)) = name.split_once('.').filter(|(_, field)| !field.is_empty()) else {
            continue;
        };
        match kind {
            "refine" => question.refine_by.push((field.to_owned(), value.to_owned())),
            "exclude" => question.exclude_by.push((field.to_owned(), value.to_owned())),
            "disjunctive" if is_true(value) => question.disjunctive.push(field.to_owned()),
            _ => {}
        }
    }
    if let Some(circle) = circle(params)? {
        question.qv1.push(format!(
            "#distance({},{},{})",
            circle.latitude, circle.longitude, circle.metres
        ));
    }
    if let Some(text) = params.text("geofilter.polygon") {
        let ring = v1::ring(text).ok_or_else(|| {
            invalid_parameter("geofilter.polygon", text, "(lat,lon),(lat,lon),(lat,lon)")
                .with_hint("an area needs three corners, latitude first")
        })?;
        question.qv1.push(polygon(&ring));
    }
    if let Some(text) = params.text("geofilter.bbox") {
        let [lat1, lon1, lat2, lon2] = v1::numbers(text)[..] else {
            return Err(invalid_parameter("geofilter.bbox", text, "lat,lon,lat,lon"));
        };
        // From the south-west to the north-east, over the antimeridian.
        let crosses = lat1 <= lat2 && lon1 - lon2 > 180.0 && lon1 - lon2 < 360.0;
        let lon2 = if crosses { lon2 + 360.0 } else { lon2 };
        question
            .qv1
            .push(polygon(&[[lat1, lon1], [lat1, lon2], [lat2, lon2], [lat2, lon1]]));
    }
    Ok(question)
}

/// The circle of `geofilter.distance=lat,lon[,metres]`; without a radius, what lies at that very place.
///
/// # Errors
/// `InvalidRESTParameterError` when it is no circle.
pub(crate) fn circle(params: &Params) -> Result<Option<Circle>, Fault> {
    let Some(text) = params.text("geofilter.distance") else {
        return Ok(None);
    };
    let (latitude, longitude, metres) = match v1::numbers(text)[..] {
        [latitude, longitude] => (latitude, longitude, 1.0),
        [latitude, longitude, metres] => (latitude, longitude, metres),
        _ => return Err(invalid_parameter("geofilter.distance", text, "lat,lon,metres")),
    };
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) || metres < 0.0 {
        return Err(invalid_parameter("geofilter.distance", text, "lat,lon,metres")
            .with_hint("latitude comes first, between -90 and 90"));
    }
    Ok(Some(Circle {
        latitude,
        longitude,
        metres,
    }))
}

fn polygon(ring: &[[f64; 2]]) -> String {
    let corners: Vec<String> = ring.iter().map(|[lat, lon]| format!("({lat},{lon})")).collect();
    format!("#polygon({})", corners.join(","))
}

/// The identifiers of `dataset`, which may be repeated and hold commas; `datasetid` is an older name.
///
/// # Errors
/// `InvalidRESTParameterError` when there is none.
pub(crate) fn datasets(params: &Params) -> Result<Vec<String>, Fault> {
    let mut names: Vec<String> = Vec::new();
    for name in ["dataset", "datasetid"]
        .into_iter()
        .flat_map(|name| params.all(name))
    {
        for name in name.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    if names.is_empty() {
        return Err(Fault::invalid(
            "InvalidRESTParameterError",
            "The dataset API parameter is missing.",
        )
        .with_hint("say which dataset: `dataset=` and its identifier"));
    }
    Ok(names)
}

/// `rows` and `start`. Programs ask for a million rows to get everything: more than the window gives the window.
///
/// # Errors
/// `InvalidRESTParameterError` for what is no number, below its least, or a page beyond the window.
pub(crate) fn page(params: &Params) -> Result<Page, Fault> {
    let start = params.integer("start")?.unwrap_or(0);
    let rows = params.integer("rows")?;
    if start < 0 {
        return Err(invalid_parameter("start", &start.to_string(), "0 <= start"));
    }
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let rows = match rows {
        None => ROWS,
        Some(-1) => WINDOW.saturating_sub(start),
        Some(rows) if rows < 0 => return Err(invalid_parameter("rows", &rows.to_string(), "-1 <= rows")),
        Some(rows) => usize::try_from(rows).unwrap_or(usize::MAX).min(WINDOW),
    };
    let sum = start.saturating_add(rows);
    if start > 0 && sum > WINDOW {
        let expected = format!("<= {WINDOW}");
        return Err(
            invalid_parameter("sum of start + rows", &sum.to_string(), &expected)
                .with_hint("download the records for more, or narrow the question"),
        );
    }
    Ok(Page { rows, start })
}

/// The keys of `sort`, which may be repeated and hold commas.
pub(crate) fn sort(params: &Params) -> Vec<SortKey> {
    params
        .all("sort")
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|key| !key.is_empty() && *key != "-")
        .map(|key| match key.strip_prefix('-') {
            Some(name) => SortKey {
                name: name.trim().to_owned(),
                descending: false,
            },
            None => SortKey {
                name: key.trim_start_matches('+').to_owned(),
                descending: true,
            },
        })
        .collect()
}

/// The same as a clause of today.
pub(crate) fn order_by(keys: &[SortKey]) -> Option<String> {
    let clause = |key: &SortKey| {
        let direction = if key.descending { "desc" } else { "asc" };
        format!("{} {direction}", quote_field(&key.name))
    };
    (!keys.is_empty()).then(|| keys.iter().map(clause).collect::<Vec<_>>().join(", "))
}

/// The names of `fields`; none when all are wanted.
pub(crate) fn fields(params: &Params) -> Option<Vec<String>> {
    let names: Vec<String> = params
        .all("fields")
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    (!names.is_empty()).then_some(names)
}

/// How the facets of a request work: those to count, and those that only say how their values combine. A name that is no
/// field is left out, as the role model's programs keep asking for columns that are gone.
pub(crate) fn facets(params: &Params, schema: &Schema) -> (Vec<FacetSpec>, Vec<FacetSpec>) {
    let is_facet = |name: &str| schema.field(name).is_some_and(|field| !field.ty.is_geo());
    let is_disjunctive = |name: &str| params.text(&format!("disjunctive.{name}")).is_some_and(is_true);
    let spec = |name: &str| FacetSpec {
        name: name.to_owned(),
        disjunctive: Some(is_disjunctive(name)),
        sort: params
            .text(&format!("facetsort.{name}"))
            .and_then(FacetSort::parse)
            .map(|sort| sort.as_str().to_owned()),
        ..FacetSpec::default()
    };
    let mut asked: Vec<FacetSpec> = Vec::new();
    let named = params.all("facet").flat_map(|text| text.split(','));
    for name in named.map(str::trim).filter(|name| is_facet(name)) {
        if !asked.iter().any(|known| known.name == name) {
            asked.push(spec(name));
        }
    }
    let mut others: Vec<FacetSpec> = Vec::new();
    for (name, _) in params.under("refine.").filter(|(name, _)| is_facet(name)) {
        if !asked.iter().chain(&others).any(|known| known.name == name) {
            others.push(spec(name));
        }
    }
    (asked, others)
}

/// `true` in any case, or `1`.
pub(crate) fn is_true(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("true") || text.trim() == "1"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<Question, String> {
        filters(&Params::parse(query), "en").map_err(|fault| fault.message)
    }

    #[test]
    fn filters_and_places_become_one_question() {
        let question =
            asked("q=big&refine.city=Paris&refine.city=Rome&disjunctive.city=true&exclude.x=1&lang=xx")
                .expect("a question");
        assert_eq!(question.qv1, ["big"]);
        assert_eq!(question.refine_by.len(), 2);
        assert_eq!(question.exclude_by, [("x".to_owned(), "1".to_owned())]);
        assert_eq!(question.lang.as_deref(), Some("en"));
        let places = asked("geofilter.distance=48.8,2.3,1000&geofilter.bbox=40,-5,50,10").expect("places");
        assert_eq!(
            places.qv1,
            [
                "#distance(48.8,2.3,1000)",
                "#polygon((40,-5),(40,10),(50,10),(50,-5))"
            ]
        );
        assert!(asked("geofilter.distance=here").is_err());
        assert!(asked("geofilter.polygon=(1,2),(3,4)").is_err());
        assert!(asked("geofilter.polygon=((48.8,2.3),(48.9,2.3),(48.9,2.4))").is_ok());
    }

    #[test]
    fn pages_stay_in_the_window() {
        let read = |query: &str| page(&Params::parse(query)).map(|page| (page.rows, page.start));
        assert_eq!(read("").expect("a page"), (10, 0));
        assert_eq!(read("rows=-1").expect("a page"), (10_000, 0));
        assert_eq!(read("rows=1000000").expect("a page"), (10_000, 0));
        assert_eq!(read("rows=100&start=9900").expect("a page"), (100, 9900));
        for bad in [
            "rows=-2",
            "start=-1",
            "rows=ten",
            "rows=101&start=9900",
            "start=10000",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bare_sort_key_descends() {
        let read = |query: &str| order_by(&sort(&Params::parse(query)));
        assert_eq!(
            read("sort=date,-name&sort=and").as_deref(),
            Some("date desc, name asc, `and` desc")
        );
        assert_eq!(read("sort="), None);
    }
}
