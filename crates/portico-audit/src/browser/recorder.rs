//! What does the browser tell by itself? Requests, `Set-Cookie` headers, pages that are loaded: kept until somebody asks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

/// Most entries of a list; a page that makes more is told apart by nothing that follows.
const MOST: usize = 2000;

/// An address that the browser asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) url: Url,
    /// Number of the request; empty for frames and the like.
    request: String,
    /// `Document`, `Script`, `Image`…
    pub(crate) what: String,
}

/// What came in since the recorder was emptied.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Addresses that were asked: a few of each host and purpose.
    pub(crate) asked: Vec<Asked>,
    /// Addresses of a request: one a redirect.
    hops: BTreeMap<String, Vec<Url>>,
    /// `Set-Cookie` of the answers of a request, in order.
    headers: BTreeMap<String, Vec<Vec<String>>>,
    /// Requests on their way.
    open: BTreeSet<String>,
    /// Sessions of frames and workers that came up.
    pub(crate) attached: Vec<String>,
    /// Hosts that were stopped.
    pub(crate) stopped: Vec<Asked>,
    /// The main page was loaded.
    pub(crate) loaded: bool,
    /// Its renderer is gone.
    pub(crate) crashed: bool,
    /// Why the main document failed.
    pub(crate) failed: Option<String>,
    /// Status of the main document.
    pub(crate) status: Option<u64>,
    main: Option<String>,
}

impl Recorder {
    /// Forgets what was seen; requests that are on their way stay known.
    pub(crate) fn empty(&mut self) {
        let open = std::mem::take(&mut self.open);
        *self = Self {
            open,
            ..Self::default()
        };
    }

    /// Nothing is on its way.
    pub(crate) fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Requests that never end are not waited for on the next page.
    pub(crate) fn give_up_waiting(&mut self) {
        self.open.clear();
    }

    /// `Set-Cookie` headers with the address of the answer that carried them.
    pub(crate) fn set_cookies(&self) -> Vec<(Url, String)> {
        let mut found = Vec::new();
        for (request, answers) in &self.headers {
            let Some(hops) = self.hops.get(request) else {
                continue;
            };
            for (number, lines) in answers.iter().enumerate() {
                // The last address stands for answers that the list of hops is too short for.
                let Some(url) = hops.get(number).or(hops.last()) else {
                    continue;
                };
                found.extend(lines.iter().map(|line| (url.clone(), line.clone())));
            }
        }
        found
    }

    /// Takes one event; `main` says that it is about the page itself, not about a frame or worker in it.
    pub(crate) fn hear(&mut self, method: &str, told: &Value, main: bool) {
        let request = || told["requestId"].as_str().unwrap_or_default().to_owned();
        match method {
            "Network.requestWillBeSent" => self.request(told, request(), main),
            "Network.responseReceivedExtraInfo" => self.answer(told, request()),
            "Network.responseReceived" if main && self.main == Some(request()) => {
                self.status = told["response"]["status"].as_u64();
            }
            "Network.loadingFinished" => {
                self.open.remove(&request());
            }
            "Network.loadingFailed" => {
                self.open.remove(&request());
                // The page's own policy, or ours, kept it in the browser: nobody was asked.
                if told["blockedReason"].is_string() {
                    self.take_back(&request());
                }
                if main && self.main == Some(request()) {
                    self.failed = told["errorText"].as_str().map(str::to_owned);
                }
            }
            "Network.webSocketCreated" | "Network.webTransportCreated" => {
                self.add(told["url"].as_str(), "WebSocket", &request());
            }
            "Page.loadEventFired" if main => self.loaded = true,
            "Inspector.targetCrashed" if main => self.crashed = true,
            _ => {}
        }
    }

    /// A frame or a worker came up: its address counts as asked.
    pub(crate) fn attach(&mut self, told: &Value) {
        let kind = told["targetInfo"]["type"].as_str().unwrap_or("frame");
        let url = told["targetInfo"]["url"].as_str();
        self.add(url, kind, "");
        if self.attached.len() < MOST
            && let Some(session) = told["sessionId"].as_str()
        {
            self.attached.push(session.to_owned());
        }
    }

    /// A request that the audit did not let out.
    pub(crate) fn stop(&mut self, url: &str, what: &str) {
        if let Ok(url) = Url::parse(url)
            && self.stopped.len() < MOST
        {
            self.stopped.push(Asked {
                url,
                request: String::new(),
                what: what.to_owned(),
            });
        }
    }

    fn request(&mut self, told: &Value, request: String, main: bool) {
        let address = told["request"]["url"].as_str();
        let what = told["type"].as_str().unwrap_or("Other");
        self.add(address, what, &request);
        let Some(url) = address.and_then(web) else { return };
        if self.open.len() < MOST {
            self.open.insert(request.clone());
        }
        // The document of the page has the number of its loader.
        if main && what == "Document" && told["loaderId"].as_str() == Some(&request) {
            self.main = Some(request.clone());
            self.failed = None;
        }
        if self.hops.len() < MOST {
            self.hops.entry(request).or_default().push(url);
        }
    }

    fn answer(&mut self, told: &Value, request: String) {
        let lines = told["headers"].as_object().into_iter().flatten();
        let lines = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let lines =
            lines.flat_map(|(_, value)| value.as_str().unwrap_or_default().split('\n').map(str::to_owned));
        if self.headers.len() < MOST {
            self.headers.entry(request).or_default().push(lines.collect());
        }
    }

    fn add(&mut self, address: Option<&str>, what: &str, request: &str) {
        let Some(url) = address.and_then(web) else { return };
        let is_known = |asked: &Asked| asked.what == what && host_of(&asked.url) == host_of(&url);
        // Of the many requests to one host a few are enough; more than one, since the first may be taken back.
        if self.asked.len() < MOST && self.asked.iter().filter(|asked| is_known(asked)).count() < 3 {
            self.asked.push(Asked {
                url,
                request: request.to_owned(),
                what: what.to_owned(),
            });
        }
    }

    fn take_back(&mut self, request: &str) {
        self.asked.retain(|asked| asked.request != request);
    }
}

/// An address that leaves the browser; `data:` and the like do not.
fn web(address: &str) -> Option<Url> {
    let begins = ["http:", "https:", "ws:", "wss:"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    begins.then(|| Url::parse(address).ok()).flatten()
}

/// Host with the port where it is not the usual one.
pub(crate) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_answer_of_a_redirected_request_keeps_its_own_cookies() {
        let mut recorder = Recorder::default();
        let request = |url: &str| json!({"requestId": "1", "loaderId": "1", "type": "Document", "request": {"url": url}});
        recorder.hear(
            "Network.requestWillBeSent",
            &request("http://a.example/i18n/setlang/"),
            true,
        );
        let answer = |lines: &str| json!({"requestId": "1", "headers": {"Set-Cookie": lines}});
        recorder.hear(
            "Network.responseReceivedExtraInfo",
            &answer("a=1; Path=/\nb=2"),
            true,
        );
        recorder.hear("Network.requestWillBeSent", &request("http://a.example/"), true);
        recorder.hear(
            "Network.responseReceivedExtraInfo",
            &json!({"requestId": "1", "headers": {}}),
            true,
        );
        let found: Vec<_> = recorder
            .set_cookies()
            .into_iter()
            .map(|(url, line)| (url.path().to_owned(), line))
            .collect();
        assert_eq!(
            found,
            [
                ("/i18n/setlang/".to_owned(), "a=1; Path=/".to_owned()),
                ("/i18n/setlang/".to_owned(), "b=2".to_owned())
            ]
        );
        assert!(!recorder.is_idle());
        recorder.hear("Network.loadingFinished", &json!({"requestId": "1"}), true);
        assert!(recorder.is_idle());
    }

    #[test]
    fn what_the_policy_of_the_page_keeps_in_was_not_asked() {
        let mut recorder = Recorder::default();
        let request = json!({"requestId": "7", "type": "Fetch", "request": {"url": "https://b.example/"}});
        recorder.hear("Network.requestWillBeSent", &request, true);
        assert_eq!(recorder.asked.len(), 1);
        let blocked = json!({"requestId": "7", "errorText": "net::ERR_FAILED", "blockedReason": "csp"});
        recorder.hear("Network.loadingFailed", &blocked, true);
        assert!(recorder.asked.is_empty() && recorder.is_idle());
    }

    #[test]
    fn only_what_leaves_the_browser_counts_as_asked() {
        let mut recorder = Recorder::default();
        for url in [
            "data:text/plain,x",
            "blob:http://a.example/1",
            "chrome://new",
            "https://b.example:8443/x",
            "wss://c.example/",
        ] {
            recorder.hear(
                "Network.requestWillBeSent",
                &json!({"requestId": url, "request": {"url": url}}),
                true,
            );
        }
        let hosts: Vec<_> = recorder.asked.iter().map(|asked| host_of(&asked.url)).collect();
        assert_eq!(hosts, ["b.example:8443", "c.example"]);
    }
}
