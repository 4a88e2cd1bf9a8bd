//! A person, a program or a bot? Told from what a request says of itself, never from how it behaves over time.

use std::sync::LazyLock;

use isbot::Bots;

/// Who seems to be at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A browser that somebody uses.
    Person,
    /// A program that calls for its owner.
    Program,
    /// A crawler, a monitor, a browser that fetches ahead.
    Bot,
}

impl Kind {
    /// The word in tables and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Program => "program",
            Self::Bot => "bot",
        }
    }

    /// Reads the signs.
    #[must_use]
    pub fn of(signs: &Signs<'_>) -> Self {
        let agent = signs.agent.get(..512).unwrap_or(signs.agent).to_ascii_lowercase();
        let is_tool = TOOLS.iter().any(|tool| agent.starts_with(tool));
        if signs.is_head || signs.is_prefetch || (!is_tool && is_bot(&agent)) {
            Self::Bot
        } else if is_tool {
            Self::Program
        } else if signs.is_navigation || (!signs.https && looks_like_a_browser(signs)) {
            Self::Person
        } else {
            Self::Program
        }
    }
}

/// What a request says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs<'a> {
    /// `User-Agent`.
    pub agent: &'a str,
    /// The method is `HEAD`.
    pub is_head: bool,
    /// `Sec-Purpose: prefetch` or the older `Purpose`.
    pub is_prefetch: bool,
    /// Fetch metadata is there (`Sec-Fetch-Mode`): browsers send it, over https and to the own machine.
    pub is_navigation: bool,
    /// Over https.
    pub https: bool,
    /// `Accept` wants HTML.
    pub wants_html: bool,
}

/// Browsers send no fetch metadata over plain http.
fn looks_like_a_browser(signs: &Signs<'_>) -> bool {
    signs.wants_html && signs.agent.starts_with("Mozilla/")
}

/// Words of monitors and harvesters that the library's list does not have.
const MORE: [&str; 13] = [
    "blackbox exporter",
    "googlehc",
    "googleother",
    "headlesschrome",
    "nikto",
    "whatsapp",
    "uptime",
    "monitor",
    "healthcheck",
    "kube-probe",
    "prometheus",
    "crawler",
    "spider",
];

/// How the tools begin by which people call an API: lists of bots name them too, but here they are the public.
const TOOLS: [&str; 20] = [
    "aiohttp",
    "axios",
    "curl",
    "deno",
    "go-http-client",
    "guzzle",
    "httr",
    "java",
    "libcurl",
    "node",
    "odsclient",
    "okhttp",
    "postman",
    "python",
    "qgis",
    "r (",
    "reqwest",
    "ruby",
    "undici",
    "wget",
];

fn is_bot(agent: &str) -> bool {
    static BOTS: LazyLock<Bots> = LazyLock::new(Bots::default);
    BOTS.is_bot(agent) || MORE.iter().any(|word| agent.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    fn kind(agent: &str, change: impl FnOnce(&mut Signs<'_>)) -> Kind {
        let mut signs = Signs {
            agent,
            is_navigation: true,
            https: true,
            wants_html: true,
            ..Signs::default()
        };
        change(&mut signs);
        Kind::of(&signs)
    }

    #[test]
    fn a_browser_with_fetch_metadata_is_a_person() {
        for agent in [
            FIREFOX,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        ] {
            assert_eq!(kind(agent, |_| {}), Kind::Person, "{agent}");
        }
    }

    #[test]
    fn programs_say_so_or_lack_what_browsers_send() {
        for agent in [
            "python-requests/2.34.2",
            "curl/8.5.0",
            "",
            "okhttp/4.9.0",
            FIREFOX,
        ] {
            let found = kind(agent, |signs| signs.is_navigation = false);
            assert_eq!(found, Kind::Program, "{agent}");
        }
    }

    #[test]
    fn over_plain_http_a_browser_is_known_by_what_it_accepts() {
        let plain = |signs: &mut Signs<'_>| {
            signs.https = false;
            signs.is_navigation = false;
        };
        assert_eq!(kind(FIREFOX, plain), Kind::Person);
        assert_eq!(kind("python-requests/2.34.2", plain), Kind::Program);
    }

    #[test]
    fn crawlers_monitors_and_fetching_ahead_are_bots() {
        for agent in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0 Safari/537.36",
            "kube-probe/1.31",
            "Prometheus/2.53",
        ] {
            assert_eq!(kind(agent, |_| {}), Kind::Bot, "{agent}");
        }
        assert_eq!(kind(FIREFOX, |signs| signs.is_prefetch = true), Kind::Bot);
        assert_eq!(kind(FIREFOX, |signs| signs.is_head = true), Kind::Bot);
    }
}
