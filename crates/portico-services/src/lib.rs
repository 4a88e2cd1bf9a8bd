//! What happens when someone imports, publishes, signs in, looks at a dataset? Use cases, one file each.

mod access;
mod accounts;
mod attachments;
mod attention;
mod audience;
mod automation;
mod catalog;
mod catalog_table;
mod choices;
mod clock;
mod create_dataset;
mod describe_dataset;
mod edit_dataset;
mod feedback;
mod groups;
mod import_dataset;
mod jobs;
mod keys;
mod mail;
mod media;
mod metadata_rules;
mod metas;
mod object_copies;
mod own_fields;
mod owner;
mod passwords;
mod people;
mod policy;
mod portal;
mod processing;
mod proof;
mod push;
mod question;
mod refusals;
mod resources;
mod restore_version;
mod schedules;
mod show_records;
mod sign_in;
mod site;
mod sweep;
mod thumbnails;
mod trail;
mod uploads;
mod version_files;
mod versions;

pub use access::{DatasetView, ReaderRules, RightsOf};
pub use accounts::{
    AccountSettings, InviteRequest, NewFactor, OneTimeLink, OpenIdAnswer, OpenIdSettings, PersonChange,
    PersonInfo, SessionRow,
};
pub use attachments::{FileStream, NewAttachment, StoredFile};
pub use attention::{Attention, Searches, StaleDataset};
pub use audience::{DAYS_KEPT, HOURS_KEPT, Usage, UsageDay, UsageFigure, UsageRow};
pub use catalog::{Catalog, CatalogEntry};
pub use choices::{Choice, ChoiceLedger, DayOfChoices};
pub use create_dataset::NewDataset;
pub use describe_dataset::{describe, redescribe};
pub use edit_dataset::{DAYS_TO_BRING_BACK, DeletedDataset};
pub use feedback::{FeedbackFilter, NewFeedback};
pub use groups::GroupRequest;
pub use import_dataset::{
    Drift, FieldWords, ImportMode, ImportProgress, ImportReport, ImportRequest, ImportResult, ImportSource,
    Preview, SchemaFile, SchemaSyntax,
};
pub use jobs::{JobInfo, JobLevel, JobLine, JobProgress, JobQuery, JobRunner};
pub use keys::{CreatedKey, KeyChange, KeyInfo, KeyRequest};
pub use mail::{MailSecurity, MailTransport, TroubledLetter, check_sender};
pub use media::{is_passive, media_type};
pub use metadata_rules::{MetadataWrong, metadata_problems};
pub use metas::MetaValue;
pub use own_fields::{own_problems, own_problems_of_change};
pub use policy::{Policy, PolicySummary, incomplete, say_policy};
pub use portal::{FetchSettings, Portal, PortalSettings};
pub use portico_registry::RefusalRecord;
pub use processing::{DescribedField, ProcessingChange, ProcessingView, say_words};
pub use proof::Proof;
pub use push::{NewPushKey, PUSH_LIMIT, PushCall, PushKey, PushKeyInfo};
pub use question::{Question, invalid_parameter, speaks};
pub use refusals::RefusalLog;
pub use resources::{
    EXTRACTORS, Extractor, ResourceDraft, ResourceFileInfo, ResourceInfo, ResourceLook, ResourceSource,
};
pub use schedules::{DriftNote, LastRun, RunOutcome, ScheduleInfo, ScheduleRequest};
pub use sign_in::{SignIn, SignedIn};
pub use site::{
    LOGO_LIMIT, LOGO_TYPES, LogoFile, MOST_OWN, SiteChange, SiteProblem, SiteRefusal, SiteState, SiteWrong,
    seen_part, site_problems,
};
pub use trail::{Change, Difference, TRAIL_PAGE, TrailEntry, TrailFilter, TrailPage};
pub use uploads::{LARGEST_PIECE, UploadInfo};
