//! From where and with what does somebody sign in? An address for limits, and a few words for the list of sessions.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use portico_web::{AppState, WebFault, client_of};

/// The device of a request.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    /// For limits alone: nothing writes it down.
    pub(crate) client: IpAddr,
    /// Browser and system, such as `Firefox · Linux`; empty when unknown. Nothing more of the header is kept.
    pub(crate) about: String,
}

/// A word in the header, and what people call it; the first that is there counts.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl FromRequestParts<AppState> for Device {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, WebFault> {
        let header = parts.headers.get(header::USER_AGENT);
        let agent = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self {
            client: client_of(&parts.headers, &parts.extensions, &state.site()),
            about: about(agent),
        })
    }
}

fn about(agent: &str) -> String {
    let find = |list: &[(&'static str, &'static str)]| {
        let found = list.iter().find(|(word, _)| agent.contains(word));
        found.map(|(_, name)| *name)
    };
    let parts = [find(&BROWSERS), find(&SYSTEMS)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn browsers_are_told_in_two_words() {
        let check = |agent: &str, expected: &str| assert_eq!(about(agent), expected);
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox · Linux",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge · Windows",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1",
            "Safari · iOS",
        );
        check("curl/8.5", "");
    }
}
