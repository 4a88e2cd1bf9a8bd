//! What proves how visitors were asked? Receipts about the mechanism, never about a person: which version of the policy, which register,
//! which texts, templates and scripts, since which day.
//!
//! Receipts form a chain of their own beside that of the versions. Whoever changes a version afterwards would have to write every later
//! version and every receipt anew, and then the digest that somebody noted earlier is in neither chain.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Document, Version, digest};

/// The program's part: what it shows with, and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mechanism {
    /// Version of the program.
    pub program: String,
    /// SHA-256 of each template, style sheet and script that asks or shows, by name.
    pub files: BTreeMap<String, String>,
}

/// One receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Version of this form.
    pub format: u32,
    /// 1, 2, 3…
    pub number: u32,
    /// Day from which it holds, `2026-11-25`.
    pub date: String,
    /// SHA-256 of the receipt before, in hexadecimal digits.
    pub previous: Option<String>,
    /// Version of the policy.
    pub policy: u32,
    /// SHA-256 of that version's document.
    pub policy_sha256: String,
    /// SHA-256 of each part of it: `register`, `text fr`, `own text fr`.
    pub parts: BTreeMap<String, String>,
    /// Version of the program.
    pub program: String,
    /// SHA-256 of each file of the program that asks or shows.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of each picture that was taken of it, by its name: `policy fr 390`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, String>,
}

/// A receipt as it is kept: its bytes and their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReceipt {
    /// What it says.
    pub receipt: Receipt,
    /// As it was written.
    pub bytes: String,
    /// SHA-256 of those bytes.
    pub sha256: String,
}

/// A row as the registry gives it: number, digest, document.
pub type Row<'a> = (u32, &'a str, &'a str);

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Altered {
    /// `version`, `receipt`, `picture` or `head`.
    pub what: &'static str,
    /// Which.
    pub number: Option<u32>,
    /// A sentence.
    pub message: String,
}

impl KeptReceipt {
    /// A kept receipt.
    ///
    /// # Errors
    /// When it is not readable.
    pub fn read(bytes: &str) -> Result<Self, serde_json::Error> {
        Ok(Self {
            receipt: serde_json::from_str(bytes)?,
            sha256: digest(bytes),
            bytes: bytes.to_owned(),
        })
    }

    /// The receipt that comes after `last`; none when nothing has changed since.
    #[must_use]
    pub fn next(last: Option<&Self>, version: &Version, mechanism: &Mechanism, date: &str) -> Option<Self> {
        let before = last.map(|last| &last.receipt);
        let is_same = |before: &Receipt| {
            before.policy_sha256 == version.sha256
                && before.files == mechanism.files
                && before.program == mechanism.program
        };
        if before.is_some_and(is_same) {
            return None;
        }
        Some(Self::pictured(last, version, mechanism, date, BTreeMap::new()))
    }

    /// The receipt that comes after `last` and holds pictures of what visitors saw, changed or not.
    #[must_use]
    pub fn pictured(
        last: Option<&Self>,
        version: &Version,
        mechanism: &Mechanism,
        date: &str,
        pictures: BTreeMap<String, String>,
    ) -> Self {
        let before = last.map(|last| &last.receipt);
        Self::of(Receipt {
            format: 1,
            number: before.map_or(1, |before| before.number.saturating_add(1)),
            date: date.to_owned(),
            previous: last.map(|last| last.sha256.clone()),
            policy: version.document.number,
            policy_sha256: version.sha256.clone(),
            parts: parts(&version.document),
            program: mechanism.program.clone(),
            files: mechanism.files.clone(),
            pictures,
        })
    }

    /// The same receipt, written after one that cannot be read any more.
    #[must_use]
    pub fn after_unreadable(self, number: u32, bytes: &str) -> Self {
        Self::of(Receipt {
            number: number.saturating_add(1),
            previous: Some(digest(bytes)),
            ..self.receipt
        })
    }

    fn of(receipt: Receipt) -> Self {
        let bytes = serde_json::to_string_pretty(&receipt).unwrap_or_default();
        Self {
            sha256: digest(&bytes),
            receipt,
            bytes,
        }
    }
}

/// Digests of what a version consists of, so that a change can be named.
#[must_use]
pub fn parts(document: &Document) -> BTreeMap<String, String> {
    let of = |part: serde_json::Result<String>| digest(&part.unwrap_or_default());
    let register = of(serde_json::to_string(&(&document.items, &document.services)));
    let mut parts = BTreeMap::from([("register".to_owned(), register)]);
    for (lang, text) in &document.texts {
        parts.insert(format!("text {lang}"), of(serde_json::to_string(text)));
    }
    for (lang, prose) in &document.prose {
        parts.insert(format!("own text {lang}"), digest(prose));
    }
    parts
}

/// Everything in both chains that is not as it was written, oldest first; `head` is a digest that somebody noted earlier.
#[must_use]
pub fn examine(versions: &[Row<'_>], receipts: &[Row<'_>], head: Option<&str>) -> Vec<Altered> {
    let mut found = Vec::new();
    let mut known: BTreeMap<u32, Version> = BTreeMap::new();
    let read = |bytes: &str| {
        let version = Version::read(bytes.to_owned()).ok()?;
        let link = Link::of_version(&version);
        known.insert(link.number, version);
        Some(link)
    };
    walk("version", versions, read, &mut found);
    let mut told: Vec<Receipt> = Vec::new();
    let read = |bytes: &str| {
        let kept = KeptReceipt::read(bytes).ok()?;
        let link = Link {
            number: kept.receipt.number,
            previous: kept.receipt.previous.clone(),
        };
        told.push(kept.receipt);
        Some(link)
    };
    walk("receipt", receipts, read, &mut found);
    for receipt in &told {
        found.extend(compare(receipt, &known));
    }
    if let Some(head) = head {
        let is_known = |row: &Row<'_>| digest(row.2).eq_ignore_ascii_case(head.trim());
        if !versions.iter().chain(receipts).any(is_known) {
            found.push(Altered {
                what: "head",
                number: None,
                message: format!(
                    "no version and no receipt has the digest {}: the chains were written anew",
                    head.trim()
                ),
            });
        }
    }
    found
}

/// What a document says of its place.
struct Link {
    number: u32,
    previous: Option<String>,
}

impl Link {
    fn of_version(version: &Version) -> Self {
        Self {
            number: version.document.number,
            previous: version.document.previous.clone(),
        }
    }
}

/// Goes along one chain.
fn walk(
    what: &'static str,
    rows: &[Row<'_>],
    mut read: impl FnMut(&str) -> Option<Link>,
    found: &mut Vec<Altered>,
) {
    let mut tell = |number, message| {
        found.push(Altered {
            what,
            number: Some(number),
            message,
        });
    };
    let mut expected: u32 = 1;
    let mut previous: Option<String> = None;
    for (number, sha256, bytes) in rows {
        let (number, own) = (*number, digest(bytes));
        for missing in expected..number.min(expected.saturating_add(20)) {
            tell(missing, format!("{what} {missing} is missing"));
        }
        if own != *sha256 {
            tell(
                number,
                format!(
                    "the document of {what} {number} is not the one that was written: its digest is {own}, the one kept beside it {sha256}"
                ),
            );
        }
        match read(bytes) {
            None => tell(number, format!("the document of {what} {number} cannot be read")),
            Some(link) => {
                if link.number != number {
                    tell(
                        number,
                        format!(
                            "the document of {what} {number} says that it is number {}",
                            link.number
                        ),
                    );
                }
                if link.previous != previous && number == expected {
                    tell(
                        number,
                        format!(
                            "{what} {number} was written after another {what} than the one that stands before it"
                        ),
                    );
                }
            }
        }
        previous = Some(own);
        expected = number.saturating_add(1);
    }
}

/// What a receipt says of a version, against the version.
fn compare(receipt: &Receipt, versions: &BTreeMap<u32, Version>) -> Vec<Altered> {
    let number = receipt.policy;
    let tell = |message| Altered {
        what: "version",
        number: Some(number),
        message,
    };
    let Some(version) = versions.get(&number) else {
        let message = format!(
            "receipt {} is about version {number}, which is not there",
            receipt.number
        );
        return vec![tell(message)];
    };
    if version.sha256 == receipt.policy_sha256 {
        return Vec::new();
    }
    let now = parts(&version.document);
    let names: std::collections::BTreeSet<&String> = now.keys().chain(receipt.parts.keys()).collect();
    let differing: Vec<&str> = names
        .into_iter()
        .filter(|name| now.get(*name) != receipt.parts.get(*name))
        .map(String::as_str)
        .collect();
    let what = if differing.is_empty() {
        "date, number or what it says of changes".to_owned()
    } else {
        differing.join(", ")
    };
    vec![tell(format!(
        "version {number} is not the one of receipt {} of {}; altered: {what}",
        receipt.number, receipt.date
    ))]
}

#[cfg(test)]
mod tests {
    use super::super::{Draft, PolicyFacts};
    use super::*;

    fn chains() -> (Vec<Version>, Vec<KeptReceipt>) {
        let facts = |title: &str| PolicyFacts {
            title: title.to_owned(),
            contact: None,
            statistics: title.len() > 4,
            languages: vec!["en".to_owned(), "fr".to_owned()],
            ..PolicyFacts::default()
        };
        let say = |lang: &str, key: &str, _: &[(&str, super::super::Arg<'_>)]| format!("{lang} {key}");
        let next = |last: Option<&Version>, title: &str| {
            Version::next(last, &Draft::default(), &facts(title), "2026-11-25", &say)
                .unwrap()
                .unwrap()
        };
        let first = next(None, "City");
        let second = next(Some(&first), "Capital");
        let mechanism = |script: &str| Mechanism {
            program: "0.1.0".to_owned(),
            files: BTreeMap::from([("_consent.html".to_owned(), digest(script))]),
        };
        let one = KeptReceipt::next(None, &first, &mechanism("a"), "2026-11-25").unwrap();
        assert_eq!(
            KeptReceipt::next(Some(&one), &first, &mechanism("a"), "2026-11-26"),
            None,
            "nothing new"
        );
        let two = KeptReceipt::next(Some(&one), &first, &mechanism("b"), "2026-11-26").unwrap();
        let three = KeptReceipt::next(Some(&two), &second, &mechanism("b"), "2026-11-27").unwrap();
        (vec![first, second], vec![one, two, three])
    }

    fn check(
        change: impl FnOnce(&mut Vec<(u32, String, String)>, &mut Vec<(u32, String, String)>),
        expected: &[&str],
    ) {
        let (versions, receipts) = chains();
        let version = |version: &Version| {
            (
                version.document.number,
                version.sha256.clone(),
                version.bytes.clone(),
            )
        };
        let receipt = |kept: &KeptReceipt| (kept.receipt.number, kept.sha256.clone(), kept.bytes.clone());
        let mut versions: Vec<_> = versions.iter().map(version).collect();
        let mut receipts: Vec<_> = receipts.iter().map(receipt).collect();
        change(&mut versions, &mut receipts);
        let found = examine(&rows(&versions), &rows(&receipts), None);
        let told: Vec<_> = found.iter().map(|altered| altered.message.as_str()).collect();
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        for (message, part) in told.iter().zip(expected) {
            assert!(message.contains(part), "{message} holds no {part}");
        }
    }

    fn rows(rows: &[(u32, String, String)]) -> Vec<Row<'_>> {
        rows.iter()
            .map(|(number, sha256, bytes)| (*number, sha256.as_str(), bytes.as_str()))
            .collect()
    }

    /// Rewrites a text and the digest beside it, as somebody who knows how would.
    fn forge(row: &mut (u32, String, String), from: &str, to: &str) {
        assert!(row.2.contains(from));
        row.2 = row.2.replacen(from, to, 1);
        row.1 = digest(&row.2);
    }

    #[test]
    fn chains_as_they_were_written_are_whole() {
        check(|_, _| {}, &[]);
    }

    #[test]
    fn a_careless_change_is_named_with_its_part() {
        check(
            |versions, _| versions[0].2 = versions[0].2.replacen("fr cookies-title", "other", 1),
            &[
                "document of version 1 is not the one",
                "version 2 was written after another",
                "altered: text fr",
                "altered: text fr",
            ],
        );
    }

    #[test]
    fn a_careful_change_is_named_too() {
        check(
            |versions, _| {
                forge(
                    &mut versions[1],
                    "\"max_age_seconds\": 31449600",
                    "\"max_age_seconds\": 99",
                )
            },
            &["receipt 3 of 2026-11-27; altered: register"],
        );
    }

    #[test]
    fn what_was_taken_away_or_put_in_is_named() {
        check(
            |versions, _| drop(versions.remove(0)),
            &[
                "version 1 is missing",
                "receipt 1 is about version 1",
                "receipt 2 is about version 1",
            ],
        );
        check(|_, receipts| drop(receipts.remove(1)), &["receipt 2 is missing"]);
        check(
            |_, receipts| forge(&mut receipts[1], "2026-11-26", "2026-01-01"),
            &["receipt 3 was written after another"],
        );
        check(
            |versions, _| versions[1].2 = "nonsense".to_owned(),
            &[
                "document of version 2 is not the one",
                "version 2 cannot be read",
                "receipt 3 is about version 2",
            ],
        );
    }

    #[test]
    fn a_digest_that_somebody_noted_shows_chains_that_were_written_anew() {
        let (versions, _) = chains();
        let rows: Vec<Row<'_>> = versions
            .iter()
            .map(|version| {
                (
                    version.document.number,
                    version.sha256.as_str(),
                    version.bytes.as_str(),
                )
            })
            .collect();
        assert!(examine(&rows, &[], Some(&versions[0].sha256.to_uppercase())).is_empty());
        assert_eq!(examine(&rows, &[], Some("00"))[0].what, "head");
    }
}
