//! How does a file become record batches, and record batches a file? One module a format, reading beside writing.

mod error;
pub mod geometry;
pub mod layout;
pub mod read;
pub mod values;
pub mod write;

pub use error::FormatError;
