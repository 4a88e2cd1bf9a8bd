//! Which values do the facets have, and how often? For the records of a dataset and for the catalog.

use axum::extract::Path;
use axum::response::Response;
use portico_web::WebResult;

use super::params::ExploreParams;
use crate::ask::Ask;
use crate::reply;
use crate::wire::facet::{FacetObject, FacetsObject};
use crate::wire::link::Link;

/// `GET /catalog/datasets/{id}/facets`
pub(crate) async fn list_facets(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let query = ExploreParams::read(&ask.params, ask.lang)?.question.query()?;
    let trees = ask.portal.engine().facets(&view.table()?, &query).await?;
    let links = vec![
        Link::new("self", ask.base.dataset(&id, "/facets")),
        Link::new("dataset", ask.base.dataset(&id, "")),
    ];
    let facets = trees.into_iter().map(FacetObject::from).collect();
    Ok(reply::json_value(&ask, &FacetsObject { links, facets })?)
}

/// `GET /catalog/facets`
pub(crate) async fn list_catalog_facets(ask: Ask) -> WebResult<Response> {
    let query = ExploreParams::read(&ask.params, ask.lang)?.question.query()?;
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let trees = ask.portal.engine().facets(&catalog.table, &query).await?;
    let links = vec![
        Link::new("self", ask.base.catalog("/facets")),
        Link::new("source", ask.base.catalog("")),
    ];
    let facets = trees.into_iter().map(FacetObject::from).collect();
    Ok(reply::json_value(&ask, &FacetsObject { links, facets })?)
}
