//! By which address did the browser reach us, and which targets are our own?

use std::net::IpAddr;

use axum::extract::ConnectInfo;
use http::request::Parts;
use http::{HeaderMap, header};

use crate::{Peer, SiteSettings};

/// The address of the portal as this request's browser sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Over https.
    pub https: bool,
    /// Host, and port unless it is the usual one.
    pub host: String,
    base: Option<String>,
}

impl Address {
    /// Reads it from a request. Forwarded headers count only from a trusted proxy.
    #[must_use]
    pub fn of(parts: &Parts, site: &SiteSettings) -> Self {
        let peer = parts
            .extensions
            .get::<ConnectInfo<Peer>>()
            .map(|info| info.0.0.ip());
        let is_trusted = peer.is_some_and(|ip| is_among(ip, site));
        let forwarded = |name: &str| is_trusted.then(|| first(&parts.headers, name)).flatten();
        let https = site.https
            || forwarded("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
        let host = forwarded("x-forwarded-host")
            .or_else(|| first(&parts.headers, header::HOST.as_str()))
            .or_else(|| parts.uri.authority().map(http::uri::Authority::as_str))
            .filter(|host| is_host(host))
            .unwrap_or("localhost");
        Self::new(https, host, site.base_url.as_deref())
    }

    /// From its parts; `base` is the configured address.
    #[must_use]
    pub fn new(https: bool, host: &str, base: Option<&str>) -> Self {
        let host = host.to_ascii_lowercase();
        let usual = if https { ":443" } else { ":80" };
        let host = host.strip_suffix(usual).unwrap_or(&host).to_owned();
        Self {
            https,
            host,
            base: base.map(|base| base.trim_end_matches('/').to_owned()),
        }
    }

    /// `https://data.example.org`: scheme, host, port.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.host)
    }

    /// What absolute links start with, without a last slash: the configured address, else the origin.
    #[must_use]
    pub fn base(&self) -> String {
        self.base.clone().unwrap_or_else(|| self.origin())
    }

    /// The absolute address of a path that starts with a slash.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        self.base() + path
    }

    /// That origin is ours.
    pub(crate) fn is_own(&self, origin: &str) -> bool {
        origin.eq_ignore_ascii_case(&self.origin())
            || self
                .base
                .as_deref()
                .and_then(origin_of)
                .is_some_and(|base| origin.eq_ignore_ascii_case(base))
    }
}

/// The path that `next` leads to, when it is on this portal: a path of our own, or a whole address of ours. Anything that a browser
/// could read as another host is none.
#[must_use]
pub fn local_target<'a>(next: &'a str, address: &Address) -> Option<&'a str> {
    if next.len() > 4096
        || next
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return None;
    }
    let path = match origin_of(next) {
        Some(origin) if address.is_own(origin) => &next[origin.len()..],
        Some(_) => return None,
        None => next,
    };
    let path = if path.is_empty() && path.len() < next.len() {
        "/"
    } else {
        path
    };
    (path.starts_with('/') && !path.starts_with("//")).then_some(path)
}

/// `https://host:port` at the start of an address.
pub(crate) fn origin_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (end > 0).then(|| &url[..scheme.len() + 3 + end])
}

fn first<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(text.split(',').next().unwrap_or_default().trim()).filter(|text| !text.is_empty())
}

fn is_host(host: &str) -> bool {
    host.len() <= 255
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b))
}

pub(crate) fn is_among(ip: IpAddr, site: &SiteSettings) -> bool {
    let ip = ip.to_canonical();
    site.trusted_proxies.iter().any(|net| net.contains(&ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(next: &str, expected: Option<&str>) {
        let address = Address::new(true, "data.example.org", None);
        assert_eq!(local_target(next, &address), expected, "{next:?}");
    }

    #[test]
    fn our_own_targets_are_kept() {
        check("/explore/?q=a%20b#c", Some("/explore/?q=a%20b#c"));
        check("/", Some("/"));
        check("https://data.example.org/explore/", Some("/explore/"));
        check("HTTPS://DATA.example.org", Some("/"));
        check("/a//b", Some("/a//b"));
        check("/next=https://evil.example/", Some("/next=https://evil.example/"));
    }

    #[test]
    fn every_way_out_is_refused() {
        for bad in [
            "",
            "evil",
            "https://evil.example/",
            "http://data.example.org/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            " //evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://evil.example",
            "https:evil.example",
            "https:///evil.example",
            "https://data.example.org@evil.example/",
            "https://data.example.org.evil.example/",
            "https://data.example.org:444/",
            "https://evil.example\\@data.example.org/",
            "/\u{0}",
            "https://data.example.org//evil.example",
            "/\u{2028}/evil.example",
        ] {
            check(bad, None);
        }
        check(&format!("/{}", "a".repeat(5000)), None);
    }

    #[test]
    fn forwarded_headers_count_only_from_a_trusted_proxy() {
        let mut site = SiteSettings::new("T");
        site.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
        let of = |peer: &str| {
            let mut request = http::Request::get("/").header("host", "inside:8080");
            request = request
                .header("x-forwarded-proto", "https, http")
                .header("x-forwarded-host", "data.example.org");
            let (mut parts, ()) = request.body(()).expect("a request").into_parts();
            parts
                .extensions
                .insert(ConnectInfo(Peer(peer.parse().expect("an address"))));
            Address::of(&parts, &site).origin()
        };
        assert_eq!(of("10.1.2.3:4000"), "https://data.example.org");
        assert_eq!(of("[::ffff:10.1.2.3]:4000"), "https://data.example.org");
        assert_eq!(of("192.0.2.1:4000"), "http://inside:8080");
    }

    #[test]
    fn usual_ports_are_left_out_and_hostile_hosts_are_not_repeated() {
        assert_eq!(
            Address::new(false, "Data.Example.org:80", None).origin(),
            "http://data.example.org"
        );
        assert_eq!(
            Address::new(true, "a:443", Some("https://b/")).absolute("/x"),
            "https://b/x"
        );
        let (parts, ()) = http::Request::get("/")
            .header("host", "a\"><b")
            .body(())
            .expect("a request")
            .into_parts();
        assert_eq!(Address::of(&parts, &SiteSettings::new("T")).host, "localhost");
    }
}
