//! What does the operator decide of the doors? Checked settings; the binary reads files and environment.

use std::time::Duration;

use chrono_tz::Tz;
use ipnet::IpNet;
use portico_audience::AudienceSettings;
use portico_cookies::policy::PolicyFacts;
use portico_i18n::Lang;

use crate::TrustedOrigin;

/// Settings that pages and endpoints share.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// Title of the portal.
    pub title: String,
    /// Absolute address by which people reach it, without a last slash; none means the request's own host.
    pub base_url: Option<String>,
    /// Languages of the pages, the default first; never empty.
    pub languages: Vec<Lang>,
    /// People reach the portal over https even where the request does not show it.
    pub https: bool,
    /// Machines whose `X-Forwarded-Proto` and `X-Forwarded-Host` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Other sites whose forms are accepted.
    pub trusted_origins: Vec<TrustedOrigin>,
    /// Whom to write to about data protection: an address or a sentence.
    pub contact: Option<String>,
    /// Anonymous statistics; none when they are off.
    pub statistics: Option<StatisticsSettings>,
    /// Limits of a request.
    pub limits: WebLimits,
}

/// How the portal's use is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatisticsSettings {
    /// Whose midnight ends a day.
    pub timezone: Tz,
    /// Threshold and noise.
    pub audience: AudienceSettings,
}

impl Default for StatisticsSettings {
    fn default() -> Self {
        Self {
            timezone: Tz::UTC,
            audience: AudienceSettings::default(),
        }
    }
}

/// How much a request may be and take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebLimits {
    /// Bytes of the address.
    pub address: usize,
    /// Bytes of all headers but `Cookie`, which has its own rule.
    pub headers: usize,
    /// Bytes of a body, where a route does not say otherwise.
    pub body: usize,
    /// Time until the answer begins.
    pub time: Duration,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self {
            address: 16 * 1024,
            headers: 16 * 1024,
            body: 2 * 1024 * 1024,
            time: Duration::from_secs(60),
        }
    }
}

impl SiteSettings {
    /// The defaults, under that title: every language, English first, no proxy.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            base_url: None,
            languages: Lang::ALL.to_vec(),
            https: false,
            trusted_proxies: Vec::new(),
            trusted_origins: Vec::new(),
            contact: None,
            statistics: Some(StatisticsSettings::default()),
            limits: WebLimits::default(),
        }
    }

    /// The language spoken when nobody asks for another.
    #[must_use]
    pub fn default_language(&self) -> Lang {
        self.languages.first().copied().unwrap_or_default()
    }

    /// What the portal says of itself in its cookies policy.
    #[must_use]
    pub fn policy_facts(&self) -> PolicyFacts {
        PolicyFacts {
            title: self.title.clone(),
            contact: self.contact.clone(),
            statistics: self.statistics.is_some(),
            languages: self.languages.iter().map(|lang| lang.code().to_owned()).collect(),
        }
    }

    /// A language switch makes sense.
    #[must_use]
    pub fn has_several_languages(&self) -> bool {
        self.languages.len() > 1
    }
}
