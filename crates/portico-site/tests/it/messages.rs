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
