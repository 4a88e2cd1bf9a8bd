//! What does a ruleset's condition mean for this reader? Attributes (`#email`, `#group`…) become the reader's values, as literals.

use std::collections::BTreeMap;

use portico_model::{Fault, Member};
use portico_odsql::{Expr, SyntaxError, parse_where, quote_text};

/// A condition that nobody satisfies, and that every table understands.
const NOTHING: &str = "recordid = \"\"";
/// Attributes that every account has; others come from an identity provider or an administrator.
const OWN: [&str; 5] = ["email", "domain", "group", "role", "id"];

/// The condition for one reader.
#[derive(Debug, Clone)]
pub(crate) struct RowFilter {
    /// As it is computed.
    pub(crate) condition: Expr,
    /// The same as text: what differs between readers differs here.
    pub(crate) text: String,
}

/// The condition for that reader; nobody known has no attributes. Where the reader lacks an attribute that the condition asks for, no
/// record is shown.
///
/// # Errors
/// When the condition cannot be read.
pub(crate) fn for_reader(text: &str, reader: Option<&Member>) -> Result<RowFilter, SyntaxError> {
    let known = attributes(reader);
    let text = filled(text, &known).unwrap_or_else(|| NOTHING.to_owned());
    Ok(RowFilter {
        condition: parse_where(&text)?,
        text,
    })
}

/// The conditions of several rulesets: a record that satisfies one of them is shown.
///
/// # Errors
/// When one of them cannot be read.
pub(crate) fn any_for_reader(texts: &[&str], reader: Option<&Member>) -> Result<RowFilter, SyntaxError> {
    let each: Vec<String> = texts
        .iter()
        .map(|text| for_reader(text, reader).map(|filter| format!("({})", filter.text)))
        .collect::<Result<_, _>>()?;
    let text = each.join(" or ");
    Ok(RowFilter {
        condition: parse_where(&text)?,
        text,
    })
}

/// The condition as somebody with every attribute that it names would get it: to see whether it can be read.
///
/// # Errors
/// `ODSQLSyntaxError` with the place, or `InvalidRowFilter` for an attribute where a value cannot stand.
pub(crate) fn check(text: &str) -> Result<Expr, Fault> {
    let known: BTreeMap<String, Vec<String>> = names(text)
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(|name| (name, vec!["x".to_owned()]))
        .collect();
    let Some(filled) = filled(text, &known) else {
        return Err(Fault::invalid(
            "InvalidRowFilter",
            "The condition names an attribute that cannot be read.",
        )
        .with_hint("write `#email`, `#group` or the name of an attribute behind `#`"));
    };
    parse_where(&filled).map_err(|error| {
        let fault = Fault::invalid(error.code(), error.full_message("where"));
        Fault {
            hint: error.hint.clone(),
            ..fault.with_position("where", None)
        }
    })
}

/// The condition asks who the reader is.
pub(crate) fn is_personal(text: &str) -> bool {
    pieces(text)
        .iter()
        .any(|piece| matches!(piece, Piece::Attribute(_)))
}

fn names(text: &str) -> Vec<String> {
    let names = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Attribute(name) => Some(name.to_lowercase()),
        Piece::Text(_) => None,
    });
    names.collect()
}

fn attributes(reader: Option<&Member>) -> BTreeMap<String, Vec<String>> {
    let Some(member) = reader else {
        return BTreeMap::new();
    };
    let mut known: BTreeMap<String, Vec<String>> = member
        .attributes
        .iter()
        .map(|(name, values)| (name.to_lowercase(), values.clone()))
        .collect();
    let domain = member.email.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    let groups = member.groups.iter().map(|group| group.name.clone()).collect();
    // What the account says wins over what somebody else says of it.
    let own = [
        vec![member.email.clone()],
        domain.into_iter().collect(),
        groups,
        vec![member.role.as_str().to_owned()],
        vec![member.person.id.clone()],
    ];
    known.extend(OWN.iter().map(|name| (*name).to_owned()).zip(own));
    known
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Attribute(&'a str),
}

/// The condition cut at its attributes. A `#` between quotes is a sign like any other.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut quote = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match quote {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if c == '#' => {
                let name = at + 1;
                let mut end = name;
                while let Some((next, _)) =
                    chars.next_if(|(_, c)| c.is_alphanumeric() || matches!(c, '_' | '-'))
                {
                    end = next + text[next..].chars().next().map_or(0, char::len_utf8);
                }
                pieces.push(Piece::Text(&text[begin..at]));
                pieces.push(Piece::Attribute(&text[name..end]));
                begin = end;
            }
            None => {}
        }
    }
    pieces.push(Piece::Text(&text[begin..]));
    pieces
}

/// The condition with literals; none when an attribute is missing, or has several values where one must stand.
fn filled(text: &str, known: &BTreeMap<String, Vec<String>>) -> Option<String> {
    let mut filled = String::with_capacity(text.len() + 32);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Attribute(name) => {
                let values = known.get(&name.to_lowercase())?;
                let literals: Vec<String> = values.iter().map(|value| quote_text(value)).collect();
                match (follows_in(&filled), literals.as_slice()) {
                    (_, []) => return None,
                    (true, several) => filled.push_str(&format!("({})", several.join(", "))),
                    (false, [one]) => filled.push_str(one),
                    (false, _) => return None,
                }
            }
        }
    }
    Some(filled)
}

/// The last word so far is `in`, so that a list may stand here.
fn follows_in(text: &str) -> bool {
    let last = text.trim_end();
    let word = last.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
    last.len() < text.len() && word.is_some_and(|word| word.eq_ignore_ascii_case("in"))
}

#[cfg(test)]
mod tests {
    use portico_model::{Group, Permissions, Person, Role};

    use super::*;

    fn ann() -> Member {
        let mut ann = Member::from(Person {
            id: "1".to_owned(),
            email: "ann@example.org".to_owned(),
            role: Role::Reader,
            disabled: false,
            created_at: 0,
        });
        for name in ["Parks", "Roads \"A\""] {
            ann.groups.push(Group {
                id: name.to_owned(),
                name: name.to_owned(),
                description: String::new(),
                permissions: Permissions::NONE,
                created_at: 0,
            });
        }
        ann.attributes
            .insert("Town".to_owned(), vec!["Lyon\" or \"1\"=\"1".to_owned()]);
        ann.attributes
            .insert("email".to_owned(), vec!["root@example.org".to_owned()]);
        ann
    }

    fn text(condition: &str) -> String {
        for_reader(condition, Some(&ann())).expect("a condition").text
    }

    #[test]
    fn attributes_become_literals_whatever_they_hold() {
        assert_eq!(text("owner = #email"), r#"owner = "ann@example.org""#);
        assert_eq!(text("town=#town"), r#"town="Lyon\" or \"1\"=\"1""#);
        assert_eq!(text("team in #group"), r#"team in ("Parks", "Roads \"A\"")"#);
        assert_eq!(
            text("site = #Domain and x > 1"),
            r#"site = "example.org" and x > 1"#
        );
        assert_eq!(
            text(r##"a = "#email" and b = '\'#email'"##),
            r##"a = "#email" and b = '\'#email'"##
        );
    }

    #[test]
    fn who_lacks_an_attribute_sees_no_record() {
        for (condition, reader) in [
            ("owner = #email", None),
            ("town = #country or 1 = 1", Some(ann())),
            ("team = #group", Some(ann())),
            ("team = #", Some(ann())),
        ] {
            let filter = for_reader(condition, reader.as_ref()).expect("a condition");
            assert_eq!(filter.text, NOTHING, "{condition}");
        }
        let either = any_for_reader(&["town = #country", "x = 1"], Some(&ann())).expect("a condition");
        assert_eq!(either.text, format!("({NOTHING}) or (x = 1)"));
    }

    #[test]
    fn conditions_are_checked_before_anybody_reads_through_them() {
        assert!(check("owner = #email and team in #group").is_ok());
        assert_eq!(
            check("owner = #email and").expect_err("cut off").code,
            "ODSQLSyntaxError"
        );
        assert!(check("owner = #").is_err());
        assert!(is_personal("a = #email") && !is_personal("a = '#email'"));
    }
}
