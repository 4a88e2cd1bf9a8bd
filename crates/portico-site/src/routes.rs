//! Which addresses are pages? All of them, with and without the last slash.

use axum::Router;
use axum::routing::{get, post};
use portico_web::{AppState, BothWays};

use crate::{
    account, assets, backoffice, basemap, catalog, consent, dataset, described, home, language, legal, look,
    odsql_reference, old_links, policy, policy_paper, policy_versions, preferences, robots, statistics,
};

/// The routes of this door.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(home::show_home))
        .both("/explore/", get(catalog::show_catalog))
        .both("/explore/dataset/{id}/", get(dataset::show_default))
        .both(
            "/explore/dataset/{id}/information/",
            get(dataset::show_information),
        )
        .both("/explore/dataset/{id}/table/", get(dataset::show_table))
        .both("/explore/dataset/{id}/map/", get(dataset::show_map))
        .both("/explore/dataset/{id}/export/", get(dataset::show_export))
        .both(
            "/explore/dataset/{id}/custom/",
            get(old_links::show_dataset_instead),
        )
        .both(
            "/explore/dataset/{id}/calendar/",
            get(old_links::show_dataset_instead),
        )
        .both(
            "/explore/dataset/{id}/images/",
            get(old_links::show_dataset_instead),
        )
        .both(
            "/explore/dataset/{id}/analyze/",
            get(old_links::show_dataset_instead),
        )
        .both(
            "/explore/embed/dataset/{id}/table/",
            get(dataset::show_embedded_table),
        )
        .both(
            "/explore/embed/dataset/{id}/map/",
            get(dataset::show_embedded_map),
        )
        .both(
            "/explore/embed/dataset/{id}/analyze/",
            get(dataset::show_embedded_table_instead),
        )
        .both("/explore/dataset/{id}/api/", get(dataset::show_console))
        .both("/explore/dataset/{id}/versions/", get(dataset::show_versions))
        .both(
            "/explore/dataset/{id}/record/{record}/",
            get(dataset::show_record).post(dataset::say_of_record),
        )
        .both("/docs/odsql/", get(odsql_reference::show_reference))
        .both("/console/", get(described::show_console))
        .both("/api-console/explore/v2.1/", get(described::show_console))
        .both("/api/explore/v2.1/console/", get(described::show_console))
        .both("/api/v1/console/", get(old_links::show_console_instead))
        .both(
            "/api/v1/console/{group}/1.0/{what}/",
            get(old_links::show_console_instead),
        )
        .both("/api/v2/console/", get(old_links::show_console_instead))
        .both("/login/", get(account::show_login).post(account::sign_in))
        .both("/logout/", post(account::sign_out))
        .both("/login/code/", post(account::show_code))
        .both("/login/oidc/", get(account::leave))
        .both("/login/oidc/callback/", get(account::come_back))
        .both("/account/", get(account::show_account))
        .both(
            "/account/forgotten/",
            get(account::show_forgotten).post(account::ask_for_link),
        )
        .both("/account/link/", get(account::show_link).post(account::use_link))
        .both("/account/security/", get(account::show_security))
        .both("/account/security/password/", post(account::change_password))
        .both("/account/security/factor/", post(account::change_factor))
        .both("/account/security/sessions/", post(account::end_sessions))
        .both(
            "/account/keys/",
            get(account::show_keys).post(account::create_key),
        )
        .both("/account/keys/revoke/", post(account::revoke_key))
        .both(
            "/cookies/preferences/",
            get(preferences::show_preferences).post(preferences::change_preferences),
        )
        .both("/cookies/once/", post(consent::show_once))
        .both("/statistics/", get(statistics::show_statistics))
        .both("/terms/cookies-policy/", get(policy::show_policy))
        .both(
            "/terms/cookies-policy/versions/{version}/",
            get(policy_versions::show_version),
        )
        .both("/terms/cookies-information/", get(policy::moved))
        .both("/terms/privacy-policy/", get(legal::show_privacy))
        .both("/terms/terms-and-conditions/", get(legal::show_terms))
        .both(
            "/i18n/setlang/",
            get(language::stay).post(language::switch_language),
        )
        .route("/terms/cookies-policy.json", get(policy::show_json))
        .route("/terms/cookies-policy.csv", get(policy::show_csv))
        .route("/terms/cookies-policy.pdf", get(policy_paper::show_pdf))
        .route("/statistics.csv", get(statistics::show_csv))
        .route("/statistics.json", get(statistics::show_json))
        .route("/robots.txt", get(robots::show_robots))
        .route("/sitemap.xml", get(robots::show_sitemap))
        .route("/consent-o-matic.json", get(assets::show_refusal_rule))
        .route("/.well-known/gpc.json", get(robots::show_gpc))
        .route("/favicon.ico", get(assets::show_icon))
        .route("/assets/basemap/{z}/{x}/{y}", get(basemap::show_tile))
        .route("/assets/portal/theme.css", get(look::show_theme))
        .route("/assets/portal/{picture}", get(look::show_logo))
        .route("/assets/{*path}", get(assets::show_asset))
        .merge(backoffice::routes())
}
