//! What do people see? Pages, forms, templates, assets; every page reads without JavaScript.

mod account;
mod assets;
mod backoffice;
mod basemap;
mod catalog;
mod cells;
mod consent;
mod dataset;
mod described;
mod embeds;
mod fault_page;
mod filters;
mod home;
mod href;
mod language;
mod legal;
mod look;
mod mechanism;
mod odsql_reference;
mod old_links;
mod page;
mod pages_of;
mod policy;
mod policy_paper;
mod policy_versions;
mod preferences;
mod robots;
mod routes;
mod statistics;
mod words;

pub use backoffice::office_paths;
pub use fault_page::fault_page;
pub use mechanism::mechanism;
pub use routes::routes;
