//! What did a comparison with another engine find? One test for each difference in which the other engine was right.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Float64Array, Int64Array, ListBuilder, StringBuilder, TimestampMicrosecondArray,
};
use portico_model::{Field, FieldType};

use crate::odd::check;

fn numbers(values: Vec<f64>) -> (Vec<Field>, Vec<ArrayRef>) {
    let column = Arc::new(Float64Array::from(values));
    (vec![Field::new("x", FieldType::Double)], vec![column])
}

#[test]
fn a_record_that_holds_a_value_twice_counts_once() {
    let mut field = Field::new("tags", FieldType::Text);
    field.annotations.multivalued = Some(",".to_owned());
    let mut lists = ListBuilder::new(StringBuilder::new());
    for items in [vec!["a", "b", "a"], vec!["a"], vec![]] {
        for item in items {
            lists.values().append_value(item);
        }
        lists.append(true);
    }
    let fields = vec![field, Field::new("n", FieldType::Int)];
    let columns: Vec<ArrayRef> = vec![
        Arc::new(lists.finish()),
        Arc::new(Int64Array::from(vec![10, 1, 5])),
    ];
    check(
        "twice",
        fields,
        columns,
        &[(
            "group_by=tags & select=count(*) as c, sum(n) as s",
            &[
                r#"{"tags": null, "c": 1, "s": 5}"#,
                r#"{"tags": "a", "c": 2, "s": 11}"#,
                r#"{"tags": "b", "c": 1, "s": 10}"#,
            ],
        )],
    );
}

#[test]
fn zero_has_no_sign() {
    let (fields, columns) = numbers(vec![-0.0, 0.0, -4.0]);
    check(
        "zeros",
        fields,
        columns,
        &[
            (
                "group_by=x & select=count(*) as n",
                &[r#"{"x": -4.0, "n": 1}"#, r#"{"x": 0.0, "n": 2}"#],
            ),
            ("where=x = 0 & select=count(*) as n & limit=1", &[r#"{"n": 2}"#]),
            (
                "where=x = -0.0 & select=count(*) as n & limit=1",
                &[r#"{"n": 2}"#],
            ),
            (
                "where=x * 0 = 0 & select=count(*) as n & limit=1",
                &[r#"{"n": 3}"#],
            ),
            (
                "select=x & order_by=x * 0.0",
                &[r#"{"x": 0.0}"#, r#"{"x": 0.0}"#, r#"{"x": -4.0}"#],
            ),
        ],
    );
}

#[test]
fn a_sum_is_exact_to_the_last_number_of_64_bits() {
    let field = Field::new("n", FieldType::Int);
    let column = Arc::new(Int64Array::from(vec![i64::MAX, 1, -1, i64::MAX, i64::MIN + 1]));
    check(
        "sums",
        vec![field],
        vec![column],
        &[
            ("select=sum(n) as s & limit=1", &[r#"{"s": 9223372036854775807}"#]),
            ("where=n > 1 & select=sum(n) as s & limit=1", &[r#"{"s": null}"#]),
            (
                "where=n < 0 & select=sum(n) as s & limit=1",
                &[r#"{"s": -9223372036854775808}"#],
            ),
            (
                "where=n < -1 & select=sum(n) as s & limit=1",
                &[r#"{"s": -9223372036854775807}"#],
            ),
        ],
    );
}

#[test]
fn a_percentile_is_exact_between_two_numbers() {
    let (fields, columns) = numbers(vec![0.0, 1000.0, 2000.0, 3000.0]);
    check(
        "percentiles",
        fields,
        columns,
        &[
            (
                "select=percentile(x, 12.3456789) as p, median(x) as m & limit=1",
                &[r#"{"p": 370.370367, "m": 1500.0}"#],
            ),
            ("where=x < 0 & select=median(x) as m & limit=1", &[]),
        ],
    );
}

#[test]
fn an_hour_that_the_clock_shows_twice_is_two_hours() {
    // 2024-10-27, 00:30, 01:30 and 02:30 in UTC: 02:30 summer time, 02:30 winter time, 03:30 in Paris.
    let column = TimestampMicrosecondArray::from_iter_values(
        [1_729_989_000, 1_729_992_600, 1_729_996_200].map(|seconds| seconds * 1_000_000),
    );
    let first = r#"{"r": "[2024-10-27T02:00:00+02:00, 2024-10-27T02:00:00+01:00[", "n": 1}"#;
    let second = r#"{"r": "[2024-10-27T02:00:00+01:00, 2024-10-27T03:00:00+01:00[", "n": 1}"#;
    let third = r#"{"r": "[2024-10-27T03:00:00+01:00, 2024-10-27T04:00:00+01:00[", "n": 1}"#;
    check(
        "hours",
        vec![Field::new("t", FieldType::Datetime)],
        vec![Arc::new(column)],
        &[
            (
                "group_by=range(t, 1 hour) as r & select=count(*) as n & timezone=Europe/Paris",
                &[first, second, third],
            ),
            (
                "group_by=range(t, 2 hours) as r & select=count(*) as n & timezone=Europe/Paris",
                &[r#"{"r": "[2024-10-27T02:00:00+02:00, 2024-10-27T04:00:00+01:00[", "n": 3}"#],
            ),
            (
                "where=t < date'2024-10-27T00:59Z' & group_by=range(t, 500 ms) as r & timezone=Europe/Paris",
                &[r#"{"r": "[2024-10-27T02:30:00+02:00, 2024-10-27T02:30:00.500+02:00["}"#],
            ),
        ],
    );
}

#[test]
fn intervals_of_great_whole_numbers_are_exact() {
    let column = Int64Array::from(vec![i64::MIN, 1_000_000_000_000_000_000, i64::MAX]);
    check(
        "great",
        vec![Field::new("n", FieldType::Int)],
        vec![Arc::new(column)],
        &[(
            "group_by=range(n, 1000000000000000) as r",
            &[
                r#"{"r": "[-9224000000000000000, -9223000000000000001]"}"#,
                r#"{"r": "[1000000000000000000, 1000999999999999999]"}"#,
                r#"{"r": "[9223000000000000000, 9223999999999999999]"}"#,
            ],
        )],
    );
}
