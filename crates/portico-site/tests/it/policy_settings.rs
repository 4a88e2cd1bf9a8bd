//! What of the settings reaches the policy page and the foot of every page, and what can never be taken away?

use http::StatusCode;

use crate::settings::{GENERAL, LEGAL, default_desk};

const POLICY: &str = "/terms/cookies-policy/";

/// The foot of a page.
fn foot(page: &str) -> &str {
    &page[page.rfind("<footer").unwrap()..]
}

#[test]
fn the_policy_names_whom_the_settings_name() {
    let desk = default_desk();
    let before = desk.public(POLICY);
    assert!(before.contains("your data-protection authority") && before.contains("Edge: Settings"));
    let contact = desk.save(GENERAL, &[("contact", "data@x.example")]);
    assert_eq!(contact.status, StatusCode::SEE_OTHER, "{}", contact.text);
    let reply = desk.save(
        LEGAL,
        &[
            ("officer", "Ms Example <privacy@x.example>"),
            ("authority", "Authority of Example, 1 Main Street"),
            ("browsers_en", "Lynx: press k\n\n  w3m: press C-k"),
        ],
    );
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let page = desk.public(POLICY);
    for part in [
        "data@x.example",
        "Data protection officer: Ms Example &#60;privacy@x.example&#62;.",
        "Authority of Example, 1 Main Street",
        "<li>Lynx: press k</li><li>w3m: press C-k</li>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("Edge: Settings") && !page.contains("your data-protection authority"));
    let french = desk.public("/terms/cookies-policy/?flg=fr");
    assert!(
        french.contains("Edge") && french.contains("privacy@x.example"),
        "{french}"
    );
    let newest = desk.public("/terms/cookies-policy.json");
    let newest: serde_json::Value = serde_json::from_str(&newest).unwrap();
    let versions = newest["versions"].as_array().unwrap().len();
    assert!(versions >= 3, "each change made a version");
    for number in 2..=versions {
        let page = desk.public(&format!("/terms/cookies-policy/versions/{number}/"));
        assert!(
            page.contains("Choices made before still hold"),
            "version {number} asks nobody"
        );
    }
    let long = desk.save(LEGAL, &[("officer", &"x".repeat(501))]);
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn the_foot_places_links_and_never_without_the_choices() {
    let desk = default_desk();
    let usual = desk.public("/explore/");
    assert!(foot(&usual).contains("href=\"/cookies/preferences/\""));
    let words = "Town of X · ##legal## · ##cookies-policy## · ##manage-cookies##";
    let placed = desk.save(GENERAL, &[("footer", words)]);
    assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.text);
    for path in ["/", "/explore/", POLICY, "/login/", "/none"] {
        let page = desk.public(path);
        let foot = foot(&page);
        assert!(
            foot.contains("Town of X · <a href=\"/terms/terms-and-conditions/\">")
                && foot.contains("<a href=\"/terms/cookies-policy/\">")
                && foot.contains("<a href=\"/cookies/preferences/\">"),
            "{path}: {foot}"
        );
        assert!(
            !foot.contains("##") && !foot.contains("/statistics/"),
            "{path}: {foot}"
        );
    }
    for (words, said) in [
        ("##legal## ##cookies-policy##", "##manage-cookies##"),
        ("##legal## ##manage-cookies##", "##cookies-policy##"),
        (
            "##cookies-policy## ##manage-cookies## ##<b>##x## ##nope##",
            "nope",
        ),
    ] {
        let refused = desk.save(GENERAL, &[("footer", words)]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.text.contains(said), "{words}: {}", refused.text);
    }
    assert!(
        foot(&desk.public("/")).contains("Town of X"),
        "nothing has changed"
    );
    desk.save(GENERAL, &[("footer", "Town <of> X")]);
    let plain = desk.public("/");
    assert!(foot(&plain).contains("Town &#60;of&#62; X") && foot(&plain).contains("/statistics/"));
}
