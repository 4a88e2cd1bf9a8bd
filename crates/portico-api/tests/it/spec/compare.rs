//! Is this the answer that was expected? JSON against JSON, with room for what changes from day to day.

use serde_json::Value;

/// How much a number written with `≈` may differ.
const ABOUT: f64 = 0.005;
/// How much any fraction may differ.
const CLOSE: f64 = 1e-6;
/// Stands for any text, or for further elements.
const ANYTHING: &str = "…";

/// The first difference, with the way to it, when `found` is not what is expected.
///
/// Unless `exactly`, objects may have further members. Lists have as many elements, unless the last expected one is `"…"`. In texts `…`
/// stands for anything; `"≈ 12"` is a number within half a percent; whole numbers are whole.
pub(super) fn difference(found: &Value, expected: &Value, exactly: bool) -> Option<String> {
    walk(found, expected, exactly, "")
}

fn walk(found: &Value, expected: &Value, exactly: bool, path: &str) -> Option<String> {
    let differ = || Some(format!("{path}: expected {expected}, found {}", short(found)));
    match (found, expected) {
        (_, Value::String(text)) if text == ANYTHING => None,
        (Value::Object(found), Value::Object(wanted)) => {
            if exactly && !found.keys().eq(wanted.keys()) {
                let keys = |object: &serde_json::Map<String, Value>| {
                    object.keys().cloned().collect::<Vec<_>>().join(", ")
                };
                return Some(format!(
                    "{path}: expected the keys {}, found {}",
                    keys(wanted),
                    keys(found)
                ));
            }
            wanted.iter().find_map(|(key, wanted)| {
                let path = format!("{path}/{key}");
                match found.get(key) {
                    Some(found) => walk(found, wanted, exactly, &path),
                    None => Some(format!("{path}: expected {wanted}, found nothing")),
                }
            })
        }
        (Value::Array(found), Value::Array(wanted)) => {
            let more = wanted.last().is_some_and(|last| last == ANYTHING);
            let wanted = &wanted[..wanted.len() - usize::from(more)];
            if found.len() < wanted.len() || (!more && found.len() > wanted.len()) {
                return Some(format!(
                    "{path}: expected {} elements, found {}: {}",
                    wanted.len(),
                    found.len(),
                    short(&Value::Array(found.clone()))
                ));
            }
            let mut pairs = found.iter().zip(wanted).enumerate();
            pairs.find_map(|(at, (found, wanted))| walk(found, wanted, exactly, &format!("{path}/{at}")))
        }
        (Value::Number(number), Value::Number(wanted)) => {
            let same_kind = number.is_f64() == wanted.is_f64();
            let close = near(number.as_f64(), wanted.as_f64(), CLOSE);
            if same_kind && close { None } else { differ() }
        }
        (Value::Number(number), Value::String(text)) if text.starts_with('≈') => {
            let wanted = text.trim_start_matches('≈').trim().parse().ok();
            if near(number.as_f64(), wanted, ABOUT) {
                None
            } else {
                differ()
            }
        }
        (Value::String(text), Value::String(wanted)) if like(text, wanted) => None,
        _ if found == expected => None,
        _ => differ(),
    }
}

fn near(found: Option<f64>, wanted: Option<f64>, tolerance: f64) -> bool {
    let (Some(found), Some(wanted)) = (found, wanted) else {
        return false;
    };
    (found - wanted).abs() <= tolerance * wanted.abs().max(1e-9)
}

/// The text is the wanted one, `…` standing for anything.
pub(super) fn like(text: &str, wanted: &str) -> bool {
    let mut pieces = wanted.split(ANYTHING);
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, between)) = pieces.split_last() else {
        return rest.is_empty();
    };
    for piece in between {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A text that fits on a screen.
pub(super) fn short(value: &Value) -> String {
    shorten(&value.to_string())
}

/// At most 1 500 characters of it.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(1500) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

#[test]
fn differences_are_found_with_their_way() {
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let found = json(r#"{"a": [1, 2, {"b": "Friday 3"}], "c": 2.0000001, "d": 342700}"#);
    for same in [
        r#"{"a": [1, 2, {"b": "Friday…"}]}"#,
        r#"{"a": [1, "…"], "c": 2.0}"#,
        r#"{"d": "≈ 342000"}"#,
    ] {
        assert_eq!(difference(&found, &json(same), false), None, "{same}");
    }
    for (other, path) in [
        (r#"{"a": [1, 2]}"#, "/a: expected 2 elements"),
        (r#"{"a": [1, 3, "…"]}"#, "/a/1: expected 3, found 2"),
        (r#"{"e": null}"#, "/e: expected null, found nothing"),
        (r#"{"c": 2}"#, "/c: expected 2"),
    ] {
        let difference = difference(&found, &json(other), false).unwrap();
        assert!(difference.starts_with(path), "{difference}");
    }
    let keys = difference(&json(r#"{"a": 1, "b": 2}"#), &json(r#"{"b": 2, "a": 1}"#), true);
    assert!(keys.unwrap().contains("expected the keys b, a"));
}

#[test]
fn an_ellipsis_stands_for_anything() {
    assert!(like("abc", "a…c") && like("abc", "abc") && like("abc", "…b…"));
    assert!(!like("abc", "a…d") && !like("abc", "ab") && !like("aba", "ab…ba"));
}
