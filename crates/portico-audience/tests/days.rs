//! What is known of a day when it is over?

use std::net::{IpAddr, Ipv4Addr};

use chrono::{NaiveDate, NaiveDateTime};
use portico_audience::{
    ApiFamily, Audience, AudienceSettings, DayFigures, Dimension, Kind, Metric, PageGroup, Route, Search,
    Visit, Visitor,
};

fn at(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, day)
        .and_then(|date| date.and_hms_opt(hour, 30, 0))
        .expect("a moment of March")
}

fn visitor(number: u32) -> Visitor<'static> {
    Visitor {
        address: IpAddr::V4(Ipv4Addr::from(0xCB00_7100 + number)),
        agent: "Mozilla/5.0",
        objects: false,
    }
}

const TABLE: Visit<'static> = Visit {
    route: Route::Page(PageGroup::Table),
    dataset: Some("parks"),
    format: None,
    status: 200,
    embedded: false,
    language: Some("en"),
    referrer: None,
    search: None,
    kind: Kind::Person,
};

fn searched(text: &str) -> Visit<'_> {
    Visit {
        route: Route::Page(PageGroup::Catalog),
        dataset: None,
        search: Some(Search { text, in_vain: true }),
        ..TABLE
    }
}

fn audience() -> Audience {
    Audience::new(AudienceSettings::default())
}

fn value(figures: &DayFigures, dimension: Dimension, name: &str, metric: Metric) -> Option<Option<u64>> {
    figures
        .rows
        .iter()
        .find(|row| row.dimension == dimension && row.name == name && row.metric == metric)
        .map(|row| row.value)
}

#[test]
fn a_day_ends_at_midnight_and_is_handed_out_once() {
    let audience = audience();
    for number in 0..12 {
        audience.record(at(1, 9), &TABLE, &visitor(number)).unwrap();
        audience.record(at(1, 10), &TABLE, &visitor(number)).unwrap();
    }
    assert!(audience.take_ended(at(1, 23)).is_empty());
    audience.record(at(2, 0), &TABLE, &visitor(1)).unwrap();
    let ended = audience.take_ended(at(2, 0));
    let [first] = ended.as_slice() else {
        panic!("{ended:?}")
    };
    assert_eq!(first.date, at(1, 0).date());
    assert_eq!(first.visitors, Some(12));
    assert_eq!(first.totals.views, 24);
    assert_eq!(
        value(first, Dimension::Dataset, "parks", Metric::Visitors),
        Some(Some(12))
    );
    assert_eq!(
        value(first, Dimension::Dataset, "parks", Metric::Views),
        Some(Some(24))
    );
    assert_eq!(
        first
            .hours
            .iter()
            .map(|hour| (hour.hour, hour.views))
            .collect::<Vec<_>>(),
        [(9, 12), (10, 12)]
    );
    assert!(audience.take_ended(at(2, 1)).is_empty());
    assert_eq!(audience.take_all().len(), 1);
}

#[test]
fn a_row_of_few_visitors_is_not_said() {
    let audience = audience();
    for number in 0..9 {
        audience.record(at(1, 9), &TABLE, &visitor(number)).unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    assert_eq!(figures.visitors, None);
    assert_eq!(
        value(&figures, Dimension::Dataset, "parks", Metric::Views),
        Some(None)
    );
    // Events of the whole portal are no people.
    assert_eq!(figures.totals.views, 9);
}

#[test]
fn a_searched_text_is_kept_from_the_tenth_visitor_on() {
    let audience = audience();
    for number in 0..9 {
        audience
            .record(at(1, 9), &searched("Jane  Doe"), &visitor(number))
            .unwrap();
        // The same visitor again does not make it more common.
        audience
            .record(at(1, 9), &searched("jane doe"), &visitor(number))
            .unwrap();
    }
    for number in 0..10 {
        audience
            .record(at(1, 9), &searched(" Swimming POOLS "), &visitor(number))
            .unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    let text = format!("{figures:?}");
    assert!(!text.contains("jane"), "{text}");
    assert_eq!(
        value(
            &figures,
            Dimension::TermInVain,
            "swimming pools",
            Metric::Visitors
        ),
        Some(Some(10))
    );
    assert_eq!(figures.totals.searches, 28);
    assert_eq!(figures.totals.searches_in_vain, 28);
}

#[test]
fn who_objects_adds_to_the_total_of_requests_only() {
    let audience = audience();
    for number in 0..20 {
        let visitor = Visitor {
            objects: true,
            ..visitor(number)
        };
        audience
            .record(at(1, 9), &searched("swimming pools"), &visitor)
            .unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    assert_eq!(figures.totals.requests, 20);
    assert_eq!(
        (figures.totals.by_people, figures.totals.views, figures.visitors),
        (0, 0, None)
    );
    assert!(figures.rows.is_empty());
}

#[test]
fn bots_are_counted_apart_and_programs_are_no_readers() {
    let audience = audience();
    for number in 0..20 {
        let bot = Visit {
            kind: Kind::Bot,
            ..TABLE
        };
        let reader = Visit {
            kind: Kind::Program,
            ..TABLE
        };
        let call = Visit {
            route: Route::Api(ApiFamily::V21),
            kind: Kind::Program,
            language: None,
            ..TABLE
        };
        let file = Visit {
            route: Route::Download(ApiFamily::V21),
            format: Some("csv"),
            ..call
        };
        for visit in [bot, reader, call, file] {
            audience.record(at(1, 9), &visit, &visitor(number)).unwrap();
        }
    }
    let [figures] = audience.take_all().try_into().unwrap();
    let totals = figures.totals;
    assert_eq!((totals.by_bots, totals.by_programs, totals.views), (20, 60, 0));
    assert_eq!((totals.calls, totals.downloads), (20, 20));
    assert_eq!(figures.visitors, None);
    assert_eq!(
        value(&figures, Dimension::Format, "csv", Metric::Downloads),
        Some(Some(20))
    );
}

#[test]
fn a_host_that_few_came_from_is_not_even_named() {
    let audience = audience();
    for number in 0..15 {
        let host = if number < 12 {
            "news.example"
        } else {
            "intranet.tiny.example"
        };
        let visit = Visit {
            referrer: Some(host),
            ..TABLE
        };
        audience.record(at(1, 9), &visit, &visitor(number)).unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    let text = format!("{figures:?}");
    assert!(!text.contains("tiny"), "{text}");
}

#[test]
fn failed_answers_are_errors_and_no_visits() {
    let audience = audience();
    for (number, status) in (0..30).zip([404, 500, 304].into_iter().cycle()) {
        let visit = Visit { status, ..TABLE };
        audience.record(at(1, 9), &visit, &visitor(number)).unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    assert_eq!(
        (figures.totals.client_errors, figures.totals.server_errors),
        (10, 10)
    );
    assert_eq!(figures.totals.views, 0);
}

#[test]
fn endless_names_do_not_fill_the_memory() {
    let audience = audience();
    for number in 0..25_000_u32 {
        let name = format!("dataset-{number}");
        let visit = Visit {
            dataset: Some(&name),
            ..TABLE
        };
        audience.record(at(1, 9), &visit, &visitor(number)).unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    let datasets = figures
        .rows
        .iter()
        .filter(|row| row.dimension == Dimension::Dataset && row.metric == Metric::Visitors);
    assert_eq!(datasets.count(), 20_000);
}

#[test]
fn in_a_row_that_is_shown_what_few_did_is_hidden_for_itself() {
    let audience = audience();
    let download = |dataset| Visit {
        route: Route::Download(ApiFamily::V21),
        dataset: Some(dataset),
        format: Some("csv"),
        language: None,
        ..TABLE
    };
    for number in 0..40 {
        for dataset in ["parks", "trees", "walls"] {
            let visit = Visit {
                dataset: Some(dataset),
                ..TABLE
            };
            audience.record(at(1, 9), &visit, &visitor(number)).unwrap();
        }
        let (trees, walls) = (download("trees"), download("walls"));
        audience.record(at(1, 9), &trees, &visitor(number)).unwrap();
        audience.record(at(1, 9), &walls, &visitor(number % 20)).unwrap();
    }
    // One person took the file of the parks, again and again.
    for _ in 0..15 {
        audience
            .record(at(1, 9), &download("parks"), &visitor(7))
            .unwrap();
    }
    let [figures] = audience.take_all().try_into().unwrap();
    let downloads = |name: &str| value(&figures, Dimension::Dataset, name, Metric::Downloads);
    assert_eq!(
        value(&figures, Dimension::Dataset, "parks", Metric::Views),
        Some(Some(40))
    );
    assert_eq!(
        value(&figures, Dimension::Dataset, "parks", Metric::Visitors),
        Some(Some(40))
    );
    assert_eq!(downloads("parks"), Some(None), "fifteen files, one person");
    assert_eq!(
        downloads("walls"),
        Some(None),
        "the total less the others would say it"
    );
    assert_eq!(downloads("trees"), Some(Some(40)));
    assert_eq!(figures.totals.downloads, 95);
}

#[test]
fn a_clock_that_was_years_ahead_ends_the_day_when_it_is_put_right() {
    let audience = audience();
    let wrong = at(1, 9) + chrono::TimeDelta::days(4000);
    audience.record(wrong, &TABLE, &visitor(1)).unwrap();
    audience.record(at(1, 9), &TABLE, &visitor(1)).unwrap();
    let [first] = audience.take_ended(at(1, 10)).try_into().unwrap();
    assert_eq!((first.date, first.totals.views), (at(1, 0).date(), 1));
    audience.record(at(2, 9), &TABLE, &visitor(1)).unwrap();
    let [second] = audience.take_ended(at(2, 10)).try_into().unwrap();
    assert_eq!((second.date, second.totals.views), (at(1, 0).date(), 1));
}

#[test]
fn an_hour_that_comes_twice_at_midnight_opens_no_day_again() {
    let audience = audience();
    audience.record(at(2, 0), &TABLE, &visitor(1)).unwrap();
    audience.record(at(1, 23), &TABLE, &visitor(2)).unwrap();
    assert!(audience.take_ended(at(1, 23)).is_empty());
    let [only] = audience.take_all().try_into().unwrap();
    assert_eq!((only.date, only.totals.views), (at(2, 0).date(), 2));
}

/// What a stranger can subtract from what is published of a day.
mod subtraction {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    const DATASETS: [&str; 4] = ["parks", "roads", "trees", "walls"];
    const THRESHOLD: usize = 10;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn of_each_column_the_rest_is_of_several_rows_and_enough_people(
            events in prop::collection::vec((0_u32..30, 0_usize..4, 0_u8..3), 0..400),
        ) {
            let audience = audience();
            let mut truth: BTreeMap<Metric, BTreeMap<&str, (u64, BTreeSet<u32>)>> = BTreeMap::new();
            for (person, dataset, kind) in events {
                let name = DATASETS[dataset];
                let (metric, route) = match kind {
                    0 => (Metric::Views, Route::Page(PageGroup::Table)),
                    1 => (Metric::Calls, Route::Api(ApiFamily::V21)),
                    _ => (Metric::Downloads, Route::Download(ApiFamily::V21)),
                };
                let visit = Visit { route, dataset: Some(name), language: None, ..TABLE };
                audience.record(at(1, 9), &visit, &visitor(person)).unwrap();
                let cell = truth.entry(metric).or_default().entry(name).or_default();
                cell.0 += 1;
                cell.1.insert(person);
            }
            let Some(figures) = audience.take_all().pop() else { return Ok(()) };
            for (metric, column) in &truth {
                let mut rest = BTreeSet::new();
                let mut rows = 0;
                for (name, (count, people)) in column {
                    match value(&figures, Dimension::Dataset, name, *metric) {
                        Some(Some(said)) => {
                            prop_assert_eq!(said, *count);
                            prop_assert!(people.len() >= THRESHOLD, "{} {:?}", name, metric);
                        }
                        Some(None) => {
                            rest.extend(people.iter().copied());
                            rows += 1;
                        }
                        None => prop_assert!(false, "{} {:?} is not there", name, metric),
                    }
                }
                if rows > 0 && rows < column.len() {
                    prop_assert!(rows >= 2 && rest.len() >= THRESHOLD, "{:?}: {} rows, {} people", metric, rows, rest.len());
                }
            }
        }
    }
}
