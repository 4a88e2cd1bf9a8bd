//! Which settings exist? The one list behind reading, checking and `portico config example`.

/// One setting.
#[derive(Debug)]
pub(super) struct Setting {
    /// Dotted key in `portico.toml`.
    pub(super) key: &'static str,
    /// Default as TOML; none when the setting is absent by default.
    pub(super) default: Option<&'static str>,
    /// An example for a setting without a default.
    pub(super) example: &'static str,
    /// What it means.
    pub(super) help: &'static str,
}

const fn setting(key: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting {
        key,
        default: Some(default),
        example: "",
        help,
    }
}

const fn optional(key: &'static str, example: &'static str, help: &'static str) -> Setting {
    Setting {
        key,
        default: None,
        example,
        help,
    }
}

/// Every setting, in the order of the example file: those without a section first.
pub(super) const SETTINGS: &[Setting] = &[
    setting(
        "title",
        "\"Open data\"",
        "Name of the portal, shown on every page.",
    ),
    optional(
        "base_url",
        "\"https://data.example.org\"",
        "Public address; needed behind a proxy that changes the host.",
    ),
    setting("bind", "\"127.0.0.1:8080\"", "Address and port to listen on."),
    setting(
        "languages",
        "[\"en\", \"fr\", \"es\", \"de\", \"nl\"]",
        "Languages of the pages; with one alone there is no language cookie.",
    ),
    setting(
        "default_language",
        "\"en\"",
        "Language when a visitor's browser asks for none of them.",
    ),
    setting(
        "trusted_proxies",
        "[]",
        "Addresses or networks whose X-Forwarded-* headers are believed.",
    ),
    setting(
        "trusted_origins",
        "[]",
        "Other sites whose forms are accepted: https://other.example, or https://*.example.org with all below it.",
    ),
    optional(
        "database",
        "\"postgres://portico@localhost/portico\"",
        "PostgreSQL registry; without it, portico.db in the data directory.",
    ),
    optional(
        "contact",
        "\"data@example.org\"",
        "Whom to write to, named on the policy pages.",
    ),
    setting(
        "statistics.enabled",
        "true",
        "Count visits, anonymously; the policy page and /statistics/ say how.",
    ),
    setting(
        "statistics.timezone",
        "\"UTC\"",
        "Time zone whose midnight ends a day of the statistics.",
    ),
    setting(
        "statistics.threshold",
        "10",
        "Fewest visitors of a figure that is shown, and of a searched word that is kept.",
    ),
    optional(
        "statistics.epsilon",
        "1.0",
        "Strength of random noise on counts of visitors; without it there is none.",
    ),
    setting(
        "security.days",
        "30",
        "Days that refused sign-ins, forged forms, wrong keys and too many attempts are kept with their network address, apart from everything else; 0 keeps none.",
    ),
    setting(
        "accounts.second_factor",
        "\"optional\"",
        "`optional`, or `office`: whoever does more than read needs an authenticator.",
    ),
    setting(
        "mail.transport",
        "\"off\"",
        "How mail leaves: `off`, `smtp`, or `file` (into the folder mail of the data directory, to try things out).",
    ),
    setting(
        "mail.from",
        "\"Open data <noreply@localhost>\"",
        "From whom mail comes.",
    ),
    optional(
        "mail.host",
        "\"smtp.example.org\"",
        "Mail server; needed for `smtp`.",
    ),
    setting(
        "mail.security",
        "\"starttls\"",
        "How the connection to the mail server is kept secret: `starttls`, `tls`, or `none` for a server on this machine.",
    ),
    optional(
        "mail.port",
        "587",
        "Port of the mail server; without it, the usual one of `mail.security`.",
    ),
    optional(
        "mail.user",
        "\"portico\"",
        "Name at the mail server, when it wants one.",
    ),
    optional(
        "mail.password",
        "\"…\"",
        "Password there; better given as environment variable.",
    ),
    optional(
        "mail.authority",
        "\"/etc/ssl/our-authority.pem\"",
        "File with the certificate (PEM) of an authority of your own that signed the mail server's.",
    ),
    optional(
        "openid.issuer",
        "\"https://id.example.org\"",
        "Address of an OpenID Connect provider where people may sign in; its callback is base_url + /login/oidc/callback/.",
    ),
    setting("openid.name", "\"OpenID Connect\"", "What the button says."),
    optional(
        "openid.client_id",
        "\"portico\"",
        "Who the portal is there; needed with `issuer`.",
    ),
    optional(
        "openid.client_secret",
        "\"…\"",
        "With which secret; better given as environment variable.",
    ),
    setting(
        "openid.scopes",
        "[]",
        "Words for the provider besides openid, email and profile.",
    ),
    setting(
        "openid.attributes",
        "[]",
        "Claims kept as attributes of a person, for the conditions of datasets.",
    ),
    setting(
        "openid.new_accounts",
        "false",
        "Whoever the provider knows, with a verified address, gets an account as a reader.",
    ),
    setting(
        "openid.allow_private",
        "false",
        "The provider may be in a private network, and without TLS.",
    ),
    setting("limits.query_seconds", "10", "Longest run of one query."),
    setting("limits.query_mib", "512", "Memory of one query."),
    setting("limits.queries_running", "4", "Queries that run at once."),
    setting(
        "limits.queries_waiting",
        "64",
        "Queries that may wait; more are answered 429.",
    ),
    setting(
        "limits.archive_mib",
        "8192",
        "Largest unpacked size of an imported archive.",
    ),
    setting(
        "limits.upload_mib",
        "4096",
        "Largest file that is sent in the back office, or fetched for it.",
    ),
    setting(
        "fetch.networks",
        "[]",
        "Networks such as 10.1.0.0/16 that files are fetched from although they are not public.",
    ),
    setting(
        "fetch.silence_seconds",
        "60",
        "Longest silence of a server that a file is fetched from.",
    ),
    setting(
        "fetch.interval_minutes",
        "15",
        "Shortest time between two runs of a scheduled update.",
    ),
];

/// The environment variable of a setting: `limits.query_seconds` is `PORTICO_LIMITS_QUERY_SECONDS`.
pub(super) fn variable(key: &str) -> String {
    format!("PORTICO_{}", key.replace('.', "_").to_ascii_uppercase())
}

/// The whole file with comments, every line switched off.
pub(crate) fn example() -> String {
    let mut out = String::from(
        "# Settings of a Portico portal: portico.toml in the data directory.\n\
         # Each may also be given as an environment variable, which wins: its name stands behind the comment.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (in_section, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if in_section != section {
            out.push_str(&format!("\n[{in_section}]\n"));
            section = in_section;
        }
        let value = setting.default.unwrap_or(setting.example);
        out.push_str(&format!(
            "\n# {} ({})\n#{name} = {value}\n",
            setting.help,
            variable(setting.key)
        ));
    }
    out
}
