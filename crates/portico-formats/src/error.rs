//! What can be wrong with a file?

use portico_model::{Fault, FaultKind};
use thiserror::Error;

/// Why a file could not be read or written.
#[derive(Debug, Error)]
pub enum FormatError {
    /// The operating system refused.
    #[error("cannot read or write the file: {0}")]
    Io(#[from] std::io::Error),
    /// The content is not what the format asks for.
    #[error("{message}")]
    Content {
        /// What is wrong, and where (`line 12, column 3`).
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The format is not one of ours.
    #[error("{message}")]
    Unsupported {
        /// Which format, as far as it could be told.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// What the caller chose about the file cannot be.
    #[error("{message}")]
    Option {
        /// Which choice, and what it should have been.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Larger than a limit that protects the machine.
    #[error("{message}")]
    TooLarge {
        /// What is too large.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// Arrow refused a batch that we built: our fault.
    #[error("internal: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
}

impl FormatError {
    /// Unusable content.
    pub fn content(message: impl Into<String>) -> Self {
        Self::Content {
            message: message.into(),
            hint: None,
        }
    }

    /// Unusable content, with what to do.
    pub fn content_with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Content {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

impl From<FormatError> for Fault {
    fn from(error: FormatError) -> Self {
        let (kind, code, message, hint) = match error {
            FormatError::Content { message, hint } => {
                (FaultKind::Unprocessable, "UnreadableFile", message, hint)
            }
            FormatError::Unsupported { message, hint } => {
                (FaultKind::Unsupported, "UnsupportedFormat", message, hint)
            }
            FormatError::Option { message, hint } => {
                (FaultKind::Invalid, "InvalidRESTParameterError", message, hint)
            }
            FormatError::TooLarge { message, hint } => (FaultKind::TooLarge, "FileTooLarge", message, hint),
            FormatError::Io(error) => {
                return Self {
                    hint: None,
                    ..Self::new(FaultKind::Unprocessable, "UnreadableFile", error.to_string())
                };
            }
            FormatError::Arrow(error) => return Self::internal(error),
        };
        Self {
            hint,
            ..Self::new(kind, code, message)
        }
    }
}
