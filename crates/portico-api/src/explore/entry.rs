//! Where does a program begin? Links of the API and of its one source.

use axum::response::Response;
use portico_web::WebResult;

use crate::ask::Ask;
use crate::reply;
use crate::version;
use crate::wire::link::{Link, Links};

/// Where the Explore API is, whatever its version.
pub(crate) const VERSIONS: &str = "/api/explore";

/// `GET /api/explore`: the versions, and where the current one begins.
pub(crate) async fn show_versions(ask: Ask) -> WebResult<Response> {
    let address = ask.asked.address();
    let mut links = vec![
        Link::new("self", address.absolute(VERSIONS)),
        Link::new("catalog", ask.base.catalog("")),
        Link::new("pages", ask.base.at("/pages")),
    ];
    let versions = [version::CURRENT, version::OLD[0]];
    let named = |base: &'static str| Some((base.rsplit_once('/')?.1, base));
    let version = |(name, base)| Link::new(name, address.absolute(base));
    links.extend(versions.into_iter().filter_map(named).map(version));
    Ok(reply::json_value(&ask, &Links { links })?)
}

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
