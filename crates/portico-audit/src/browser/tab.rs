//! How is a page looked at? A visitor of its own, one tab, bounded in time whatever the page does.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use super::process::Process;
use super::recorder::{Recorder, host_of};
use super::talk::explain;
use super::wire::Wire;
use crate::{Audit, AuditError};

/// A page is quiet when nothing was on its way for that long.
const QUIET: Duration = Duration::from_millis(350);
/// Errors of documents that were answered all the same: nothing to show, or no page with a status that says no.
const HARMLESS: [&str; 2] = ["net::ERR_ABORTED", "net::ERR_HTTP_RESPONSE_CODE_FAILURE"];
/// Time for an answer of the browser itself.
const OWN_TIME: Duration = Duration::from_secs(20);

/// The other site on which embeds are shown; the name can belong to nobody.
pub(crate) const FRAME_HOST: &str = "frame.audit.invalid";

/// Frames that are looked into, at most.
const MOST_FRAMES: usize = 40;

/// A browser that is spoken to.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(super) wire: Wire,
    pub(super) process: Process,
    pub(super) next: u64,
    /// Of the tab that is being looked at.
    pub(super) session: String,
    /// What came in.
    pub(crate) recorder: Recorder,
    /// While it is set, only this origin is let out.
    pub(super) only: Option<Url>,
    until: Instant,
    page_time: Duration,
    any_certificate: bool,
}

/// A visitor's tab.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    context: String,
    target: String,
}

/// How looking at a page ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Looked {
    /// It is there, with its status; 0 where none is known.
    At(u64),
    /// It is not, and why.
    Failed(String),
}

impl Browser {
    /// Starts it.
    pub(crate) fn start(audit: &Audit) -> Result<Self, AuditError> {
        let (process, input, output) = Process::start(audit)?;
        Ok(Self {
            wire: Wire::new(input, output),
            process,
            next: 0,
            session: String::new(),
            recorder: Recorder::default(),
            only: None,
            until: Instant::now() + audit.whole_time,
            page_time: audit.page_time,
            any_certificate: audit.any_certificate,
        })
    }

    /// Name and version.
    pub(crate) fn version(&mut self) -> Result<String, AuditError> {
        let told = self.ask(None, "Browser.getVersion", &json!({}), OWN_TIME)?;
        Ok(told["product"].as_str().unwrap_or("a browser").to_owned())
    }

    /// Time is left.
    pub(crate) fn has_time(&self) -> bool {
        Instant::now() < self.until
    }

    /// A visitor who was never here, with one empty tab.
    pub(crate) fn visitor(&mut self) -> Result<Tab, AuditError> {
        let context = self.ask(None, "Target.createBrowserContext", &json!({}), OWN_TIME)?;
        let context = context["browserContextId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let target = json!({"url": "about:blank", "browserContextId": context});
        let target = self.ask(None, "Target.createTarget", &target, OWN_TIME)?;
        let target = target["targetId"].as_str().unwrap_or_default().to_owned();
        let attached = json!({"targetId": target, "flatten": true});
        let attached = self.ask(None, "Target.attachToTarget", &attached, OWN_TIME)?;
        self.session = attached["sessionId"].as_str().unwrap_or_default().to_owned();
        self.recorder = Recorder::default();
        let deny = json!({"behavior": "deny", "browserContextId": context});
        self.ask(None, "Browser.setDownloadBehavior", &deny, OWN_TIME)?;
        let session = self.session.clone();
        for (method, with) in [
            ("Page.enable", json!({})),
            ("Inspector.enable", json!({})),
            (
                "Network.enable",
                json!({"maxTotalBufferSize": 8_000_000, "maxResourceBufferSize": 4_000_000}),
            ),
            (
                "Target.setAutoAttach",
                json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true}),
            ),
            (
                "Security.setIgnoreCertificateErrors",
                json!({"ignore": self.any_certificate}),
            ),
        ] {
            self.ask(Some(&session), method, &with, OWN_TIME)?;
        }
        Ok(Tab { context, target })
    }

    /// The visitor leaves; nothing of the visit stays.
    pub(crate) fn leave(&mut self, tab: &Tab) {
        drop(self.ask(
            None,
            "Target.closeTarget",
            &json!({"targetId": tab.target}),
            OWN_TIME,
        ));
        drop(self.ask(
            None,
            "Target.disposeBrowserContext",
            &json!({"browserContextId": tab.context}),
            OWN_TIME,
        ));
    }

    /// Goes to an address and waits until the page is quiet, at most the time of a page.
    pub(crate) fn go(&mut self, url: &Url) -> Result<Looked, AuditError> {
        self.recorder.empty();
        self.recorder.give_up_waiting();
        let session = self.session.clone();
        let told = self.try_ask(
            Some(&session),
            "Page.navigate",
            &json!({"url": url.as_str()}),
            self.page_time,
        )?;
        let Some(told) = told else {
            self.stop_loading()?;
            return Ok(Looked::Failed(format!(
                "no answer within {} seconds",
                self.page_time.as_secs()
            )));
        };
        if let Some(error) = told["errorText"]
            .as_str()
            .filter(|error| !HARMLESS.contains(error))
        {
            return Ok(Looked::Failed(explain(error)));
        }
        if told["errorText"] == "net::ERR_HTTP_RESPONSE_CODE_FAILURE" {
            // A status that says no, and no page with it.
            return Ok(Looked::At(self.recorder.status.unwrap_or(500)));
        }
        if told["errorText"].is_string() {
            // A download, or an answer without a body: nothing to look at, which is not a failure.
            return Ok(Looked::At(self.recorder.status.unwrap_or(0)));
        }
        self.settle()
    }

    /// Waits until the page that is being loaded is quiet.
    pub(crate) fn settle(&mut self) -> Result<Looked, AuditError> {
        let until = Instant::now() + self.page_time;
        let mut quiet_since = Instant::now();
        while Instant::now() < until && self.has_time() {
            if self.recorder.crashed {
                return Ok(Looked::Failed("the page crashed the browser's tab".to_owned()));
            }
            if let Some(error) = self
                .recorder
                .failed
                .as_ref()
                .filter(|error| !HARMLESS.contains(&error.as_str()))
            {
                return Ok(Looked::Failed(explain(error)));
            }
            if !(self.recorder.loaded && self.recorder.is_idle()) {
                quiet_since = Instant::now();
            } else if quiet_since.elapsed() >= QUIET {
                break;
            }
            self.hear(Duration::from_millis(50))?;
        }
        // A page that goes on loading was looked at as it is then.
        self.stop_loading()?;
        Ok(Looked::At(self.recorder.status.unwrap_or(0)))
    }

    /// Does something in the page that leads to another page, and waits for that one. What the page answered, and how the other ended.
    pub(crate) fn act(&mut self, script: &str) -> Result<(Value, Looked), AuditError> {
        self.recorder.empty();
        self.recorder.loaded = false;
        let answer = self.evaluate(script)?;
        let looked = if answer.as_str() == Some("ok") {
            self.settle()?
        } else {
            Looked::At(0)
        };
        Ok((answer, looked))
    }

    /// The value of an expression, in a world that the page's scripts cannot reach; null when it fails or takes too long.
    pub(crate) fn evaluate(&mut self, script: &str) -> Result<Value, AuditError> {
        let session = self.session.clone();
        let frames = self.frames(&session)?;
        match frames.first() {
            Some(frame) => self.evaluate_in(&session, frame, script),
            None => Ok(Value::Null),
        }
    }

    /// Likewise in the page and in every frame of it, wherever it runs.
    pub(crate) fn evaluate_everywhere(&mut self, script: &str) -> Result<Vec<Value>, AuditError> {
        let mut sessions = vec![self.session.clone()];
        sessions.extend(self.recorder.attached.iter().take(MOST_FRAMES).cloned());
        let mut found = Vec::new();
        for session in sessions {
            for frame in self.frames(&session)? {
                if found.len() < MOST_FRAMES {
                    found.push(self.evaluate_in(&session, &frame, script)?);
                }
            }
        }
        Ok(found)
    }

    /// The frames of a page or of a frame that runs apart, itself first.
    fn frames(&mut self, session: &str) -> Result<Vec<Value>, AuditError> {
        let tree = self.try_ask(Some(session), "Page.getFrameTree", &json!({}), OWN_TIME)?;
        let tree = tree.unwrap_or_default();
        let mut waiting = vec![&tree["frameTree"]];
        let mut frames = Vec::new();
        while let Some(node) = waiting.pop() {
            if node["frame"]["id"].is_string() && frames.len() < MOST_FRAMES {
                frames.push(node["frame"]["id"].clone());
                waiting.extend(node["childFrames"].as_array().into_iter().flatten());
            }
        }
        Ok(frames)
    }

    fn evaluate_in(&mut self, session: &str, frame: &Value, script: &str) -> Result<Value, AuditError> {
        let world = json!({"frameId": frame, "worldName": "audit"});
        let world = self
            .try_ask(Some(session), "Page.createIsolatedWorld", &world, OWN_TIME)?
            .unwrap_or_default();
        let told = json!({
            "expression": script, "contextId": world["executionContextId"], "awaitPromise": true, "returnByValue": true,
            "timeout": self.page_time.as_millis(),
        });
        let told = self.try_ask(Some(session), "Runtime.evaluate", &told, self.page_time)?;
        Ok(told.unwrap_or_default()["result"]["value"].clone())
    }

    /// Asks something of the tab that is being looked at.
    pub(crate) fn of_page(&mut self, method: &str, with: &Value) -> Result<Value, AuditError> {
        let session = self.session.clone();
        self.ask(Some(&session), method, with, self.page_time)
    }

    /// Every cookie that this visitor holds, of any host.
    pub(crate) fn cookies(&mut self, tab: &Tab) -> Result<Vec<Value>, AuditError> {
        let told = json!({"browserContextId": tab.context});
        let told = self.ask(None, "Storage.getCookies", &told, OWN_TIME)?;
        Ok(told["cookies"].as_array().cloned().unwrap_or_default())
    }

    /// Shows a page of our own that belongs to another site. Its address is answered here: nobody is asked for it.
    pub(crate) fn show(&mut self, scheme: &str, html: &str) -> Result<(), AuditError> {
        let session = self.session.clone();
        let patterns = json!({"patterns": [{"urlPattern": format!("*://{FRAME_HOST}/*")}]});
        self.ask(Some(&session), "Fetch.enable", &patterns, OWN_TIME)?;
        if let Ok(address) = Url::parse(&format!("{scheme}://{FRAME_HOST}/")) {
            self.go(&address)?;
        }
        self.recorder.empty();
        self.recorder.loaded = true;
        let tree = self.ask(Some(&session), "Page.getFrameTree", &json!({}), OWN_TIME)?;
        let content = json!({"frameId": tree["frameTree"]["frame"]["id"], "html": html});
        self.ask(
            Some(&session),
            "Page.setDocumentContent",
            &content,
            self.page_time,
        )?;
        self.settle()?;
        Ok(())
    }

    /// From now on only requests to this origin leave the browser, also where an answer redirects; with none, all do again.
    pub(crate) fn only(&mut self, origin: Option<&Url>) -> Result<(), AuditError> {
        self.only = origin.cloned();
        let session = self.session.clone();
        let (method, with) = match origin {
            Some(_) => ("Fetch.enable", json!({"patterns": [{"urlPattern": "*"}]})),
            None => ("Fetch.disable", json!({})),
        };
        self.ask(Some(&session), method, &with, OWN_TIME).map(drop)
    }

    fn stop_loading(&mut self) -> Result<(), AuditError> {
        let session = self.session.clone();
        self.try_ask(
            Some(&session),
            "Page.stopLoading",
            &json!({}),
            Duration::from_secs(5),
        )?;
        self.recorder.give_up_waiting();
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.tell(None, "Browser.close", &json!({})));
    }
}

/// Host of an address, for lists.
pub(crate) fn name_of(url: &Url) -> String {
    host_of(url)
}
