//! How do programs send records one by one? Checked and kept at once, taken over together a moment later (`docs/decisions/0070-pushes.md`).

mod files;
mod flow;
mod keys;
mod receive;
mod records;
mod shape;
mod take_over;

pub(crate) use flow::purge;
pub use keys::{NewPushKey, PushKey, PushKeyInfo};
pub use receive::{PUSH_LIMIT, PushCall};

/// Author of the versions that pushes make.
pub(crate) const AUTHOR: &str = "Push API";
/// Name of a resource when nobody chooses another.
const RESOURCE: &str = "realtime";
