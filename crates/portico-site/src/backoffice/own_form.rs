//! How are the portal's own fields filled in? Their part of the form for metadata.

use portico_i18n::Say;
use portico_model::{CustomValue, Metadata, OwnField, OwnForm, OwnNeed, OwnWrong};

use super::form::{Choice, Control, Field};

/// Before the names of these fields in a form.
const PREFIX: &str = "own_";

/// The fields, holding what is known.
pub(super) fn fields(own: &[OwnField], metadata: &Metadata, say: Say) -> Vec<Field> {
    let mut fields: Vec<Field> = own.iter().map(|one| field(one, metadata, say)).collect();
    if let Some(first) = fields.first_mut() {
        first.opens = Some(say.t("publish-part-own").into_owned());
    }
    fields
}

fn field(one: &OwnField, metadata: &Metadata, say: Say) -> Field {
    let said = one.said(metadata);
    let first = said.first().map_or("", String::as_str);
    let control = match one.form {
        OwnForm::Text | OwnForm::List | OwnForm::Double => Control::Line("text"),
        OwnForm::Int => Control::Line("number"),
        OwnForm::Date => Control::Line("date"),
        OwnForm::LongText => Control::Lines(4),
        OwnForm::Flag => Control::One(vec![
            Choice::of("", say.t("publish-own-none"), first),
            Choice::of("true", say.t("common-yes"), first),
            Choice::of("false", say.t("common-no"), first),
        ]),
        OwnForm::Choice => Control::One(
            std::iter::once(Choice::of("", say.t("publish-own-none"), first))
                .chain(offered(one, said).map(|text| Choice::of(text, text, first)))
                .collect(),
        ),
        OwnForm::Choices => Control::Several(
            offered(one, said)
                .map(|text| Choice {
                    value: text.clone(),
                    text: text.clone(),
                    chosen: said.contains(text),
                })
                .collect(),
        ),
    };
    let value = match one.form {
        OwnForm::Date if one.wrong(said).is_some() => String::new(),
        _ => said.join(", "),
    };
    let mut field = Field::new(control, format!("{PREFIX}{}", one.name), one.label.clone())
        .value(value)
        .longest(match one.form {
            OwnForm::LongText => 20_000,
            OwnForm::List => 1_000,
            OwnForm::Text | OwnForm::Double => 300,
            _ => 0,
        });
    let need = match one.need {
        OwnNeed::Optional => None,
        OwnNeed::Recommended => Some(say.t("publish-own-recommended")),
        OwnNeed::Mandatory => Some(say.t("publish-own-mandatory")),
    };
    let internal = one.internal.then(|| say.t("publish-own-internal"));
    let list = (one.form == OwnForm::List).then(|| say.t("publish-own-list"));
    let help: Vec<String> = (!one.help.is_empty())
        .then(|| one.help.clone())
        .into_iter()
        .chain([list, need, internal].into_iter().flatten().map(Into::into))
        .collect();
    if !help.is_empty() {
        field = field.help(help.join(" "));
    }
    field
}

/// What may be chosen; what the dataset says already stays, also when the settings no longer have it.
fn offered<'a>(one: &'a OwnField, said: &'a [String]) -> impl Iterator<Item = &'a String> {
    let older = said.iter().filter(|text| !one.choices.contains(text));
    one.choices.iter().chain(older)
}

/// Takes what was filled in into the metadata; a field that the form does not have stays as it was.
pub(super) fn read(form: &[(String, String)], own: &[OwnField], metadata: &mut Metadata) {
    for one in own {
        let name = format!("{PREFIX}{}", one.name);
        let sent = form.iter().filter(|(known, _)| *known == name);
        let sent: Vec<&str> = sent.map(|(_, value)| value.trim()).collect();
        // Boxes that are not ticked are not sent.
        if sent.is_empty() && one.form != OwnForm::Choices {
            continue;
        }
        let mut values: Vec<String> = Vec::new();
        let parts = sent.iter().flat_map(|text| match one.form {
            OwnForm::List => text.split([',', ';']).collect(),
            _ => vec![*text],
        });
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            let part = match one.form {
                OwnForm::LongText => part.replace("\r\n", "\n"),
                OwnForm::Double => part.replace(',', "."),
                _ => part.to_owned(),
            };
            if !values.contains(&part) {
                values.push(part);
            }
        }
        match values.as_slice() {
            [] => metadata.custom.remove(&one.name),
            [value] if !one.form.is_list() => metadata
                .custom
                .insert(one.name.clone(), CustomValue::Text(value.clone())),
            _ => metadata
                .custom
                .insert(one.name.clone(), CustomValue::List(values)),
        };
    }
}

/// What is wrong, by the names of the form.
pub(super) fn problems(
    wrong: Vec<(String, OwnWrong)>,
    own: &[OwnField],
    say: Say,
) -> impl Iterator<Item = (String, String)> {
    wrong.into_iter().map(move |(name, wrong)| {
        let form = own
            .iter()
            .find(|one| one.name == name)
            .map_or(OwnForm::Text, |one| one.form);
        let key = match (wrong, form) {
            (OwnWrong::Missing, _) => "publish-own-wrong-missing",
            (OwnWrong::Several, _) => "publish-own-wrong-several",
            (OwnWrong::NoChoice, _) => "publish-own-wrong-choice",
            (OwnWrong::Form, OwnForm::Int) => "publish-own-wrong-int",
            (OwnWrong::Form, OwnForm::Double) => "publish-own-wrong-double",
            (OwnWrong::Form, _) => "publish-own-wrong-date",
        };
        (format!("{PREFIX}{name}"), say.t(key).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use portico_i18n::Lang;

    use super::*;

    fn own(name: &str, form: OwnForm) -> OwnField {
        OwnField {
            name: name.to_owned(),
            label: name.to_uppercase(),
            form,
            choices: vec!["daily".to_owned(), "weekly".to_owned()],
            ..OwnField::default()
        }
    }

    fn filled(own: &[OwnField], before: &Metadata, pairs: &[(&str, &str)]) -> Metadata {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let form: Vec<_> = pairs.iter().map(owned).collect();
        let mut metadata = before.clone();
        read(&form, own, &mut metadata);
        metadata
    }

    #[test]
    fn what_is_filled_in_is_kept_and_shown_again() {
        let all = [
            own("owner", OwnForm::Text),
            own("teams", OwnForm::List),
            own("rhythm", OwnForm::Choice),
            own("days", OwnForm::Choices),
        ];
        let sent = [
            ("own_owner", " Parks "),
            ("own_teams", "a, b;a"),
            ("own_rhythm", "weekly"),
            ("own_days", "daily"),
            ("own_days", "weekly"),
        ];
        let metadata = filled(&all, &Metadata::default(), &sent);
        assert_eq!(metadata.custom["owner"], CustomValue::Text("Parks".into()));
        assert_eq!(metadata.custom["teams"].texts(), ["a", "b"]);
        assert_eq!(metadata.custom["days"].texts(), ["daily", "weekly"]);
        let shown = fields(&all, &metadata, Say::new(Lang::En));
        assert_eq!(shown[1].value, "a, b");
        let Control::One(choices) = &shown[2].control else {
            panic!("choices");
        };
        assert!(choices[2].chosen && !choices[1].chosen);
        let cleared = filled(&all, &metadata, &[("own_owner", ""), ("own_rhythm", "")]);
        assert_eq!(cleared.custom.keys().collect::<Vec<_>>(), ["teams"]);
    }

    #[test]
    fn what_the_settings_no_longer_have_stays() {
        let before = Metadata {
            custom: [
                ("gone".to_owned(), CustomValue::Text("x".into())),
                ("rhythm".to_owned(), CustomValue::Text("yearly".into())),
            ]
            .into(),
            ..Metadata::default()
        };
        let all = [own("rhythm", OwnForm::Choice)];
        let shown = fields(&all, &before, Say::new(Lang::En));
        let Control::One(choices) = &shown[0].control else {
            panic!("choices");
        };
        assert!(choices.iter().any(|one| one.value == "yearly" && one.chosen));
        assert_eq!(filled(&all, &before, &[("own_rhythm", "yearly")]), before);
    }
}
