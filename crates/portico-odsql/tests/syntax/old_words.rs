//! Does the language of API v1 read as people wrote it, and is nothing an error?

use portico_odsql::v1::{Clause, Operand, TestOp, parse};
use portico_odsql::{CompareOp, MAX_LENGTH, SyntaxErrorKind};
use proptest::prelude::*;

fn read(text: &str) -> Clause {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn words(text: &str) -> Clause {
    Clause::Words(text.to_owned())
}

fn test(field: &str, op: TestOp, value: &str) -> Clause {
    Clause::Test {
        field: field.to_owned(),
        op,
        value: Operand::Text(value.to_owned()),
        written: String::new(),
    }
}

/// The clause without the texts that its tests were read from.
fn bare(clause: Clause) -> Clause {
    match clause {
        Clause::And(parts) => Clause::And(parts.into_iter().map(bare).collect()),
        Clause::Or(parts) => Clause::Or(parts.into_iter().map(bare).collect()),
        Clause::Not(inner) => Clause::Not(Box::new(bare(*inner))),
        Clause::Test { field, op, value, .. } => Clause::Test {
            field,
            op,
            value,
            written: String::new(),
        },
        other => other,
    }
}

#[test]
fn words_side_by_side_are_one_question() {
    assert_eq!(read(""), Clause::Everything);
    assert_eq!(read("  film  paris "), words("film paris"));
    assert_eq!(read("\"a film\""), Clause::Phrase("a film".to_owned()));
    assert_eq!(read("film AND paris"), words("film paris"));
    assert_eq!(read("rock and roll"), words("rock and roll"));
}

#[test]
fn a_small_not_is_meant_before_a_test() {
    for text in ["user:anonymous", "#null(user)", "(user:a OR user:b)", "user >= 3"] {
        assert_eq!(
            read(&format!("not {text}")),
            read(&format!("NOT {text}")),
            "{text}"
        );
    }
    assert_eq!(read("not anonymous"), words("not anonymous"));
    assert_eq!(read("why not"), words("why not"));
    assert!(!matches!(read("nothing:1"), Clause::Not(_)));
}

#[test]
fn not_binds_before_and_before_or() {
    let (a, b, c) = (words("a"), words("b"), words("c"));
    let not = |clause: &Clause| Clause::Not(Box::new(clause.clone()));
    assert_eq!(
        read("a OR b AND NOT c"),
        Clause::Or(vec![a.clone(), Clause::And(vec![b.clone(), not(&c)])])
    );
    assert_eq!(
        read("(a OR b) AND -c"),
        Clause::And(vec![Clause::Or(vec![a, b]), not(&c)])
    );
    assert_eq!(read("NOT NOT c"), c);
}

#[test]
fn fields_are_tested_with_and_without_blanks() {
    for text in [
        "siren=552032534",
        "siren = 552032534",
        "siren:552032534",
        "siren : 552032534",
    ] {
        assert_eq!(bare(read(text)), test("siren", TestOp::Is, "552032534"), "{text}");
    }
    assert_eq!(
        bare(read("date>=2020-01-01T10:00:00")),
        test(
            "date",
            TestOp::Compare(CompareOp::GreaterOrEqual),
            "2020-01-01T10:00:00"
        )
    );
    assert_eq!(
        bare(read("name==\"A \\\"B\\\"\"")),
        test("name", TestOp::Whole, "A \"B\"")
    );
    assert_eq!(
        bare(read("a:1 and b:2")),
        Clause::And(vec![test("a", TestOp::Is, "1"), test("b", TestOp::Is, "2")])
    );
    assert_eq!(
        bare(read("a:(1 OR 2)")),
        Clause::Or(vec![test("a", TestOp::Is, "1"), test("a", TestOp::Is, "2")])
    );
    let Clause::Test { written, .. } = read("10:30") else {
        panic!("a test")
    };
    assert_eq!(written, "10:30");
}

#[test]
fn intervals_leave_bounds_out_or_open() {
    let interval = |text: &str| match read(text) {
        Clause::Interval {
            low,
            high,
            low_included,
            high_included,
            ..
        } => (low, high, low_included, high_included),
        other => panic!("{text}: {other:?}"),
    };
    let text = |text: &str| Some(Operand::Text(text.to_owned()));
    assert_eq!(
        interval("d:[1950 TO 2000]"),
        (text("1950"), text("2000"), true, true)
    );
    assert_eq!(interval("d:[* to 2000["), (None, text("2000"), true, false));
    assert_eq!(interval("d:]1..2]"), (text("1"), text("2"), false, true));
    let (low, high, ..) = interval("d:[#now(days=-7) TO #now()]");
    assert!(matches!(low, Some(Operand::Now(arguments)) if arguments[0].value == -7));
    assert!(matches!(high, Some(Operand::Now(arguments)) if arguments.is_empty()));
}

#[test]
fn moments_are_set_then_moved_then_brought_to_a_weekday() {
    let moment = |text: &str| match read(&format!("d<{text}")) {
        Clause::Test {
            value: Operand::Now(arguments),
            ..
        } => arguments
            .iter()
            .map(|argument| format!("{}={}", argument.part, argument.value))
            .collect::<Vec<_>>()
            .join(" "),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(moment("#now"), "");
    assert_eq!(moment("#now(weeks=-2, year=2001)"), "year=2001 days=-14");
    assert_eq!(moment("#now(weekday=MO(2))"), "days=-1 mondays=2");
    assert_eq!(moment("#now(weekday=1)"), "days=-1 tuesdays=1");
    assert_eq!(
        moment("#now(weekday=FR(-1), hours=+3)"),
        "days=1 hours=3 fridays=-1"
    );
    assert_eq!(moment("#now(fortnights=2)"), "");
}

#[test]
fn functions_read_their_arguments_in_every_spelling() {
    assert_eq!(read("#null(birth)"), Clause::Null("birth".to_owned()));
    assert_eq!(
        read("#exact(name, \"Marie, (x)\")"),
        Clause::Exact {
            field: "name".to_owned(),
            text: "Marie, (x)".to_owned()
        }
    );
    for text in [
        "#distance(pos,\"48.8,2.3\",2km)",
        "#distance(pos, 48.8, 2.3, 2000)",
    ] {
        assert_eq!(
            read(text),
            Clause::Distance {
                field: Some("pos".to_owned()),
                latitude: 48.8,
                longitude: 2.3,
                metres: 2000.0
            },
            "{text}"
        );
    }
    let Clause::Polygon { field: None, ring } = read("#polygon((1,2),(3,4),(5,6))") else {
        panic!("a polygon")
    };
    assert_eq!(ring, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    assert_eq!(read("#nothing(a)"), words("#nothing(a)"));
}

#[test]
fn what_is_unbalanced_or_dangling_is_left_out() {
    for text in [
        "light)",
        "(light",
        "((light)))",
        "\"light",
        "AND light",
        "light OR",
        "light AND NOT",
        "= light",
        "-(light",
    ] {
        let read = format!("{:?}", read(text));
        assert!(read.contains("light"), "{text}: {read}");
    }
    assert_eq!(read("()"), Clause::Everything);
    assert_eq!(read("a:"), words("a"));
}

#[test]
fn only_a_text_that_is_too_long_is_refused() {
    let error = parse(&"a".repeat(MAX_LENGTH + 1)).expect_err("too long");
    assert_eq!(error.kind, SyntaxErrorKind::TooLong);
}

#[test]
fn hostile_texts_are_read_in_one_pass() {
    for piece in [
        "(", "(\t", "a:(", "#a(", "\"\\", "a:[", "-(", "NOT ", "a:\"", "a:'", ") OR (", "a:(\"", "#now(",
        "a:#now(", "a:[#", "}{",
    ] {
        let text = piece.repeat(MAX_LENGTH / piece.len());
        let _ = read(&text);
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn no_mixture_of_signs_makes_the_reader_panic(
        text in "([a-c]|AND|OR|NOT|#now|#null|[\\[\\](){}\"':=<>!#,*é \\\\-]|TO| ){0,80}"
    ) {
        let _ = read(&text);
    }
}
