//! What did visitors see? Pictures of pages, each of somebody who was never there, in the sizes of a desk and of a hand.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use url::Url;

use crate::browser::{Browser, Looked};
use crate::{Audit, AuditError};

/// Longest time for one page.
const PAGE_TIME: Duration = Duration::from_secs(30);
/// Longest time for all of them.
const WHOLE_TIME: Duration = Duration::from_secs(600);
/// Tallest picture, in pixels: what a page has below is left out.
const TALLEST: u64 = 8_000;

/// The browser that takes the pictures.
#[derive(Debug, Clone)]
pub struct Camera {
    /// The browser's program.
    pub browser: PathBuf,
    /// Starts it without its sandbox: for containers that forbid it.
    pub no_sandbox: bool,
}

/// What to take a picture of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    /// What the picture is called.
    pub name: String,
    /// Address of the page.
    pub address: Url,
    /// Width and height of the window, in pixels.
    pub window: (u32, u32),
    /// The page down to its end, not the window alone.
    pub whole: bool,
}

/// A picture as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is called.
    pub name: String,
    /// PNG.
    pub bytes: Vec<u8>,
}

impl Camera {
    /// Takes every picture, or none. Blocks until it is done.
    ///
    /// # Errors
    /// When the browser does not start, or a page does not come.
    pub fn take(&self, shots: &[Shot]) -> Result<Vec<Picture>, AuditError> {
        let Some(first) = shots.first() else {
            return Ok(Vec::new());
        };
        let mut browser = Browser::start(&Audit {
            portal: first.address.clone(),
            browser: self.browser.clone(),
            credentials: None,
            pages: 0,
            page_time: PAGE_TIME,
            whole_time: WHOLE_TIME,
            no_sandbox: self.no_sandbox,
            any_certificate: false,
        })?;
        shots.iter().map(|shot| picture(&mut browser, shot)).collect()
    }
}

fn picture(browser: &mut Browser, shot: &Shot) -> Result<Picture, AuditError> {
    let tab = browser.visitor()?;
    let (width, height) = shot.window;
    let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser.of_page("Emulation.setDeviceMetricsOverride", &window)?;
    match browser.go(&shot.address)? {
        Looked::At(200) => {}
        Looked::At(status) => return Err(failed(shot, &format!("its status is {status}"))),
        Looked::Failed(why) => return Err(failed(shot, &why)),
    }
    let tall = browser.evaluate("document.documentElement.scrollHeight")?;
    let tall = match shot.whole {
        true => tall.as_u64().unwrap_or(0).clamp(u64::from(height), TALLEST),
        false => u64::from(height),
    };
    let clip = json!({
        "format": "png", "captureBeyondViewport": shot.whole,
        "clip": {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1},
    });
    let told = browser.of_page("Page.captureScreenshot", &clip)?;
    let bytes = told["data"]
        .as_str()
        .and_then(|data| STANDARD.decode(data).ok())
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| failed(shot, "the browser gave no picture"))?;
    browser.leave(&tab);
    Ok(Picture {
        name: shot.name.clone(),
        bytes,
    })
}

fn failed(shot: &Shot, why: &str) -> AuditError {
    AuditError::Portal(format!("no picture of {}: {why}", shot.address))
}
