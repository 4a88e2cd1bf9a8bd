//! How is a Chromium found, started, spoken to and ended?

mod find;
mod process;
mod recorder;
mod tab;
mod talk;
mod wire;

pub use find::find_browser;
pub(crate) use tab::{Browser, FRAME_HOST, Looked, Tab, name_of};
