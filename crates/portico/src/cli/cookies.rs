//! What can be said to `portico cookies proof` and `portico cookies audit`?

use std::path::PathBuf;

use clap::Args;

/// What to prove.
#[derive(Debug, Args)]
pub(crate) struct ProofArguments {
    /// Only this version, with the digest of every part, template and script
    #[arg(long, value_name = "N")]
    pub(crate) version: Option<u32>,
    /// A digest of a version or receipt that was noted earlier: is it still there?
    #[arg(long, value_name = "DIGEST")]
    pub(crate) head: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// First take pictures of the policy, the choices and the banner, in every language, for a desk and a hand, and keep a receipt with
    /// their digests; needs a browser on this machine
    #[arg(long)]
    pub(crate) pictures: bool,
    /// Write the pictures of the receipts that are looked at into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) save: Option<PathBuf>,
    /// Chromium, Chrome or Edge for the pictures [default: the first that is found]
    #[arg(long, value_name = "PATH", requires = "pictures")]
    pub(crate) browser: Option<PathBuf>,
    /// Start the browser without its sandbox, where a container forbids it
    #[arg(long, requires = "pictures")]
    pub(crate) no_sandbox: bool,
}

/// What to audit and how.
#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    /// Address of the portal, such as https://data.example.org
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// Report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Also sign in as this person and look at the back office; the password is asked for
    #[arg(long, value_name = "EMAIL")]
    pub(crate) email: Option<String>,
    /// Read the password from standard input instead of asking for it
    #[arg(long, requires = "email")]
    pub(crate) password_stdin: bool,
    /// Chromium, Chrome or Edge to drive [default: the first that is found]
    #[arg(long, value_name = "PATH")]
    pub(crate) browser: Option<PathBuf>,
    /// Pages to look at before signing in, at most
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=5000))]
    pub(crate) pages: u16,
    /// Seconds for one page, at most
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) page_time: u16,
    /// Minutes for everything, at most
    #[arg(long, value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) time: u16,
    /// Look on although the certificate is not trusted; not together with --email, but for this machine itself
    #[arg(long)]
    pub(crate) accept_invalid_certificate: bool,
    /// Start the browser without its sandbox, where a container forbids it
    #[arg(long)]
    pub(crate) no_sandbox: bool,
}
