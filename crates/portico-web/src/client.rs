//! From which address does a request come? Only limits and the day's count of visitors ask; nothing writes it down.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};

use crate::address::is_among;
use crate::{Peer, SiteSettings};

const FORWARDED: &str = "x-forwarded-for";

/// The address of the device, as far as it can be believed: behind trusted proxies the last one of `X-Forwarded-For` that is not
/// itself a trusted proxy, else the peer. Unspecified where there is no network, as in a test.
#[must_use]
pub fn client_of(headers: &HeaderMap, extensions: &Extensions, site: &SiteSettings) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<Peer>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.0.ip());
    if !is_among(peer, site) {
        return peer.to_canonical();
    }
    let forwarded = forwarded(headers).into_iter().rev();
    let client = forwarded
        .take_while(Option::is_some)
        .flatten()
        .find(|address| !is_among(*address, site));
    client.unwrap_or(peer).to_canonical()
}

/// The addresses of every `X-Forwarded-For`, in order; none for a word that is no address.
fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    headers
        .get_all(FORWARDED)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|word| {
            let word = word.trim();
            let bare = word.trim_start_matches('[').trim_end_matches(']');
            bare.parse()
                .ok()
                .or_else(|| word.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let mut site = SiteSettings::new("T");
        site.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
        let mut request = http::Request::get("/");
        for value in forwarded {
            request = request.header(FORWARDED, *value);
        }
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        parts
            .extensions
            .insert(ConnectInfo(Peer(peer.parse().expect("an address"))));
        client_of(&parts.headers, &parts.extensions, &site).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(client("192.0.2.1:9", &["203.0.113.7"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1:9", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(
            client("10.0.0.1:9", &["198.51.100.1, 203.0.113.7, 10.0.0.2"]),
            "203.0.113.7"
        );
        assert_eq!(
            client("10.0.0.1:9", &["198.51.100.1", "203.0.113.7"]),
            "203.0.113.7"
        );
        assert_eq!(client("10.0.0.1:9", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(client("[::ffff:192.0.2.1]:9", &[]), "192.0.2.1");
    }

    #[test]
    fn what_is_no_address_is_not_believed() {
        assert_eq!(client("10.0.0.1:9", &["203.0.113.7, unknown"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1:9", &[""]), "10.0.0.1");
    }
}
