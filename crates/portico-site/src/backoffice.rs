//! Where do those who publish work? The back office: one table of screens, and the guard before each of them.
//!
//! A new screen is a file in this folder and a line in [`SCREENS`]. The line brings the address with and without its last slash, the
//! guard, the entry in the menu and the tests that walk every screen.

mod about;
mod access;
mod cookie_fields;
mod cookie_service;
mod cookie_text;
mod cookies;
mod dashboard;
mod dataset;
mod dataset_tabs;
mod datasets;
mod feedback;
mod fields;
#[allow(dead_code, reason = "parts that the screens share; not each is used by each")]
pub(crate) mod form;
mod groups;
mod jobs;
mod keys;
mod look;
mod metadata_form;
mod new_dataset;
mod own_form;
mod people;
mod processing;
mod refusals;
mod section;
mod settings;
#[allow(dead_code, reason = "parts that the screens share; not each is used by each")]
mod shell;
mod source;
mod statistics;
mod trail;
mod trail_file;
mod updates;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use http::{HeaderValue, StatusCode, header};
use portico_model::{Fault, Principal};
use portico_services::LARGEST_PIECE;
use portico_web::{AppState, Asked, BothWays, WebFault};

use crate::href::Pairs;
use crate::page::redirect;

pub(crate) use section::{OfficeSection, may_enter};
pub(crate) use shell::time_in;

/// A screen, or what its forms are sent to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// Address below the portal; `{name}` stands for what varies.
    pub(crate) path: &'static str,
    /// The part of the back office it belongs to: its right is asked for before the handler runs.
    pub(crate) section: OfficeSection,
    /// What answers there.
    pub(crate) route: fn() -> MethodRouter<AppState>,
}

const fn screen(path: &'static str, section: OfficeSection, route: fn() -> MethodRouter<AppState>) -> Screen {
    Screen { path, section, route }
}

/// Every screen. A section is in the menu when the address of its first screen is here.
pub(crate) const SCREENS: &[Screen] = &[
    screen("/backoffice/", OfficeSection::Dashboard, || {
        get(dashboard::show_dashboard)
    }),
    screen("/backoffice/cookies/", OfficeSection::Cookies, || {
        get(cookies::show_cookies)
    }),
    screen("/backoffice/cookies/new/", OfficeSection::Cookies, || {
        get(cookie_service::show_new).post(cookie_service::add)
    }),
    screen("/backoffice/cookies/text/", OfficeSection::Cookies, || {
        get(cookie_text::show_text).post(cookie_text::save_text)
    }),
    screen(
        "/backoffice/cookies/services/{key}/",
        OfficeSection::Cookies,
        || get(cookie_service::show_service).post(cookie_service::change),
    ),
    screen(
        "/backoffice/cookies/services/{key}/remove/",
        OfficeSection::Cookies,
        || get(cookies::ask_removal).post(cookies::remove),
    ),
    screen(
        "/backoffice/datasets/{id}/fields/",
        OfficeSection::Datasets,
        || get(fields::show_fields).post(fields::change),
    ),
    screen(
        "/backoffice/datasets/{id}/processing/",
        OfficeSection::Datasets,
        || get(processing::show_processing).post(processing::change),
    ),
    screen("/backoffice/datasets/", OfficeSection::Datasets, || {
        get(datasets::show_datasets)
    }),
    screen("/backoffice/datasets/new/", OfficeSection::Datasets, || {
        get(new_dataset::show_new).post(new_dataset::fetch)
    }),
    screen(
        "/backoffice/datasets/new/{upload}/",
        OfficeSection::Datasets,
        || get(look::show_look).post(look::decide),
    ),
    screen(
        "/backoffice/datasets/new/{upload}/about/",
        OfficeSection::Datasets,
        || get(about::show_about).post(about::publish),
    ),
    screen("/backoffice/datasets/{id}/", OfficeSection::Datasets, || {
        get(dataset::show_dataset).post(dataset::change)
    }),
    screen(
        "/backoffice/datasets/{id}/publish/",
        OfficeSection::Datasets,
        || post(dataset::publish),
    ),
    screen(
        "/backoffice/datasets/{id}/unpublish/",
        OfficeSection::Datasets,
        || post(dataset::unpublish),
    ),
    screen(
        "/backoffice/datasets/{id}/delete/",
        OfficeSection::Datasets,
        || get(dataset::ask_delete).post(dataset::delete),
    ),
    screen(
        "/backoffice/datasets/{id}/bring-back/",
        OfficeSection::Datasets,
        || post(dataset::bring_back),
    ),
    screen(
        "/backoffice/datasets/{id}/versions/",
        OfficeSection::Datasets,
        || get(dataset::show_versions),
    ),
    screen(
        "/backoffice/datasets/{id}/restore/",
        OfficeSection::Datasets,
        || post(dataset::restore),
    ),
    screen(
        "/backoffice/datasets/{id}/description/",
        OfficeSection::Datasets,
        || post(dataset::restore_description),
    ),
    screen(
        "/backoffice/datasets/{id}/source/",
        OfficeSection::Datasets,
        || get(source::show_source).post(source::change),
    ),
    screen(
        "/backoffice/datasets/{id}/feedback/",
        OfficeSection::Datasets,
        || get(feedback::show_feedback).post(feedback::archive),
    ),
    screen(
        "/backoffice/datasets/{id}/updates/",
        OfficeSection::Datasets,
        || get(updates::show_updates),
    ),
    screen(
        "/backoffice/datasets/{id}/updates/new/",
        OfficeSection::Datasets,
        || get(updates::show_new).post(updates::add),
    ),
    screen(
        "/backoffice/datasets/{id}/updates/{schedule}/",
        OfficeSection::Datasets,
        || get(updates::show_update).post(updates::change),
    ),
    screen(
        "/backoffice/datasets/{id}/updates/{schedule}/remove/",
        OfficeSection::Datasets,
        || get(updates::ask_removal).post(updates::remove),
    ),
    screen("/backoffice/uploads/", OfficeSection::Datasets, || {
        // The service counts the bytes as they come, and stops at the limit.
        post(new_dataset::receive).layer(DefaultBodyLimit::disable())
    }),
    screen("/backoffice/uploads/begin/", OfficeSection::Datasets, || {
        post(new_dataset::begin)
    }),
    screen("/backoffice/uploads/{upload}/", OfficeSection::Datasets, || {
        get(new_dataset::show_upload)
            .put(new_dataset::take_piece)
            .layer(DefaultBodyLimit::max(LARGEST_PIECE))
    }),
    screen(
        "/backoffice/uploads/{upload}/discard/",
        OfficeSection::Datasets,
        || post(new_dataset::discard),
    ),
    screen("/backoffice/jobs/", OfficeSection::Jobs, || get(jobs::show_jobs)),
    screen("/backoffice/jobs/{id}/", OfficeSection::Jobs, || {
        get(jobs::show_job)
    }),
    screen("/backoffice/jobs/{id}/state.json", OfficeSection::Jobs, || {
        get(jobs::show_state)
    }),
    screen("/backoffice/jobs/{id}/refused.csv", OfficeSection::Jobs, || {
        get(jobs::show_refused)
    }),
    screen("/backoffice/jobs/{id}/cancel/", OfficeSection::Jobs, || {
        post(jobs::cancel)
    }),
    screen("/backoffice/jobs/{id}/retry/", OfficeSection::Jobs, || {
        post(jobs::retry)
    }),
    screen("/backoffice/people/", OfficeSection::People, || {
        get(people::show_people)
    }),
    screen("/backoffice/people/invite/", OfficeSection::People, || {
        get(people::show_invite).post(people::invite)
    }),
    screen("/backoffice/people/{id}/", OfficeSection::People, || {
        get(people::show_person).post(people::change_person)
    }),
    screen("/backoffice/groups/", OfficeSection::Groups, || {
        get(groups::show_groups)
    }),
    screen("/backoffice/groups/new/", OfficeSection::Groups, || {
        get(groups::show_new_group).post(groups::create_group)
    }),
    screen("/backoffice/groups/{id}/", OfficeSection::Groups, || {
        get(groups::show_group).post(groups::change_group)
    }),
    screen("/backoffice/keys/", OfficeSection::Keys, || get(keys::show_keys)),
    screen("/backoffice/keys/revoke/", OfficeSection::Keys, || {
        post(keys::revoke_key)
    }),
    screen(
        "/backoffice/datasets/{id}/access/",
        OfficeSection::Datasets,
        || get(access::show_access).post(access::change_access),
    ),
    screen("/backoffice/settings/", OfficeSection::Settings, || {
        get(settings::general::show).post(settings::general::change)
    }),
    screen("/backoffice/settings/look/", OfficeSection::Settings, || {
        get(settings::appearance::show).post(settings::appearance::change)
    }),
    screen("/backoffice/settings/logo/", OfficeSection::Settings, || {
        post(settings::appearance::change_logo)
    }),
    screen("/backoffice/settings/catalog/", OfficeSection::Settings, || {
        get(settings::catalog::show).post(settings::catalog::change)
    }),
    screen("/backoffice/settings/metadata/", OfficeSection::Settings, || {
        get(settings::own::show).post(settings::own::change)
    }),
    screen("/backoffice/settings/legal/", OfficeSection::Settings, || {
        get(settings::legal::show).post(settings::legal::change)
    }),
    screen("/backoffice/statistics/", OfficeSection::Statistics, || {
        get(statistics::show_statistics)
    }),
    screen("/backoffice/trail/", OfficeSection::Trail, || {
        get(trail::show_trail)
    }),
    screen("/backoffice/trail/refusals/", OfficeSection::Trail, || {
        get(refusals::show_refusals)
    }),
    screen("/backoffice/trail/{id}/", OfficeSection::Trail, || {
        get(trail::show_change)
    }),
    screen("/backoffice/trail.csv", OfficeSection::Trail, || {
        get(trail_file::show_csv)
    }),
    screen("/backoffice/trail.json", OfficeSection::Trail, || {
        get(trail_file::show_json)
    }),
];

/// There is a screen with that address in the table: for links to screens of others.
pub(crate) fn has_screen(path: &str) -> bool {
    SCREENS.iter().any(|screen| screen.path == path)
}

/// Addresses of every screen, for tests that walk them all.
pub fn office_paths() -> impl Iterator<Item = &'static str> {
    SCREENS.iter().map(|screen| screen.path)
}

/// The routes of the back office, each behind its guard.
pub(crate) fn routes() -> Router<AppState> {
    SCREENS.iter().fold(Router::new(), |router, screen| {
        let section = screen.section;
        // Also a method that the screen does not answer is refused behind the guard only.
        let route =
            (screen.route)().fallback(|| async { WebFault::of_status(StatusCode::METHOD_NOT_ALLOWED) });
        let guarded = route.layer(from_fn(move |request: Request, next: Next| {
            guard(section, request, next)
        }));
        if screen.path.ends_with('/') {
            router.both(screen.path, guarded)
        } else {
            router.route(screen.path, guarded)
        }
    })
}

/// Nobody signed in is sent to sign in, and back here; without the right there is a page that says so. Nothing of it is kept anywhere.
async fn guard(section: OfficeSection, mut request: Request, next: Next) -> Response {
    let asked = request.extensions().get::<Asked>().cloned();
    let mut response = match admit(section, asked).await {
        Ok(None) => {
            request.extensions_mut().insert(section);
            next.run(request).await
        }
        Ok(Some(elsewhere)) => elsewhere,
        Err(fault) => fault.into_response(),
    };
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    response
}

/// The way to the sign-in page, or nothing for who may come in.
async fn admit(section: OfficeSection, asked: Option<Asked>) -> Result<Option<Response>, WebFault> {
    let asked = asked.ok_or_else(|| Fault::internal("the back office is asked outside of the layers"))?;
    let principal = &asked.identity().await?.principal;
    if *principal == Principal::Anonymous {
        let is_safe = asked.method().is_safe();
        let query = asked.params().to_query();
        let back = match (is_safe, query.is_empty()) {
            (true, true) => asked.path().to_owned(),
            (true, false) => format!("{}?{query}", asked.path()),
            (false, _) => section.path().to_owned(),
        };
        let status = if is_safe {
            StatusCode::FOUND
        } else {
            StatusCode::SEE_OTHER
        };
        let target = Pairs::default().with("next", &back).on("/login/");
        return Ok(Some(redirect(status, &target)));
    }
    if principal
        .member()
        .is_some_and(|member| member.needs_second_factor)
    {
        return Ok(Some(redirect(StatusCode::SEE_OTHER, "/account/security/")));
    }
    if section.is_open_to(principal) {
        Ok(None)
    } else {
        Err(Fault::forbidden().into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_address_is_below_the_back_office_and_written_once() {
        let mut seen = BTreeSet::new();
        for screen in SCREENS {
            assert!(screen.path.starts_with("/backoffice/"), "{}", screen.path);
            assert!(seen.insert(screen.path), "{} twice", screen.path);
        }
    }

    #[test]
    fn every_section_with_a_screen_has_its_first_screen() {
        for screen in SCREENS {
            let home = screen.section.path();
            assert!(
                SCREENS.iter().any(|other| other.path == home),
                "{}: its section begins at {home}, which is nobody's",
                screen.path
            );
        }
    }
}
