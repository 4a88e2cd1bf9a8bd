//! Where is what the harvesters are told of? Absolute addresses of pages and files.

use portico_services::DatasetView;
use portico_web::SiteSettings;

use super::rdf::query_value;
use crate::ask::Ask;
use crate::wire::link::Base;

/// Addresses and words of the portal.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// Title of the portal.
    pub(crate) title: String,
    /// Language of the portal.
    pub(crate) lang: &'static str,
    /// Address of e-mail for questions, when the operator gave one.
    pub(crate) contact: Option<String>,
    portal: String,
    base: Base,
}

impl Places {
    /// As the request sees the portal.
    pub(crate) fn of(ask: &Ask) -> Self {
        let site: &SiteSettings = ask.asked.site();
        let contact = site.contact.clone();
        Self {
            title: site.title.clone(),
            lang: ask.lang,
            contact: contact.filter(|text| text.contains('@') && !text.contains(char::is_whitespace)),
            portal: ask.asked.address().base(),
            base: ask.base.clone(),
        }
    }

    /// The portal's first page.
    pub(super) fn home(&self) -> String {
        format!("{}/", self.portal)
    }

    /// The page of the catalog.
    pub(super) fn explore(&self) -> String {
        format!("{}/explore/", self.portal)
    }

    /// The page of the catalog with the datasets of one value.
    pub(super) fn refined(&self, facet: &str, value: &str) -> String {
        format!("{}/explore/?refine.{facet}={}", self.portal, query_value(value))
    }

    /// The page of a dataset.
    pub(super) fn page(&self, view: &DatasetView) -> String {
        format!("{}/explore/dataset/{}/", self.portal, view.dataset.id)
    }

    /// A file of a dataset.
    pub(super) fn file(&self, view: &DatasetView, format: &str) -> String {
        self.base
            .dataset(view.dataset.id.as_str(), &format!("/exports/{format}"))
    }

    /// A file of the catalog.
    pub(super) fn catalog_file(&self, format: &str) -> String {
        self.base.catalog(&format!("/exports/{format}"))
    }
}
