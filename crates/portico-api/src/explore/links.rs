//! Where does an answer point to? The pages beside it, and the neighbours of a dataset, a record, a group.

use crate::ask::Ask;
use crate::wire::link::Link;

/// Parameters that a link does not repeat: places of the page, and secrets.
const OWN: [&str; 4] = ["offset", "start", "apikey", "access_token"];

/// Where this page stands among the others of `path`: `self`, `first`, `last`, `prev`, `next`.
pub(crate) fn page_links(ask: &Ask, path: &str, limit: usize, offset: usize, total: u64) -> Vec<Link> {
    let rest = OWN
        .iter()
        .fold(ask.params.clone(), |params, name| params.without(name));
    let at = |offset: usize| format!("{path}?{}", rest.with("offset", &offset.to_string()).to_query());
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    let mut links = vec![Link::new("self", at(offset)), Link::new("first", at(0))];
    let last = total.saturating_sub(1).checked_div(limit).unwrap_or(0) * limit;
    links.push(Link::new("last", at(last)));
    if limit > 0 && offset > 0 {
        links.push(Link::new("prev", at(offset.saturating_sub(limit))));
    }
    if limit > 0 && offset.saturating_add(limit) < total {
        links.push(Link::new("next", at(offset + limit)));
    }
    links
}

/// The address of this very answer, with its parameters.
pub(crate) fn own_link(ask: &Ask, path: &str) -> Link {
    let rest = ["apikey", "access_token"]
        .iter()
        .fold(ask.params.clone(), |params, name| params.without(name));
    let query = rest.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    Link::new("self", format!("{path}{mark}{query}"))
}

/// What belongs to a dataset.
pub(crate) fn dataset_links(ask: &Ask, id: &str) -> Vec<Link> {
    let mut links = vec![
        Link::new("self", ask.base.dataset(id, "")),
        Link::new("datasets", ask.base.catalog("/datasets")),
        Link::new("catalog", ask.base.catalog("")),
    ];
    let parts = [
        "records",
        "exports",
        "facets",
        "attachments",
        "reuses",
        "snapshots",
    ];
    links.extend(parts.map(|rel| Link::new(rel, ask.base.dataset(id, &format!("/{rel}")))));
    if ask.version.is_old() {
        links.push(Link::new("aggregate", ask.base.dataset(id, "/aggregates")));
    }
    links
}

/// What a record belongs to.
pub(crate) fn record_links(ask: &Ask, id: &str, record: &str) -> Vec<Link> {
    let own = Link::new("self", ask.base.dataset(id, &format!("/records/{record}")));
    [own].into_iter().chain(parents_of_records(ask, id)).collect()
}

/// The dataset that records or groups are of, and its source.
pub(crate) fn parents_of_records(ask: &Ask, id: &str) -> Vec<Link> {
    vec![
        Link::new("dataset", ask.base.dataset(id, "")),
        Link::new("datasets", ask.base.catalog("/datasets")),
        Link::new("catalog", ask.base.catalog("")),
    ]
}
