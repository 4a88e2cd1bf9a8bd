//! Figures of past days: pieces of a day, sums, retention.

use portico_registry::{AudienceCell, AudienceHour};

use crate::Place;

fn cell(dimension: &str, name: &str, metric: &str, value: Option<i64>) -> AudienceCell {
    AudienceCell {
        dimension: dimension.to_owned(),
        name: name.to_owned(),
        metric: metric.to_owned(),
        value,
    }
}

fn hour(day: &str, hour: i64, requests: i64) -> AudienceHour {
    AudienceHour {
        day: day.to_owned(),
        hour,
        requests,
        views: 1,
    }
}

pub(crate) async fn pieces_of_a_day_are_added_up(place: &Place) {
    let registry = place.open().await;
    for (views, visitors) in [(30, Some(12)), (4, None), (20, Some(11))] {
        let cells = [
            cell("total", "", "views", Some(views)),
            cell("total", "", "visitors", visitors),
            cell("dataset", "parks", "visitors", None),
        ];
        let hours = [hour("2026-03-01", 9, 5)];
        registry
            .add_audience("2026-03-01", 10, &cells, &hours)
            .await
            .expect("added");
    }
    let days = registry
        .audience_days("2026-01-01", "2026-12-31")
        .await
        .expect("days");
    assert_eq!((days.len(), days[0].pieces), (1, 3));
    let series = |metric| {
        let registry = registry.clone();
        async move {
            registry
                .audience_series(metric, "2026-03-01", "2026-03-01")
                .await
                .expect("series")
        }
    };
    assert_eq!(series("views").await, [("2026-03-01".to_owned(), Some(54))]);
    assert_eq!(series("visitors").await, [("2026-03-01".to_owned(), Some(23))]);
    let parks = registry
        .audience_sums("dataset", "2026-03-01", "2026-03-31", 10)
        .await
        .expect("sums");
    assert_eq!(parks, [cell("dataset", "parks", "visitors", None)]);
    assert_eq!(
        registry.audience_hours("2026-03-01").await.expect("hours")[0].requests,
        15
    );
    let cells = registry.audience_cells("2026-03-01").await.expect("cells");
    assert_eq!(cells.len(), 3);
    assert!(cells.contains(&cell("total", "", "visitors", Some(23))));
}

pub(crate) async fn sums_begin_with_the_largest_row_of_each_metric(place: &Place) {
    let registry = place.open().await;
    for (day, parks, trees) in [
        ("2026-03-01", 10, Some(40)),
        ("2026-03-02", 50, None),
        ("2026-04-01", 500, None),
    ] {
        let cells = [
            cell("dataset", "parks", "views", Some(parks)),
            cell("dataset", "trees", "views", trees),
            cell("dataset", "wells", "views", None),
            cell("page", "home", "views", Some(9)),
        ];
        registry.add_audience(day, 10, &cells, &[]).await.expect("added");
    }
    let sums = registry
        .audience_sums("dataset", "2026-03-01", "2026-03-31", 2)
        .await
        .expect("sums");
    let expected = [
        cell("dataset", "parks", "views", Some(60)),
        cell("dataset", "trees", "views", Some(40)),
    ];
    assert_eq!(sums, expected);
}

pub(crate) async fn old_days_leave_the_totals_of_their_year(place: &Place) {
    let registry = place.open().await;
    for day in ["2024-12-30", "2024-12-31", "2026-03-01"] {
        let cells = [
            cell("total", "", "views", Some(7)),
            cell("total", "", "visitors", Some(50)),
            cell("dataset", "parks", "views", Some(7)),
        ];
        registry
            .add_audience(day, 10, &cells, &[hour(day, 9, 3)])
            .await
            .expect("added");
    }
    // Twice: what was counted for the year is not counted again.
    assert_eq!(
        registry
            .purge_audience("2026-02-01", "2025-01-01")
            .await
            .expect("purged"),
        2
    );
    assert_eq!(
        registry
            .purge_audience("2026-02-01", "2025-01-01")
            .await
            .expect("purged"),
        0
    );
    let years = registry.audience_years().await.expect("years");
    assert_eq!(years, [("2024".to_owned(), "views".to_owned(), 14)]);
    let days = registry
        .audience_days("2000-01-01", "2099-12-31")
        .await
        .expect("days");
    assert_eq!(
        days.iter().map(|day| day.day.as_str()).collect::<Vec<_>>(),
        ["2026-03-01"]
    );
    assert_eq!(
        registry.audience_hours("2000-01-01").await.expect("hours").len(),
        1
    );
    let sums = registry
        .audience_sums("dataset", "2000-01-01", "2099-12-31", 10)
        .await
        .expect("sums");
    assert_eq!(sums, [cell("dataset", "parks", "views", Some(7))]);
}
