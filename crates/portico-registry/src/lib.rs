//! What do we remember? Repositories over SQLite (default) and PostgreSQL: one SQL text, one conformance suite for both.
//!
//! Moments are microseconds since the epoch, UTC, and always the caller's: this crate reads no clock.

mod attachments;
mod attempts;
mod audience;
mod datasets;
mod db;
mod deletions;
mod documents;
mod error;
mod groups;
mod jobs;
mod keys;
mod openid;
mod outbox;
mod people;
mod policy;
mod processing;
mod push_resources;
mod pushes;
mod receipts;
mod rights;
mod second_factors;
mod sessions;
mod settings;
mod stagings;
mod tokens;
mod trail;
mod uploads;
mod versions;

pub use attempts::Attempts;
pub use audience::{AudienceCell, AudienceDay, AudienceHour};
pub use datasets::{JobStep, Switch};
pub use db::Registry;
pub use error::RegistryError;
pub use jobs::{Beat, Enqueued, JobClaim, JobEnd, JobFilter, JobLevel, JobLine, JobRecord, NewJob};
pub use keys::{KeyRecord, NewKey};
pub use outbox::Letter;
pub use people::Account;
pub use policy::{ChoiceCount, PolicyRecord};
pub use processing::StepsRow;
pub use push_resources::PushResource;
pub use pushes::{Push, PushKind, PushQueue};
pub use second_factors::SecondFactor;
pub use sessions::SessionRecord;
pub use stagings::Staging;
pub use tokens::NewToken;
pub use trail::{TrailQuery, TrailRow};
pub use uploads::UploadRecord;
