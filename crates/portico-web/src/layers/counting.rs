//! What does a request add to the anonymous statistics? Its group, its dataset, its outcome; the visitor touches a sketch and is
//! forgotten.

use std::net::IpAddr;

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use chrono::Utc;
use http::{HeaderMap, HeaderValue, Method, header};
use portico_audience::{Kind, Route, Search, Signs, Visit, Visitor};

use crate::client::client_of;
use crate::hall::Statistics;
use crate::{Asked, Params};

/// The headers by which browsers say that nobody has asked for the page yet: the one of today, and those of older ones.
const AHEAD: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// What of the head is needed after the answer.
pub(super) struct Seen {
    statistics: Statistics,
    address: IpAddr,
    agent: Option<HeaderValue>,
    kind: Kind,
    referrer: Option<String>,
    matched: Option<MatchedPath>,
}

impl Seen {
    /// None when the operator switched statistics off.
    pub(super) fn of(asked: &Asked, request: &Request) -> Option<Self> {
        let statistics = asked.hall().statistics.clone()?;
        let headers = request.headers();
        Some(Self {
            statistics,
            address: client_of(headers, request.extensions(), asked.site()),
            agent: headers.get(header::USER_AGENT).cloned(),
            kind: kind_of(headers, request.method(), asked.address().https),
            referrer: host_of(text(headers.get(header::REFERER)), &asked.address().host),
            matched: request.extensions().get::<MatchedPath>().cloned(),
        })
    }
}

fn kind_of(headers: &HeaderMap, method: &Method, https: bool) -> Kind {
    let is_ahead = |name: &&str| {
        let purpose = text(headers.get(*name)).to_ascii_lowercase();
        ["prefetch", "prerender", "preview"]
            .iter()
            .any(|word| purpose.contains(word))
    };
    Kind::of(&Signs {
        agent: text(headers.get(header::USER_AGENT)),
        is_head: method == Method::HEAD,
        is_prefetch: AHEAD.iter().any(is_ahead),
        is_navigation: headers.contains_key("sec-fetch-mode"),
        https,
        wants_html: text(headers.get(header::ACCEPT)).contains("text/html"),
    })
}

fn text(value: Option<&HeaderValue>) -> &str {
    value.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Counts the request, once its answer is known.
pub(super) fn count_visit(asked: &Asked, seen: &Seen, response: &Response) {
    let template = seen.matched.as_ref().map(MatchedPath::as_str);
    let route = Route::of(template);
    let params = asked.params();
    let in_path = |name: &str| part_of(template?, asked.path(), name);
    let dataset = in_path("id")
        .or_else(|| in_path("dataset"))
        .filter(|_| template.is_some_and(names_a_dataset))
        .or_else(|| named_dataset(template, &params))
        .filter(|_| matches!(route, Route::Page(_) | Route::Api(_) | Route::Download(_)));
    let format = in_path("format")
        .or_else(|| named_format(template, &params))
        .filter(|_| matches!(route, Route::Download(_)))
        .filter(|format| format.len() <= 16 && format.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(|format| format.to_ascii_lowercase());
    let searched = search_of(&params);
    let visit = Visit {
        route,
        dataset: dataset.as_deref(),
        format: format.as_deref(),
        status: response.status().as_u16(),
        embedded: asked.is_embed(),
        language: asked
            .known_lang()
            .map(|lang| lang.code())
            .filter(|_| matches!(route, Route::Page(_))),
        referrer: seen.referrer.as_deref(),
        search: searched.zip(asked.found()).map(|(text, found)| Search {
            text,
            in_vain: found == 0,
        }),
        kind: seen.kind,
    };
    let visitor = Visitor {
        address: seen.address,
        agent: text(seen.agent.as_ref()),
        objects: asked.objects(),
    };
    let Statistics { audience, timezone } = &seen.statistics;
    let now = Utc::now().with_timezone(timezone).naive_local();
    if let Err(error) = audience.record(now, &visit, &visitor) {
        tracing::error!(%error, "a request was not counted");
    }
}

/// The host of another site; never a path, never our own.
fn host_of(referrer: &str, own: &str) -> Option<String> {
    let rest = referrer.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let own = own.split(':').next().unwrap_or_default();
    let is_name = host.len() <= 100
        && host.contains('.')
        && host.bytes().any(|byte| byte.is_ascii_alphabetic())
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    (is_name && host != own).then_some(host)
}

/// What stands in the path of such an address is the identifier of a dataset. In the back office it may be that of a person or a job, and
/// whoever works on a dataset is no reader of it.
fn names_a_dataset(template: &str) -> bool {
    ["/explore/dataset/", "/explore/embed/dataset/", "/api/"]
        .iter()
        .any(|begin| template.starts_with(begin))
}

/// The format that a whole download names as a parameter, and that is refused when there is no such format. Elsewhere the text is nobody's
/// to keep.
fn named_format(template: Option<&str>, params: &Params) -> Option<String> {
    let path = template?.trim_end_matches('/');
    let is_whole = path.ends_with("/records/1.0/download")
        || path.ends_with("/records/download")
        || path == "/explore/dataset/{id}/download";
    params.last("format").filter(|_| is_whole).map(str::to_owned)
}

/// The dataset that a call of API v1 names as a parameter. Elsewhere such a parameter means nothing, and its text is nobody's to keep.
fn named_dataset(template: Option<&str>, params: &Params) -> Option<String> {
    let answers_of_one = template.is_some_and(|template| template.starts_with("/api/records/1.0/"));
    params
        .last("dataset")
        .filter(|_| answers_of_one)
        .map(str::to_owned)
}

/// The words that a person typed: pages and API v1 call them `q`.
fn search_of(params: &Params) -> Option<&str> {
    params.last("q").map(str::trim).filter(|text| !text.is_empty())
}

/// The part of a path that stands where the template has `{name}`.
fn part_of(template: &str, path: &str, name: &str) -> Option<String> {
    let wanted = format!("{{{name}}}");
    let part = template
        .split('/')
        .zip(path.split('/'))
        .find(|(word, _)| *word == wanted)?
        .1;
    // Identifiers are ASCII: anything that needed decoding is no dataset of ours.
    (!part.is_empty() && !part.contains('%')).then(|| part.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_of_another_site_is_seen() {
        let host = |referrer: &str| host_of(referrer, "data.example.org:8080");
        assert_eq!(
            host("https://News.example/story?who=jane#x").as_deref(),
            Some("news.example")
        );
        assert_eq!(
            host("https://jane:secret@news.example/").as_deref(),
            Some("news.example")
        );
        for none in [
            "",
            "https://data.example.org/explore/",
            "https://203.0.113.7/x",
            "https://intranet/x",
            "android-app://com.example",
            "about:blank",
            "https://bad_host.example/",
        ] {
            if none.starts_with("android") {
                // An app's package name looks like a host and says as little.
                assert_eq!(host(none).as_deref(), Some("com.example"));
            } else {
                assert_eq!(host(none), None, "{none}");
            }
        }
    }

    #[test]
    fn only_addresses_of_datasets_name_one() {
        for template in [
            "/explore/dataset/{id}/table/",
            "/explore/embed/dataset/{id}/map/",
            "/api/explore/v2.1/catalog/datasets/{id}/records",
            "/api/tiles/{dataset}/{z}/{x}/{y}",
        ] {
            assert!(names_a_dataset(template), "{template}");
        }
        for template in [
            "/backoffice/people/{id}/",
            "/backoffice/groups/{id}/",
            "/backoffice/jobs/{id}/",
            "/backoffice/datasets/{id}/",
        ] {
            assert!(!names_a_dataset(template), "{template}");
        }
    }

    #[test]
    fn a_format_is_read_where_it_is_one() {
        let read = |template| named_format(Some(template), &Params::parse("format=zebulon"));
        for template in [
            "/api/records/1.0/download",
            "/api/datasets/1.0/{id}/records/download",
            "/explore/dataset/{id}/download/",
        ] {
            assert_eq!(read(template).as_deref(), Some("zebulon"), "{template}");
        }
        for template in [
            "/api/explore/v2.1/catalog/datasets/{id}/attachments/{attachment}",
            "/api/datasets/1.0/{id}/files/{file}",
            "/explore/dataset/{id}/images/{file}/download",
            "/terms/privacy-policy/",
        ] {
            assert_eq!(read(template), None, "{template}");
        }
        assert_eq!(named_format(None, &Params::parse("format=x")), None);
    }

    #[test]
    fn parts_of_a_path_are_found_by_the_template() {
        let part = |path: &str, name: &str| part_of("/explore/dataset/{id}/record/{record}/", path, name);
        assert_eq!(
            part("/explore/dataset/parks/record/7/", "id").as_deref(),
            Some("parks")
        );
        assert_eq!(
            part("/explore/dataset/parks/record/7/", "record").as_deref(),
            Some("7")
        );
        assert_eq!(part("/explore/dataset/a%20b/record/7/", "id"), None);
        assert_eq!(part("/explore/dataset/parks/record/7/", "format"), None);
    }
}
