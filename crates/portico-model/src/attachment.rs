//! What comes with a dataset beside its records? Documents, and files that a publisher made in formats of his own.

/// A file that somebody put beside a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Unique among those of its kind and dataset: made from the file's name, used in addresses.
    pub id: String,
    /// Which list it is in.
    pub kind: AttachmentKind,
    /// The file's name, or what its author calls it.
    pub title: String,
    /// The name under which it is downloaded.
    pub file_name: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// Media type.
    pub media_type: String,
    /// Size.
    pub bytes: i64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Name of the stored object: a new one with every content, so that readers of the old one are not disturbed.
    pub object: String,
    /// Who put it there: an e-mail address, or `command line`.
    pub author: String,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
}

/// The two lists of files beside a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttachmentKind {
    /// A document about the data.
    Attachment,
    /// The data itself in another form.
    AlternativeExport,
}

impl AttachmentKind {
    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attachment => "attachment",
            Self::AlternativeExport => "alternative_export",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Attachment, Self::AlternativeExport]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}
