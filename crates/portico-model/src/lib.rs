//! The nouns of a portal: datasets, fields, versions, people, faults. No I/O, no clock, no HTTP.

mod attachment;
mod colour;
mod dataset;
mod fault;
mod feedback;
mod field;
mod ident;
mod job;
pub mod meta_entry;
mod metadata;
mod own_field;
mod permission;
mod person;
mod ruleset;
mod site;
mod trail;
mod version;

pub use attachment::{Attachment, AttachmentKind};
pub use colour::{Colour, READABLE, Scheme};
pub use dataset::{Dataset, State, Visibility};
pub use fault::{Fault, FaultKind};
pub use feedback::{Feedback, SuggestedValue};
pub use field::{Annotations, FacetSort, Field, FieldType, Precision, Schema};
pub use ident::{DatasetId, DatasetUid, FieldName, IdentError, slug};
pub use job::JobState;
pub use metadata::{CustomValue, Dcat, Metadata};
pub use own_field::{OwnField, OwnForm, OwnNeed, OwnWrong};
pub use permission::{DatasetRight, DatasetRights, Permission, Permissions};
pub use person::{Grant, Group, KeyScope, Member, Person, Principal, Role, Subject};
pub use ruleset::{Access, Ruleset, Shows};
pub use site::{
    FOOT_LINKS, FOOT_NEEDED, FootPiece, Licence, SiteAppearance, SiteCatalog, SiteDocument, SiteGeneral,
    SiteLegal, SiteLogo, foot_pieces,
};
pub use trail::{Action, Author, Thing};
pub use version::{Extent, FieldProfile, Profile, Version};
