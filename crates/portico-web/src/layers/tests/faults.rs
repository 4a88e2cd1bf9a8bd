//! How do faults look from outside?

use super::*;

#[tokio::test]
async fn programs_get_json_with_the_code_first() {
    let response = fetch("/api/refuse", &[]).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(head(&response, "content-type"), "application/json");
    let id = head(&response, "x-request-id").to_owned();
    let expected = format!(
        "{{\n  \"error_code\": \"ODSQLError\",\n  \"message\": \"ODSQL query is malformed: Unknown field: <x>.\",\n  \
         \"hint\": \"Did you mean `y`?\",\n  \"position\": {{\n    \"clause\": \"where\",\n    \"start\": 3,\n    \
         \"end\": 4\n  }},\n  \"request_id\": \"{id}\"\n}}"
    );
    assert_eq!(text(response).await, expected);
}

#[tokio::test]
async fn people_get_a_page_in_their_language() {
    let response = fetch("/nothing/", &["accept-language: fr"]).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(head(&response, "content-type"), "text/html; charset=utf-8");
    assert_eq!(head(&response, "content-language"), "fr");
    assert_eq!(head(&response, "vary"), "Accept-Language, Cookie");
    assert!(text(response).await.contains("Il n’y a rien ici"));
    let page = text(fetch("/refuse/", &[]).await).await;
    assert!(
        page.contains("Unknown field: &lt;x&gt;") && page.contains("Did you mean"),
        "{page}"
    );
}

#[tokio::test]
async fn our_own_faults_tell_nothing_and_set_no_cookie() {
    for path in ["/fail/", "/api/fail", "/panic/"] {
        let response = fetch(path, &[]).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!response.headers().contains_key("set-cookie"), "{path}");
        let id = head(&response, "x-request-id").to_owned();
        let body = text(response).await;
        assert!(!body.contains("secret") && body.contains(&id), "{path}: {body}");
    }
}

#[tokio::test]
async fn unknown_addresses_and_wrong_methods_are_faults_too() {
    let response = fetch("/api/nothing", &[]).await;
    assert!(
        text(response)
            .await
            .contains("\"error_code\": \"NotFoundResource\"")
    );
    let response = send(&app(site()).0, "DELETE", "/api/who", &[], "").await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(head(&response, "allow"), "GET,HEAD");
    assert!(
        text(response)
            .await
            .contains("\"error_code\": \"MethodNotAllowed\"")
    );
    let response = fetch("/explore/dataset/x/download/?format=csv", &[]).await;
    assert_eq!(
        head(&response, "content-type"),
        "application/json",
        "programs download there"
    );
}

#[tokio::test]
async fn a_refusal_of_the_framework_becomes_a_fault() {
    let response = fetch("/api/typed?limit=many", &[]).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let body = text(response).await;
    assert!(
        body.starts_with("{\n  \"error_code\": \"BadRequest\"") && body.contains("limit"),
        "{body}"
    );
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let (app, _) = app(site());
    for path in ["/", "/nothing/", "/api/refuse"] {
        let (get, head_) = (
            send(&app, "GET", path, &[], "").await,
            send(&app, "HEAD", path, &[], "").await,
        );
        assert_eq!(get.status(), head_.status(), "{path}");
        assert_eq!(head(&get, "content-type"), head(&head_, "content-type"), "{path}");
        assert_eq!(text(head_).await, "", "{path}");
    }
}

#[tokio::test]
async fn refusals_are_noted_by_code_and_path_and_other_faults_are_not() {
    let (app, hall) = app(site());
    let foreign = [
        "content-type: application/x-www-form-urlencoded",
        "origin: http://evil.example",
    ];
    send(&app, "POST", "/login/?token=secret", &foreign, "").await;
    send(
        &app,
        "POST",
        "/i18n/setlang/",
        &["origin: http://evil.example"],
        "language=fr",
    )
    .await;
    send(&app, "GET", "/api/who?apikey=nobodys", &[], "").await;
    for path in ["/none/", "/refuse/", "/fail/", "/"] {
        send(&app, "GET", path, &[], "").await;
    }
    let mut noted: Vec<_> = hall
        .refusals
        .take()
        .into_iter()
        .map(|refusal| (refusal.path, refusal.code))
        .collect();
    noted.sort();
    let expected = [
        ("/api/who", "InvalidApiKey"),
        ("/i18n/setlang/", "ForeignOrigin"),
        ("/login/", "ForeignOrigin"),
    ];
    let told: Vec<_> = noted
        .iter()
        .map(|(path, code)| (path.as_str(), code.as_str()))
        .collect();
    assert_eq!(told, expected, "nothing of the query is kept");
}

#[tokio::test]
async fn where_none_are_to_be_kept_none_are_noted() {
    let mut site = site();
    site.refusal_days = 0;
    let (app, hall) = app(site);
    send(&app, "GET", "/api/who?apikey=nobodys", &[], "").await;
    assert!(hall.refusals.take().is_empty());
}
