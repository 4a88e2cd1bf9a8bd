//! Which fields has the new version? Those of the file with what people said of them; when old records stay, theirs come first.

use portico_formats::read::{Inspection, Override};
use portico_model::{Annotations, Fault, FaultKind, Field, FieldName, FieldType, Schema};

use super::FieldWords;

/// A field of the file whose type is not that of the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Forced {
    /// The field.
    pub(super) name: String,
    /// Its column in the file.
    pub(super) header: String,
}

/// The fields whose type is another one in the file: as they are in the dataset, as they are there.
fn differing<'a>(
    old: &'a Schema,
    inspection: &'a Inspection,
) -> impl Iterator<Item = (&'a Field, &'a Field)> {
    let common = inspection.schema.fields.iter();
    common
        .filter_map(|new| Some((old.field(&new.name)?, new)))
        .filter(|(old, new)| !same_type(old, new))
}

/// The fields that must be read with the type that the dataset has, and the overrides that say so.
pub(super) fn forced(old: &Schema, inspection: &Inspection) -> (Vec<Forced>, Vec<Override>) {
    differing(old, inspection)
        .map(|(old, new)| {
            let finding = inspection
                .columns
                .iter()
                .find(|column| column.field.as_deref() == Some(&new.name));
            let header = finding.map_or_else(|| new.name.clone(), |column| column.header.clone());
            let asked = Override {
                field: header.clone(),
                ty: Some(old.ty),
                multivalued: old.annotations.multivalued.clone(),
                ..Override::default()
            };
            (
                Forced {
                    name: new.name.clone(),
                    header,
                },
                asked,
            )
        })
        .unzip()
}

/// The columns of a replacement that keep the type of the dataset although the file suggests another: a text, which every value fits, and
/// whatever has no value in the file. What somebody decided stays.
pub(super) fn still_fitting(old: &Schema, inspection: &Inspection, decided: &[Override]) -> Vec<Override> {
    differing(old, inspection)
        .filter(|(old, new)| !old.is_multivalued() && !new.ty.is_geo())
        .filter_map(|(old, new)| {
            let finding = inspection
                .columns
                .iter()
                .find(|column| column.field.as_deref() == Some(&new.name))?;
            let is_decided = decided
                .iter()
                .any(|one| one.field == finding.header && (one.ty.is_some() || one.multivalued.is_some()));
            let fits = old.ty == FieldType::Text || (finding.empty >= inspection.rows && !old.ty.is_geo());
            (fits && !is_decided).then(|| Override {
                field: finding.header.clone(),
                ty: Some(old.ty),
                ..Override::default()
            })
        })
        .collect()
}

/// After reading with those types, all must agree.
pub(super) fn check_types(old: &Schema, new: &Schema) -> Result<(), Fault> {
    for (old, new) in new
        .fields
        .iter()
        .filter_map(|new| Some((old.field(&new.name)?, new)))
    {
        if !same_type(old, new) {
            return Err(incompatible(
                old,
                &format!("in the file it is {}", type_name(new)),
            ));
        }
    }
    Ok(())
}

/// The file's values do not have the type of the dataset's field.
pub(super) fn incompatible(field: &Field, found: &str) -> Fault {
    let message = format!(
        "the field `{}` of the dataset is {}; {found}",
        field.name,
        type_name(field)
    );
    Fault::new(FaultKind::Conflict, "IncompatibleSchema", message)
        .with_hint("correct the file, or use --replace to let the file decide about types")
}

/// Old fields in their order and with what was said of them, then those that the file adds.
pub(crate) fn joined(old: &Schema, new: &Schema) -> Schema {
    let added = new.fields.iter().filter(|field| old.field(&field.name).is_none());
    Schema {
        fields: old.fields.iter().chain(added).cloned().collect(),
    }
}

/// A file that replaces the records: what was said of a field that keeps its type stays, unless this request says otherwise.
pub(super) fn carry_annotations(old: &Schema, new: &mut Schema, given: &[Override]) {
    for field in &mut new.fields {
        let Some(before) = old.field(&field.name).filter(|before| same_type(before, field)) else {
            continue;
        };
        let said = given
            .iter()
            .filter(|one| names(&one.field, field) || one.rename.as_deref() == Some(&field.name));
        let facet = said.clone().find_map(|one| one.facet);
        let multivalued = said.clone().find_map(|one| one.multivalued.clone());
        field.annotations = before.annotations.clone();
        field.annotations.facet = facet.unwrap_or(field.annotations.facet);
        field.annotations.multivalued = multivalued.or(field.annotations.multivalued.take());
    }
}

/// Puts on fields what steps say of them: whatever is different from `unsaid`, the fields without those steps, and what they are known to
/// say (`explicit`: field and word).
pub(super) fn apply_steps(
    schema: &mut Schema,
    unsaid: &Schema,
    processed: &Schema,
    explicit: &[(String, String)],
) {
    for field in &mut schema.fields {
        let (Some(plain), Some(said)) = (unsaid.field(&field.name), processed.field(&field.name)) else {
            continue;
        };
        let words: Vec<&str> = explicit
            .iter()
            .filter(|(name, _)| *name == field.name)
            .map(|(_, word)| word.as_str())
            .collect();
        if plain.label != said.label || words.contains(&"label") {
            field.label.clone_from(&said.label);
        }
        if plain.description != said.description || words.contains(&"description") {
            field.description.clone_from(&said.description);
        }
        let (plain, said) = (&plain.annotations, &said.annotations);
        let into = &mut field.annotations;
        macro_rules! take {
            ($($key:ident),*) => {
                $(if plain.$key != said.$key || words.contains(&stringify!($key)) {
                    into.$key.clone_from(&said.$key);
                })*
            };
        }
        take!(
            facet,
            facetsort,
            disjunctive,
            hierarchical,
            sortable,
            hideintable,
            id,
            unit,
            decimals,
            timeserie_precision
        );
    }
}

/// Puts words on fields. Words about fields that are not there are left out.
pub(super) fn apply_words(schema: &mut Schema, words: &[FieldWords]) {
    for said in words {
        let Some(field) = schema.fields.iter_mut().find(|field| names(&said.name, field)) else {
            continue;
        };
        if let Some(label) = &said.label {
            field.label.clone_from(label);
        }
        if let Some(description) = &said.description {
            field.description = Some(description.clone());
        }
        annotate(&mut field.annotations, said);
    }
}

/// What is given replaces what was there.
fn annotate(annotations: &mut Annotations, said: &FieldWords) {
    annotations.facet = said.facet.unwrap_or(annotations.facet);
    annotations.disjunctive = said.disjunctive.unwrap_or(annotations.disjunctive);
    annotations.hierarchical = said.hierarchical.clone().or(annotations.hierarchical.take());
    annotations.facetsort = said.facetsort.or(annotations.facetsort);
    annotations.sortable = said.sortable.unwrap_or(annotations.sortable);
    annotations.hideintable = said.hideintable.unwrap_or(annotations.hideintable);
    annotations.id = said.id.unwrap_or(annotations.id);
    annotations.unit = said.unit.clone().or(annotations.unit.take());
    annotations.decimals = said.decimals.or(annotations.decimals);
    annotations.timeserie_precision = said.timeserie_precision.or(annotations.timeserie_precision);
}

/// Words of this request must be about fields that are there, and annotations must fit their types.
pub(super) fn check_words(schema: &Schema, words: &[FieldWords]) -> Result<(), Fault> {
    for said in words {
        let Some(field) = schema.fields.iter().find(|field| names(&said.name, field)) else {
            return Err(unknown_field(&said.name, schema));
        };
        let is_text = field.ty == FieldType::Text;
        let misplaced = [
            (
                "facet",
                said.facet == Some(true) && field.ty.is_geo(),
                "no geometry",
            ),
            ("hierarchical", said.hierarchical.is_some() && !is_text, "a text"),
            ("sortable", said.sortable == Some(true) && !is_text, "a text"),
            (
                "decimals",
                said.decimals.is_some() && !field.ty.is_number(),
                "a number",
            ),
            (
                "timeserie_precision",
                said.timeserie_precision.is_some() && !field.ty.is_time(),
                "a date or datetime",
            ),
        ];
        if let Some((annotation, _, wanted)) = misplaced.iter().find(|(_, misplaced, _)| *misplaced) {
            let message = format!(
                "`{annotation}` is for {wanted}; the field `{}` is {}",
                field.name,
                type_name(field)
            );
            return Err(Fault::invalid("InvalidAnnotation", message)
                .with_hint("leave the annotation out, or give the field another type"));
        }
    }
    Ok(())
}

/// The name is not one of the fields.
pub(super) fn unknown_field(name: &str, schema: &Schema) -> Fault {
    let known: Vec<&str> = schema
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .take(50)
        .collect();
    Fault::invalid("UnknownField", format!("there is no field `{name}`"))
        .with_hint(format!("the fields are {}", known.join(", ")))
}

/// Whether people mean that field: by its name, its label or its header.
pub(super) fn names(text: &str, field: &Field) -> bool {
    text == field.name || text == field.label || FieldName::from_label(text).as_str() == field.name
}

pub(super) fn same_type(one: &Field, other: &Field) -> bool {
    one.ty == other.ty && one.is_multivalued() == other.is_multivalued()
}

fn type_name(field: &Field) -> String {
    let list = if field.is_multivalued() { " (a list)" } else { "" };
    format!("{}{list}", field.ty.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(fields: &[(&str, FieldType)]) -> Schema {
        Schema {
            fields: fields.iter().map(|(name, ty)| Field::new(*name, *ty)).collect(),
        }
    }

    #[test]
    fn what_steps_say_of_a_field_wins_over_the_version_before() {
        let plain = schema(&[("a", FieldType::Text), ("b", FieldType::Text)]);
        let mut said = plain.clone();
        said.fields[0].annotations.facet = true;
        said.fields[0].label = "A".into();
        let mut fields = plain.clone();
        fields.fields[0].annotations.unit = Some("km".into());
        fields.fields[1].annotations.facet = true;
        apply_steps(&mut fields, &plain, &said, &[]);
        assert_eq!(fields.fields[0].label, "A");
        assert_eq!(fields.fields[0].annotations.unit.as_deref(), Some("km"));
        assert!(fields.fields[0].annotations.facet && fields.fields[1].annotations.facet);
    }

    #[test]
    fn old_fields_come_first() {
        let old = schema(&[("a", FieldType::Int), ("b", FieldType::Text)]);
        let new = schema(&[("c", FieldType::Int), ("b", FieldType::Text)]);
        let names: Vec<String> = joined(&old, &new)
            .fields
            .into_iter()
            .map(|field| field.name)
            .collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn another_type_is_a_conflict_that_names_both() {
        let fault = check_types(
            &schema(&[("a", FieldType::Int)]),
            &schema(&[("a", FieldType::Text)]),
        )
        .expect_err("differs");
        assert_eq!(fault.kind, FaultKind::Conflict);
        assert!(
            fault.message.contains("`a`") && fault.message.contains("int") && fault.message.contains("text")
        );
    }

    #[test]
    fn words_find_their_field_by_name_label_or_header() {
        let mut fields = schema(&[("cost_total", FieldType::Int)]);
        let said = |name: &str| FieldWords {
            name: name.into(),
            label: Some("Cost".into()),
            ..FieldWords::default()
        };
        assert!(check_words(&fields, &[said("Cost Total $")]).is_ok());
        assert!(check_words(&fields, &[said("price")]).is_err());
        apply_words(&mut fields, &[said("cost_total"), said("price")]);
        assert_eq!(fields.fields[0].label, "Cost");
    }

    #[test]
    fn annotations_are_put_on_and_must_fit_the_type() {
        let mut fields = schema(&[("country", FieldType::Text), ("area", FieldType::Double)]);
        let said = |name: &str| FieldWords {
            name: name.into(),
            disjunctive: Some(true),
            hierarchical: Some("/".into()),
            ..FieldWords::default()
        };
        assert!(check_words(&fields, &[said("country")]).is_ok());
        let fault = check_words(&fields, &[said("area")]).expect_err("no text");
        assert!(fault.message.contains("`area` is double"), "{}", fault.message);
        apply_words(&mut fields, &[said("country")]);
        let annotations = &fields.fields[0].annotations;
        assert!(annotations.disjunctive);
        assert_eq!(annotations.hierarchical.as_deref(), Some("/"));
    }

    #[test]
    fn a_replaced_field_keeps_its_facet_unless_told_otherwise() {
        let mut old = schema(&[("a", FieldType::Text), ("b", FieldType::Text)]);
        old.fields
            .iter_mut()
            .for_each(|field| field.annotations.facet = true);
        let mut new = schema(&[
            ("a", FieldType::Text),
            ("b", FieldType::Text),
            ("c", FieldType::Text),
        ]);
        let given = [Override {
            field: "B".into(),
            facet: Some(false),
            ..Override::default()
        }];
        carry_annotations(&old, &mut new, &given);
        let facets: Vec<bool> = new.fields.iter().map(|field| field.annotations.facet).collect();
        assert_eq!(facets, [true, false, false]);
    }
}
