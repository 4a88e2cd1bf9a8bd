//! What does a request add to the anonymous statistics? Its group, its dataset, its outcome; the visitor touches a sketch and is
//! forgotten.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use chrono::Utc;
use http::{HeaderMap, Method, header};
use portico_audience::{Kind, Route, Search, Signs, Visit, Visitor};

use crate::client::client_of;
use crate::{Asked, Params};

/// Layer: counts the request once its answer is known. It stands inside of whatever opens the request and outside of everything that
/// makes the answer.
pub(super) async fn count_visit(asked: Asked, request: Request, next: Next) -> Response {
    let Some(statistics) = asked.hall().statistics.clone() else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let seen = Seen::of(&parts.headers, &parts.method, &asked);
    let address = client_of(&parts, asked.site());
    let template = parts
        .extensions
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = next.run(Request::from_parts(parts, body)).await;
    let route = Route::of(template.as_deref());
    let params = asked.params();
    let in_path = |name: &str| part_of(template.as_deref()?, asked.path(), name);
    let dataset = in_path("id")
        .or_else(|| in_path("dataset"))
        .or_else(|| named_dataset(template.as_deref(), &params))
        .filter(|_| matches!(route, Route::Page(_) | Route::Api(_) | Route::Download(_)));
    let format = in_path("format")
        .or_else(|| params.last("format").map(str::to_owned))
        .filter(|_| matches!(route, Route::Download(_)))
        .filter(|format| format.len() <= 16 && format.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(|format| format.to_ascii_lowercase());
    let text = search_of(&params);
    let visit = Visit {
        route,
        dataset: dataset.as_deref(),
        format: format.as_deref(),
        status: response.status().as_u16(),
        embedded: asked.path().starts_with("/explore/embed/"),
        language: asked
            .known_lang()
            .map(|lang| lang.code())
            .filter(|_| matches!(route, Route::Page(_))),
        referrer: seen.referrer.as_deref(),
        search: text.zip(asked.found()).map(|(text, found)| Search {
            text,
            in_vain: found == 0,
        }),
        kind: seen.kind,
    };
    let visitor = Visitor {
        address,
        agent: &seen.agent,
        objects: asked.objects(),
    };
    let now = Utc::now().with_timezone(&statistics.timezone).naive_local();
    if let Err(error) = statistics.audience.record(now, &visit, &visitor) {
        tracing::error!(%error, "a request was not counted");
    }
    response
}

/// What of the head is needed after the answer.
struct Seen {
    agent: String,
    kind: Kind,
    referrer: Option<String>,
}

impl Seen {
    fn of(headers: &HeaderMap, method: &Method, asked: &Asked) -> Self {
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let agent = text(header::USER_AGENT.as_str());
        let signs = Signs {
            agent,
            is_head: method == Method::HEAD,
            is_prefetch: text("sec-purpose").contains("prefetch") || text("purpose").contains("prefetch"),
            is_navigation: headers.contains_key("sec-fetch-mode"),
            https: asked.address().https,
            wants_html: text(header::ACCEPT.as_str()).contains("text/html"),
        };
        Self {
            kind: Kind::of(&signs),
            referrer: host_of(text(header::REFERER.as_str()), &asked.address().host),
            agent: agent.to_owned(),
        }
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
