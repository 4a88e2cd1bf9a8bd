//! Are real files read as their publishers meant them?

use portico_formats::read::{ReadOptions, inspect, read};

use crate::support::{Outcome, read_path, shared_data};

fn real(file: &str) -> Option<Outcome> {
    let path = shared_data()?.join(file);
    Some(read_path(&path, file, &ReadOptions::default()).unwrap())
}

fn check(file: &str, rows: u64, fields: &[&str]) {
    let Some(outcome) = real(file) else { return };
    assert_eq!(outcome.summary.rows, rows, "{file}");
    assert_eq!(outcome.refusals(), "", "{file}");
    let schema = outcome.schema();
    for field in fields {
        assert!(
            schema.lines().any(|line| line == *field),
            "{file}: no `{field}` in\n{schema}"
        );
    }
}

#[test]
fn airports_have_codes_and_places() {
    check(
        "world/airports.csv",
        3376,
        &[
            "iata text",
            "state text facet",
            "latitude double",
            "geo_point geo_point_2d",
        ],
    );
}

#[test]
fn zip_codes_keep_their_zeros() {
    let Some(outcome) = real("world/zipcodes.csv") else {
        return;
    };
    assert!(
        outcome.notes().contains(&"leading_zeros zip_code".to_owned()),
        "{:?}",
        outcome.notes()
    );
    assert!(
        outcome.rows().starts_with("00501 | 40.922326 | "),
        "{}",
        outcome.rows().lines().next().unwrap()
    );
}

#[test]
fn bird_strikes_keep_the_word_none() {
    check(
        "world/birdstrikes.csv",
        10_000,
        &[
            "effect_amount_of_damage text facet",
            "flight_date date facet",
            "cost_total int",
            "speed_ias_in_knots int",
        ],
    );
    let Some(outcome) = real("world/birdstrikes.csv") else {
        return;
    };
    assert!(outcome.rows().contains(" | None | 1990-01-08 | "));
    assert_eq!(
        outcome.inspection.schema.field("cost_total").unwrap().label,
        "Cost Total $"
    );
}

#[test]
fn weather_has_days_and_decimals() {
    check(
        "world/seattle-weather.csv",
        1461,
        &["date date facet", "wind double", "weather text facet"],
    );
}

#[test]
fn earthquakes_have_instants_and_points() {
    let fields = [
        "time datetime facet",
        "mag double",
        "tz int facet",
        "id text",
        "geo_point_2d geo_point_2d",
    ];
    check("world/earthquakes.json", 1707, &fields);
}

#[test]
fn countries_are_flattened_with_measure() {
    let fields = [
        "name_common text",
        "name_native text",
        "languages text",
        "ccn3 text",
        "latlng geo_point_2d",
        "capital text multivalued(,) facet",
        "landlocked boolean facet",
    ];
    check("world/countries.json", 250, &fields);
}

#[test]
fn collisions_have_dates_at_midnight_and_keep_their_words() {
    let fields = [
        "start_date date facet",
        "pedestrian text facet",
        "number_drivers int facet",
        "geo_point_2d geo_point_2d",
    ];
    check("tulsa/collisions-2013.geojson", 1302, &fields);
}

#[test]
fn surfaces_have_a_shape_and_a_point() {
    for (file, rows) in [
        ("census-tracts", 135),
        ("floodplains", 500),
        ("parks", 141),
        ("police-beats", 45),
        ("corporate-limits", 1),
    ] {
        check(
            &format!("tulsa/{file}.geojson"),
            rows,
            &["geo_shape geo_shape", "geo_point_2d geo_point_2d", "objectid int"],
        );
    }
    check(
        "tulsa/census-tracts.geojson",
        135,
        &["tract text", "lowmodpct double"],
    );
}

#[test]
fn a_shapefile_of_nad83_becomes_wgs84() {
    check(
        "tulsa/city-boundary-shapefile.zip",
        3,
        &["cityname text", "fips int", "geo_shape geo_shape"],
    );
    let Some(outcome) = real("tulsa/city-boundary-shapefile.zip") else {
        return;
    };
    assert!(
        outcome.notes().contains(&"reprojected".to_owned()),
        "{:?}",
        outcome.notes()
    );
}

#[test]
fn a_list_of_datasets_is_found_inside_a_document() {
    let Some(outcome) = real("tulsa/open-datasets.json") else {
        return;
    };
    assert_eq!(
        outcome.inspection.records_path.as_deref(),
        Some("OpenData.DataSets.DataSet")
    );
    assert_eq!(outcome.summary.rows, 26);
    assert!(
        outcome.schema().contains("createdate datetime facet"),
        "{}",
        outcome.schema()
    );
    assert!(
        outcome
            .rows()
            .contains("\"Link\":\"https://www.cityoftulsa.org/media/344799/")
    );
}

#[test]
fn a_budget_begins_below_its_title() {
    let Some(outcome) = real("tulsa/budget-fy17-revenues.xlsx") else {
        return;
    };
    assert_eq!(outcome.inspection.header_row, Some(7));
    assert_eq!(outcome.inspection.sheet.as_deref(), Some("REVenue(2)"));
    assert!(outcome.rows().contains("Sales Tax"));
}

/// Give `PORTICO_TEST_LARGE_FILE` and run with `--ignored --nocapture`, watching the memory of the process.
#[test]
#[ignore = "needs a large file"]
fn a_large_file_is_read_in_constant_memory() {
    let Some(path) = std::env::var_os("PORTICO_TEST_LARGE_FILE").map(std::path::PathBuf::from) else {
        return;
    };
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let megabytes = path.metadata().unwrap().len() as f64 / 1e6;
    let start = std::time::Instant::now();
    let inspection = inspect(&path, &name, &ReadOptions::default(), &mut |_, _| {}).unwrap();
    let first = start.elapsed().as_secs_f64();
    let go_on = &mut |_| std::ops::ControlFlow::Continue(());
    let summary = read(&path, &inspection, go_on, &mut |_| {}, &mut |_, _| {}).unwrap();
    let second = start.elapsed().as_secs_f64() - first;
    println!(
        "{megabytes:.0} MB, {} rows, {} fields",
        summary.rows,
        inspection.schema.fields.len()
    );
    println!(
        "inspect {:.1} MB/s, read {:.1} MB/s",
        megabytes / first,
        megabytes / second
    );
}
