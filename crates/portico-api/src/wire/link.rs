//! How does an answer point elsewhere? Links with a relation and an absolute address.

use portico_web::Address;
use serde::Serialize;

use crate::version::ApiVersion;

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    rel: String,
    href: String,
}

impl Link {
    pub(crate) fn new(rel: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            rel: rel.into(),
            href: href.into(),
        }
    }
}

/// A body that is nothing but links.
#[derive(Debug, Serialize)]
pub(crate) struct Links {
    pub(crate) links: Vec<Link>,
}

/// The absolute addresses of the Explore API, in the version that was asked.
#[derive(Debug, Clone)]
pub(crate) struct Base(String);

impl Base {
    pub(crate) fn of(address: &Address, version: ApiVersion) -> Self {
        Self(address.absolute(version.base()))
    }

    pub(crate) fn root(&self) -> &str {
        &self.0
    }

    /// `path` begins with a slash.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// `path` begins with a slash, or is empty for the source itself.
    pub(crate) fn catalog(&self, path: &str) -> String {
        format!("{}/catalog{path}", self.0)
    }

    /// `path` begins with a slash, or is empty for the dataset itself.
    pub(crate) fn dataset(&self, id: &str, path: &str) -> String {
        format!("{}/catalog/datasets/{id}{path}", self.0)
    }
}
