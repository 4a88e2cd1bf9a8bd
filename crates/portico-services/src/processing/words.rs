//! How does an editor describe fields without knowing steps? What is said on a form becomes the last steps of the list: the words then
//! hold for every later file, are in the trail, and can be taken back like any step.

use portico_model::{Field, FieldType, Schema};
use portico_processors::{Step, Steps};
use serde_json::{Map, Value, json};

/// What is said of a field and how it is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DescribedField {
    /// Which field, by its technical name after all steps.
    pub name: String,
    /// What people read above the column.
    pub label: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// The unit behind a number; may be empty.
    pub unit: String,
    /// Offered as a filter.
    pub facet: bool,
    /// Several chosen values are alternatives.
    pub disjunctive: bool,
    /// Values are paths, cut at this separator; empty for none.
    pub hierarchical: String,
    /// The pages offer to sort by it.
    pub sortable: bool,
    /// The table leaves it out unless a reader asks.
    pub hideintable: bool,
}

impl DescribedField {
    /// What is said now.
    #[must_use]
    pub fn of(field: &Field) -> Self {
        let annotations = &field.annotations;
        Self {
            name: field.name.clone(),
            label: field.label.clone(),
            description: field.description.clone().unwrap_or_default(),
            unit: annotations.unit.clone().unwrap_or_default(),
            facet: annotations.facet,
            disjunctive: annotations.disjunctive,
            hierarchical: annotations.hierarchical.clone().unwrap_or_default(),
            sortable: annotations.sortable,
            hideintable: annotations.hideintable,
        }
    }

    /// Whether a field of that type can be a filter, or a path that is sorted by.
    #[must_use]
    pub fn may_be_filter(ty: FieldType) -> bool {
        !ty.is_geo()
    }
}

/// The steps that also say what is new in these words; `schema` is what they make now. What is not a field of it, or needs no saying, changes
/// nothing; a field without a label keeps its own.
#[must_use]
pub fn say_words(steps: &Steps, schema: &Schema, wanted: &[DescribedField]) -> Steps {
    let mut all = steps.clone();
    let begin = words_begin(&all.steps);
    for wanted in wanted {
        let Some(field) = schema.field(&wanted.name) else {
            continue;
        };
        let before = DescribedField::of(field);
        let mut tail = Tail {
            steps: &mut all.steps,
            begin,
            field: &field.name,
        };
        let label = wanted.label.trim();
        if label != before.label && !label.is_empty() {
            tail.describe("field_label", label);
        }
        for (param, new, old) in [
            ("description", wanted.description.trim(), &before.description),
            ("unit", wanted.unit.trim(), &before.unit),
        ] {
            if new != old {
                tail.describe(param, new);
                tail.annotate(param, new.is_empty().then(|| json!("")));
            }
        }
        let is_text = field.ty == FieldType::Text;
        for (annotation, new, old, fits) in [
            (
                "facet",
                wanted.facet,
                before.facet,
                DescribedField::may_be_filter(field.ty),
            ),
            ("disjunctive", wanted.disjunctive, before.disjunctive, true),
            ("sortable", wanted.sortable, before.sortable, is_text),
            ("hideintable", wanted.hideintable, before.hideintable, true),
        ] {
            if new != old && fits {
                tail.annotate(annotation, Some(json!(new.to_string())));
            }
        }
        if wanted.hierarchical != before.hierarchical && is_text {
            let value = match wanted.hierarchical.as_str() {
                "" => "false",
                separator => separator,
            };
            tail.annotate("hierarchical", Some(json!(value)));
        }
    }
    all
}

/// Where the last steps begin that only say words of fields, in whatever order.
fn words_begin(steps: &[Step]) -> usize {
    let says_words = |step: &Step| {
        let list = step.params.get("annotation").and_then(Value::as_str) == Some("multivalued");
        matches!(step.kind.as_str(), "describe" | "annotate") && !step.disabled && !list
    };
    let last = steps.iter().rposition(|step| !says_words(step));
    last.map_or(0, |last| last + 1)
}

/// The words at the end of the list, of one field.
struct Tail<'a> {
    steps: &'a mut Vec<Step>,
    begin: usize,
    field: &'a str,
}

impl Tail<'_> {
    fn place(&self, kind: &str, annotation: Option<&str>) -> Option<usize> {
        let text = |step: &Step, name: &str| {
            let value = step.params.get(name).and_then(Value::as_str);
            value.map(str::to_owned)
        };
        let found = self.steps[self.begin..].iter().position(|step| {
            step.kind == kind
                && text(step, "field").as_deref() == Some(self.field)
                && annotation.is_none_or(|wanted| text(step, "annotation").as_deref() == Some(wanted))
        });
        found.map(|place| self.begin + place)
    }

    /// Says a word of the step that describes; an empty one is taken out of it.
    fn describe(&mut self, param: &str, value: &str) {
        let place = match self.place("describe", None) {
            Some(place) => place,
            None if value.is_empty() => return,
            None => {
                self.steps.push(step("describe", &[("field", json!(self.field))]));
                self.steps.len() - 1
            }
        };
        let params = &mut self.steps[place].params;
        if value.is_empty() {
            params.remove(param);
        } else {
            params.insert(param.to_owned(), json!(value));
        }
        // What is left says nothing but which field.
        if params.len() == 1 {
            self.steps.remove(place);
        }
    }

    /// Says an annotation, or no longer.
    fn annotate(&mut self, annotation: &str, value: Option<Value>) {
        let place = self.place("annotate", Some(annotation));
        match (place, value) {
            (Some(place), Some(value)) => {
                self.steps[place].params.insert("value".to_owned(), value);
            }
            (Some(place), None) => {
                self.steps.remove(place);
            }
            (None, Some(value)) => self.steps.push(step(
                "annotate",
                &[
                    ("field", json!(self.field)),
                    ("annotation", json!(annotation)),
                    ("value", value),
                ],
            )),
            (None, None) => {}
        }
    }
}

fn step(kind: &str, params: &[(&str, Value)]) -> Step {
    let params: Map<String, Value> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    Step {
        kind: kind.to_owned(),
        params,
        ..Step::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let mut acres = Field::new("acres", FieldType::Double);
        acres.annotations.unit = Some("acres".to_owned());
        acres.description = Some("How large.".to_owned());
        Schema {
            fields: vec![Field::new("name", FieldType::Text), acres],
        }
    }

    fn told(steps: &Steps) -> Vec<String> {
        let said = |step: &Step| {
            let params: Vec<String> = step
                .params
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("{} {}", step.kind, params.join(" ")).replace('"', "")
        };
        steps.steps.iter().map(said).collect()
    }

    fn words(name: &str) -> DescribedField {
        DescribedField::of(schema().field(name).expect("a field"))
    }

    #[test]
    fn what_is_new_becomes_steps_and_nothing_else_does() {
        let same = [words("name"), words("acres")];
        assert_eq!(told(&say_words(&Steps::default(), &schema(), &same)), [""; 0]);
        let wanted = [
            DescribedField {
                label: " Park ".to_owned(),
                description: "As on the sign.".to_owned(),
                facet: true,
                hierarchical: "/".to_owned(),
                ..words("name")
            },
            DescribedField {
                label: String::new(),
                description: String::new(),
                unit: "ha".to_owned(),
                sortable: true,
                ..words("acres")
            },
        ];
        assert_eq!(
            told(&say_words(&Steps::default(), &schema(), &wanted)),
            [
                "describe field=name field_label=Park description=As on the sign.",
                "annotate field=name annotation=facet value=true",
                "annotate field=name annotation=hierarchical value=/",
                "annotate field=acres annotation=description value=",
                "describe field=acres unit=ha",
            ],
            "a number is not sorted as a text"
        );
    }

    #[test]
    fn what_is_said_again_takes_the_place_of_what_was_said() {
        let upper = step("expression", &[("field", json!("name"))]);
        let begin = Steps {
            steps: vec![
                step(
                    "describe",
                    &[("field", json!("name")), ("field_label", json!("Old"))],
                ),
                upper,
            ],
            ..Steps::default()
        };
        let first = DescribedField {
            label: "Park".to_owned(),
            description: "One.".to_owned(),
            ..words("name")
        };
        let once = say_words(&begin, &schema(), std::slice::from_ref(&first));
        assert_eq!(once.steps.len(), 3, "{:?}", told(&once));
        let mut now = schema();
        now.fields[0].label = "Park".to_owned();
        now.fields[0].description = Some("One.".to_owned());
        let second = DescribedField {
            label: "Parks".to_owned(),
            description: String::new(),
            ..first
        };
        let twice = say_words(&once, &now, &[second]);
        assert_eq!(
            told(&twice)[2..],
            [
                "describe field=name field_label=Parks",
                "annotate field=name annotation=description value=",
            ]
        );
    }

    #[test]
    fn a_field_that_is_gone_changes_nothing() {
        let gone = DescribedField {
            name: "gone".to_owned(),
            label: "Gone".to_owned(),
            ..DescribedField::default()
        };
        assert_eq!(say_words(&Steps::default(), &schema(), &[gone]), Steps::default());
    }
}
