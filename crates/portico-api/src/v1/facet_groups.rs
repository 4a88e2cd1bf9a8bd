//! How does API v1 list facets? Groups with a count, values with the path that `refine` takes.

use portico_engine::{Engine, FacetNode, FacetState, FacetTree, Query, Table};
use portico_model::Fault;
use portico_odsql::FacetSpec;
use serde::Serialize;

/// One facet.
#[derive(Debug, Serialize, Clone)]
pub(crate) struct FacetGroup {
    name: String,
    count: u64,
    facets: Vec<FacetValue>,
}

#[derive(Debug, Serialize, Clone)]
struct FacetValue {
    name: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    state: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facets: Vec<FacetValue>,
}

/// The facets that are asked for; the others of the query only say how their values combine.
///
/// # Errors
/// As the engine's facets.
pub(crate) async fn count(
    engine: &Engine,
    table: &Table,
    query: &Query,
    asked: &[FacetSpec],
) -> Result<Vec<FacetGroup>, Fault> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut trees = engine.facets(table, query).await?;
    trees.retain(|tree| asked.iter().any(|spec| spec.name == tree.name));
    Ok(trees.into_iter().map(FacetGroup::from).collect())
}

/// Adds the counts of another dataset to the groups.
pub(crate) fn merge(groups: &mut Vec<FacetGroup>, more: Vec<FacetGroup>) {
    for group in more {
        match groups.iter_mut().find(|known| known.name == group.name) {
            Some(known) => {
                known.count += group.count;
                merge_values(&mut known.facets, group.facets);
            }
            None => groups.push(group),
        }
    }
}

fn merge_values(values: &mut Vec<FacetValue>, more: Vec<FacetValue>) {
    for value in more {
        match values.iter_mut().find(|known| known.path == value.path) {
            Some(known) => {
                known.count = match (known.count, value.count) {
                    (Some(left), Some(right)) => Some(left + right),
                    (left, right) => left.or(right),
                };
                merge_values(&mut known.facets, value.facets);
            }
            None => values.push(value),
        }
    }
}

impl From<FacetTree> for FacetGroup {
    fn from(tree: FacetTree) -> Self {
        let facets: Vec<FacetValue> = tree.values.into_iter().map(FacetValue::from).collect();
        Self {
            name: tree.name,
            count: facets.iter().filter_map(|value| value.count).sum(),
            facets,
        }
    }
}

impl From<FacetNode> for FacetValue {
    fn from(node: FacetNode) -> Self {
        Self {
            name: node.name,
            path: node.value,
            count: node.count,
            state: match node.state {
                FacetState::Displayed => "displayed",
                FacetState::Refined => "refined",
                FacetState::Excluded => "excluded",
            },
            facets: node.children.into_iter().map(Self::from).collect(),
        }
    }
}
