//! Where does a program begin? Links of the API and of its one source.

use axum::response::Response;
use portico_web::WebResult;

use crate::ask::Ask;
use crate::reply;
use crate::wire::link::{Link, Links};

/// `GET /`: the sources.
pub(crate) async fn show_root(ask: Ask) -> WebResult<Response> {
    let links = vec![
        Link::new("self", ask.base.root()),
        Link::new("catalog", ask.base.catalog("")),
        Link::new("pages", ask.base.at("/pages")),
    ];
    Ok(reply::json_value(&ask, &Links { links })?)
}

/// `GET /catalog`: what the source offers.
pub(crate) async fn show_catalog(ask: Ask) -> WebResult<Response> {
    let rels = ["datasets", "facets", "exports", "metadata_templates"];
    let own = Link::new("self", ask.base.catalog(""));
    let links = rels
        .iter()
        .map(|rel| Link::new(*rel, ask.base.catalog(&format!("/{rel}"))));
    Ok(reply::json_value(
        &ask,
        &Links {
            links: [own].into_iter().chain(links).collect(),
        },
    )?)
}
