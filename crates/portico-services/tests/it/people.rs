//! Accounts, sign-in, sessions, API keys.

use portico_model::{FaultKind, Role};

use crate::bench::Bench;

const PASSWORD: &str = "correct horse";

async fn with_ann() -> Bench {
    let bench = Bench::new().await;
    bench
        .portal
        .add_person("Ann@Example.org", Role::Publisher, PASSWORD)
        .await
        .expect("added");
    bench
}

#[tokio::test]
async fn signing_in_starts_a_session_that_signing_out_ends() {
    let bench = with_ann().await;
    let portal = &bench.portal;
    let first = portal
        .sign_in(" ann@example.ORG ", PASSWORD, true)
        .await
        .expect("signed in");
    let second = portal
        .sign_in("ann@example.org", PASSWORD, false)
        .await
        .expect("signed in");
    assert!(first.keep && !second.keep);
    assert_ne!(first.session_key, second.session_key);
    assert_eq!(first.session_key.len(), 32);
    let who = portal
        .session(&first.session_key)
        .await
        .expect("known")
        .expect("Ann");
    assert_eq!(
        (who.email.as_str(), who.role),
        ("ann@example.org", Role::Publisher)
    );
    assert_eq!(
        portal
            .sessions_of(&who, Some(&first.session_key))
            .await
            .expect("sessions")
            .len(),
        2
    );
    portal.sign_out(&first.session_key).await.expect("signed out");
    portal.sign_out("unknown").await.expect("no error");
    assert!(portal.session(&first.session_key).await.expect("known").is_none());
    assert!(
        portal
            .session(&second.session_key)
            .await
            .expect("known")
            .is_some()
    );
}

#[tokio::test]
async fn wrong_passwords_and_unknown_accounts_get_one_answer_and_then_wait() {
    let bench = with_ann().await;
    for email in ["ann@example.org", "nobody@example.org"] {
        let mut codes = Vec::new();
        for _ in 0..6 {
            let fault = bench
                .portal
                .sign_in(email, "wrong horse", false)
                .await
                .expect_err("refused");
            codes.push((fault.kind, fault.code, fault.message));
        }
        assert!(codes[..5].iter().all(|code| *code == codes[0]));
        assert_eq!(
            (codes[0].0, codes[0].1),
            (FaultKind::Unauthenticated, "WrongCredentials")
        );
        assert_eq!((codes[5].0, codes[5].1), (FaultKind::Busy, "TooManyAttempts"));
    }
    let fault = bench
        .portal
        .sign_in("ann@example.org", PASSWORD, false)
        .await
        .expect_err("must wait too");
    assert_eq!(fault.code, "TooManyAttempts");
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_waits() {
    let bench = with_ann().await;
    let portal = &bench.portal;
    let session = portal
        .sign_in("ann@example.org", PASSWORD, false)
        .await
        .expect("signed in")
        .session_key;
    for _ in 0..5 {
        portal
            .sign_in("ann@example.org", "wrong horse", false)
            .await
            .expect_err("refused");
    }
    portal
        .set_password("ann@example.org", "battery staple")
        .await
        .expect("changed");
    assert!(portal.session(&session).await.expect("known").is_none());
    assert!(
        portal
            .sign_in("ann@example.org", "battery staple", false)
            .await
            .is_ok()
    );
    assert_eq!(
        portal
            .sign_in("ann@example.org", PASSWORD, false)
            .await
            .expect_err("old")
            .code,
        "WrongCredentials"
    );
    assert_eq!(
        portal
            .set_password("ann@example.org", "short")
            .await
            .expect_err("weak")
            .code,
        "WeakPassword"
    );
    assert_eq!(
        portal
            .set_password("bob@example.org", PASSWORD)
            .await
            .expect_err("unknown")
            .kind,
        FaultKind::NotFound
    );
}

#[tokio::test]
async fn a_closed_account_is_closed_everywhere() {
    let bench = with_ann().await;
    let portal = &bench.portal;
    let session = portal
        .sign_in("ann@example.org", PASSWORD, false)
        .await
        .expect("signed in")
        .session_key;
    let key = portal
        .create_key("ann@example.org", "nightly")
        .await
        .expect("a key")
        .key;
    assert_eq!(
        portal
            .person_for_key(&key)
            .await
            .expect("known")
            .map(|person| person.email),
        Some("ann@example.org".into())
    );
    portal.disable_person("ann@example.org").await.expect("closed");
    assert!(portal.session(&session).await.expect("known").is_none());
    assert!(portal.person_for_key(&key).await.expect("known").is_none());
    assert_eq!(
        portal
            .sign_in("ann@example.org", PASSWORD, false)
            .await
            .expect_err("closed")
            .code,
        "WrongCredentials"
    );
    assert_eq!(
        portal
            .create_key("ann@example.org", "x")
            .await
            .expect_err("closed")
            .code,
        "ClosedAccount"
    );
    assert!(portal.list_people().await.expect("people")[0].disabled);
}

#[tokio::test]
async fn keys_are_listed_without_their_secret_and_die_when_revoked() {
    let bench = with_ann().await;
    let portal = &bench.portal;
    let made = portal
        .create_key("ann@example.org", " nightly ")
        .await
        .expect("a key");
    assert!(portal.person_for_key(&made.key).await.expect("known").is_some());
    let listed = portal.list_keys().await.expect("keys").remove(0);
    assert_eq!(
        (listed.id.as_str(), listed.label.as_str(), listed.revoked),
        (made.id.as_str(), "nightly", false)
    );
    assert!(
        listed.last_used_at.is_some() && made.key.starts_with(&listed.prefix) && listed.prefix.len() < 16
    );
    portal.revoke_key(&made.id).await.expect("revoked");
    assert!(portal.person_for_key(&made.key).await.expect("known").is_none());
    assert!(portal.list_keys().await.expect("keys")[0].revoked);
    assert_eq!(
        portal.revoke_key("unknown").await.expect_err("unknown").kind,
        FaultKind::NotFound
    );
    for key in ["", "portico_", "nonsense", &"x".repeat(100_000)] {
        assert!(portal.person_for_key(key).await.expect("known").is_none());
    }
    assert_eq!(
        portal
            .create_key("ann@example.org", " ")
            .await
            .expect_err("no label")
            .kind,
        FaultKind::Invalid
    );
}

#[tokio::test]
async fn the_first_administrator_is_made_once_and_can_sign_in() {
    let bench = Bench::new().await;
    let first = bench
        .portal
        .ensure_administrator()
        .await
        .expect("made")
        .expect("a link");
    assert!(
        bench
            .portal
            .ensure_administrator()
            .await
            .expect("nothing to do")
            .is_none()
    );
    let (_, token) = first.path.split_once("token=").expect("a token");
    let nowhere = std::net::Ipv4Addr::UNSPECIFIED.into();
    assert_eq!(
        bench
            .portal
            .sign_in(&first.email, "", false)
            .await
            .expect_err("no password")
            .code,
        "WrongCredentials"
    );
    bench
        .portal
        .use_link(token, PASSWORD, nowhere)
        .await
        .expect("used");
    assert_eq!(
        bench
            .portal
            .use_link(token, PASSWORD, nowhere)
            .await
            .expect_err("used up")
            .code,
        "UnknownLink"
    );
    let signed_in = bench
        .portal
        .sign_in(&first.email, PASSWORD, false)
        .await
        .expect("signed in");
    assert_eq!(signed_in.person.role, Role::Administrator);
    let fault = bench
        .portal
        .add_person("admin@localhost", Role::Reader, PASSWORD)
        .await
        .expect_err("taken");
    assert_eq!(fault.kind, FaultKind::Conflict);
}
