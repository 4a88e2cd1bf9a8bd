//! Which filters are on, and which are offered? Chips to remove, facets to refine by; every one is a plain link.

use portico_engine::{FacetNode, FacetState, FacetTree};
use portico_i18n::Say;
use portico_model::{Field, FieldType};
use portico_odsql::FacetSpec;
use portico_services::Question;

use crate::href::Pairs;

/// Values of a facet that are shown before "more".
const SHOWN: usize = 6;
/// Facets that are open at first.
const OPEN: usize = 3;

/// A filter that is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    /// What it filters: label of a field, or words of the page.
    pub(crate) what: String,
    /// The value.
    pub(crate) value: String,
    /// The value is left out rather than kept.
    pub(crate) excludes: bool,
    /// The same page without it.
    pub(crate) href: String,
}

/// A facet that is offered.
#[derive(Debug, Clone)]
pub(crate) struct Facet {
    pub(crate) label: String,
    pub(crate) open: bool,
    /// First values, in HTML order.
    pub(crate) values: Vec<Value>,
    /// The others.
    pub(crate) more: Vec<Value>,
}

/// A value of a facet.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) count: Option<String>,
    pub(crate) chosen: bool,
    pub(crate) excluded: bool,
    pub(crate) href: String,
    pub(crate) children: Vec<Value>,
}

/// Where links of filters lead, and how fields are called.
pub(crate) struct Filters<'a> {
    /// Path of the page.
    pub(crate) path: &'a str,
    /// Filters that are on, and what else the links keep (sort order, columns).
    pub(crate) pairs: &'a Pairs,
    /// The fields that can be named.
    pub(crate) fields: &'a [Field],
    /// Words of the page.
    pub(crate) say: Say,
    /// Label of a field, where the page knows a better one than the field itself.
    pub(crate) label: &'a dyn Fn(&str) -> Option<String>,
    /// Name of a value, likewise: field, value.
    pub(crate) value: &'a dyn Fn(&str, &str) -> Option<String>,
}

impl Filters<'_> {
    /// The filters that are on.
    pub(crate) fn chips(&self, question: &Question) -> Vec<Chip> {
        let mut chips = Vec::new();
        let mut add = |what: String, value: String, excludes: bool, pair: (&str, &str)| {
            let href = self.pairs.without(pair.0, pair.1).on(self.path);
            chips.push(Chip {
                what,
                value,
                excludes,
                href,
            });
        };
        if let Some(words) = &question.words {
            add(
                self.say.t("dataset-chip-words").into_owned(),
                words.clone(),
                false,
                ("q", words),
            );
        }
        for (name, list, excludes) in [
            ("refine", &question.refine_by, false),
            ("exclude", &question.exclude_by, true),
        ] {
            for (field, value) in list {
                let pair = format!("{name}.{field}");
                add(
                    self.label_of(field),
                    self.value_of(field, value),
                    excludes,
                    (&pair, value),
                );
            }
        }
        for (name, list, excludes) in [
            ("refine", &question.refine, false),
            ("exclude", &question.exclude, true),
        ] {
            for text in list {
                let (field, value) = text.split_once(':').unwrap_or(("", text));
                let told = self.value_of(field, value.trim().trim_matches(['"', '\'']));
                add(
                    self.label_of(field.trim().trim_matches('`')),
                    told,
                    excludes,
                    (name, text),
                );
            }
        }
        for text in &question.filter {
            add(
                self.say.t("dataset-chip-where").into_owned(),
                text.clone(),
                false,
                ("where", text),
            );
        }
        chips
    }

    /// The facets that have values to choose.
    pub(crate) fn facets(&self, trees: &[FacetTree]) -> Vec<Facet> {
        let mut filled: Vec<_> = trees.iter().filter(|tree| !tree.values.is_empty()).collect();
        // One value for everything chooses nothing: such facets come last.
        filled.sort_by_key(|tree| !is_useful(tree));
        filled
            .iter()
            .enumerate()
            .map(|(at, tree)| self.facet(at, tree))
            .collect()
    }

    fn facet(&self, at: usize, tree: &FacetTree) -> Facet {
        let mut values: Vec<Value> = tree
            .values
            .iter()
            .map(|node| self.value(&tree.name, node))
            .collect();
        // What is chosen is always seen.
        values.sort_by_key(|value| !(value.chosen || value.excluded));
        let is_used = values.iter().any(|value| value.chosen || value.excluded);
        let more = if values.len() > SHOWN + 1 {
            values.split_off(SHOWN)
        } else {
            Vec::new()
        };
        Facet {
            label: self.label_of(&tree.name),
            open: (at < OPEN && is_useful(tree)) || is_used,
            values,
            more,
        }
    }

    fn value(&self, field: &str, node: &FacetNode) -> Value {
        let refine = format!("refine.{field}");
        let (name, value) = (self.value_of(field, &node.name), node.value.as_str());
        let href = match node.state {
            FacetState::Refined => self.pairs.without(&refine, value),
            FacetState::Excluded => self.pairs.without(&format!("exclude.{field}"), value),
            FacetState::Displayed => self.pairs.with(&refine, value),
        };
        Value {
            name,
            count: node.count.map(|count| self.say.integer(count)),
            chosen: node.state == FacetState::Refined,
            excluded: node.state == FacetState::Excluded,
            href: href.on(self.path),
            children: node
                .children
                .iter()
                .map(|child| self.value(field, child))
                .collect(),
        }
    }

    fn label_of(&self, name: &str) -> String {
        (self.label)(name).unwrap_or_else(|| {
            let field = self.fields.iter().find(|field| field.name == name);
            field.map_or_else(|| name.to_owned(), |field| field.label.clone())
        })
    }

    fn value_of(&self, field: &str, value: &str) -> String {
        if let Some(name) = (self.value)(field, value) {
            return name;
        }
        let ty = self
            .fields
            .iter()
            .find(|known| known.name == field)
            .map(|known| known.ty);
        match (ty, value) {
            (Some(FieldType::Boolean), "true") => self.say.t("common-yes").into_owned(),
            (Some(FieldType::Boolean), "false") => self.say.t("common-no").into_owned(),
            _ => value.to_owned(),
        }
    }
}

/// There is something to choose, or something is chosen.
fn is_useful(tree: &FacetTree) -> bool {
    let plain = |node: &FacetNode| node.state == FacetState::Displayed && node.children.is_empty();
    tree.values.len() > 1 || !tree.values.iter().all(plain)
}

/// The facets to enumerate: those declared, each as the question combines its values.
pub(crate) fn specs<'a>(fields: impl Iterator<Item = &'a Field>, question: &Question) -> Vec<FacetSpec> {
    let spec = |field: &Field| {
        let disjunctive = question.disjunctive.contains(&field.name).then_some(true);
        FacetSpec {
            name: field.name.clone(),
            disjunctive,
            ..FacetSpec::default()
        }
    };
    fields.map(spec).collect()
}

#[cfg(test)]
mod tests {
    use portico_i18n::Lang;

    use super::*;

    fn with_filters<T>(query: &str, look: impl FnOnce(&Filters<'_>, &Question) -> T) -> T {
        let params = portico_web::Params::parse(query);
        let question = Question::from_pairs(params.iter());
        let pairs = Pairs::of(question.filter_pairs()).with("sort", "-mag");
        let fields = [Field {
            label: "Network".to_owned(),
            ..Field::new("net", FieldType::Text)
        }];
        let filters = Filters {
            path: "/t/",
            pairs: &pairs,
            fields: &fields,
            say: Say::new(Lang::En),
            label: &|_| None,
            value: &|_, _| None,
        };
        look(&filters, &question)
    }

    #[test]
    fn each_chip_leads_to_the_page_without_it() {
        with_filters(
            "q=bay&refine.net=ci&exclude.net=us&where=mag+%3E+2",
            |filters, question| {
                let chips = filters.chips(question);
                let told: Vec<_> = chips
                    .iter()
                    .map(|chip| (chip.what.as_str(), chip.value.as_str(), chip.excludes))
                    .collect();
                assert_eq!(
                    told[1..],
                    [
                        ("Network", "ci", false),
                        ("Network", "us", true),
                        (told[3].0, "mag > 2", false)
                    ]
                );
                assert_eq!(
                    chips[1].href,
                    "/t/?q=bay&where=mag+%3E+2&exclude.net=us&sort=-mag"
                );
            },
        );
    }

    #[test]
    fn a_chosen_value_comes_first_and_leads_back() {
        let node = |name: &str, state| FacetNode {
            name: name.to_owned(),
            value: name.to_owned(),
            count: Some(1234),
            state,
            children: Vec::new(),
        };
        let mut values: Vec<_> = (0..9)
            .map(|n| node(&format!("n{n}"), FacetState::Displayed))
            .collect();
        values.push(node("ci", FacetState::Refined));
        let trees = [FacetTree {
            name: "net".to_owned(),
            values,
        }];
        with_filters("refine.net=ci", |filters, _| {
            let facets = filters.facets(&trees);
            assert_eq!((facets[0].values.len(), facets[0].more.len()), (6, 4));
            assert_eq!(facets[0].values[0].href, "/t/?sort=-mag");
            assert_eq!(
                facets[0].values[1].href,
                "/t/?refine.net=ci&sort=-mag&refine.net=n0"
            );
            assert_eq!(facets[0].values[0].count.as_deref(), Some("1,234"));
        });
    }
}
