//! How is the browser started, and how is it made sure that nothing of it stays?

use std::io::Read;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{Audit, AuditError};

/// The browser speaks on its file descriptors 3 and 4: the shell turns our two pipes into them and then becomes the browser.
const SCRIPT: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// Bytes of what the browser says about itself that are kept for an error message.
const SAID: usize = 4000;

/// A running browser. Dropped, it is ended and its profile removed.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    profile: Option<TempDir>,
    said: Arc<Mutex<String>>,
}

impl Process {
    /// Starts it with an empty profile; the pipes are those of the protocol.
    pub(crate) fn start(audit: &Audit) -> Result<(Self, ChildStdin, ChildStdout), AuditError> {
        let fail = |error: std::io::Error| {
            AuditError::Browser(format!("cannot start {}: {error}", audit.browser.display()))
        };
        let profile = tempfile::Builder::new()
            .prefix("portico-audit-")
            .tempdir()
            .map_err(fail)?;
        let mut command = Command::new("/bin/sh");
        command
            .arg("-c")
            .arg(SCRIPT)
            .arg(&audit.browser)
            .args(switches(profile.path()));
        if audit.no_sandbox || is_root() {
            command.arg("--no-sandbox");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(fail)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let said = Arc::new(Mutex::new(String::new()));
        if let Some(mut stream) = child.stderr.take() {
            let said = Arc::clone(&said);
            std::thread::spawn(move || listen(&mut stream, &said));
        }
        let process = Self {
            child,
            profile: Some(profile),
            said,
        };
        let (input, output) =
            pipes.ok_or_else(|| AuditError::Browser("the browser has no pipes".to_owned()))?;
        Ok((process, input, output))
    }

    /// Why it may have ended: its last words.
    pub(crate) fn last_words(&self) -> String {
        // What it writes while it dies may still be on its way.
        std::thread::sleep(Duration::from_millis(200));
        let said = self.said.lock().map(|said| said.clone()).unwrap_or_default();
        let lines: Vec<_> = said
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let telling = lines
            .iter()
            .rev()
            .find(|line| line.contains("FATAL") || line.contains("sandbox") || line.contains("rror"));
        telling
            .or(lines.last())
            .map(|line| line.chars().take(300).collect())
            .unwrap_or_default()
    }

    /// Waits for it to end by itself.
    fn ends_within(&mut self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while Instant::now() < until {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It was asked to close, or its pipe is gone: it ends by itself and takes its own processes along.
        if !self.ends_within(Duration::from_secs(5)) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
        // Its helpers may write a moment longer; what cannot be removed lies in the folder for temporary files.
        if let Some(profile) = self.profile.take() {
            let path = profile.keep();
            for _ in 0..20 {
                if std::fs::remove_dir_all(&path).is_ok() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// Reads to the end, so that the browser never waits for us, and keeps the last of it.
fn listen(stream: &mut impl Read, said: &Mutex<String>) {
    let mut buffer = [0; 2048];
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        if let Ok(mut said) = said.lock() {
            said.push_str(&String::from_utf8_lossy(&buffer[..read]));
            while said.len() > SAID {
                let cut = said.char_indices().nth(SAID / 2).map_or(0, |(at, _)| at);
                said.drain(..cut.max(1));
            }
        }
    }
}

/// A browser that asks nobody on its own account, and keeps the defaults that people have.
fn switches(profile: &Path) -> Vec<String> {
    let fixed = [
        "--headless=new",
        "--remote-debugging-pipe",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-client-side-phishing-detection",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-gpu",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--metrics-recording-only",
        "--mute-audio",
        "--password-store=basic",
        "--use-mock-keychain",
        "--disable-features=Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,AutofillServerCommunication,LocalNetworkAccessChecks",
        "--window-size=1280,900",
    ];
    let mut list: Vec<String> = fixed.map(str::to_owned).into();
    list.push(format!("--user-data-dir={}", profile.display()));
    list
}

/// Chromium refuses to start its sandbox as root.
#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}
