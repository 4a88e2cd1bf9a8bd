//! How is a field described? Name, label, type, annotations as name and value.

use portico_model::{Field, Precision};
use serde::Serialize;

/// A field of a dataset.
#[derive(Debug, Serialize)]
pub(crate) struct FieldObject<'a> {
    name: &'a str,
    description: Option<&'a str>,
    annotations: AnnotationObject<'a>,
    label: &'a str,
    #[serde(rename = "type")]
    ty: &'static str,
}

#[derive(Debug, Serialize)]
struct AnnotationObject<'a> {
    #[serde(skip_serializing_if = "is_false")]
    facet: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    facetsort: Option<&'static str>,
    #[serde(skip_serializing_if = "is_false")]
    disjunctive: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hierarchical: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multivalued: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    sortable: bool,
    #[serde(skip_serializing_if = "is_false")]
    hideintable: bool,
    #[serde(skip_serializing_if = "is_false")]
    id: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeserie_precision: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimals: Option<u8>,
}

impl<'a> From<&'a Field> for FieldObject<'a> {
    fn from(field: &'a Field) -> Self {
        let given = &field.annotations;
        let annotations = AnnotationObject {
            facet: given.facet,
            facetsort: given.facetsort.map(portico_model::FacetSort::as_str),
            disjunctive: given.disjunctive,
            hierarchical: given.hierarchical.as_deref(),
            multivalued: given.multivalued.as_deref(),
            sortable: given.sortable,
            hideintable: given.hideintable,
            id: given.id,
            timeserie_precision: given.timeserie_precision.map(precision),
            unit: given.unit.as_deref(),
            decimals: given.decimals,
        };
        Self {
            name: &field.name,
            description: field.description.as_deref(),
            annotations,
            label: &field.label,
            ty: field.ty.as_str(),
        }
    }
}

fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Year => "year",
        Precision::Month => "month",
        Precision::Day => "day",
        Precision::Hour => "hour",
        Precision::Minute => "minute",
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use portico_model::{Annotations, FieldType};

    use super::*;

    #[test]
    fn annotations_are_an_object_of_what_is_set() {
        let annotations = Annotations {
            facet: true,
            multivalued: Some(",".into()),
            decimals: Some(2),
            ..Annotations::default()
        };
        let field = Field {
            annotations,
            ..Field::new("tags", FieldType::Text)
        };
        let text = serde_json::to_string(&FieldObject::from(&field)).expect("JSON");
        assert_eq!(
            text,
            r#"{"name":"tags","description":null,"annotations":{"facet":true,"multivalued":",","decimals":2},"label":"tags","type":"text"}"#
        );
    }
}
