//! Is a text that is too long or too deep refused, on a small stack and without delay?

use portico_odsql::{
    MAX_LENGTH, MAX_NESTING, SyntaxErrorKind, parse_facet, parse_group_by, parse_order_by, parse_refinement,
    parse_select, parse_where,
};

/// Reads the text as a condition on a stack of 1 MiB, half of what a worker thread has: prints what was read, or the
/// class of the error.
fn check(text: String) -> Result<String, SyntaxErrorKind> {
    std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || {
            parse_where(&text)
                .map(|tree| tree.to_string())
                .map_err(|error| error.kind)
        })
        .expect("a thread starts")
        .join()
        .expect("no panic")
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let deep = MAX_NESTING;
    assert_eq!(
        check(format!("{}a{}", "(".repeat(deep), ")".repeat(deep))),
        Ok("a".to_owned())
    );
    let nots = "NOT ".repeat(deep) + "a";
    assert_eq!(check(nots.clone()), Ok(nots));
    let minus = format!("{}a = 1", "-".repeat(deep));
    assert_eq!(check(minus.clone()), Ok(minus));
    let calls = format!("{}a{} = 1", "lower(".repeat(deep), ")".repeat(deep));
    assert_eq!(check(calls.clone()), Ok(calls));
    let sum = format!("{}a = 1", "a + ".repeat(deep));
    assert_eq!(check(sum.clone()), Ok(sum));
    let mixed = format!(
        "{}a{}",
        "NOT (b OR c AND (".repeat(deep / 3),
        "))".repeat(deep / 3)
    );
    assert!(check(mixed).is_ok());
}

#[test]
fn nesting_beyond_the_limit_is_refused() {
    let deep = 10_000;
    for text in [
        "(".repeat(deep),
        "(".repeat(MAX_NESTING + 1) + "a" + &")".repeat(MAX_NESTING + 1),
        "NOT ".repeat(deep) + "a",
        "-".repeat(deep) + "a = 1",
        "- ".repeat(deep) + "(a) = 1",
        "lower(".repeat(deep),
        "NOT(".repeat(deep),
        "a = ".to_owned() + &"(".repeat(deep),
        "a + (".repeat(deep),
        "ifnull(a, ".repeat(6000),
        "a + ".repeat(deep) + "a = 1",
        format!("{}a = 1", "a * a + (".repeat(5000)),
    ] {
        let start: String = text.chars().take(20).collect();
        assert_eq!(check(text), Err(SyntaxErrorKind::TooDeep), "{start}");
    }
}

#[test]
fn values_between_parentheses_cannot_hide_a_long_chain() {
    let sum = "+a".repeat(99);
    let mut text = "a".to_owned();
    for _ in 0..50 {
        text = format!("({text}){sum}");
    }
    assert_eq!(check(format!("{text} = 1")), Err(SyntaxErrorKind::TooDeep));
    assert_eq!(
        check(format!("(({text} = 1) AND b) OR c")),
        Err(SyntaxErrorKind::TooDeep)
    );
}

#[test]
fn long_flat_conditions_are_read() {
    let many = vec!["a + b = 1"; 5000].join(" OR ");
    assert_eq!(check(many.clone()), Ok(many));
    let list = format!("a IN ({})", vec!["1"; 20_000].join(", "));
    assert_eq!(check(list.clone()), Ok(list));
    assert!(parse_select(&vec!["a"; 30_000].join(",")).is_ok());
}

#[test]
fn texts_longer_than_the_limit_are_refused_by_every_parser() {
    let text = "a".repeat(MAX_LENGTH + 1);
    let errors = [
        parse_where(&text).map(drop),
        parse_select(&text).map(drop),
        parse_group_by(&text).map(drop),
        parse_order_by(&text).map(drop),
        parse_facet(&text).map(drop),
        parse_refinement(&text).map(drop),
    ];
    for error in errors {
        let error = error.expect_err("an error is expected");
        assert_eq!(error.kind, SyntaxErrorKind::TooLong);
        assert!(
            error.message.contains("65537 bytes, at most 65536"),
            "{}",
            error.message
        );
    }
    assert!(parse_where(&text[1..]).is_ok());
}

#[test]
fn many_different_aliases_are_read() {
    let items: Vec<String> = (0..5000).map(|index| format!("a as b{index}")).collect();
    assert_eq!(parse_select(&items.join(",")).map(|items| items.len()), Ok(5000));
}
