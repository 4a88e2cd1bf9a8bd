//! Did our own page send this? The rules for `Origin`, `Sec-Fetch-Site` and `Referer`.

use http::{HeaderMap, header};
use thiserror::Error;

use crate::Address;
use crate::address::origin_of;

/// Another site whose forms are accepted: `https://other.example` exactly, or `https://*.example` with its subdomains and itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedOrigin {
    scheme: String,
    host: String,
    subdomains: bool,
}

impl TrustedOrigin {
    /// Reads a setting; none when it is not a scheme and a host.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.trim_end_matches('/').split_once("://")?;
        let is_web = scheme == "http" || scheme == "https";
        let (host, subdomains) = host.strip_prefix("*.").map_or((host, false), |host| (host, true));
        (is_web && !host.is_empty() && !host.contains(['/', '*', '@'])).then(|| Self {
            scheme: scheme.to_owned(),
            host: host.to_ascii_lowercase(),
            subdomains,
        })
    }

    fn covers(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let Some((scheme, host)) = origin.split_once("://") else {
            return false;
        };
        let is_below = || {
            host.strip_suffix(&self.host)
                .is_some_and(|front| front.ends_with('.'))
        };
        scheme == self.scheme && (host == self.host || (self.subdomains && is_below()))
    }
}

/// Why a request is not believed to come from our own page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OriginError {
    /// `Origin` names another site, or `null`.
    #[error("the request comes from another site")]
    Foreign,
    /// Over https, nothing says where it comes from.
    #[error("nothing says where the request comes from")]
    Unknown,
}

/// The headers that tell where a request comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct OriginProof<'a> {
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
}

impl<'a> OriginProof<'a> {
    /// Reads the headers. One that is not text, or that stands there several times, counts as another site's.
    #[must_use]
    pub fn of(headers: &'a HeaderMap) -> Self {
        let text = |name: &str| {
            let mut values = headers.get_all(name).iter();
            let first = values.next()?;
            Some(match values.next() {
                None => first.to_str().unwrap_or("null"),
                Some(_) => "null",
            })
        };
        Self {
            origin: text(header::ORIGIN.as_str()),
            fetch_site: text("sec-fetch-site"),
            referer: text(header::REFERER.as_str()),
        }
    }

    /// `Origin` must be ours or trusted; without it `Sec-Fetch-Site` must be `same-origin`; without that, over https, the `Referer`
    /// must be ours or trusted. Plain http with none of them is an old program, not a browser: it passes.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn check(&self, address: &Address, trusted: &[TrustedOrigin]) -> Result<(), OriginError> {
        let is_good = |origin: &str| address.is_own(origin) || trusted.iter().any(|site| site.covers(origin));
        let judged = |is_good: bool| {
            if is_good {
                Ok(())
            } else {
                Err(OriginError::Foreign)
            }
        };
        match (self.origin, self.fetch_site, self.referer) {
            (Some(origin), _, _) => judged(is_good(origin)),
            (None, Some(site), _) => judged(site == "same-origin"),
            (None, None, Some(referer)) if address.https => judged(origin_of(referer).is_some_and(is_good)),
            (None, None, None) if address.https => Err(OriginError::Unknown),
            (None, None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://data.example.org";

    fn check(https: bool, proof: OriginProof<'_>, expected: Result<(), OriginError>) {
        let address = Address::new(https, "data.example.org", None);
        let trusted: Vec<_> = ["https://other.example", "https://*.trusted.example"]
            .into_iter()
            .filter_map(TrustedOrigin::parse)
            .collect();
        assert_eq!(proof.check(&address, &trusted), expected, "{proof:?}");
    }

    #[test]
    fn origin_must_be_ours_or_trusted() {
        let origin = |text| OriginProof {
            origin: Some(text),
            ..Default::default()
        };
        for good in [
            OWN,
            "https://DATA.example.org",
            "https://other.example",
            "https://trusted.example",
            "https://a.b.trusted.example",
        ] {
            check(true, origin(good), Ok(()));
        }
        for bad in [
            "null",
            "",
            "http://data.example.org",
            "https://data.example.org:8443",
            "https://evil.example",
            "https://sub.data.example.org",
            "https://eviltrusted.example",
            "http://a.trusted.example",
        ] {
            check(true, origin(bad), Err(OriginError::Foreign));
        }
        check(false, origin("http://data.example.org"), Ok(()));
        check(false, origin(OWN), Err(OriginError::Foreign));
    }

    #[test]
    fn without_origin_the_browser_may_say_where_it_stands() {
        let site = |text| OriginProof {
            fetch_site: Some(text),
            ..Default::default()
        };
        check(true, site("same-origin"), Ok(()));
        for bad in ["same-site", "cross-site", "none", "Same-Origin", ""] {
            check(false, site(bad), Err(OriginError::Foreign));
        }
    }

    #[test]
    fn over_https_a_referer_is_asked_for() {
        let referer = |text| OriginProof {
            referer: Some(text),
            ..Default::default()
        };
        check(true, referer("https://data.example.org/explore/"), Ok(()));
        check(true, referer("https://a.trusted.example/form"), Ok(()));
        check(
            true,
            referer("http://data.example.org/"),
            Err(OriginError::Foreign),
        );
        check(
            true,
            referer("https://evil.example/https://data.example.org"),
            Err(OriginError::Foreign),
        );
        check(true, referer("garbage"), Err(OriginError::Foreign));
        check(true, OriginProof::default(), Err(OriginError::Unknown));
        check(false, OriginProof::default(), Ok(()));
        check(false, referer("http://evil.example/"), Ok(()));
    }

    #[test]
    fn a_header_that_comes_twice_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, http::HeaderValue::from_static(OWN));
        assert_eq!(OriginProof::of(&headers).origin, Some(OWN));
        headers.append(
            header::ORIGIN,
            http::HeaderValue::from_static("https://evil.example"),
        );
        check(true, OriginProof::of(&headers), Err(OriginError::Foreign));
    }

    #[test]
    fn trusted_origins_are_checked_when_they_are_read() {
        for bad in [
            "other.example",
            "ftp://x",
            "https://",
            "https://*",
            "https://a/b",
            "https://*.*.x",
            "https://u@h",
        ] {
            assert_eq!(TrustedOrigin::parse(bad), None, "{bad}");
        }
    }
}
