//! What happens when someone says a word of metadata? It is found by its name, its form is checked, and it is kept.

use portico_model::meta_entry::{self, MetaEntry, MetaForm, MetaSlot};
use portico_model::{CustomValue, Fault, Metadata};
use portico_odsql::nearest;
use url::Url;

use crate::clock;

/// Longest value, in bytes.
const MOST_BYTES: usize = 100_000;
/// Longest name of the portal's own metadata, in characters.
const MOST_NAME: usize = 64;

/// Says `name=value`: `language`, `default.modified`, `dcat.creator`, `custom.owner`. Lists grow with each saying; so do the portal's
/// own, which become lists when they are said twice.
///
/// # Errors
/// `UnknownMetadata` with the nearest name; `InvalidMetadata` for a value that is not of the form of its name.
pub fn describe(metadata: &mut Metadata, name: &str, value: &str) -> Result<(), Fault> {
    let value = value.trim();
    if value.is_empty() {
        return Err(invalid(name, value, "a value"));
    }
    if value.len() > MOST_BYTES {
        let message = format!("the metadata `{name}` has {} bytes", value.len());
        return Err(Fault::invalid("InvalidMetadata", message)
            .with_hint(format!("at most {MOST_BYTES} bytes are kept")));
    }
    if let Some(own) = name.strip_prefix("custom.") {
        return describe_own(metadata, own, value);
    }
    let entry = MetaEntry::named(name).ok_or_else(|| unknown(name))?;
    let Some(slot) = entry.slot else {
        let message = format!("the metadata `{name}` is computed by the portal");
        return Err(Fault::invalid("UnknownMetadata", message).with_hint("leave it out"));
    };
    check(entry, name, value)?;
    match slot {
        MetaSlot::Title(_, get_mut) => value.clone_into(get_mut(metadata)),
        MetaSlot::Text(_, get_mut) => *get_mut(metadata) = Some(value.to_owned()),
        MetaSlot::List(_, get_mut) => {
            let list = get_mut(metadata);
            if !list.iter().any(|known| known == value) {
                list.push(value.to_owned());
            }
        }
        MetaSlot::Flag(_, get_mut) => *get_mut(metadata) = Some(value.eq_ignore_ascii_case("true")),
    }
    Ok(())
}

/// Says `name` anew: these values and no others; none takes back what was said.
///
/// # Errors
/// As [`describe`].
pub fn redescribe(metadata: &mut Metadata, name: &str, values: &[&str]) -> Result<(), Fault> {
    match (name.strip_prefix("custom."), MetaEntry::named(name)) {
        (Some(own), _) => {
            metadata.custom.remove(own);
        }
        (None, None) => return Err(unknown(name)),
        (None, Some(entry)) => match entry.slot {
            Some(MetaSlot::Title(_, get_mut)) => get_mut(metadata).clear(),
            Some(MetaSlot::Text(_, get_mut)) => *get_mut(metadata) = None,
            Some(MetaSlot::List(_, get_mut)) => get_mut(metadata).clear(),
            Some(MetaSlot::Flag(_, get_mut)) => *get_mut(metadata) = None,
            None => {}
        },
    }
    values
        .iter()
        .try_for_each(|value| describe(metadata, name, value))
}

/// A name for metadata of the portal's own, without `custom.`.
pub(crate) fn is_own_name(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= MOST_NAME
}

fn describe_own(metadata: &mut Metadata, own: &str, value: &str) -> Result<(), Fault> {
    if !is_own_name(own) {
        let message = format!("`custom.{own}` is not a name of metadata");
        return Err(Fault::invalid("UnknownMetadata", message).with_hint(format!(
            "after `custom.` write a letter, then letters, digits, hyphens and underscores, at most {MOST_NAME} in all"
        )));
    }
    let said = match metadata.custom.remove(own) {
        Some(before) => before.and(value.to_owned()),
        None => CustomValue::Text(value.to_owned()),
    };
    metadata.custom.insert(own.to_owned(), said);
    Ok(())
}

/// The value has the form of its name.
fn check(entry: &MetaEntry, name: &str, value: &str) -> Result<(), Fault> {
    let expected = match entry.form {
        MetaForm::Instant if clock::parse(value).is_none() => {
            "a day or an instant, such as `2020-11-05` or `2020-11-05T10:00:00+00:00`"
        }
        MetaForm::Flag
            if !["true", "false"]
                .iter()
                .any(|word| value.eq_ignore_ascii_case(word)) =>
        {
            "`true` or `false`"
        }
        MetaForm::Address if !is_web_address(value) => "an address that begins with `https://` or `http://`",
        MetaForm::Email if !is_email(value) => "an address such as `name@example.org`",
        MetaForm::Language | MetaForm::Languages if !is_language(value) => {
            "a language of two or three letters, such as `fr`"
        }
        _ => return Ok(()),
    };
    Err(invalid(name, value, expected))
}

fn is_web_address(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_email(value: &str) -> bool {
    let parts = value.split_once('@');
    parts.is_some_and(|(name, domain)| {
        !name.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !value.contains(char::is_whitespace)
    })
}

fn is_language(value: &str) -> bool {
    let first = value.split(['-', '_']).next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && first.chars().all(|c| c.is_ascii_lowercase())
}

fn unknown(name: &str) -> Fault {
    let said = meta_entry::ALL.iter().filter(|entry| entry.slot.is_some());
    let names: Vec<String> = said.map(MetaEntry::qualified).collect();
    let spellings = names.iter().map(String::as_str);
    let short = spellings.clone().filter_map(|name| name.strip_prefix("default."));
    // `creator` is meant as `dcat.creator`: the last part says more than the first.
    let same_end = |known: &&str| known.rsplit('.').next() == name.rsplit('.').next();
    let known = spellings.clone().find(same_end);
    let hint = match known.or_else(|| nearest(name, spellings.chain(short))) {
        Some(known) => format!("did you mean `{known}`?"),
        None => {
            "use a basic name such as `title`, `dcat.` and one of DCAT's, or `custom.` and one of your own"
                .to_owned()
        }
    };
    Fault::invalid("UnknownMetadata", format!("there is no metadata `{name}`")).with_hint(hint)
}

fn invalid(name: &str, value: &str, expected: &str) -> Fault {
    let found: String = value.chars().take(100).collect();
    Fault::invalid(
        "InvalidMetadata",
        format!("the metadata `{name}` cannot be `{found}`"),
    )
    .with_hint(format!("write {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[(&str, &str)]) -> Result<Metadata, Fault> {
        let mut metadata = Metadata::default();
        for (name, value) in words {
            describe(&mut metadata, name, value)?;
        }
        Ok(metadata)
    }

    #[test]
    fn words_are_kept_where_they_belong() {
        let metadata = said(&[
            ("language", "fr"),
            ("default.modified", "2020-11-05T10:00:00+00:00"),
            ("dcat.creator", "City of X"),
            ("theme", "A"),
            ("theme", "B"),
            ("federated", "True"),
            ("custom.data-owner", "X"),
            ("custom.team", "a"),
            ("custom.team", "b"),
        ])
        .expect("all said");
        assert_eq!(metadata.language.as_deref(), Some("fr"));
        assert_eq!(metadata.modified.as_deref(), Some("2020-11-05T10:00:00+00:00"));
        assert_eq!(metadata.dcat.creator.as_deref(), Some("City of X"));
        assert_eq!(metadata.theme, ["A", "B"]);
        assert_eq!(metadata.federated, Some(true));
        assert_eq!(metadata.custom["data-owner"], CustomValue::Text("X".into()));
        assert_eq!(
            metadata.custom["team"],
            CustomValue::List(vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn a_name_that_is_not_there_gets_the_nearest() {
        for (wrong, near) in [
            ("lenguage", "`language`"),
            ("creator", "`dcat.creator`"),
            ("dcat.contributer", "`dcat.contributor`"),
            ("dcat.title", "`default.title`"),
            ("bogus-name", "`custom.`"),
            ("custom.é", "hyphens"),
            ("records_count", "leave it out"),
        ] {
            let fault = said(&[(wrong, "x")]).expect_err(wrong);
            assert_eq!(fault.code, "UnknownMetadata");
            assert!(
                fault.hint.clone().unwrap_or_default().contains(near),
                "{wrong}: {fault:?}"
            );
        }
    }

    #[test]
    fn a_value_of_another_form_is_refused() {
        for (name, value) in [
            ("modified", "last spring"),
            ("language", "French"),
            ("license_url", "javascript:alert(1)"),
            ("dcat.contact_email", "me at home"),
            ("federated", "maybe"),
            ("title", "  "),
        ] {
            assert_eq!(
                said(&[(name, value)]).expect_err(name).code,
                "InvalidMetadata",
                "{name}"
            );
        }
    }
}
