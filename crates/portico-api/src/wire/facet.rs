//! How are facet values listed?

use portico_engine::{FacetNode, FacetState, FacetTree};
use serde::Serialize;

use super::link::Link;

/// The answer of `/facets`.
#[derive(Debug, Serialize)]
pub(crate) struct FacetsObject {
    pub(crate) links: Vec<Link>,
    pub(crate) facets: Vec<FacetObject>,
}

/// One facet.
#[derive(Debug, Serialize)]
pub(crate) struct FacetObject {
    name: String,
    facets: Vec<ValueObject>,
}

/// One value of a facet.
#[derive(Debug, Serialize)]
struct ValueObject {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    state: &'static str,
    value: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facets: Vec<ValueObject>,
}

impl From<FacetTree> for FacetObject {
    fn from(tree: FacetTree) -> Self {
        Self {
            name: tree.name,
            facets: tree.values.into_iter().map(ValueObject::from).collect(),
        }
    }
}

impl From<FacetNode> for ValueObject {
    fn from(node: FacetNode) -> Self {
        let state = match node.state {
            FacetState::Displayed => "displayed",
            FacetState::Refined => "refined",
            FacetState::Excluded => "excluded",
        };
        let facets = node.children.into_iter().map(Self::from).collect();
        Self {
            name: node.name,
            count: node.count,
            state,
            value: node.value,
            facets,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, value: &str, count: Option<u64>, state: FacetState) -> FacetNode {
        FacetNode {
            name: name.into(),
            value: value.into(),
            count,
            state,
            children: Vec::new(),
        }
    }

    #[test]
    fn an_excluded_value_has_no_count_and_a_refined_one_shows_its_children() {
        let mut year = node("2024", "2024", Some(4), FacetState::Refined);
        year.children
            .push(node("01", "2024/01", Some(1), FacetState::Displayed));
        let values = vec![year, node("2020", "2020", None, FacetState::Excluded)];
        let text = serde_json::to_string(&FacetObject::from(FacetTree {
            name: "d".into(),
            values,
        }))
        .expect("JSON");
        assert_eq!(
            text,
            concat!(
                r#"{"name":"d","facets":[{"name":"2024","count":4,"state":"refined","value":"2024","#,
                r#""facets":[{"name":"01","count":1,"state":"displayed","value":"2024/01"}]},"#,
                r#"{"name":"2020","state":"excluded","value":"2020"}]}"#
            )
        );
    }
}
