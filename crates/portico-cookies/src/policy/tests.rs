//! Tests of versions: what makes a new one, what it asks, and that nobody can change an old one unseen.

use super::*;
use crate::samples::{analytics, tiles, video};

fn facts() -> PolicyFacts {
    PolicyFacts {
        title: "City, \"open\"".to_owned(),
        contact: None,
        statistics: false,
        languages: vec!["en".to_owned(), "fr".to_owned()],
        ..PolicyFacts::default()
    }
}

fn say(lang: &str, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| format!(" {name}={value:?}"))
        .collect();
    format!("{lang} {key}{}", args.concat())
}

fn next(last: Option<&Version>, services: &[Service]) -> Option<Version> {
    let draft = Draft {
        services: services.to_vec(),
        ..Draft::default()
    };
    Version::next(last, &draft, &facts(), "2026-11-25", &say).expect("a good draft")
}

#[test]
fn a_portal_begins_with_its_four_cookies_and_four_classes() {
    let first = next(None, &[]).expect("the first version");
    assert_eq!((first.document.number, first.document.asks_again), (1, false));
    assert_eq!(first.document.previous, None);
    let names: Vec<_> = first
        .document
        .items
        .iter()
        .filter_map(|item| item.name.as_deref())
        .collect();
    assert_eq!(
        names,
        ["sessionid", "django_language", "csrftoken", "cookies_preferences"]
    );
    let (_, text) = first.document.text("fr").expect("French");
    let classes: Vec<_> = text.classes.iter().map(|class| class.class.as_str()).collect();
    assert_eq!(
        classes,
        ["necessary", "statistical", "first-party", "third-party"]
    );
    assert_eq!(text.table.rows.len(), 4);
    assert_eq!(next(Some(&first), &[]), None, "nothing has changed");
}

#[test]
fn a_portal_of_one_language_does_not_declare_the_language_cookie() {
    let facts = PolicyFacts {
        languages: vec!["en".to_owned()],
        ..facts()
    };
    let version = Version::next(None, &Draft::default(), &facts, "2026-11-25", &say);
    let document = version.expect("a good draft").expect("a version").document;
    assert_eq!(document.items.len(), 3);
    assert!(
        document
            .items
            .iter()
            .all(|item| item.name.as_deref() != Some("django_language"))
    );
    assert_eq!(document.items.len(), document.texts["en"].table.rows.len());
}

#[test]
fn the_opening_sentence_speaks_of_statistics_only_when_they_are_on() {
    let opening = |statistics| {
        let facts = PolicyFacts {
            statistics,
            ..facts()
        };
        let version = Version::next(None, &Draft::default(), &facts, "2026-11-25", &say);
        version.expect("a good draft").expect("a version").document.texts["en"]
            .opening
            .clone()
    };
    assert!(opening(true).starts_with("en cookies-opening-with-statistics"));
    assert!(opening(false).starts_with("en cookies-opening site"));
}

#[test]
fn an_added_service_asks_again_and_a_removed_one_does_not() {
    let first = next(None, &[]).expect("the first version");
    let second = next(Some(&first), &[video()]).expect("a second version");
    assert!(second.document.asks_again);
    assert_eq!(
        (
            second.document.services[0].slot,
            second.document.services[0].since
        ),
        (1, 2)
    );
    let third = next(Some(&second), &[video(), tiles()]).expect("a third version");
    let slots: Vec<_> = third
        .document
        .services
        .iter()
        .map(|service| (service.slot, service.since))
        .collect();
    assert_eq!(slots, [(1, 2), (2, 3)], "choices about the first still hold");
    let fourth = next(Some(&third), &[tiles()]).expect("a fourth version");
    assert!(!fourth.document.asks_again);
    let fifth = next(Some(&fourth), &[tiles(), analytics()]).expect("a fifth version");
    let slots: Vec<_> = fifth
        .document
        .services
        .iter()
        .map(|service| (service.key.as_str(), service.slot, service.since))
        .collect();
    assert_eq!(
        slots,
        [("stats", 1, 5), ("streets", 2, 3)],
        "a free slot is used again, under a newer version"
    );
}

#[test]
fn wording_makes_a_version_that_asks_nobody() {
    let first = next(None, &[video()]).expect("the first version");
    let mut reworded = video();
    reworded.words.entry("en".into()).or_default().text = "Shows films that are kept elsewhere.".into();
    let second = next(Some(&first), &[reworded]).expect("a second version");
    assert!(!second.document.asks_again);
    assert_eq!(second.document.services[0].since, 1);
    let prose = Draft {
        prose: [("en".to_owned(), "<p>Ours</p>".to_owned())].into(),
        ..second.document.draft()
    };
    let third = Version::next(Some(&second), &prose, &facts(), "2026-11-26", &say)
        .expect("good")
        .expect("a version");
    assert_eq!(
        third.document.changes,
        [Change {
            service: None,
            what: What::Prose
        }]
    );
    assert!(!third.document.asks_again);
    let shouted = |lang: &str, key: &str, args: &[(&str, Arg<'_>)]| say(lang, key, args).to_uppercase();
    let fourth = Version::next(Some(&third), &prose, &facts(), "2026-11-27", &shouted)
        .expect("good")
        .expect("a version");
    assert_eq!(
        fourth.document.changes,
        [Change {
            service: None,
            what: What::Wording
        }]
    );
}

#[test]
fn a_changed_document_breaks_the_chain_where_it_was_changed() {
    let first = next(None, &[]).expect("a version");
    let second = next(Some(&first), &[video()]).expect("a version");
    let third = next(Some(&second), &[]).expect("a version");
    let chain = |versions: &[&Version]| {
        first_broken(versions.iter().map(|version| {
            (
                version.document.number,
                version.sha256.as_str(),
                version.bytes.as_str(),
            )
        }))
    };
    assert_eq!(chain(&[&first, &second, &third]), None);
    assert_eq!(chain(&[]), None);
    let forged = Version {
        bytes: second.bytes.replace("Example Ltd", "Innocent Ltd"),
        ..second.clone()
    };
    assert_eq!(chain(&[&first, &forged, &third]), Some(2));
    let whole = Version::read(forged.bytes).expect("readable");
    assert_eq!(
        chain(&[&first, &whole, &third]),
        Some(3),
        "a new digest is missed by the one after"
    );
    assert_eq!(chain(&[&first, &third]), Some(3), "a version is missing");
    assert_eq!(chain(&[&second, &third]), Some(2), "the beginning is missing");
}

#[test]
fn a_kept_version_reads_as_it_was_written() {
    let version = next(None, &[video(), tiles(), analytics()]).expect("a version");
    assert_eq!(Version::read(version.bytes.clone()).expect("readable"), version);
}

#[test]
fn there_are_as_many_services_as_bits_and_no_two_of_one_key() {
    let many: Vec<Service> = (0..=MOST_SERVICES)
        .map(|n| Service {
            key: format!("s{n}"),
            ..video()
        })
        .collect();
    let draft = |services: &[Service]| Draft {
        services: services.to_vec(),
        ..Draft::default()
    };
    let made = |services: &[Service]| Version::next(None, &draft(services), &facts(), "2026-11-25", &say);
    assert!(made(&many[1..]).is_ok());
    assert_eq!(made(&many), Err(DraftError::TooMany));
    assert_eq!(made(&[video(), video()]), Err(DraftError::Twice));
}

#[test]
fn the_twins_say_the_same_as_the_register() {
    let site = TwinSite {
        base_url: "https://data.example.org",
        host: "data.example.org",
    };
    let document = next(None, &[video(), tiles(), analytics()])
        .expect("a version")
        .document;
    let json = document.to_json(site, "en", "abc", &[(1, "2026-11-25".to_owned())]);
    let items = json["items"].as_array().expect("items");
    assert_eq!(items.len(), 7);
    assert_eq!(items[1]["duration"], "en cookies-life-months count=Count(12)");
    assert_eq!(items[2]["readable_by_scripts"], true);
    assert_eq!(items[4]["hosts"][0], "video.example.org");
    assert_eq!(items[4]["max_age_seconds"], 180 * 86_400);
    assert_eq!(items[5]["kind"], "connection");
    assert!(items[5]["name"].is_null() && items[4]["attributes"].is_null());
    assert_eq!(json["services"][2]["storage"][0]["name"], "_pk_id*");
    let csv = document.to_csv(site, "en");
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines.len(), 8);
    assert_eq!(lines[0].split(',').count(), 10);
    assert!(lines[1].contains("\"City, \"\"open\"\"\""), "{}", lines[1]);
    assert!(
        lines[7].contains(",_pk_id,data.example.org,") && lines[7].ends_with(",1"),
        "{}",
        lines[7]
    );
}
