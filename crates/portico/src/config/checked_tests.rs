//! Are settings read as they are written, and is everything that is wrong said at once?

use super::*;

fn check_text(text: &str) -> Result<Settings, Vec<String>> {
    let folder = std::env::temp_dir().join(format!("portico-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{:x}.toml", text.len()));
    std::fs::write(&file, text).unwrap();
    check(Raw::read(&file, true), &folder)
}

#[test]
fn defaults_are_valid_and_the_example_shows_them() {
    let settings = check_text("").unwrap();
    assert_eq!(settings.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.languages, ["en", "fr", "es", "de", "nl"]);
    assert!(settings.fixed.is_empty(), "the back office decides");
    let switched_on: String = super::super::example()
        .lines()
        .map(|line| {
            line.strip_prefix('#')
                .filter(|rest| !rest.starts_with(' '))
                .unwrap_or(line)
        })
        .map(|line| format!("{line}\n"))
        .collect();
    check_text(&switched_on).unwrap();
}

#[test]
fn what_is_written_is_not_for_the_back_office() {
    let settings = check_text("title = \"X\"\ndefault_language = \"fr\"\n").unwrap();
    assert_eq!(settings.fixed, BTreeSet::from(["title", "languages"]));
}

#[test]
fn no_setting_touches_how_visitors_are_asked() {
    const WORDS: [&str; 9] = [
        "cookie",
        "consent",
        "banner",
        "reject",
        "refuse",
        "accept",
        "preselect",
        "choice",
        "modal",
    ];
    let mut names: Vec<String> = SETTINGS.iter().map(|setting| setting.key.to_owned()).collect();
    let decided = serde_json::to_value(portico_model::SiteDocument::default()).unwrap();
    for (part, fields) in decided.as_object().unwrap() {
        let fields = fields.as_object().unwrap().keys();
        names.extend(fields.map(|field| format!("{part}.{field}")));
    }
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        assert!(!WORDS.iter().any(|word| name.contains(word)), "{name}");
    }
}

#[test]
fn every_problem_is_told_at_once() {
    let problems =
        check_text("bind = \"here\"\nlanguages = [\"xx\"]\n[limits]\nquery_seconds = 0\n").unwrap_err();
    assert_eq!(problems.len(), 4, "{problems:#?}");
}

#[test]
fn sites_whose_forms_are_accepted_are_read_and_checked() {
    let settings =
        check_text("trusted_origins = [\"https://other.example\", \"https://*.example.org\"]\n").unwrap();
    let read: Vec<_> = ["https://other.example", "https://*.example.org"]
        .into_iter()
        .filter_map(TrustedOrigin::parse)
        .collect();
    assert_eq!((read.len(), settings.trusted_origins), (2, read));
    let problems = check_text("trusted_origins = [\"other.example\", \"https://*\"]\n").unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(
        problems[0].contains("trusted_origins") && problems[0].contains("https://other.example"),
        "{problems:#?}"
    );
}
