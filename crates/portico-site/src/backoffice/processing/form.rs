//! How does a form of one step look, and what does it say when it comes back? Made from the table of kinds.

use portico_i18n::Say;
use portico_model::{Fault, Schema};
use portico_processors::{Kind, Param, ParamType, Step, find};
use serde_json::{Map, Value};

use crate::backoffice::form::{Choice, Control, Field};

/// A step in a form: one that is there, or a new one.
#[derive(Debug, Clone)]
pub(super) struct Editing {
    pub(super) step: Step,
    /// Whether the form was sent: only then an empty field is one.
    is_sent: bool,
}

impl Editing {
    pub(super) fn of(step: Step) -> Self {
        Self { step, is_sent: false }
    }

    /// Whether there is anything to see of it: it was sent, or it is a step that is there.
    pub(super) fn is_begun(&self) -> bool {
        self.is_sent || !self.step.uid.is_empty()
    }

    /// The step of a form that was sent.
    pub(super) fn read(form: &[(String, String)]) -> Option<Self> {
        let text = |name: &str| {
            form.iter()
                .rfind(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        let kind = find(text("kind")?)?;
        let mut params = Map::new();
        for param in kind.params {
            let name = name_of(param);
            let values: Vec<&str> = form
                .iter()
                .filter(|(known, value)| *known == name && !value.is_empty())
                .map(|(_, value)| value.as_str())
                .collect();
            let value = match param.ty {
                ParamType::Flag => {
                    let ticked = !values.is_empty();
                    (ticked != (param.default == Some("true"))).then_some(Value::Bool(ticked))
                }
                ParamType::Fields if !is_ordered(kind) => {
                    (!values.is_empty()).then(|| Value::from(values.clone()))
                }
                _ => values.last().map(|text| Value::from(text.replace("\r\n", "\n"))),
            };
            if let Some(value) = value {
                params.insert(param.name.to_owned(), value);
            }
        }
        Some(Self {
            step: Step {
                uid: text("uid").unwrap_or_default().to_owned(),
                kind: kind.name.to_owned(),
                label: text("label").unwrap_or_default().trim().to_owned(),
                disabled: false,
                params,
            },
            is_sent: true,
        })
    }

    /// The fields of the form. `fault` is what was wrong with it.
    pub(super) fn fields(
        &self,
        kind: &'static Kind,
        schema: &Schema,
        fault: Option<&Fault>,
        say: Say,
    ) -> Vec<Field> {
        let blamed = fault
            .and_then(|fault| fault.clause.as_deref())
            .and_then(|clause| clause.rsplit_once("]."))
            .map(|(_, param)| param);
        let mut fields: Vec<Field> = kind
            .params
            .iter()
            .map(|param| {
                let error = fault.filter(|_| blamed == Some(param.name)).map(said);
                self.field(kind, param, schema, say).error(error)
            })
            .collect();
        fields.push(
            Field::line("label", say.t("processors-step-label"))
                .value(self.step.label.clone())
                .help(say.t("processors-step-label-hint"))
                .longest(200),
        );
        fields
    }

    fn field(&self, kind: &'static Kind, param: &Param, schema: &Schema, say: Say) -> Field {
        let given = self.step.params.get(param.name);
        let text = match given {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(items)) => {
                let names: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                names.join(", ")
            }
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let names = || schema.fields.iter().map(|field| field.name.as_str());
        let control = match param.ty {
            ParamType::Field => Control::One(choices(names(), &text, param, say)),
            ParamType::Fields if !is_ordered(kind) => {
                let chosen: Vec<&str> = text.split(',').map(str::trim).collect();
                let mut all: Vec<Choice> = names()
                    .map(|name| Choice {
                        value: name.to_owned(),
                        text: name.to_owned(),
                        chosen: chosen.contains(&name),
                    })
                    .collect();
                // A field that is not there any more stays chosen, so that it can be seen and taken away.
                let gone = chosen
                    .iter()
                    .filter(|name| !name.is_empty() && !names().any(|known| known == **name));
                all.extend(gone.map(|name| Choice::of(*name, *name, name)));
                Control::Several(all)
            }
            ParamType::Flag => Control::Box,
            ParamType::Choice(words) => Control::One(choices(words.iter().copied(), &text, param, say)),
            ParamType::Lines => Control::Lines(5),
            _ => Control::Line("text"),
        };
        let by_kind = |what: &str| {
            let own = format!("processors-{what}-{}-{}", kind.name, param.name);
            if say.has(&own) {
                return Some(say.t(&own).into_owned());
            }
            let shared = format!("processors-{what}-{}", param.name);
            say.has(&shared).then(|| say.t(&shared).into_owned())
        };
        let label = by_kind("param").unwrap_or_else(|| param.name.to_owned());
        let value = match (param.ty, given) {
            (ParamType::Flag, Some(value)) => flag(value == &Value::Bool(true)),
            (ParamType::Flag, None) => flag(param.default == Some("true")),
            (_, None) if !self.is_sent => param.default.unwrap_or_default().to_owned(),
            _ => text,
        };
        let hint = match (param.ty, by_kind("hint")) {
            (ParamType::Fields, _) if !is_ordered(kind) => {
                let own = format!("processors-hint-{}-{}", kind.name, param.name);
                say.has(&own).then(|| say.t(&own).into_owned())
            }
            (_, hint) => hint,
        };
        let mut field = Field::new(control, name_of(param), label).value(value);
        field.help = hint;
        field.required = param.required && !matches!(param.ty, ParamType::Fields);
        field.autocomplete = matches!(field.control, Control::Line(_)).then_some("off");
        field
    }
}

fn flag(on: bool) -> String {
    if on { "1".to_owned() } else { String::new() }
}

fn said(fault: &Fault) -> String {
    // The form says which step and which parameter it is.
    let message = fault
        .message
        .split_once("`: ")
        .map_or(fault.message.as_str(), |(_, message)| message);
    match &fault.hint {
        Some(hint) => format!("{message}: {hint}"),
        None => message.to_owned(),
    }
}

/// Where the order of fields means something, they are written and not ticked.
fn is_ordered(kind: &Kind) -> bool {
    matches!(kind.name, "order" | "concatenate" | "join")
}

fn name_of(param: &Param) -> String {
    format!("p-{}", param.name)
}

/// Words to choose one of; what is chosen stays even when it is not among them.
fn choices<'a>(words: impl Iterator<Item = &'a str>, current: &str, param: &Param, say: Say) -> Vec<Choice> {
    let current = if current.is_empty() {
        param.default.unwrap_or_default()
    } else {
        current
    };
    let mut all = Vec::new();
    if param.default.is_none() {
        let key = if param.required {
            "processors-choose"
        } else {
            "processors-by-default"
        };
        all.push(Choice::of("", say.t(key), current));
    }
    all.extend(words.map(|word| Choice::of(word, word, current)));
    if !current.is_empty() && !all.iter().any(|choice| choice.chosen) {
        all.push(Choice::of(current, current, current));
    }
    all
}

#[cfg(test)]
mod tests {
    use portico_i18n::Lang;
    use portico_processors::ALL;

    use super::*;

    #[test]
    fn every_kind_and_parameter_has_words_in_every_language() {
        for lang in Lang::ALL {
            let say = Say::new(lang);
            for kind in ALL {
                for key in ["kind", "help"] {
                    assert!(
                        say.has(&format!("processors-{key}-{}", kind.name)),
                        "{lang}: {}",
                        kind.name
                    );
                }
                for param in kind.params {
                    let own = format!("processors-param-{}-{}", kind.name, param.name);
                    let shared = format!("processors-param-{}", param.name);
                    assert!(say.has(&own) || say.has(&shared), "{lang}: {shared}");
                }
            }
        }
        for kind in ALL {
            let title = Say::default().t(&format!("processors-kind-{}", kind.name));
            assert_eq!(title, kind.title, "the table and the page call it the same");
        }
    }

    #[test]
    fn a_form_gives_back_the_step_that_it_shows() {
        let sent = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let form = sent(&[
            ("kind", "transpose"),
            ("label", " Years "),
            ("p-fields", "a"),
            ("p-fields", "b"),
            ("p-name_output", ""),
            ("p-value_output", "people"),
        ]);
        let step = Editing::read(&form).unwrap().step;
        assert_eq!(step.label, "Years");
        assert_eq!(step.params.get("fields"), Some(&Value::from(vec!["a", "b"])));
        assert_eq!(step.params.get("value_output"), Some(&Value::from("people")));
        assert_eq!(
            step.params.get("skip_empty"),
            Some(&Value::Bool(false)),
            "a box that is ticked by itself"
        );
        assert!(!step.params.contains_key("name_output"));
        assert!(Editing::read(&sent(&[("kind", "nothing")])).is_none());
    }
}
