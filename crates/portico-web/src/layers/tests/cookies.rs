//! Do the four cookies come and go as the register says?

use super::*;

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const OWN: &str = "origin: http://data.example.org";

fn cookies(response: &Response<Body>) -> Vec<String> {
    response
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().expect("text").to_owned())
        .collect()
}

/// The raw token of a `csrftoken` header.
fn token(response: &Response<Body>) -> String {
    let header = cookies(response)
        .into_iter()
        .find(|header| header.starts_with("csrftoken="))
        .expect("a token");
    header["csrftoken=".len()..][..32].to_owned()
}

#[tokio::test]
async fn whatever_sets_a_cookie_nothing_undeclared_leaves() {
    let (app, hall) = app(site());
    let response = send(&app, "GET", "/evil/", &[], "").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(cookies(&response).is_empty());
    assert_eq!(hall.stray_cookies(), 1);
}

#[tokio::test]
async fn signing_in_needs_the_token_of_the_form() {
    let (app, hall) = app(site());
    let page = send(&app, "GET", "/login/", &[], "").await;
    assert_eq!(head(&page, "cache-control"), "private, no-store");
    let raw = token(&page);
    let masked = text(page).await;
    assert_eq!(masked.len(), 64);
    let cookie = format!("cookie: csrftoken={raw}");
    let body = format!("email=a&csrfmiddlewaretoken={masked}");
    let good = send(&app, "POST", "/login/", &[FORM, OWN, &cookie], &body).await;
    assert_eq!(good.status(), StatusCode::NO_CONTENT);
    assert!(
        cookies(&good)[0].starts_with(&format!("sessionid={SESSION}; expires=")),
        "{:?}",
        cookies(&good)
    );
    let planted = "A".repeat(32);
    let plant_cookie = format!("cookie: csrftoken={planted}");
    let plant_header = format!("x-csrftoken: {planted}");
    for (headers, body) in [
        (vec![FORM, OWN, &plant_cookie, &plant_header], "email=a"),
        (vec![FORM, OWN], body.as_str()),
        (vec![FORM, OWN, &cookie], "email=a"),
        (vec![FORM, "origin: http://evil.example", &cookie], body.as_str()),
        (vec![FORM, "origin: null", &cookie], body.as_str()),
    ] {
        let bad = send(&app, "POST", "/login/", &headers, body).await;
        assert_eq!(bad.status(), StatusCode::FORBIDDEN, "{headers:?}");
        assert!(cookies(&bad).is_empty(), "{headers:?}");
    }
    assert_eq!(hall.stray_cookies(), 0);
}

#[tokio::test]
async fn the_token_stays_while_its_mask_changes_and_signing_in_ends_it() {
    let (app, _) = app(site());
    let first = send(&app, "GET", "/login/", &[], "").await;
    let raw = token(&first);
    let cookie = format!("cookie: csrftoken={raw}");
    let second = send(&app, "GET", "/login/", &[&cookie], "").await;
    assert_eq!(token(&second), raw);
    assert_ne!(text(first).await, text(second).await);
    let signed_in = format!("cookie: csrftoken={raw}; sessionid={SESSION}");
    let third = send(&app, "GET", "/explore/", &[&signed_in], "").await;
    assert_ne!(token(&third), raw, "another session, another token");
    let anonymous = send(&app, "GET", "/explore/", &[], "").await;
    assert!(
        cookies(&anonymous).is_empty(),
        "the register does not let this page set it for a reader"
    );
}

#[tokio::test]
async fn calls_that_a_session_speaks_for_need_a_token_and_keys_do_not() {
    let (app, _) = app(site());
    let session = format!("cookie: sessionid={SESSION}");
    let key = "authorization: Apikey key-of-ada";
    let status = |response: Response<Body>| response.status().as_u16();
    assert_eq!(
        status(send(&app, "POST", "/api/change", &[&session, OWN], "").await),
        403
    );
    assert_eq!(
        status(send(&app, "GET", "/api/change", &[&session], "").await),
        204
    );
    assert_eq!(status(send(&app, "POST", "/api/change", &[key], "").await), 204);
    assert_eq!(
        status(send(&app, "POST", "/api/change", &[key, &session], "").await),
        204
    );
    let page = send(&app, "GET", "/explore/", &[&session], "").await;
    let both = format!("{session}; csrftoken={}", token(&page));
    let header = format!("x-csrftoken: {}", text(page).await);
    assert_eq!(
        status(send(&app, "POST", "/api/change", &[&both, &header, OWN], "").await),
        204
    );
    let refused = send(&app, "POST", "/api/change", &[&both, OWN], "").await;
    assert!(
        text(refused)
            .await
            .starts_with("{\n  \"error_code\": \"CsrfFailed\"")
    );
}

#[tokio::test]
async fn language_and_choices_are_set_from_our_own_pages_only() {
    let (app, hall) = app(site());
    let set = |headers: Vec<&'static str>| {
        let app = app.clone();
        async move { cookies(&send(&app, "POST", "/i18n/setlang/", &headers, "language=fr").await) }
    };
    let own = set(vec![FORM, OWN]).await;
    assert!(
        own[0].starts_with("django_language=fr; expires=") && own.len() == 1,
        "no token with it: {own:?}"
    );
    assert_eq!(set(vec![FORM, "sec-fetch-site: same-origin"]).await.len(), 1);
    assert!(set(vec![FORM, "origin: http://evil.example"]).await.is_empty());
    assert!(set(vec![FORM, "sec-fetch-site: cross-site"]).await.is_empty());
    let choice = cookies(&send(&app, "POST", "/cookies/preferences/", &[OWN], "").await);
    assert!(
        choice[0].starts_with("cookies_preferences=1.1.20261124.00; "),
        "{choice:?}"
    );
    assert_eq!(hall.stray_cookies(), 0);
}

#[tokio::test]
async fn a_dead_session_is_removed_on_pages_and_ignored_by_the_api() {
    let dead = "cookie: sessionid=vutsrqponmlkjihgfedcba9876543210";
    let expected = "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax";
    assert_eq!(cookies(&fetch("/", &[dead]).await), [expected]);
    assert_eq!(
        cookies(&fetch("/", &["cookie: sessionid=garbage"]).await),
        [expected]
    );
    assert!(cookies(&fetch("/api/who", &[dead]).await).is_empty());
    let twice = format!("cookie: sessionid={SESSION}; sessionid={SESSION}");
    let response = fetch("/", &[&twice]).await;
    assert_eq!(text(response).await, "Home nobody", "duplicates are nobody's");
}

#[tokio::test]
async fn cookies_are_secure_where_people_come_over_https() {
    let mut site = site();
    site.https = true;
    let (app, hall) = app(site);
    let page = send(&app, "GET", "/login/", &[], "").await;
    assert!(
        cookies(&page)[0].ends_with("; Path=/; SameSite=Lax; Secure"),
        "{:?}",
        cookies(&page)
    );
    assert_eq!(head(&page, "strict-transport-security"), "max-age=31536000");
    assert_eq!(hall.stray_cookies(), 0);
}
