//! What may be known of one request? Where it went and how it ended; who sent it only for as long as a sketch is touched.

use std::net::IpAddr;

use crate::Kind;

/// A group of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageGroup {
    /// The first page.
    Home,
    /// The list of datasets.
    Catalog,
    /// What is said of a dataset.
    Information,
    /// Its records as a table, or one of them.
    Table,
    /// Its map.
    Map,
    /// Its download page.
    Export,
    /// Its pages for programmers, and the documentation.
    Developers,
    /// Policies, preferences, statistics.
    Legal,
    /// Sign-in, account, back office.
    Account,
    /// Any other.
    Other,
}

impl PageGroup {
    /// The word in tables and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Catalog => "catalog",
            Self::Information => "information",
            Self::Table => "table",
            Self::Map => "map",
            Self::Export => "export",
            Self::Developers => "developers",
            Self::Legal => "legal",
            Self::Account => "account",
            Self::Other => "other",
        }
    }
}

/// A family of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApiFamily {
    /// Explore API v2.1.
    V21,
    /// Explore API v2.0 and its alias.
    V20,
    /// API v1.
    V1,
    /// Vector tiles.
    Tiles,
    /// Catalog descriptions and feeds.
    Catalog,
}

impl ApiFamily {
    /// The word in tables and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V21 => "v2.1",
            Self::V20 => "v2.0",
            Self::V1 => "v1",
            Self::Tiles => "tiles",
            Self::Catalog => "catalog",
        }
    }
}

/// Where a request went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// A page.
    Page(PageGroup),
    /// A call of the API.
    Api(ApiFamily),
    /// A whole file, by the API or a page.
    Download(ApiFamily),
    /// Style sheets, scripts, health checks: only the total of requests knows them.
    Machinery,
}

/// What somebody looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search<'a> {
    /// The words as typed.
    pub text: &'a str,
    /// Nothing was found.
    pub in_vain: bool,
}

/// One request, as far as it may be known.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// Where it went.
    pub route: Route,
    /// Identifier of the dataset, when the request was about one that exists and is public.
    pub dataset: Option<&'a str>,
    /// Format of a download: `csv`, `geojson`…
    pub format: Option<&'a str>,
    /// Status of the answer.
    pub status: u16,
    /// Shown inside a page of another site.
    pub embedded: bool,
    /// Language of the page.
    pub language: Option<&'a str>,
    /// Host of the page that linked here, when it is another site. Never more than the host.
    pub referrer: Option<&'a str>,
    /// What was searched.
    pub search: Option<Search<'a>>,
    /// A person, a program or a bot.
    pub kind: Kind,
}

/// Who sent a request. Used for one hash and dropped; it has no owner, no copy and no text form.
pub struct Visitor<'a> {
    /// Address of the device.
    pub address: IpAddr,
    /// What its program says of itself.
    pub agent: &'a str,
    /// Does not want to be counted, by choice or by signal (`Sec-GPC`, `DNT`).
    pub objects: bool,
}

impl std::fmt::Debug for Visitor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visitor")
    }
}
