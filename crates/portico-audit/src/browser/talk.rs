//! How is a question put to the browser, and what becomes of what it says unasked?

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use super::tab::{Browser, FRAME_HOST};
use super::wire::Silence;
use crate::AuditError;

impl Browser {
    /// An answer, or an error that ends the audit.
    pub(super) fn ask(
        &mut self,
        session: Option<&str>,
        method: &str,
        with: &Value,
        time: Duration,
    ) -> Result<Value, AuditError> {
        let answer = self.try_ask(session, method, with, time)?;
        answer.ok_or_else(|| AuditError::Browser(format!("the browser does not answer {method}")))
    }

    /// An answer; none when it comes too late or is an error.
    pub(super) fn try_ask(
        &mut self,
        session: Option<&str>,
        method: &str,
        with: &Value,
        time: Duration,
    ) -> Result<Option<Value>, AuditError> {
        let id = self.tell(session, method, with)?;
        let until = Instant::now() + time;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            match self.wire.receive(left) {
                Ok(message) if message["id"].as_u64() == Some(id) => {
                    return Ok(message.get("result").cloned());
                }
                Ok(message) => self.take(&message)?,
                Err(Silence::Late) => return Ok(None),
                Err(Silence::Gone) => return Err(self.gone()),
            }
        }
    }

    /// Sends without waiting.
    pub(super) fn tell(
        &mut self,
        session: Option<&str>,
        method: &str,
        with: &Value,
    ) -> Result<u64, AuditError> {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method, "params": with});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        match self.wire.send(&message) {
            Ok(()) => Ok(self.next),
            Err(_) => Err(self.gone()),
        }
    }

    /// Takes one event, if one comes in that time.
    pub(super) fn hear(&mut self, time: Duration) -> Result<(), AuditError> {
        match self.wire.receive(time) {
            Ok(message) => self.take(&message),
            Err(Silence::Late) => Ok(()),
            Err(Silence::Gone) => Err(self.gone()),
        }
    }

    fn take(&mut self, message: &Value) -> Result<(), AuditError> {
        let Some(method) = message["method"].as_str() else {
            return Ok(());
        };
        let told = &message["params"];
        let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
        match method {
            "Target.attachedToTarget" => self.welcome(told),
            // A page that asks something waits for an answer: no.
            "Page.javascriptDialogOpening" => self
                .tell(
                    Some(&session),
                    "Page.handleJavaScriptDialog",
                    &json!({"accept": false}),
                )
                .map(drop),
            "Fetch.requestPaused" => self.let_out(told, &session),
            _ => {
                self.recorder.hear(method, told, session == self.session);
                Ok(())
            }
        }
    }

    /// A frame or worker came up and waits: it is listened to, then goes on.
    fn welcome(&mut self, told: &Value) -> Result<(), AuditError> {
        let session = told["sessionId"].as_str().unwrap_or_default().to_owned();
        if session.is_empty() || told["waitingForDebugger"].as_bool() != Some(true) {
            return Ok(());
        }
        self.recorder.attach(told);
        let attach = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true});
        let mut list = vec![("Network.enable", json!({})), ("Target.setAutoAttach", attach)];
        if self.only.is_some() {
            list.push(("Fetch.enable", json!({"patterns": [{"urlPattern": "*"}]})));
        }
        list.push(("Runtime.runIfWaitingForDebugger", json!({})));
        for (method, with) in list {
            self.tell(Some(&session), method, &with)?;
        }
        Ok(())
    }

    fn let_out(&mut self, told: &Value, session: &str) -> Result<(), AuditError> {
        let address = told["request"]["url"].as_str().unwrap_or_default();
        let request = told["requestId"].clone();
        if Url::parse(address).is_ok_and(|url| url.host_str() == Some(FRAME_HOST)) {
            let empty = json!({
                "requestId": request, "responseCode": 200, "responseHeaders": [{"name": "content-type", "value": "text/html"}],
            });
            return self.tell(Some(session), "Fetch.fulfillRequest", &empty).map(drop);
        }
        let is_ours = match &self.only {
            None => true,
            Some(origin) => Url::parse(address).is_ok_and(|url| match url.scheme() {
                "http" | "https" => url.origin() == origin.origin(),
                "data" | "blob" | "about" => true,
                _ => false,
            }),
        };
        if is_ours {
            return self
                .tell(
                    Some(session),
                    "Fetch.continueRequest",
                    &json!({"requestId": request}),
                )
                .map(drop);
        }
        self.recorder
            .stop(address, told["resourceType"].as_str().unwrap_or("Other"));
        let fail = json!({"requestId": request, "errorReason": "BlockedByClient"});
        self.tell(Some(session), "Fetch.failRequest", &fail).map(drop)
    }

    fn gone(&self) -> AuditError {
        let words = self.process.last_words();
        let hint = if words.contains("sandbox") {
            "; where the machine forbids the browser's sandbox, as containers do, try --no-sandbox"
        } else {
            ""
        };
        AuditError::Browser(format!("the browser ended: {words}{hint}"))
    }
}

/// What an error of the network means, and what to do.
pub(super) fn explain(error: &str) -> String {
    let meaning = match error {
        "net::ERR_CONNECTION_REFUSED" => "nothing listens at that address",
        "net::ERR_NAME_NOT_RESOLVED" => "there is no host of that name",
        "net::ERR_CONNECTION_TIMED_OUT" | "net::ERR_TIMED_OUT" => "the host does not answer",
        "net::ERR_CONNECTION_RESET" | "net::ERR_CONNECTION_CLOSED" | "net::ERR_EMPTY_RESPONSE" => {
            "the server closes the connection without an answer"
        }
        "net::ERR_TOO_MANY_REDIRECTS" => "the answers redirect in a circle",
        "net::ERR_CERT_AUTHORITY_INVALID" => {
            "its certificate is signed by nobody that this machine trusts; --accept-invalid-certificate looks on all the same"
        }
        "net::ERR_CERT_DATE_INVALID" => {
            "its certificate has expired; --accept-invalid-certificate looks on all the same"
        }
        "net::ERR_CERT_COMMON_NAME_INVALID" => {
            "its certificate is for another host; --accept-invalid-certificate looks on all the same"
        }
        "net::ERR_SSL_PROTOCOL_ERROR" => "it does not speak https there; try http://",
        "net::ERR_INTERNET_DISCONNECTED" | "net::ERR_ADDRESS_UNREACHABLE" => "the network cannot be reached",
        _ => "the browser could not load it",
    };
    format!("{meaning} ({error})")
}
