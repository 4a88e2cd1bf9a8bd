//! Does every tree read back from its own text, and does no text make a parser panic?

use std::fmt::Debug;
use std::ops::Range;

use portico_odsql::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const NOWHERE: Range<usize> = 0..0;

fn at<T>(node: T) -> Spanned<T> {
    Spanned { node, span: NOWHERE }
}

fn boxed(node: ExprKind) -> Box<Expr> {
    Box::new(at(node))
}

/// The tree as text without places, and without the source texts kept for the answer's keys.
fn bare(tree: &impl Debug) -> String {
    let text = format!("{tree:?}");
    let mut pieces = text.split("span: ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |whole, piece| {
        whole + piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
    })
}

/// The two trees are the same, places aside.
fn check<T: Debug>(printed: &str, tree: &T, read: Result<T, SyntaxError>) -> Result<(), TestCaseError> {
    match read {
        Ok(read) => prop_assert_eq!(bare(&read), bare(tree), "{}", printed),
        Err(error) => prop_assert!(false, "{}: {}", printed, error),
    }
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z_][a-z0-9_]{0,6}",
        1 => "[a-z]{1,3}\\.[a-z0-9]{1,3}",
        1 => select(vec!["year", "not", "count", "12", "1_uai", "date", "geom", "IN", "null", "now", "to", "distinct"])
            .prop_map(str::to_owned),
        1 => "[a-z`\\\\\"' é.*(-]{1,6}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{0,8}",
        "[a-zé\"'`\\\\\n\t\u{1}\u{7f}%*😀]{0,8}",
        any::<String>()
    ]
}

fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![(-1000i32..1000).prop_map(|n| f64::from(n) / 8.0), any::<f64>()]
        .prop_filter("finite, and no negative zero", |n| {
            n.is_finite() && (*n != 0.0 || n.is_sign_positive())
        })
}

fn date() -> impl Strategy<Value = DateLiteral> {
    let time = (
        0u32..24,
        0u32..60,
        option::of((0u32..60, prop_oneof![Just(0), 0u32..1_000_000])),
    );
    let offset = option::of(-1080i32..=1080);
    (
        1i32..=9999,
        option::of((1u32..=12, option::of((1u32..=28, option::of((time, offset)))))),
    )
        .prop_map(|(year, rest)| {
            let mut date = DateLiteral {
                year,
                month: None,
                day: None,
                time: None,
                offset_minutes: None,
            };
            if let Some((month, rest)) = rest {
                date.month = Some(month);
                if let Some((day, rest)) = rest {
                    date.day = Some(day);
                    if let Some(((hour, minute, seconds), offset)) = rest {
                        let (second, microsecond) = seconds.map_or((None, 0), |(s, micro)| (Some(s), micro));
                        date.time = Some(TimeOfDay {
                            hour,
                            minute,
                            second,
                            microsecond,
                        });
                        date.offset_minutes = offset;
                    }
                }
            }
            date
        })
}

fn literal() -> impl Strategy<Value = Expr> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Boolean),
        any::<i64>().prop_map(Literal::Int),
        finite().prop_map(Literal::Double),
        words().prop_map(Literal::Text),
        date().prop_map(Literal::Date),
    ]
    .prop_map(|literal| at(ExprKind::Literal(literal)))
}

fn field() -> impl Strategy<Value = Box<Expr>> {
    name().prop_map(|name| boxed(ExprKind::Field(name)))
}

fn now() -> impl Strategy<Value = Expr> {
    let set = (select(vec!["month", "day", "hour", "weekday"]), 1i64..=6);
    let add = (
        select(vec!["years", "days", "microseconds", "mondays"]),
        any::<i64>(),
    );
    vec(prop_oneof![set, add], 0..3).prop_map(|arguments| {
        let argument = |(part, value): (&str, i64)| NowArgument {
            part: part.to_owned(),
            value,
        };
        at(ExprKind::Now(arguments.into_iter().map(argument).collect()))
    })
}

fn constant() -> impl Strategy<Value = Expr> {
    prop_oneof![4 => literal(), 1 => now()]
}

fn call(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = ExprKind> {
    use ScalarFunction as S;
    let text = || words().prop_map(|text| at(ExprKind::Literal(Literal::Text(text))));
    let one = select(vec![
        S::Length,
        S::Lower,
        S::Year,
        S::Month,
        S::Day,
        S::Hour,
        S::Minute,
        S::Second,
        S::JsonFormat,
    ]);
    let call = |function, arguments| ExprKind::Call { function, arguments };
    prop_oneof![
        (one, inner.clone()).prop_map(move |(function, a)| call(function, vec![a])),
        (inner.clone(), inner.clone()).prop_map(move |(a, b)| call(S::IfNull, vec![a, b])),
        (inner.clone(), text()).prop_map(move |(a, b)| call(S::DateFormat, vec![a, b])),
        (inner, text()).prop_map(move |(a, b)| call(S::JsonFormat, vec![a, b])),
        (field(), words()).prop_map(move |(a, text)| {
            call(
                S::Distance,
                vec![*a, at(ExprKind::Literal(Literal::Geometry(Geometry(text))))],
            )
        }),
    ]
}

/// Values made of fields, literals, and maybe what else is given as a leaf.
fn value_over(leaf: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    use ArithmeticOp as A;
    leaf.prop_recursive(4, 24, 3, |inner| {
        let op = select(vec![A::Add, A::Subtract, A::Multiply, A::Divide]);
        prop_oneof![
            (op, inner.clone(), inner.clone()).prop_map(|(op, left, right)| {
                at(ExprKind::Arithmetic {
                    op,
                    left: Box::new(left),
                    right: Box::new(right),
                })
            }),
            inner
                .clone()
                .prop_map(|inner| at(ExprKind::Negate(Box::new(inner)))),
            call(inner).prop_map(at),
        ]
    })
    .boxed()
}

fn value() -> BoxedStrategy<Expr> {
    value_over(prop_oneof![3 => field().prop_map(|field| *field), 2 => constant()].boxed())
}

fn aggregate() -> impl Strategy<Value = ExprKind> {
    prop_oneof![
        Just(Aggregate::CountAll),
        value().prop_map(|value| Aggregate::Count(Box::new(value))),
        field().prop_map(Aggregate::CountDistinct),
        value().prop_map(|value| Aggregate::Sum(Box::new(value))),
        value().prop_map(|value| Aggregate::Median(Box::new(value))),
        (value(), 0.0..=100.0f64)
            .prop_map(|(value, percent)| Aggregate::Percentile(Box::new(value), percent)),
        field().prop_map(Aggregate::Bbox),
    ]
    .prop_map(ExprKind::Aggregate)
}

fn selected() -> BoxedStrategy<Expr> {
    value_over(prop_oneof![field().prop_map(|field| *field), aggregate().prop_map(at)].boxed())
}

fn range() -> impl Strategy<Value = ExprKind> {
    use PeriodUnit as P;
    let bound = || {
        prop_oneof![
            any::<i64>().prop_map(Literal::Int),
            date().prop_map(Literal::Date)
        ]
    };
    let bounds = vec(bound().prop_map(|literal| at(ExprKind::Literal(literal))), 2..4);
    let unit = select(vec![P::Millisecond, P::Second, P::Minute, P::Hour, P::Day]);
    let long = select(vec![P::Week, P::Month, P::Quarter, P::Year]);
    let spec = prop_oneof![
        finite()
            .prop_filter("above zero", |width| *width > 0.0)
            .prop_map(RangeSpec::Width),
        (1u32..=3_652_425, unit).prop_map(|(count, unit)| RangeSpec::Period { count, unit }),
        long.prop_map(|unit| RangeSpec::Period { count: 1, unit }),
        (any::<bool>(), bounds, any::<bool>()).prop_map(|(open_below, bounds, open_above)| {
            RangeSpec::Bounds {
                open_below,
                bounds,
                open_above,
            }
        }),
    ];
    (value(), spec).prop_map(|(value, spec)| ExprKind::Range {
        value: Box::new(value),
        spec,
    })
}

fn predicate() -> BoxedStrategy<Expr> {
    use CompareOp as C;
    let ops = select(vec![
        C::Equal,
        C::NotEqual,
        C::Less,
        C::LessOrEqual,
        C::Greater,
        C::GreaterOrEqual,
    ]);
    let kinds = select(vec![
        SearchKind::Search,
        SearchKind::Suggest,
        SearchKind::StartsWith,
    ]);
    let relations = select(vec![
        SpatialRelation::Intersects,
        SpatialRelation::Disjoint,
        SpatialRelation::Within,
    ]);
    let geometry = || words().prop_map(|text| at(Geometry(text)));
    let value = || value().prop_map(Box::new);
    prop_oneof![
        (ops, value(), value()).prop_map(|(op, left, right)| ExprKind::Compare { op, left, right }),
        (value(), any::<bool>()).prop_map(|(value, negated)| ExprKind::IsNull { value, negated }),
        (value(), any::<bool>(), any::<bool>()).prop_map(|(value, truth, negated)| ExprKind::IsBoolean {
            value,
            truth,
            negated
        }),
        (value(), words()).prop_map(|(value, pattern)| ExprKind::Like { value, pattern }),
        (value(), vec(constant(), 1..4)).prop_map(|(value, list)| ExprKind::InList { value, list }),
        (value(), constant(), constant(), any::<bool>(), any::<bool>()).prop_map(
            |(value, low, high, low_included, high_included)| ExprKind::InInterval {
                value,
                low: Box::new(low),
                high: Box::new(high),
                low_included,
                high_included,
            }
        ),
        (literal(), field()).prop_map(|(value, field)| ExprKind::Membership {
            value: Box::new(value),
            field
        }),
        words().prop_map(ExprKind::FullText),
        (kinds, vec(name().prop_map(at), 0..3), words()).prop_map(|(kind, fields, text)| ExprKind::Search {
            kind,
            fields,
            text
        }),
        (field(), geometry(), finite()).prop_map(|(field, center, metres)| ExprKind::WithinDistance {
            field,
            center,
            metres: metres.abs()
        }),
        (field(), [finite(), finite(), finite(), finite()])
            .prop_map(|(field, corners)| ExprKind::InBbox { field, corners }),
        (relations, field(), geometry()).prop_map(|(relation, field, shape)| ExprKind::Spatial {
            relation,
            field,
            shape
        }),
        name().prop_map(ExprKind::Field),
    ]
    .prop_map(at)
    .boxed()
}

/// Conditions as the parser makes them: no AND directly in an AND, no OR in an OR.
fn condition() -> BoxedStrategy<Expr> {
    let flat = |parts: Vec<Expr>, is_same: fn(&ExprKind) -> bool| -> Vec<Expr> {
        parts
            .into_iter()
            .map(|part| {
                if is_same(&part.node) {
                    at(ExprKind::Not(Box::new(part)))
                } else {
                    part
                }
            })
            .collect()
    };
    predicate()
        .prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| at(ExprKind::Not(Box::new(inner)))),
                vec(inner.clone(), 2..4).prop_map(move |parts| at(ExprKind::And(flat(
                    parts,
                    |node| matches!(node, ExprKind::And(_))
                )))),
                vec(inner, 2..4).prop_map(move |parts| at(ExprKind::Or(flat(parts, |node| matches!(
                    node,
                    ExprKind::Or(_)
                ))))),
            ]
        })
        .boxed()
}

proptest! {
    #[test]
    fn conditions_read_back(tree in condition()) {
        let printed = tree.to_string();
        check(&printed, &tree, parse_where(&printed))?;
    }

    #[test]
    fn selected_values_read_back(expr in selected(), alias in option::of(name().prop_map(at))) {
        let printed = SelectItem::Expr { expr: expr.clone(), alias: alias.clone(), key: String::new() }.to_string();
        let read = parse_select(&printed).map(|mut items| match items.remove(0) {
            SelectItem::Expr { expr, alias, .. } => (expr, alias),
            other => panic!("{other:?}"),
        });
        check(&printed, &(expr, alias), read)?;
    }

    #[test]
    fn groups_read_back(node in range(), alias in option::of(name().prop_map(at))) {
        let expr = at(node);
        let printed = GroupKey { expr: expr.clone(), alias: alias.clone(), key: String::new() }.to_string();
        let read = parse_group_by(&printed).map(|mut keys| keys.remove(0)).map(|key| (key.expr, key.alias));
        check(&printed, &(expr, alias), read)?;
    }

    #[test]
    fn orders_read_back(expr in prop_oneof![selected(), any::<i64>().prop_map(|n| at(ExprKind::Random(n)))], descending: bool) {
        let printed = OrderKey { expr: expr.clone(), text: String::new(), descending }.to_string();
        let read = parse_order_by(&printed).map(|mut keys| keys.remove(0)).map(|key| (key.expr, key.descending));
        check(&printed, &(expr, descending), read)?;
    }

    #[test]
    fn refinements_read_back(field in name(), value in words()) {
        let tree = Refinement { field, value };
        prop_assert_eq!(parse_refinement(&tree.to_string()), Ok(tree));
    }

    #[test]
    fn facets_read_back(name in name(), disjunctive: Option<bool>, separator in option::of("[/>' ]{0,2}"), limit: Option<u32>) {
        let limit = limit.map(|limit| limit as usize);
        let tree = FacetSpec { name, disjunctive, hierarchical: separator, sort: Some("-count".to_owned()), limit };
        prop_assert_eq!(parse_facet(&tree.to_string()), Ok(tree));
    }

    #[test]
    fn any_name_and_text_read_back(name in any::<String>(), text in any::<String>()) {
        prop_assume!(!name.is_empty());
        let printed = format!("{} = {}", quote_field(&name), quote_text(&text));
        let tree = at(ExprKind::Compare {
            op: CompareOp::Equal,
            left: boxed(ExprKind::Field(name)),
            right: boxed(ExprKind::Literal(Literal::Text(text))),
        });
        check(&printed, &tree, parse_where(&printed))?;
    }

    #[test]
    fn no_text_panics(text in prop_oneof![any::<String>(), "[a-c0-9 ()\\[\\],.*+/=:<>!'\"`\\\\né-]{0,40}"]) {
        read_all(&text)?;
    }

    #[test]
    fn no_broken_query_panics(tree in condition(), from in any::<prop::sample::Index>(), junk in "\\PC{0,3}", cut in 0usize..8) {
        let printed: Vec<char> = tree.to_string().chars().collect();
        let from = from.index(printed.len() + 1);
        let rest = printed.iter().skip(from + cut);
        let broken: String = printed[..from].iter().copied().chain(junk.chars()).chain(rest.copied()).collect();
        read_all(&broken)?;
    }
}

/// Reads the text with every parser; an error must point into the text, and what was read must read back.
fn read_all(text: &str) -> Result<(), TestCaseError> {
    let errors = [
        parse_where(text).map(|tree| drop(parse_where(&tree.to_string()).expect("printed text reads"))),
        parse_select(text).map(drop),
        parse_group_by(text).map(drop),
        parse_order_by(text).map(drop),
        parse_refinement(text).map(drop),
        parse_facet(text).map(drop),
    ];
    for error in errors.into_iter().filter_map(Result::err) {
        prop_assert!(
            text.get(error.span.clone()).is_some(),
            "{:?} in {:?}",
            error,
            text
        );
        prop_assert!(!error.message.is_empty());
    }
    Ok(())
}
