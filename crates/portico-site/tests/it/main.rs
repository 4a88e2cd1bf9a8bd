//! Is every page whole, in every language, for those who read and those who sign in?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod backoffice;
mod contrast;
mod cookies;
mod described;
mod embeds;
mod fixture;
mod messages;
mod old_links;
mod pages;
mod policy_settings;
mod reference;
mod settings;
