//! Is everything that pages say written, and is nothing written past the templates' escaping?

use std::fs;
use std::path::{Path, PathBuf};

use portico_i18n::{Lang, Say, audit};

fn files(folder: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found)
            } else {
                found.push(path)
            }
        }
    }
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(!found.is_empty());
    found
}

#[test]
fn every_message_that_templates_and_code_ask_for_exists_in_every_language() {
    for path in files("templates").into_iter().chain(files("src")) {
        let text = fs::read_to_string(&path).unwrap();
        for key in audit::keys_used(&text) {
            for lang in Lang::ALL {
                let is_said = audit::messages(lang).contains_key(&key);
                assert!(is_said, "{}: `{key}` is not said in {lang}", path.display());
            }
        }
    }
}

#[test]
fn keys_that_are_put_together_exist_too() {
    let facets = [
        "theme",
        "features",
        "publisher",
        "keyword",
        "license",
        "language",
        "modified",
    ];
    let features = ["analyze", "timeserie", "geo", "image"];
    let languages = ["en", "fr", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv"];
    let keys = facets.map(|name| format!("catalog-facet-{name}")).into_iter();
    let keys = keys.chain(features.map(|name| format!("catalog-feature-{name}")));
    for key in keys.chain(languages.map(|name| format!("catalog-language-{name}"))) {
        assert!(Say::default().has(&key), "{key}");
    }
}

#[test]
fn templates_hold_no_script_no_style_and_never_switch_escaping_off() {
    for path in files("templates") {
        let text = fs::read_to_string(&path).unwrap();
        for bad in [
            "|safe",
            "| safe",
            "{% filter",
            "escape none",
            "<style",
            " style=\"",
            "<script>",
            " onclick",
            "javascript:",
        ] {
            assert!(!text.contains(bad), "{}: {bad}", path.display());
        }
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{}: another host",
            path.display()
        );
    }
}

#[test]
fn the_two_answers_about_cookies_are_said_as_on_a_fixed_list() {
    let list = [
        (Lang::En, "Accept all", "Reject all"),
        (Lang::Fr, "Tout accepter", "Tout refuser"),
        (Lang::Es, "Aceptar todo", "Rechazar todo"),
        (Lang::De, "Alle akzeptieren", "Alle ablehnen"),
        (Lang::Nl, "Alles accepteren", "Alles weigeren"),
    ];
    assert_eq!(
        list.len(),
        Lang::ALL.len(),
        "a new language needs its two answers here"
    );
    for (lang, accept, reject) in list {
        let say = Say::new(lang);
        assert_eq!(say.t("consent-accept-all"), accept);
        assert_eq!(say.t("consent-reject-all"), reject);
        // Vague words instead of a refusal are what authorities object to.
        let banner = say.t("consent-banner-text").to_lowercase();
        assert!(
            !banner.contains("legitimate") && !banner.contains("essential"),
            "{banner}"
        );
    }
}

#[test]
fn every_difference_kind_and_purpose_of_a_policy_has_its_words() {
    let mut keys: Vec<String> = Vec::new();
    for what in portico_cookies::What::ALL {
        keys.push(format!("consent-what-{}", what.as_str()));
        if what.is_material() {
            keys.push(format!("consent-changed-{}", what.as_str()));
        }
    }
    keys.extend(portico_cookies::Kind::ALL.map(|kind| format!("consent-kind-{}", kind.as_str())));
    keys.extend(portico_cookies::Purpose::ALL.map(|purpose| format!("consent-purpose-{}", purpose.as_str())));
    keys.extend(
        portico_services::Choice::ALL.map(|choice| format!("consent-office-choice-{}", choice.as_str())),
    );
    keys.extend(["accept", "reject", "saved"].map(|done| format!("consent-done-{done}")));
    for lang in Lang::ALL {
        let messages = audit::messages(lang);
        let missing: Vec<_> = keys.iter().filter(|key| !messages.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{lang}: {missing:?}");
    }
    let page = portico_services::Policy::unkept(
        &portico_web::SiteSettings::new("T").policy_facts(),
        &portico_cookies::policy::Draft::default(),
    );
    let bytes = page.unwrap().current.bytes;
    assert!(
        !bytes.contains("\"cookies-") && !bytes.contains("\"consent-"),
        "a key instead of words: {bytes}"
    );
}
