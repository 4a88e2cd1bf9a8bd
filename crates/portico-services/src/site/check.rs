//! Are these settings right? Each value that is not, with what is wrong.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use portico_model::{
    Colour, FOOT_LINKS, FOOT_NEEDED, FootPiece, OwnField, READABLE, Scheme, SiteGeneral, foot_pieces,
};
use url::Url;

use super::SiteChange;
use crate::describe_dataset::is_own_name;

/// Longest name, in characters.
const TITLE: usize = 100;
/// Longest contact or foot, in characters.
const WORDS: usize = 500;
/// Longest name of a theme or licence.
const NAME: usize = 200;
/// Most themes or licences.
const MOST: usize = 100;
/// Most fields of the portal's own template of metadata.
pub const MOST_OWN: usize = 40;
/// Longest list of what to do in each browser.
const BROWSERS: usize = 4_000;
/// Longest legal text.
const TEXT: usize = 100_000;

/// A value that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteProblem {
    /// Name of the field, as in the form.
    pub field: &'static str,
    /// Which one, where there are several of that name; from 0.
    pub at: usize,
    /// What is wrong.
    pub wrong: SiteWrong,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum SiteWrong {
    /// Longer than so many characters.
    TooLong(usize),
    /// More than so many.
    TooMany(usize),
    /// No such language.
    Language(String),
    /// No such time zone.
    Timezone(String),
    /// Not written like `#17655d`.
    Colour(String),
    /// Cannot be read: the weakest contrast that it would make.
    Contrast(f64),
    /// Not an address of the web.
    Address(String),
    /// Written twice.
    Twice(String),
    /// Without a name.
    Nameless(String),
    /// Not a name for queries: a letter, then letters, digits, hyphens and underscores.
    Name(String),
    /// Something is to be chosen, and there is nothing to choose from.
    NoChoices,
    /// No such link for the foot of a page.
    FootLink(String),
    /// The foot has links, and not the one that must be there.
    FootWithout(&'static str),
}

/// Everything that is wrong with a change.
#[must_use]
pub fn site_problems(change: &SiteChange) -> Vec<SiteProblem> {
    let mut found = Vec::new();
    match change {
        SiteChange::General(general) => check_general(general, &mut found),
        SiteChange::Colours { light, dark } => {
            check_colour("accent_light", light.as_deref(), Scheme::LIGHT, &mut found);
            check_colour("accent_dark", dark.as_deref(), Scheme::DARK, &mut found);
        }
        SiteChange::Catalog(catalog) => {
            let names: Vec<&str> = catalog
                .licences
                .iter()
                .map(|licence| licence.name.as_str())
                .collect();
            check_names("licences", &names, &mut found);
            for licence in &catalog.licences {
                let is_web = Url::parse(&licence.url)
                    .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
                if !licence.url.is_empty() && !is_web {
                    push(&mut found, "licences", SiteWrong::Address(short(&licence.url)));
                }
                if licence.name.is_empty() {
                    push(&mut found, "licences", SiteWrong::Nameless(short(&licence.url)));
                }
                check_length("licences", &licence.url, 2_000, &mut found);
            }
            let themes: Vec<&str> = catalog.themes.iter().map(String::as_str).collect();
            check_names("themes", &themes, &mut found);
        }
        SiteChange::Own(own) => check_own(own, &mut found),
        SiteChange::Legal(legal) => {
            for text in legal.privacy.values() {
                check_length("privacy", text, TEXT, &mut found);
            }
            for text in legal.terms.values() {
                check_length("terms", text, TEXT, &mut found);
            }
            check_length("officer", &legal.officer, WORDS, &mut found);
            check_length("authority", &legal.authority, WORDS, &mut found);
            for text in legal.browsers.values() {
                check_length("browsers", text, BROWSERS, &mut found);
            }
        }
    }
    found
}

/// The first wrong thing of each field of the template.
fn check_own(own: &[OwnField], found: &mut Vec<SiteProblem>) {
    if own.len() > MOST_OWN {
        push(found, "own", SiteWrong::TooMany(MOST_OWN));
    }
    let mut seen = BTreeSet::new();
    for (at, field) in own.iter().enumerate() {
        let taken = !seen.insert(field.name.to_lowercase());
        if let Some(wrong) = wrong_own(field, taken)
            && found
                .iter()
                .all(|problem| problem.at != at || problem.field != "own")
        {
            found.push(SiteProblem {
                field: "own",
                at,
                wrong,
            });
        }
    }
}

fn wrong_own(field: &OwnField, taken: bool) -> Option<SiteWrong> {
    let is_long = |text: &String, most: usize| text.chars().count() > most;
    if !is_own_name(&field.name) {
        return Some(SiteWrong::Name(short(&field.name)));
    }
    if taken {
        return Some(SiteWrong::Twice(short(&field.name)));
    }
    if field.label.is_empty() {
        return Some(SiteWrong::Nameless(short(&field.name)));
    }
    if is_long(&field.label, NAME) || field.choices.iter().any(|choice| is_long(choice, NAME)) {
        return Some(SiteWrong::TooLong(NAME));
    }
    if is_long(&field.help, WORDS) {
        return Some(SiteWrong::TooLong(WORDS));
    }
    if field.form.has_choices() && field.choices.is_empty() {
        return Some(SiteWrong::NoChoices);
    }
    if field.choices.len() > MOST {
        return Some(SiteWrong::TooMany(MOST));
    }
    let mut choices = BTreeSet::new();
    let twice = field.choices.iter().find(|choice| !choices.insert(*choice));
    twice.map(|choice| SiteWrong::Twice(short(choice)))
}

fn check_general(general: &SiteGeneral, found: &mut Vec<SiteProblem>) {
    check_length(
        "title",
        general.title.as_deref().unwrap_or_default(),
        TITLE,
        found,
    );
    check_length(
        "contact",
        general.contact.as_deref().unwrap_or_default(),
        WORDS,
        found,
    );
    check_length(
        "footer",
        general.footer.as_deref().unwrap_or_default(),
        WORDS,
        found,
    );
    check_foot(general.footer.as_deref().unwrap_or_default(), found);
    for language in &general.languages {
        // Which languages the program speaks is for the doors to say; here it is a code.
        if language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
            push(found, "languages", SiteWrong::Language(short(language)));
        }
    }
    if let Some(zone) = general.timezone.as_deref()
        && zone.parse::<Tz>().is_err()
    {
        push(found, "timezone", SiteWrong::Timezone(short(zone)));
    }
}

/// Words that place links stand in place of the usual ones: those that people need to find may not be missing.
fn check_foot(text: &str, found: &mut Vec<SiteProblem>) {
    let links: Vec<&str> = foot_pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            FootPiece::Link(name) => Some(name),
            FootPiece::Words(_) => None,
        })
        .collect();
    if let Some(unknown) = links.iter().find(|name| !FOOT_LINKS.contains(name)) {
        push(found, "footer", SiteWrong::FootLink(short(unknown)));
    }
    let missing = FOOT_NEEDED.iter().find(|name| !links.contains(name));
    if let Some(missing) = missing.filter(|_| !links.is_empty()) {
        push(found, "footer", SiteWrong::FootWithout(missing));
    }
}

fn check_colour(field: &'static str, text: Option<&str>, scheme: Scheme, found: &mut Vec<SiteProblem>) {
    let Some(text) = text else { return };
    match Colour::parse(text) {
        None => push(found, field, SiteWrong::Colour(short(text))),
        Some(colour) if scheme.weakest(colour) < READABLE => {
            push(found, field, SiteWrong::Contrast(scheme.weakest(colour)));
        }
        Some(_) => {}
    }
}

fn check_names(field: &'static str, names: &[&str], found: &mut Vec<SiteProblem>) {
    if names.len() > MOST {
        push(found, field, SiteWrong::TooMany(MOST));
    }
    let mut seen = BTreeSet::new();
    for name in names {
        check_length(field, name, NAME, found);
        if !seen.insert(name.to_lowercase()) {
            push(found, field, SiteWrong::Twice(short(name)));
        }
    }
}

fn check_length(field: &'static str, text: &str, most: usize, found: &mut Vec<SiteProblem>) {
    if text.chars().count() > most {
        push(found, field, SiteWrong::TooLong(most));
    }
}

/// The first problem of a field is the one to tell.
fn push(found: &mut Vec<SiteProblem>, field: &'static str, wrong: SiteWrong) {
    if found.iter().all(|problem| problem.field != field) {
        found.push(SiteProblem { field, at: 0, wrong });
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

impl SiteChange {
    /// Without blanks around texts, and without texts that are blank.
    pub(super) fn tidied(self) -> Self {
        let tidy = |text: Option<String>| {
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        match self {
            Self::General(general) => Self::General(SiteGeneral {
                title: tidy(general.title),
                timezone: tidy(general.timezone),
                contact: tidy(general.contact),
                footer: tidy(general.footer),
                languages: general.languages,
            }),
            Self::Colours { light, dark } => Self::Colours {
                light: tidy(light).map(|text| text.to_lowercase()),
                dark: tidy(dark).map(|text| text.to_lowercase()),
            },
            Self::Catalog(mut catalog) => {
                for licence in &mut catalog.licences {
                    licence.name = licence.name.trim().to_owned();
                    licence.url = licence.url.trim().to_owned();
                }
                catalog
                    .licences
                    .retain(|licence| !licence.name.is_empty() || !licence.url.is_empty());
                catalog.themes = catalog
                    .themes
                    .iter()
                    .map(|theme| theme.trim().to_owned())
                    .collect();
                catalog.themes.retain(|theme| !theme.is_empty());
                Self::Catalog(catalog)
            }
            Self::Own(own) => Self::Own(own.into_iter().map(tidied_own).collect()),
            Self::Legal(mut legal) => {
                legal.officer = legal.officer.trim().to_owned();
                legal.authority = legal.authority.trim().to_owned();
                for texts in [&mut legal.privacy, &mut legal.terms, &mut legal.browsers] {
                    for text in texts.values_mut() {
                        *text = text.replace("\r\n", "\n").trim().to_owned();
                    }
                    texts.retain(|_, text| !text.is_empty());
                }
                Self::Legal(legal)
            }
        }
    }
}

/// Without blanks around texts; choices only where something is chosen.
fn tidied_own(mut field: OwnField) -> OwnField {
    for text in [&mut field.name, &mut field.label, &mut field.help] {
        *text = text.trim().to_owned();
    }
    field.choices = field
        .choices
        .iter()
        .map(|choice| choice.trim().to_owned())
        .filter(|choice| field.form.has_choices() && !choice.is_empty())
        .collect();
    field
}

#[cfg(test)]
mod tests {
    use portico_model::{Licence, OwnForm, SiteCatalog};

    use super::*;

    fn check(change: SiteChange, expected: &[(&str, SiteWrong)]) {
        let found: Vec<_> = site_problems(&change.tidied())
            .into_iter()
            .map(|problem| (problem.field, problem.wrong))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_wrong_value_is_told_with_its_field() {
        let general = SiteGeneral {
            title: Some("x".repeat(101)),
            timezone: Some("Mars/Olympus".into()),
            languages: vec!["english".into()],
            ..SiteGeneral::default()
        };
        check(
            SiteChange::General(general),
            &[
                ("title", SiteWrong::TooLong(100)),
                ("languages", SiteWrong::Language("english".into())),
                ("timezone", SiteWrong::Timezone("Mars/Olympus".into())),
            ],
        );
        let catalog = SiteCatalog {
            licences: vec![Licence {
                name: "Mine".into(),
                url: "javascript:alert(1)".into(),
            }],
            themes: vec!["Parks".into(), " parks ".into(), " ".into()],
        };
        check(
            SiteChange::Catalog(catalog),
            &[
                ("licences", SiteWrong::Address("javascript:alert(1)".into())),
                ("themes", SiteWrong::Twice("parks".into())),
            ],
        );
    }

    #[test]
    fn the_foot_keeps_the_way_to_the_choices() {
        let foot = |text: &str| {
            SiteChange::General(SiteGeneral {
                footer: Some(text.into()),
                ..SiteGeneral::default()
            })
        };
        check(foot("Town hall, 1 Main Street"), &[]);
        check(foot("##cookies-policy## ##manage-cookies## ##legal##"), &[]);
        check(
            foot("##cookies-policy## ##legal##"),
            &[("footer", SiteWrong::FootWithout("manage-cookies"))],
        );
        check(
            foot("##manage-cookies##"),
            &[("footer", SiteWrong::FootWithout("cookies-policy"))],
        );
        check(
            foot("##cookies-policy## ##manage-cookies## ##nope##"),
            &[("footer", SiteWrong::FootLink("nope".into()))],
        );
    }

    #[test]
    fn fields_of_the_portals_own_are_told_one_by_one() {
        let field = |name: &str, label: &str, form: OwnForm, choices: &[&str]| OwnField {
            name: name.into(),
            label: label.into(),
            form,
            choices: choices.iter().map(|&choice| choice.into()).collect(),
            ..OwnField::default()
        };
        let own = vec![
            field(" owner ", "Owner", OwnForm::Text, &["left out"]),
            field("data owner", "Owner", OwnForm::Text, &[]),
            field("Owner", "Owner", OwnForm::Text, &[]),
            field("rhythm", "Rhythm", OwnForm::Choice, &[" "]),
            field("days", "Days", OwnForm::Choices, &["Mon", "Mon"]),
            field("label", " ", OwnForm::Int, &[]),
        ];
        let found: Vec<_> = site_problems(&SiteChange::Own(own).tidied())
            .into_iter()
            .map(|problem| (problem.at, problem.wrong))
            .collect();
        assert_eq!(
            found,
            [
                (1, SiteWrong::Name("data owner".into())),
                (2, SiteWrong::Twice("Owner".into())),
                (3, SiteWrong::NoChoices),
                (4, SiteWrong::Twice("Mon".into())),
                (5, SiteWrong::Nameless("label".into())),
            ]
        );
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_refused() {
        let colours = |light: &str, dark: &str| SiteChange::Colours {
            light: Some(light.into()),
            dark: Some(dark.into()),
        };
        check(colours("#17655D", " "), &[]);
        check(
            colours("blue", "#6cc3b7"),
            &[("accent_light", SiteWrong::Colour("blue".into()))],
        );
        let problems = site_problems(&colours("#ffcc00", "#000066"));
        assert!(
            matches!(problems[..], [
                SiteProblem { field: "accent_light", wrong: SiteWrong::Contrast(light), .. },
                SiteProblem { field: "accent_dark", wrong: SiteWrong::Contrast(dark), .. },
            ] if light < 4.5 && dark < 4.5),
            "{problems:?}"
        );
    }
}
