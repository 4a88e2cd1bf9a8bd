//! What does the page of the policy say in one language? Everything but the owner's addresses and the list of versions.

use serde::{Deserialize, Serialize};

use super::{Arg, Draft, PolicyFacts, Say};
use crate::optional::{Service, Stored};
use crate::{CookieClass, CookieName, EffectiveRegister, Item, Kind, Place, Unit};

/// The text of the policy in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyText {
    /// Title of the page.
    pub title: String,
    /// The opening sentence.
    pub opening: String,
    /// What it means for those who only read.
    pub readers: String,
    /// The owner's own text in place of the explanation, HTML that is made safe when it is shown.
    pub prose: Option<String>,
    /// What a cookie is.
    pub what: Section,
    /// Title of the classes.
    pub classes_title: String,
    /// The four classes.
    pub classes: Vec<ClassText>,
    /// The generated table.
    pub table: TableText,
    /// How to refuse and delete.
    pub refusing: Section,
    /// The same, browser by browser.
    pub browsers: Vec<String>,
    /// Whom to ask.
    pub contact: Section,
}

/// A title and a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Title.
    pub title: String,
    /// Paragraph.
    pub text: String,
}

/// One of the four classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassText {
    /// Which.
    pub class: CookieClass,
    /// Title.
    pub title: String,
    /// Explanation.
    pub text: String,
    /// Said when there is none.
    pub none: Option<String>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableText {
    /// Title over it.
    pub title: String,
    /// Caption.
    pub caption: String,
    /// Name, supplier, function and location, purpose, when it is set, duration, technical details.
    pub columns: [String; 7],
    /// One row an item, in the order of the register.
    pub rows: Vec<RowText>,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowText {
    /// Name in the browser; a sentence when nothing is stored.
    pub name: String,
    /// Nothing is stored: the name is a sentence.
    pub stores_nothing: bool,
    /// Supplier.
    pub supplier: String,
    /// Its function, without the location.
    pub function: String,
    /// Function and location.
    pub function_and_place: String,
    /// Purpose.
    pub purpose: String,
    /// When it is set.
    pub set_when: String,
    /// Duration.
    pub duration: String,
    /// Technical details.
    pub technical: String,
    /// Language of function and purpose, when nobody translated them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// Says things in one language.
struct Voice<'a> {
    lang: &'a str,
    say: Say<'a>,
}

impl Voice<'_> {
    fn t(&self, key: &str) -> String {
        (self.say)(self.lang, key, &[])
    }

    fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        (self.say)(self.lang, key, args)
    }

    fn count(&self, key: &str, count: u32) -> String {
        self.with(key, &[("count", Arg::Count(count))])
    }

    fn section(&self, title: &str, text: &str) -> Section {
        Section {
            title: self.t(title),
            text: self.t(text),
        }
    }
}

impl PolicyText {
    /// The text of that language.
    pub(super) fn new(
        lang: &str,
        facts: &PolicyFacts,
        register: &EffectiveRegister,
        draft: &Draft,
        say: Say<'_>,
    ) -> Self {
        let voice = Voice { lang, say };
        let opening = if facts.statistics {
            "cookies-opening-with-statistics"
        } else {
            "cookies-opening"
        };
        let readers = match (register.needs_consent(), register.infrastructure().is_empty()) {
            (true, true) => "consent-policy-readers",
            (true, false) => "consent-policy-readers-infrastructure",
            (false, true) => "cookies-readers",
            (false, false) => "cookies-readers-infrastructure",
        };
        let what = if register.needs_consent() {
            "consent-policy-what-text"
        } else {
            "cookies-what-text"
        };
        let classes = CookieClass::ALL.map(|class| class_text(&voice, class, register));
        Self {
            title: voice.t("cookies-title"),
            opening: voice.with(opening, &[("site", Arg::Text(&facts.title))]),
            readers: voice.t(readers),
            prose: draft
                .prose
                .get(lang)
                .filter(|text| !text.trim().is_empty())
                .cloned(),
            what: voice.section("cookies-what-title", what),
            classes_title: voice.t("cookies-classes-title"),
            classes: classes.into(),
            table: table(&voice, facts, register),
            refusing: voice.section("cookies-refuse-title", "cookies-refuse-text"),
            browsers: facts.browsers.get(lang).cloned().unwrap_or_else(|| {
                ["edge", "chrome", "firefox", "safari"]
                    .map(|browser| voice.t(&format!("cookies-refuse-{browser}")))
                    .into()
            }),
            contact: Section {
                title: voice.t("cookies-contact-title"),
                text: contact(&voice, facts),
            },
        }
    }
}

/// Whom to ask, who answers for data protection, and where to complain.
fn contact(voice: &Voice<'_>, facts: &PolicyFacts) -> String {
    let mut said = vec![match &facts.contact {
        Some(contact) => voice.with("cookies-contact-text", &[("contact", Arg::Text(contact))]),
        None => voice.t("cookies-contact-none"),
    }];
    if let Some(officer) = &facts.officer {
        said.push(voice.with("cookies-contact-officer", &[("officer", Arg::Text(officer))]));
    }
    said.push(match &facts.authority {
        Some(authority) => voice.with(
            "cookies-contact-authority",
            &[("authority", Arg::Text(authority))],
        ),
        None => voice.t("cookies-contact-any-authority"),
    });
    said.join(" ")
}

fn class_text(voice: &Voice<'_>, class: CookieClass, register: &EffectiveRegister) -> ClassText {
    let is_there = register.own().any(|item| item.class == class)
        || register.added().any(|service| service.class == class);
    let text = match class {
        // "This site uses none" holds only while nothing was added.
        CookieClass::Statistical if is_there => "consent-class-statistical-text".to_owned(),
        _ => format!("cookies-class-{}-text", class.as_str()),
    };
    ClassText {
        class,
        title: voice.t(&format!("cookies-class-{}-title", class.as_str())),
        text: voice.t(&text),
        none: (!is_there).then(|| voice.t("cookies-class-empty")),
    }
}

fn table(voice: &Voice<'_>, facts: &PolicyFacts, register: &EffectiveRegister) -> TableText {
    let has_language = facts.languages.len() > 1;
    let fallback = facts.languages.first().map(String::as_str).unwrap_or_default();
    let own = register
        .own()
        .filter(|item| has_language || item.name != CookieName::DjangoLanguage)
        .map(|item| own_row(voice, item));
    let services = register
        .added()
        .flat_map(|service| service_rows(voice, service, fallback));
    let caption = if register.needs_consent() {
        "consent-table-caption"
    } else {
        "cookies-table-caption"
    };
    TableText {
        title: voice.t("cookies-table-title"),
        caption: voice.t(caption),
        columns: [
            "name",
            "supplier",
            "function",
            "purpose",
            "set-when",
            "duration",
            "technical",
        ]
        .map(|column| voice.t(&format!("cookies-column-{column}"))),
        rows: own.chain(services).collect(),
    }
}

fn own_row(voice: &Voice<'_>, item: &Item) -> RowText {
    let place = match item.places {
        [Place::FrontOffice] => "cookies-place-front",
        [Place::BackOffice] => "cookies-place-back",
        _ => "cookies-place-both",
    };
    let readable = if item.http_only {
        "cookies-technical-http-only"
    } else {
        "cookies-technical-readable"
    };
    let life = match (item.life.browser_session, item.life.unit) {
        (true, _) => "cookies-life-browser-or-days",
        (false, Unit::Days) => "cookies-life-days",
        (false, Unit::Weeks) => "cookies-life-weeks",
        (false, Unit::Months) => "cookies-life-months",
    };
    let function = voice.t(item.function);
    RowText {
        name: item.wire.to_owned(),
        stores_nothing: false,
        supplier: item.provider.to_owned(),
        function_and_place: format!("{function} ({})", voice.t(place)),
        function,
        purpose: voice.t(item.purpose),
        set_when: voice.t(item.set_when),
        duration: voice.count(life, u32::from(item.life.count)),
        technical: format!("{}; {}", voice.t(readable), voice.t("cookies-technical-common")),
        lang: None,
    }
}

fn service_rows(voice: &Voice<'_>, service: &Service, fallback: &str) -> Vec<RowText> {
    let (lang, words) = service.words_and_lang(voice.lang, fallback);
    let hosts = service.hosts.join(", ");
    let (place, set_when) = if service.asks() {
        ("cookies-place-front", "consent-set-when")
    } else {
        ("cookies-place-both", "cookies-infrastructure-set-when")
    };
    let row = |name: String, duration: String, technical: String, stores_nothing: bool| RowText {
        name,
        stores_nothing,
        supplier: service.provider.clone(),
        function: words.title.clone(),
        function_and_place: format!("{} ({})", words.title, voice.t(place)),
        purpose: words.text.clone(),
        set_when: voice.t(set_when),
        duration,
        technical,
        lang: lang.map(str::to_owned),
    };
    if !service.asks() {
        let technical = voice.t("cookies-infrastructure-technical");
        let rows = service.storage.iter();
        return rows
            .map(|stored| {
                row(
                    stored.name.clone(),
                    life_words(voice, stored),
                    technical.clone(),
                    false,
                )
            })
            .collect();
    }
    let contacted = voice.with("consent-technical-hosts", &[("hosts", Arg::Text(&hosts))]);
    if service.storage.is_empty() {
        let nothing = voice.t("consent-stores-nothing");
        return vec![row(nothing, voice.t("consent-life-none"), contacted, true)];
    }
    let stored = service.storage.iter().map(|stored| {
        let place = if stored.own {
            "consent-technical-own"
        } else {
            "consent-technical-theirs"
        };
        let technical = format!(
            "{}; {}; {contacted}",
            kind_words(voice, stored.kind),
            voice.t(place)
        );
        row(stored.name.clone(), life_words(voice, stored), technical, false)
    });
    stored.collect()
}

fn kind_words(voice: &Voice<'_>, kind: Kind) -> String {
    voice.t(&format!("consent-kind-{}", kind.as_str()))
}

fn life_words(voice: &Voice<'_>, stored: &Stored) -> String {
    match stored.days {
        None => voice.t("consent-life-endless"),
        Some(0) => voice.t("consent-life-browser"),
        Some(days) => voice.count("cookies-life-days", u32::from(days)),
    }
}
