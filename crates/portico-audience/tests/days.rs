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
