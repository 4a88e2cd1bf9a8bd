//! What do the settings mean? Every value checked, every problem told at once.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use ipnet::IpNet;
use portico_audience::AudienceSettings;
use portico_services::{
    FetchSettings, MailSecurity, MailTransport, OpenIdSettings, PortalSettings, check_sender,
};
use portico_web::{StatisticsSettings, TrustedOrigin};
use toml::Value;

use super::Raw;
use super::catalogue::{SETTINGS, variable};

/// What the back office can decide, and the keys of the settings that decide it here.
const FIXED: [(&str, &[&str]); 3] = [
    ("title", &["title"]),
    ("languages", &["languages", "default_language"]),
    ("contact", &["contact"]),
];

/// Checked settings.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Name of the portal.
    pub(crate) title: String,
    /// Public address, without a trailing slash.
    pub(crate) base_url: Option<String>,
    /// Where to listen.
    pub(crate) bind: SocketAddr,
    /// Languages of the pages, the default one among them.
    pub(crate) languages: Vec<String>,
    /// The default language.
    pub(crate) default_language: String,
    /// Believed proxies: addresses or networks.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Other sites whose forms are accepted.
    pub(crate) trusted_origins: Vec<TrustedOrigin>,
    /// Whom to write to.
    pub(crate) contact: Option<String>,
    /// How visits are counted; none when they are not.
    pub(crate) statistics: Option<StatisticsSettings>,
    /// How mail leaves, and from whom.
    pub(crate) mail: (MailTransport, String),
    /// Days that refusals are kept with their network address.
    pub(crate) refusal_days: u16,
    /// Those who do more than read need a second factor.
    pub(crate) second_factor_required: bool,
    /// Where people may sign in elsewhere.
    pub(crate) openid: Option<OpenIdSettings>,
    /// Settings that were written, in the file or the environment, and that the back office could change otherwise.
    pub(crate) fixed: BTreeSet<&'static str>,
    /// What the services need.
    pub(crate) portal: PortalSettings,
}

/// Checks what was written.
///
/// # Errors
/// Every problem, one sentence each.
pub(crate) fn check(raw: Raw, data: &Path) -> Result<Settings, Vec<String>> {
    let fixed = FIXED
        .into_iter()
        .filter(|(_, keys)| keys.iter().any(|key| raw.values.contains_key(*key)))
        .map(|(name, _)| name)
        .collect();
    let mut reader = Reader { raw };
    let title = reader.text("title").unwrap_or_default();
    let base_url = reader.text("base_url").and_then(|text| reader.address(text));
    let bind = reader
        .text("bind")
        .and_then(|text| reader.parse("bind", &text, "an address and a port"));
    let default_language = reader.text("default_language").unwrap_or_default();
    let languages = reader.list("languages");
    reader.check_languages(&languages, &default_language);
    let trusted_proxies = reader.networks("trusted_proxies");
    let trusted_origins = reader.origins("trusted_origins");
    let contact = reader.text("contact");
    let statistics = reader.statistics();
    let mail = reader.mail(data);
    let refusal_days = u16::try_from(reader.number("security.days", 0, 366)).unwrap_or(0);
    let openid = reader.openid();
    let second_factor_required = reader.word("accounts.second_factor", &["optional", "office"]) == "office";
    let portal = PortalSettings {
        data: data.to_owned(),
        database: reader.text("database").and_then(|text| reader.database(text)),
        query_time: Duration::from_secs(reader.number("limits.query_seconds", 1, 3_600)),
        query_memory: mebibytes(reader.number("limits.query_mib", 16, 1 << 20)),
        queries_running: count(reader.number("limits.queries_running", 1, 1_024)),
        queries_waiting: count(reader.number("limits.queries_waiting", 0, 100_000)),
        archive_limit: reader.number("limits.archive_mib", 1, 1 << 24) << 20,
        upload_limit: reader.number("limits.upload_mib", 1, 1 << 24) << 20,
        fetch: FetchSettings {
            networks: reader.networks("fetch.networks"),
            silence: Duration::from_secs(reader.number("fetch.silence_seconds", 1, 3_600)),
            interval: Duration::from_secs(60 * reader.number("fetch.interval_minutes", 1, 1_440)),
        },
    };
    match bind {
        Some(bind) if reader.raw.problems.is_empty() => Ok(Settings {
            title,
            base_url,
            bind,
            languages,
            default_language,
            trusted_proxies,
            trusted_origins,
            contact,
            statistics,
            mail,
            refusal_days,
            second_factor_required,
            openid,
            fixed,
            portal,
        }),
        _ => Err(reader.raw.problems),
    }
}

fn mebibytes(number: u64) -> usize {
    count(number).saturating_mul(1 << 20)
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

struct Reader {
    raw: Raw,
}

impl Reader {
    /// The value written, else the default.
    fn value(&self, key: &str) -> Option<Value> {
        let default = SETTINGS
            .iter()
            .find(|setting| setting.key == key)
            .and_then(|setting| setting.default);
        self.raw.values.get(key).cloned().or_else(|| {
            let table = toml::from_str::<toml::Table>(&format!("value = {}", default?)).ok()?;
            table.get("value").cloned()
        })
    }

    fn problem(&mut self, key: &str, given: impl std::fmt::Display, wanted: &str) {
        self.raw.problems.push(format!(
            "setting `{key}` ({}): {given} is not {wanted}",
            variable(key)
        ));
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            other => {
                self.problem(key, other, "a text with something in it");
                None
            }
        }
    }

    fn list(&mut self, key: &str) -> Vec<String> {
        match self.value(key) {
            Some(Value::Array(items)) if items.iter().all(Value::is_str) => items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Some(other) => {
                self.problem(key, other, "a list of texts");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Networks, or single addresses.
    fn networks(&mut self, key: &str) -> Vec<IpNet> {
        let texts = self.list(key);
        let mut networks = Vec::new();
        for text in texts {
            let network = text
                .parse::<IpNet>()
                .ok()
                .or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from));
            match network {
                Some(network) => networks.push(network),
                None => self.problem(
                    key,
                    format!("`{text}`"),
                    "an address or a network such as 10.0.0.0/8",
                ),
            }
        }
        networks
    }

    fn origins(&mut self, key: &str) -> Vec<TrustedOrigin> {
        let mut origins = Vec::new();
        for text in self.list(key) {
            match TrustedOrigin::parse(&text) {
                Some(origin) => origins.push(origin),
                None => self.problem(
                    key,
                    format!("`{text}`"),
                    "a scheme and a host such as https://other.example or https://*.example.org",
                ),
            }
        }
        origins
    }

    fn number(&mut self, key: &str, low: u64, high: u64) -> u64 {
        let Some(value) = self.value(key) else { return low };
        match value.as_integer().and_then(|number| u64::try_from(number).ok()) {
            Some(number) if (low..=high).contains(&number) => number,
            _ => {
                self.problem(key, value, &format!("a whole number from {low} to {high}"));
                low
            }
        }
    }

    fn flag(&mut self, key: &str) -> bool {
        match self.value(key) {
            Some(Value::Boolean(flag)) => flag,
            Some(other) => {
                self.problem(key, other, "true or false");
                false
            }
            None => false,
        }
    }

    /// One of these words.
    fn word(&mut self, key: &str, known: &[&'static str]) -> &'static str {
        let text = self.text(key).unwrap_or_default();
        if let Some(word) = known.iter().find(|word| **word == text) {
            return word;
        }
        self.problem(key, format!("`{text}`"), &format!("one of {}", known.join(", ")));
        known.first().copied().unwrap_or_default()
    }

    fn mail(&mut self, data: &Path) -> (MailTransport, String) {
        let sender = self.text("mail.from").unwrap_or_default();
        if check_sender(&sender).is_err() {
            self.problem(
                "mail.from",
                format!("`{sender}`"),
                "an address such as Open data <data@example.org>",
            );
        }
        let transport = match self.word("mail.transport", &["off", "smtp", "file"]) {
            "file" => MailTransport::File(data.join("mail")),
            "smtp" => self.smtp(),
            _ => MailTransport::Off,
        };
        (transport, sender)
    }

    fn openid(&mut self) -> Option<OpenIdSettings> {
        let optional = |reader: &mut Self, key: &str| reader.value(key).and_then(|_| reader.text(key));
        let allow_private = self.flag("openid.allow_private");
        let issuer = optional(self, "openid.issuer");
        let client_id = optional(self, "openid.client_id");
        let client_secret = optional(self, "openid.client_secret");
        let settings = OpenIdSettings {
            name: self.text("openid.name").unwrap_or_default(),
            scopes: self.list("openid.scopes"),
            attributes: self.list("openid.attributes"),
            new_accounts: self.flag("openid.new_accounts"),
            allow_private,
            issuer: issuer?,
            client_id: client_id.clone().unwrap_or_default(),
            client_secret: client_secret.unwrap_or_default(),
        };
        let secret = settings.issuer.starts_with("https://");
        let near = allow_private && settings.issuer.starts_with("http://");
        if !(secret || near) {
            self.problem(
                "openid.issuer",
                format!("`{}`", settings.issuer),
                "an address that begins with https://",
            );
        }
        if client_id.is_none() {
            self.raw
                .problems
                .push("setting `openid.client_id` is needed with `openid.issuer`".to_owned());
        }
        Some(settings)
    }

    fn smtp(&mut self) -> MailTransport {
        let security = match self.word("mail.security", &["starttls", "tls", "none"]) {
            "tls" => MailSecurity::Tls,
            "none" => MailSecurity::None,
            _ => MailSecurity::StartTls,
        };
        let usual = match security {
            MailSecurity::Tls => 465,
            MailSecurity::StartTls => 587,
            MailSecurity::None => 25,
        };
        let port = match self.value("mail.port") {
            None => usual,
            Some(Value::String(text)) => self.parse("mail.port", &text, "a port").unwrap_or(usual),
            Some(_) => u16::try_from(self.number("mail.port", 1, 65_535)).unwrap_or(usual),
        };
        let host = self.value("mail.host").and_then(|_| self.text("mail.host"));
        if host.is_none() {
            self.raw
                .problems
                .push("setting `mail.host` is needed for `mail.transport = \"smtp\"`".to_owned());
        }
        let user = self.value("mail.user").and_then(|_| self.text("mail.user"));
        let password = self
            .value("mail.password")
            .and_then(|value| value.as_str().map(str::to_owned));
        let authority = self
            .value("mail.authority")
            .and_then(|_| self.text("mail.authority"));
        let authority = authority.and_then(|path| self.certificate(&path));
        MailTransport::Smtp {
            authority,
            host: host.unwrap_or_default(),
            port,
            security,
            credentials: user.map(|user| (user, password.unwrap_or_default())),
        }
    }

    /// The content of a file with certificates.
    fn certificate(&mut self, path: &str) -> Option<Vec<u8>> {
        let content = std::fs::read(path);
        match content {
            Ok(pem)
                if pem
                    .windows(27)
                    .any(|piece| piece == b"-----BEGIN CERTIFICATE-----") =>
            {
                Some(pem)
            }
            Ok(_) => {
                self.problem(
                    "mail.authority",
                    format!("`{path}`"),
                    "a file with a certificate in PEM",
                );
                None
            }
            Err(error) => {
                self.problem(
                    "mail.authority",
                    format!("`{path}` ({error})"),
                    "a file that can be read",
                );
                None
            }
        }
    }

    fn statistics(&mut self) -> Option<StatisticsSettings> {
        let enabled = self.flag("statistics.enabled");
        let zone = self.text("statistics.timezone");
        let timezone = zone
            .and_then(|zone| self.parse("statistics.timezone", &zone, "a time zone such as Europe/Paris"));
        let threshold = self.number("statistics.threshold", 5, 10_000);
        let epsilon = self.strength("statistics.epsilon");
        enabled.then(|| StatisticsSettings {
            timezone: timezone.unwrap_or(chrono_tz::UTC),
            audience: AudienceSettings { threshold, epsilon },
        })
    }

    /// A positive number, also as text: that is how the environment gives it.
    fn strength(&mut self, key: &str) -> Option<f64> {
        let value = self.value(key)?;
        let number = match &value {
            Value::Float(number) => Some(*number),
            Value::Integer(number) => i32::try_from(*number).ok().map(f64::from),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (0.01..=10.0).contains(number));
        if number.is_none() {
            self.problem(key, value, "a number from 0.01 to 10");
        }
        number
    }

    fn parse<T: std::str::FromStr>(&mut self, key: &str, text: &str, wanted: &str) -> Option<T> {
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.problem(key, format!("`{text}`"), wanted);
        }
        parsed
    }

    fn address(&mut self, text: String) -> Option<String> {
        if text.starts_with("https://") || text.starts_with("http://") {
            return Some(text.trim_end_matches('/').to_owned());
        }
        self.problem(
            "base_url",
            format!("`{text}`"),
            "an address that begins with https:// or http://",
        );
        None
    }

    fn database(&mut self, text: String) -> Option<String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Some(text);
        }
        // The value may hold a password: it is not repeated.
        self.problem("database", "the value", "an address that begins with postgres://");
        None
    }

    fn check_languages(&mut self, languages: &[String], default: &str) {
        let known = || portico_i18n::Lang::ALL.iter().map(|lang| lang.code());
        for language in languages {
            if !known().any(|code| code == language) {
                let wanted = format!(
                    "one of the languages of this program: {}",
                    known().collect::<Vec<_>>().join(", ")
                );
                self.problem("languages", format!("`{language}`"), &wanted);
            }
        }
        if !languages.iter().any(|language| language == default) {
            self.problem("default_language", format!("`{default}`"), "among `languages`");
        }
    }
}

#[cfg(test)]
#[path = "checked_tests.rs"]
mod tests;
