//! One-time links, mail to be sent, second factors, identities elsewhere.

use portico_registry::{Letter, NewToken, SessionRecord};

use crate::Place;
use crate::sample::{NOW, assert_conflict, person};

fn token(hash: &str, kind: &str) -> NewToken {
    NewToken {
        person_id: person("ann@example.org").id,
        kind: kind.to_owned(),
        token_hash: hash.to_owned(),
        created_at: NOW,
        expires_at: NOW + 100,
    }
}

pub(crate) async fn a_one_time_link_works_once_and_not_for_ever(place: &Place) {
    let registry = place.open().await;
    let ann = person("ann@example.org");
    registry.insert_person(&ann, "").await.expect("insert");
    registry.put_token(&token("first", "reset")).await.expect("kept");
    registry.put_token(&token("second", "reset")).await.expect("kept");
    let owner = |hash: &'static str, now| registry.person_of_token("reset", hash, now);
    assert_eq!(
        owner("first", NOW).await.expect("read"),
        None,
        "the newer one counts"
    );
    assert_eq!(owner("second", NOW + 99).await.expect("read"), Some(ann.clone()));
    assert_eq!(owner("second", NOW + 100).await.expect("read"), None, "expired");
    assert!(
        registry
            .person_of_token("invite", "second", NOW)
            .await
            .expect("read")
            .is_none()
    );
    assert!(registry.take_token("reset", "second", NOW).await.expect("take"));
    assert!(!registry.take_token("reset", "second", NOW).await.expect("take"));

    registry.put_token(&token("third", "reset")).await.expect("kept");
    registry.put_token(&token("other", "invite")).await.expect("kept");
    let session = SessionRecord {
        key_hash: "k".to_owned(),
        person_id: ann.id.clone(),
        created_at: NOW,
        expires_at: NOW + 100,
        about: String::new(),
    };
    registry.insert_session(&session).await.expect("session");
    let late = registry
        .redeem_token("reset", "third", "new", NOW + 100)
        .await
        .expect("late");
    assert_eq!(late, None);
    registry.put_token(&token("third", "reset")).await.expect("kept");
    let redeemed = registry
        .redeem_token("reset", "third", "new", NOW)
        .await
        .expect("redeemed");
    assert_eq!(redeemed, Some(ann.clone()));
    let again = registry
        .redeem_token("reset", "third", "newer", NOW)
        .await
        .expect("again");
    assert_eq!(again, None);
    let account = registry
        .account(&ann.email)
        .await
        .expect("read")
        .expect("an account");
    assert_eq!(account.password_hash, "new");
    assert!(
        registry
            .person_of_session("k", NOW)
            .await
            .expect("read")
            .is_none()
    );
    assert!(
        registry.list_tokens("invite", 0).await.expect("read").is_empty(),
        "all others too"
    );
    registry
        .put_token(&token("fourth", "invite"))
        .await
        .expect("kept");
    registry.set_disabled(&ann.id, true).await.expect("closed");
    let closed = registry
        .redeem_token("invite", "fourth", "x", NOW)
        .await
        .expect("closed");
    assert_eq!(closed, None);
    registry.put_token(&token("fifth", "invite")).await.expect("kept");
    assert_eq!(registry.purge_tokens(NOW + 100).await.expect("purge"), 1);
}

pub(crate) async fn a_mail_is_sent_by_one_and_tried_again(place: &Place) {
    let registry = place.open().await;
    let mail = |id: &str, now| {
        let text = |text: &str| text.to_owned();
        Letter::new(text(id), text("ann@example.org"), text("Été"), text("a\nb"), now)
    };
    registry.put_letter(&mail("2", NOW + 1)).await.expect("put");
    registry.put_letter(&mail("1", NOW)).await.expect("put");
    let due = registry.letters_due(NOW + 1, 10).await.expect("due");
    assert_eq!(due, [mail("1", NOW), mail("2", NOW + 1)]);
    assert!(registry.claim_letter(&due[0], NOW + 60).await.expect("claim"));
    assert!(
        !registry.claim_letter(&due[0], NOW + 60).await.expect("claim"),
        "somebody else"
    );
    assert_eq!(registry.letters_due(NOW + 1, 10).await.expect("due").len(), 1);
    registry
        .postpone_letter("1", NOW + 90, "no route")
        .await
        .expect("later");
    registry.forget_letter("2").await.expect("sent");
    let due = registry.letters_due(NOW + 90, 10).await.expect("due");
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].attempts(), due[0].error()), (1, Some("no route")));
    let troubled = registry.troubled_letters(10).await.expect("read");
    assert_eq!((troubled.len(), troubled[0].given_up_at()), (1, None));
    registry
        .give_up_letter("1", "nobody lives there", NOW + 99)
        .await
        .expect("given up");
    assert!(registry.letters_due(NOW + 999, 10).await.expect("due").is_empty());
    let troubled = registry.troubled_letters(10).await.expect("read");
    assert_eq!(
        (troubled[0].error(), troubled[0].body(), troubled[0].given_up_at()),
        (Some("nobody lives there"), "", Some(NOW + 99))
    );
    registry.purge_letters(NOW + 99).await.expect("kept");
    assert_eq!(registry.troubled_letters(10).await.expect("read").len(), 1);
    registry.purge_letters(NOW + 100).await.expect("purged");
    assert!(registry.troubled_letters(10).await.expect("read").is_empty());
}

pub(crate) async fn a_second_factor_counts_once_confirmed_and_no_code_twice(place: &Place) {
    let registry = place.open().await;
    let ann = person("ann@example.org");
    registry.insert_person(&ann, "").await.expect("insert");
    assert!(
        registry
            .begin_second_factor(&ann.id, "AAAA", NOW)
            .await
            .expect("begin")
    );
    assert!(
        registry
            .begin_second_factor(&ann.id, "BBBB", NOW)
            .await
            .expect("begin")
    );
    assert!(
        !registry.use_step(&ann.id, 5).await.expect("use"),
        "not confirmed"
    );
    let codes = ["c1".to_owned(), "c2".to_owned()];
    assert!(
        registry
            .confirm_second_factor(&ann.id, 7, &codes)
            .await
            .expect("confirm")
    );
    assert!(
        !registry
            .confirm_second_factor(&ann.id, 8, &codes)
            .await
            .expect("confirm")
    );
    assert!(
        !registry
            .begin_second_factor(&ann.id, "CCCC", NOW)
            .await
            .expect("begin")
    );
    let factor = registry
        .second_factor(&ann.id)
        .await
        .expect("read")
        .expect("a factor");
    assert_eq!(
        (factor.secret.as_str(), factor.confirmed, factor.last_step),
        ("BBBB", true, 7)
    );
    assert!(!registry.use_step(&ann.id, 7).await.expect("use"));
    assert!(registry.use_step(&ann.id, 8).await.expect("use"));
    assert!(registry.take_recovery_code(&ann.id, "c1").await.expect("take"));
    assert!(!registry.take_recovery_code(&ann.id, "c1").await.expect("take"));
    assert_eq!(registry.count_recovery_codes(&ann.id).await.expect("count"), 1);
    assert_eq!(
        registry.people_with_second_factor().await.expect("read"),
        std::slice::from_ref(&ann.id)
    );
    assert!(registry.drop_second_factor(&ann.id).await.expect("drop"));
    assert!(registry.second_factor(&ann.id).await.expect("read").is_none());
    assert_eq!(registry.count_recovery_codes(&ann.id).await.expect("count"), 0);
}

pub(crate) async fn an_identity_is_one_person(place: &Place) {
    let registry = place.open().await;
    registry
        .put_openid_request("state", "{}", NOW + 10)
        .await
        .expect("kept");
    let take = |now| registry.take_openid_request("state", now);
    assert_eq!(take(NOW + 10).await.expect("late"), None);
    assert_eq!(take(NOW).await.expect("taken"), Some("{}".to_owned()));
    assert_eq!(take(NOW).await.expect("used up"), None);
    registry
        .put_openid_request("state", "{}", NOW + 10)
        .await
        .expect("kept");
    assert_eq!(registry.purge_openid_requests(NOW + 10).await.expect("purged"), 1);
    let ann = person("ann@example.org");
    registry.insert_person(&ann, "").await.expect("insert");
    registry
        .insert_identity("https://idp", "42", &ann.id, NOW)
        .await
        .expect("linked");
    assert_conflict(
        registry.insert_identity("https://idp", "42", &ann.id, NOW).await,
        "somebody already",
    );
    let found = |issuer: &'static str| registry.person_of_identity(issuer, "42");
    assert_eq!(found("https://idp").await.expect("read"), Some(ann.clone()));
    assert_eq!(found("https://other").await.expect("read"), None);
    assert_eq!(registry.count_administrators().await.expect("count"), 0);
    assert_eq!(registry.person(&ann.id).await.expect("read"), Some(ann));
}
