//! Which answers may carry which cookie? Paths against the routes of the register.

use crate::CookieName;

/// Prefixes under which no answer ever sets or deletes a cookie.
const COOKIELESS: &[&str] = &[
    "/api/",
    "/assets/",
    "/static/",
    "/explore/embed/",
    "/.well-known/",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// Endings of files and machine-readable twins, under which likewise.
const FILES: &[&str] = &[
    ".json", ".csv", ".xml", ".txt", ".pdf", ".ico", ".svg", ".png", ".css", ".js",
];

/// Answers under this path never carry a cookie: programs, files, embeds.
#[must_use]
pub fn is_cookieless(path: &str) -> bool {
    COOKIELESS.iter().any(|prefix| path.starts_with(prefix))
        || FILES.iter().any(|ending| path.ends_with(ending))
        || (path.starts_with("/explore/dataset/") && path.trim_end_matches('/').ends_with("/download"))
}

/// The register lets an answer under this path set that cookie.
pub(crate) fn may_set(name: CookieName, path: &str, signed_in: bool) -> bool {
    let item = name.item();
    !is_cookieless(path)
        && ((item.set_when_signed_in && signed_in) || item.set_on.iter().any(|route| matches(route, path)))
}

/// `/login/*` matches `/login`, `/login/` and what is below; other routes match with and without the last slash.
fn matches(route: &str, path: &str) -> bool {
    match route.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix) || path == prefix.trim_end_matches('/'),
        None => path.trim_end_matches('/') == route.trim_end_matches('/'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_follow_the_register() {
        use CookieName::{CookiesPreferences, CsrfToken, DjangoLanguage, SessionId};
        let cases = [
            (SessionId, "/login/", false, true),
            (SessionId, "/login", false, true),
            (SessionId, "/loginfake", false, false),
            (SessionId, "/", true, false),
            (CsrfToken, "/", false, false),
            (CsrfToken, "/", true, true),
            (CsrfToken, "/api/explore/v2.1/catalog/datasets", true, false),
            (CsrfToken, "/account/keys/", false, true),
            (DjangoLanguage, "/i18n/setlang", false, true),
            (DjangoLanguage, "/i18n/setlang/more/", false, false),
            (CookiesPreferences, "/cookies/preferences/", false, true),
            (CookiesPreferences, "/terms/cookies-policy/", false, false),
        ];
        for (name, path, signed_in, expected) in cases {
            assert_eq!(
                may_set(name, path, signed_in),
                expected,
                "{name} on {path}, signed in: {signed_in}"
            );
        }
    }

    #[test]
    fn files_embeds_and_programs_are_cookieless() {
        for path in [
            "/api/v2/",
            "/explore/embed/dataset/x/map/",
            "/explore/dataset/x/download/",
            "/data.json",
        ] {
            assert!(is_cookieless(path), "{path}");
        }
        for path in ["/", "/explore/", "/explore/dataset/x/table/", "/login/"] {
            assert!(!is_cookieless(path), "{path}");
        }
    }
}
