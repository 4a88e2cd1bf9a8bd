//! Which group of pages, or family of the API, is an address? Told from the published templates of the portal's addresses.

use crate::visit::{ApiFamily, PageGroup, Route};

impl Route {
    /// Where a template such as `/explore/dataset/{id}/table/` leads; none for an address that no route has.
    #[must_use]
    pub fn of(template: Option<&str>) -> Self {
        let path = template.unwrap_or_default().trim_end_matches('/');
        if let Some(rest) = path.strip_prefix("/api/") {
            return of_api(rest);
        }
        match path {
            "" if template == Some("/") => Self::Page(PageGroup::Home),
            "/explore" => Self::Page(PageGroup::Catalog),
            "/data.json" | "/sitemap.xml" => Self::Api(ApiFamily::Catalog),
            "/statistics" => Self::Page(PageGroup::Legal),
            _ if path.starts_with("/explore/dataset/") || path.starts_with("/explore/embed/") => {
                of_dataset(path)
            }
            _ => of_first_word(path),
        }
    }
}

/// What follows `/api/`.
fn of_api(rest: &str) -> Route {
    let family = match rest {
        _ if rest.starts_with("explore/v2.1") => ApiFamily::V21,
        _ if rest.starts_with("explore/v2.0") || rest.starts_with("v2") => ApiFamily::V20,
        _ if rest.starts_with("tiles") => ApiFamily::Tiles,
        _ if rest.contains("/1.0") => ApiFamily::V1,
        _ => return Route::Machinery,
    };
    let is_file = |word: &str| matches!(word, "{format}" | "download" | "{attachment}" | "{file}");
    if rest.split('/').next_back().is_some_and(is_file) {
        Route::Download(family)
    } else {
        Route::Api(family)
    }
}

fn of_dataset(path: &str) -> Route {
    let tab = path
        .split('/')
        .skip(3)
        .find(|word| !word.starts_with('{') && *word != "dataset");
    Route::Page(match tab {
        None | Some("information" | "versions") => PageGroup::Information,
        Some("table" | "record" | "analyze" | "images" | "calendar") => PageGroup::Table,
        Some("map") => PageGroup::Map,
        Some("export") => PageGroup::Export,
        Some("api") => PageGroup::Developers,
        Some("download") => return Route::Download(ApiFamily::V1),
        Some(_) => PageGroup::Other,
    })
}

fn of_first_word(path: &str) -> Route {
    match path.split('/').nth(1).unwrap_or_default() {
        "terms" | "cookies" => Route::Page(PageGroup::Legal),
        "login" | "logout" | "account" | "backoffice" | "signup" | "i18n" => Route::Page(PageGroup::Account),
        "docs" | "console" | "api-console" => Route::Page(PageGroup::Developers),
        "" | "assets" | "healthz" | "readyz" | "metrics" | "robots.txt" | "favicon.ico" | ".well-known" => {
            Route::Machinery
        }
        _ => Route::Page(PageGroup::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_belong_to_groups() {
        let page = |group| Route::Page(group);
        for (template, expected) in [
            ("/", page(PageGroup::Home)),
            ("/explore/", page(PageGroup::Catalog)),
            ("/explore", page(PageGroup::Catalog)),
            ("/explore/dataset/{id}/", page(PageGroup::Information)),
            ("/explore/dataset/{id}/information/", page(PageGroup::Information)),
            ("/explore/dataset/{id}/record/{record}/", page(PageGroup::Table)),
            ("/explore/dataset/{id}/map", page(PageGroup::Map)),
            ("/explore/embed/dataset/{id}/table/", page(PageGroup::Table)),
            ("/explore/dataset/{id}/download/", Route::Download(ApiFamily::V1)),
            (
                "/api/explore/v2.1/catalog/datasets/{id}/records",
                Route::Api(ApiFamily::V21),
            ),
            (
                "/api/explore/v2.1/catalog/datasets/{id}/exports",
                Route::Api(ApiFamily::V21),
            ),
            (
                "/api/explore/v2.1/catalog/datasets/{id}/exports/{format}/",
                Route::Download(ApiFamily::V21),
            ),
            (
                "/api/v2/catalog/exports/{format}",
                Route::Download(ApiFamily::V20),
            ),
            ("/api/explore/v2.0/catalog", Route::Api(ApiFamily::V20)),
            ("/api/records/1.0/search/", Route::Api(ApiFamily::V1)),
            ("/api/records/1.0/download/", Route::Download(ApiFamily::V1)),
            ("/api/tiles/{dataset}/{z}/{x}/{y}", Route::Api(ApiFamily::Tiles)),
            ("/api/openapi.json", Route::Machinery),
            ("/data.json", Route::Api(ApiFamily::Catalog)),
            ("/terms/cookies-policy/", page(PageGroup::Legal)),
            ("/login/", page(PageGroup::Account)),
            ("/assets/{*path}", Route::Machinery),
            ("/healthz", Route::Machinery),
        ] {
            assert_eq!(Route::of(Some(template)), expected, "{template}");
        }
        assert_eq!(Route::of(None), Route::Machinery);
    }
}
