//! Is what a dataset says with the portal's own words right? One rule for pages, programs and the command line.

use portico_model::{CustomValue, Dataset, Fault, Metadata, OwnField, OwnForm, OwnNeed, OwnWrong, State};

use crate::{DatasetView, MetaValue, metadata_rules};

/// What is wrong with the portal's own words, by the name of the field. `complete` when the dataset is to be published: mandatory ones have
/// to be there.
#[must_use]
pub fn own_problems(own: &[OwnField], metadata: &Metadata, complete: bool) -> Vec<(String, OwnWrong)> {
    own.iter()
        .filter_map(|field| {
            let said = field.said(metadata);
            let missing = complete && field.need == OwnNeed::Mandatory && said.is_empty();
            let wrong = missing.then_some(OwnWrong::Missing).or_else(|| field.wrong(said));
            wrong.map(|wrong| (field.name.clone(), wrong))
        })
        .collect()
}

/// The same of words that follow those of a dataset: of what has changed.
#[must_use]
pub fn own_problems_of_change(
    own: &[OwnField],
    before: &Dataset,
    after: &Metadata,
) -> Vec<(String, OwnWrong)> {
    let complete = before.state == State::Published;
    let mut problems = own_problems(own, after, complete);
    problems.retain(|(name, _)| before.metadata.custom.get(name) != after.custom.get(name));
    problems
}

/// A dataset may be published with these words.
///
/// # Errors
/// `MetadataMissing` with the first mandatory field that is not filled in; `InvalidMetadata`.
pub(crate) fn check_complete(own: &[OwnField], metadata: &Metadata) -> Result<(), Fault> {
    match own_problems(own, metadata, true).into_iter().next() {
        Some((name, wrong)) => Err(fault(own, metadata, &name, wrong)),
        None => Ok(()),
    }
}

/// These words may follow those of the dataset: what is new has the form of its field, and a published dataset keeps what it must say. Words
/// that are older than the rule stay as they are.
///
/// # Errors
/// `MetadataMissing`, `InvalidMetadata`.
pub(crate) fn check_change(own: &[OwnField], before: &Dataset, after: &Metadata) -> Result<(), Fault> {
    match own_problems_of_change(own, before, after).into_iter().next() {
        Some((name, wrong)) => Err(fault(own, after, &name, wrong)),
        None => Ok(()),
    }
}

/// A dataset may be as an import makes it.
///
/// # Errors
/// What the words say against each other; as [`check_complete`] where readers are to see it from now on, else as [`check_change`].
pub(crate) fn check_import(own: &[OwnField], before: Option<&Dataset>, after: &Dataset) -> Result<(), Fault> {
    let is_public = |dataset: &Dataset| dataset.state == State::Published;
    let blank = Metadata::default();
    metadata_rules::check(before.map_or(&blank, |before| &before.metadata), &after.metadata)?;
    match before {
        Some(before) if is_public(before) || !is_public(after) => check_change(own, before, &after.metadata),
        _ if is_public(after) => check_complete(own, &after.metadata),
        _ => {
            let blank = Dataset {
                metadata: Metadata::default(),
                ..after.clone()
            };
            check_change(own, &blank, &after.metadata)
        }
    }
}

fn fault(own: &[OwnField], metadata: &Metadata, name: &str, wrong: OwnWrong) -> Fault {
    let field = own.iter().find(|field| field.name == name).cloned();
    let field = field.unwrap_or_default();
    let said: String = field.said(metadata).join(", ").chars().take(100).collect();
    let full = field.qualified();
    let fault = match wrong {
        OwnWrong::Missing => {
            let message = format!(
                "`{full}` ({}) has to be filled in before a dataset is published",
                field.label
            );
            return Fault::invalid("MetadataMissing", message)
                .with_hint("fill it in, or keep the dataset as a draft")
                .with_position(full, None);
        }
        OwnWrong::Several => {
            let message = format!("`{full}` has one value, not several: `{said}`");
            Fault::invalid("InvalidMetadata", message).with_hint("send one")
        }
        OwnWrong::Form => {
            let message = format!("the metadata `{full}` cannot be `{said}`");
            Fault::invalid("InvalidMetadata", message).with_hint(match field.form {
                OwnForm::Int => "write a whole number",
                OwnForm::Double => "write a number, such as 1.5",
                OwnForm::Date => "write a day, such as 2026-11-25",
                _ => "write `true` or `false`",
            })
        }
        OwnWrong::NoChoice => {
            let message = format!("the metadata `{full}` cannot be `{said}`");
            let choices = field.choices.join("`, `");
            Fault::invalid("InvalidMetadata", message).with_hint(format!("use one of `{choices}`"))
        }
    };
    fault.with_position(full, None)
}

impl DatasetView {
    /// What readers are told with the portal's own words: those of the settings in their order, null where nothing is said, then those that
    /// the dataset has besides.
    #[must_use]
    pub fn own_metas(&self) -> Vec<(String, Option<MetaValue>)> {
        let custom = &self.dataset.metadata.custom;
        let is_defined = |name: &String| self.own.iter().any(|field| field.name == *name);
        let defined = self.own.iter().filter(|field| !field.internal).map(|field| {
            let value = custom.get(&field.name).map(|value| of_form(field.form, value));
            (field.name.clone(), value)
        });
        let others = custom.iter().filter(|(name, _)| !is_defined(name));
        defined
            .chain(others.map(|(name, value)| (name.clone(), Some(as_said(value)))))
            .collect()
    }

    /// The fields of the portal's own template of metadata.
    #[must_use]
    pub fn own_fields(&self) -> &[OwnField] {
        &self.own
    }
}

/// The value as its field has it; as it was said, when it does not fit (the rule may be younger).
pub(crate) fn of_form(form: OwnForm, value: &CustomValue) -> MetaValue {
    let texts = value.texts();
    let typed = match (form, texts) {
        (OwnForm::List | OwnForm::Choices, _) => Some(MetaValue::List(texts.to_vec())),
        (OwnForm::Int, [one]) => one.parse().ok().map(MetaValue::Int),
        (OwnForm::Double, [one]) => one.parse().ok().map(MetaValue::Double),
        (OwnForm::Flag, [one]) => one.parse().ok().map(MetaValue::Flag),
        _ => None,
    };
    typed.unwrap_or_else(|| as_said(value))
}

fn as_said(value: &CustomValue) -> MetaValue {
    match value {
        CustomValue::Text(text) => MetaValue::Text(text.clone()),
        CustomValue::List(texts) => MetaValue::List(texts.clone()),
    }
}

#[cfg(test)]
mod tests {
    use portico_model::{DatasetId, DatasetUid, Visibility};

    use super::*;

    fn fields() -> Vec<OwnField> {
        let field = |name: &str, form, need| OwnField {
            name: name.to_owned(),
            label: name.to_uppercase(),
            form,
            need,
            ..OwnField::default()
        };
        vec![
            field("owner", OwnForm::Text, OwnNeed::Mandatory),
            field("budget", OwnForm::Int, OwnNeed::Optional),
        ]
    }

    fn dataset(state: State, words: &[(&str, &str)]) -> Dataset {
        let said =
            |(name, value): &(&str, &str)| ((*name).to_owned(), CustomValue::Text((*value).to_owned()));
        Dataset {
            uid: DatasetUid::from_random(7),
            id: DatasetId::from_title("a"),
            state,
            visibility: Visibility::Domain,
            metadata: Metadata {
                custom: words.iter().map(said).collect(),
                ..Metadata::default()
            },
            current: None,
            created_at: 5,
            updated_at: 6,
        }
    }

    fn change(state: State, before: &[(&str, &str)], after: &[(&str, &str)]) -> Result<(), &'static str> {
        let after = dataset(state, after).metadata;
        check_change(&fields(), &dataset(state, before), &after).map_err(|fault| fault.code)
    }

    #[test]
    fn what_is_mandatory_is_there_before_readers_are() {
        assert_eq!(change(State::Draft, &[], &[]), Ok(()));
        let words = dataset(State::Draft, &[]).metadata;
        let fault = check_complete(&fields(), &words).expect_err("no owner");
        assert_eq!(fault.code, "MetadataMissing");
        assert_eq!(fault.clause.as_deref(), Some("custom.owner"));
        let words = dataset(State::Draft, &[("owner", "Parks")]).metadata;
        assert!(check_complete(&fields(), &words).is_ok());
    }

    #[test]
    fn a_published_dataset_keeps_it_but_older_ones_need_not_have_it() {
        let owner = [("owner", "Parks")];
        assert_eq!(change(State::Published, &owner, &[]), Err("MetadataMissing"));
        assert_eq!(change(State::Published, &[], &[]), Ok(()), "older than the rule");
        assert_eq!(change(State::Draft, &owner, &[]), Ok(()));
    }

    #[test]
    fn what_is_new_has_the_form_of_its_field() {
        let (much, twelve) = ([("budget", "much")], [("budget", "12")]);
        assert_eq!(change(State::Draft, &[], &much), Err("InvalidMetadata"));
        assert_eq!(change(State::Draft, &[], &twelve), Ok(()));
        assert_eq!(change(State::Draft, &much, &much), Ok(()), "older than the rule");
    }

    #[test]
    fn values_are_told_as_what_they_are() {
        let text = |text: &str| CustomValue::Text(text.to_owned());
        assert_eq!(of_form(OwnForm::Int, &text("12")), MetaValue::Int(12));
        assert_eq!(of_form(OwnForm::Flag, &text("true")), MetaValue::Flag(true));
        assert_eq!(
            of_form(OwnForm::Int, &text("much")),
            MetaValue::Text("much".to_owned())
        );
        assert_eq!(
            of_form(OwnForm::Choices, &text("a")),
            MetaValue::List(vec!["a".to_owned()])
        );
    }
}
