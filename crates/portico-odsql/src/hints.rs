//! What did the caller probably mean?

use crate::functions::FUNCTIONS;

/// Longer names are not compared: the distance costs the product of the lengths.
const LONGEST_COMPARED: usize = 64;

/// Words that may follow a value.
const KEYWORDS: &[&str] = &[
    "AND", "OR", "NOT", "LIKE", "IN", "IS", "NULL", "AS", "ASC", "DESC", "TO",
];

/// The known name nearest to `name`, if one is near enough to be worth proposing: letter case aside, at most one edit in
/// three characters.
///
/// ```
/// assert_eq!(portico_odsql::nearest("popluation", ["name", "population"]), Some("population"));
/// assert_eq!(portico_odsql::nearest("xyz", ["name", "population"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length > LONGEST_COMPARED {
        return None;
    }
    let wanted = name.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST_COMPARED)
        .map(|candidate| {
            (
                strsim::osa_distance(&wanted, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= (length / 3).max(1) && *distance < length.max(1))
        .min_by_key(|(distance, candidate)| {
            // Few people mistype the first letter.
            let same_start = candidate.to_lowercase().chars().next() == wanted.chars().next();
            (*distance, !same_start)
        })
        .map(|(_, candidate)| candidate)
}

/// What to write instead of a function that does not exist.
pub(crate) fn for_function(name: &str) -> String {
    let lower = name.to_lowercase();
    let instead = match lower.as_str() {
        "contains" | "match" | "matches" | "regexp" | "ilike" => {
            "write `search(field, \"text\")` or `field LIKE \"text\"`"
        }
        "starts_with" | "startwith" | "begins_with" => "write `startswith(field, \"text\")`",
        "if" | "iif" | "case" | "coalesce" | "nvl" | "isnull" => "`ifnull(a, b)` replaces nulls",
        "len" | "char_length" => "write `length(text)`",
        "mean" | "average" => "write `avg(x)`",
        "cluster" => "write `geo_cluster(point, zoom)`",
        "circle" => "write `within_distance(point, geom'POINT(lon lat)', 10km)`",
        "between" => "write `field IN [low..high]`",
        "upper" | "ucase" => "write `lower(text)`",
        "concat" => "ask for the fields side by side",
        "stddev" | "variance" => "spread is not computed; min, max, avg and percentile are",
        _ => {
            return match nearest(&lower, FUNCTIONS.iter().map(|(known, _)| *known)) {
                Some(known) => format!("There is no function `{name}`: did you mean `{known}`?"),
                None => format!("There is no function `{name}`."),
            };
        }
    };
    format!("There is no function `{name}`: {instead}.")
}

/// The surroundings of an unexpected token, as source text; `glued`: no blank between it and the one before.
pub(crate) struct Around<'a> {
    pub(crate) before: Option<&'a str>,
    pub(crate) token: &'a str,
    pub(crate) after: Option<&'a str>,
    pub(crate) glued: bool,
}

/// What to write instead of a token that cannot stand there, when it is a common habit of other languages.
pub(crate) fn for_token(around: &Around<'_>) -> Option<String> {
    let is = |text: Option<&str>, word: &str| text.is_some_and(|text| text.eq_ignore_ascii_case(word));
    let starts = |text: Option<&str>, test: fn(char) -> bool| text.is_some_and(|text| text.starts_with(test));
    let Around {
        before,
        token,
        after,
        glued,
    } = *around;
    let here = Some(token);
    let name = |c: char| c.is_alphabetic() || c == '_';
    let text = |c: char| matches!(c, '"' | '\'');
    let hint = if is(here, "not") && is(after, "in") {
        "There is no infix NOT IN: write `NOT (field IN (…))`."
    } else if is(here, "not") && is(after, "like") {
        "There is no infix NOT LIKE: write `NOT (field LIKE \"…\")`."
    } else if is(here, "between") || is(here, "not") && is(after, "between") {
        "There is no BETWEEN: write `field IN [low..high]`."
    } else if is(here, "when") || is(here, "case") {
        "There is no CASE: `ifnull(a, b)` replaces nulls."
    } else if is(here, "ilike") || is(here, "contains") || is(here, "matches") {
        "Write `field LIKE \"words\"`, letter case does not count."
    } else if is(here, "having") {
        "There is no HAVING: where filters before grouping."
    } else if is(here, "nulls") {
        "There is no NULLS FIRST or LAST: nulls come last."
    } else if glued && starts(before, |c| c.is_ascii_digit()) && starts(here, name) {
        return before.map(|digits| {
            format!("A name that begins with a digit goes between backquotes: `{digits}{token}`.")
        });
    } else if starts(here, text) && starts(before, text) {
        "Join conditions with AND or OR."
    } else {
        match token {
            "&" => "Conditions are joined with AND.",
            "|" => "Conditions are joined with OR.",
            "!" => "Conditions are negated with NOT.",
            "%" => "There is no modulo.",
            ";" => "A clause has no end mark.",
            "“" | "”" | "„" | "«" | "»" | "‘" | "’" => {
                "Texts go between straight quotes: \"text\" or 'text'."
            }
            "``" => "A name cannot be empty.",
            _ if ["and", "or", "not", "as", "asc", "desc"]
                .iter()
                .any(|word| is(here, word)) =>
            {
                return Some(format!(
                    "`{token}` is a keyword: as the name of a column it goes between backquotes."
                ));
            }
            _ => {
                return nearest(token, KEYWORDS.iter().copied())
                    .map(|known| format!("Did you mean `{known}`?"));
            }
        }
    };
    Some(hint.to_owned())
}
