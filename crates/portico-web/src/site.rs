//! What does the operator decide of the doors? Checked settings; the binary reads files and environment.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono_tz::Tz;
use ipnet::IpNet;
use portico_audience::AudienceSettings;
use portico_cookies::policy::PolicyFacts;
use portico_i18n::Lang;
use portico_model::SiteDocument;

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
    /// Time zone in which the back office tells times.
    pub timezone: Tz,
    /// Names of settings that the operator decided in the settings file or the environment: the back office shows them, and cannot
    /// change them. Among `title`, `languages`, `contact`.
    pub fixed: BTreeSet<&'static str>,
    /// What was decided in the back office.
    pub document: SiteDocument,
    /// Anonymous statistics; none when they are off.
    pub statistics: Option<StatisticsSettings>,
    /// Days that refused sign-ins and the like are kept with their network address; 0 keeps none.
    pub refusal_days: u16,
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
            timezone: Tz::UTC,
            fixed: BTreeSet::new(),
            document: SiteDocument::default(),
            statistics: Some(StatisticsSettings::default()),
            refusal_days: 30,
            limits: WebLimits::default(),
        }
    }

    /// These settings with what was decided in the back office, where the operator left it open.
    #[must_use]
    pub fn with(&self, document: SiteDocument) -> Self {
        let mut site = self.clone();
        let general = &document.general;
        let is_open = |name: &str| !self.fixed.contains(name);
        if let Some(title) = general.title.as_ref().filter(|_| is_open("title")) {
            site.title.clone_from(title);
        }
        if let Some(contact) = general.contact.as_ref().filter(|_| is_open("contact")) {
            site.contact = Some(contact.clone());
        }
        let spoken = general.languages.iter().filter_map(|code| Lang::parse(code));
        let languages: Vec<Lang> = spoken.filter(|_| is_open("languages")).collect();
        if !languages.is_empty() {
            site.languages = languages;
        }
        if let Some(zone) = general.timezone.as_ref().and_then(|zone| zone.parse().ok()) {
            site.timezone = zone;
        }
        site.document = document;
        site
    }

    /// The language spoken when nobody asks for another.
    #[must_use]
    pub fn default_language(&self) -> Lang {
        self.languages.first().copied().unwrap_or_default()
    }

    /// What the portal says of itself in its cookies policy.
    #[must_use]
    pub fn policy_facts(&self) -> PolicyFacts {
        let legal = &self.document.legal;
        let told = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let lines = |text: &str| -> Vec<String> {
            let lines = text.lines().map(str::trim);
            lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        PolicyFacts {
            title: self.title.clone(),
            contact: self.contact.clone(),
            officer: told(&legal.officer),
            authority: told(&legal.authority),
            browsers: legal
                .browsers
                .iter()
                .map(|(lang, text)| (lang.clone(), lines(text)))
                .filter(|(_, lines)| !lines.is_empty())
                .collect(),
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

#[cfg(test)]
mod tests {
    use portico_model::SiteGeneral;

    use super::*;

    fn decided() -> SiteDocument {
        SiteDocument {
            general: SiteGeneral {
                title: Some("Decided".to_owned()),
                languages: vec!["es".to_owned(), "xx".to_owned()],
                timezone: Some("Europe/Madrid".to_owned()),
                contact: Some("me@example.org".to_owned()),
                ..SiteGeneral::default()
            },
            ..SiteDocument::default()
        }
    }

    #[test]
    fn the_back_office_decides_what_the_operator_left_open() {
        let site = SiteSettings::new("Written").with(decided());
        assert_eq!(
            (site.title.as_str(), site.default_language()),
            ("Decided", Lang::Es)
        );
        assert_eq!(site.timezone, chrono_tz::Europe::Madrid);
        let again = site.with(SiteDocument::default());
        assert_eq!(again.document, SiteDocument::default());
    }

    #[test]
    fn what_the_operator_wrote_stays() {
        let base = SiteSettings {
            fixed: BTreeSet::from(["title", "languages", "contact"]),
            ..SiteSettings::new("Written")
        };
        let site = base.with(decided());
        assert_eq!(
            (site.title.as_str(), site.languages.len()),
            ("Written", Lang::ALL.len())
        );
        assert_eq!(site.contact, None);
    }
}
