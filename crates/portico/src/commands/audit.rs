//! `portico cookies audit`: does a portal keep to the register that it publishes?

use std::time::Duration;

use anyhow::{Context, Result};
use portico_audit::{Audit, AuditError, Credentials, find_browser};

use super::passwords;
use crate::cli::AuditArguments;
use crate::exit::{self, WrongUse};

/// Walks and reports; the number is the exit code.
pub(super) async fn run(arguments: AuditArguments) -> Result<u8> {
    // Everything in it waits for a browser.
    tokio::task::spawn_blocking(move || audit(&arguments))
        .await
        .context("the audit ended before its time")?
}

fn audit(arguments: &AuditArguments) -> Result<u8> {
    let wrong = |error: AuditError| anyhow::Error::new(WrongUse(error.to_string()));
    let portal = arguments.url.parse().map_err(|error| {
        let hint = "write it with its scheme, such as https://data.example.org";
        WrongUse(format!("`{}` is not an address: {error}; {hint}", arguments.url))
    })?;
    let path = std::env::var_os("PATH");
    let browser = find_browser(arguments.browser.as_deref(), path.as_deref()).map_err(wrong)?;
    let credentials = match &arguments.email {
        Some(email) => Some(Credentials {
            email: email.clone(),
            password: passwords::read_known(arguments.password_stdin)?,
        }),
        None => None,
    };
    let audit = Audit {
        portal,
        browser,
        credentials,
        pages: arguments.pages.into(),
        page_time: Duration::from_secs(arguments.page_time.into()),
        whole_time: Duration::from_secs(60 * u64::from(arguments.time)),
        no_sandbox: arguments.no_sandbox,
        any_certificate: arguments.accept_invalid_certificate,
    };
    let mut tell = |step: &str| {
        // Whoever does not listen to the progress still gets the report.
        drop(std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("{step}\n"),
        ));
    };
    let report = portico_audit::audit(&audit, &mut tell).map_err(wrong)?;
    if arguments.json {
        tell!("{}", serde_json::to_string_pretty(&report.to_json())?);
    } else {
        tell!("{}", report.to_text().trim_end());
    }
    Ok(if report.agrees() { exit::DONE } else { exit::FAILED })
}
