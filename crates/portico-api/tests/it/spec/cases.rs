//! What is one request of the specification, and what must its answer be?

use serde_json::Value;

/// A request with what is expected of its answer.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// The page.
    pub(super) file: String,
    /// Line of the request.
    pub(super) line: usize,
    /// What the list of known differences calls it: `case 12`, else `page.md: heading`.
    pub(super) label: String,
    /// Numbers of the conformance cases that it is.
    pub(super) numbers: Vec<u16>,
    /// Which portal is asked: a manifest in `spec/data`.
    pub(super) portal: String,
    /// One request, or several spellings of the same.
    pub(super) requests: Vec<Ask>,
    /// All of these hold.
    pub(super) expected: Vec<Expected>,
}

/// A request as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask {
    /// `GET`, `HEAD`, `POST`, `OPTIONS`, `PUT`.
    pub(super) method: String,
    /// Path and query, not encoded, below the API unless it begins with `/api/` or `/explore/`.
    pub(super) target: String,
    /// Sent as it is written: already encoded.
    pub(super) raw: bool,
    /// Headers.
    pub(super) headers: Vec<(String, String)>,
    /// Body.
    pub(super) body: String,
}

/// What an answer must be.
#[derive(Debug, Clone)]
pub(super) enum Expected {
    /// JSON that holds at least this.
    Holds(Value),
    /// JSON that is this, keys in this order.
    Exactly(Value),
    /// The same under an address in the JSON: `/results/0`.
    ExactlyAt(String, Value),
    /// The text of the body; lines end with CR LF when `crlf`, a byte order mark comes first when `bom`.
    Text { text: String, crlf: bool, bom: bool },
    /// Each of these lines is in the body.
    Lines(Vec<String>),
    /// Headers; `status` is the status.
    Headers(Vec<(String, String)>),
    /// An error: status, code, words of its message.
    Error {
        status: u16,
        code: Option<String>,
        words: Vec<String>,
    },
    /// The status.
    Status(u16),
    /// Another request has the same body.
    SameAs(Ask),
    /// What a program that reads the file finds: `rows`, `columns`, `entries`…
    Facts(Vec<(String, String)>),
    /// Names of the cities found, and that there are no others; in this order when `ordered`.
    Cities { names: Vec<String>, ordered: bool },
    /// `total_count`.
    Total(u64),
    /// A test of another kind makes these requests: file and name of the test.
    Test { file: String, name: String },
}

impl Unit {
    /// Where it is written.
    pub(super) fn place(&self) -> String {
        format!("{}:{} ({})", self.file, self.line, self.label)
    }
}
