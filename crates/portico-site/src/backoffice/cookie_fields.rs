//! How does a service become fields of a form, and the fields a service? Every problem stands at its field.

use std::collections::BTreeMap;

use portico_cookies::{CookieClass, Kind, Problem, Purpose, Script, Service, Stored, Tiles, Words};
use portico_i18n::{Lang, Say};

use super::form::{Choice, Control, Field};

/// Rows for storage that are there in any case, and that are free below those that are filled in.
const ROWS: usize = 3;
/// Most rows of storage.
const MOST_ROWS: usize = 40;

/// The fields in the steps of the form.
#[derive(Debug)]
pub(super) struct Steps {
    /// What it is, and what for.
    pub(super) what: Vec<Field>,
    /// The same in each language: its name, and the fields.
    pub(super) words: Vec<(String, Vec<Field>)>,
    /// Who.
    pub(super) who: Vec<Field>,
    /// Which hosts, what it loads.
    pub(super) place: Vec<Field>,
    /// What it stores, row by row.
    pub(super) storage: Vec<Vec<Field>>,
    /// Whether other words mean something else.
    pub(super) meaning: Option<Field>,
}

impl Steps {
    /// Every field, for the list of errors.
    pub(super) fn all(&self) -> Vec<Field> {
        let words = self.words.iter().flat_map(|(_, fields)| fields);
        self.what
            .iter()
            .chain(words)
            .chain(&self.who)
            .chain(&self.place)
            .chain(self.storage.iter().flatten())
            .chain(&self.meaning)
            .cloned()
            .collect()
    }
}

/// What a form sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// A value without the white space around it.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(other, _)| other == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Everything but the token and the act, to be sent again.
    pub(super) fn again(&self) -> Vec<(String, String)> {
        let is_kept = |(name, _): &&(String, String)| name != "csrfmiddlewaretoken" && name != "action";
        self.0.iter().filter(is_kept).cloned().collect()
    }

    fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.text(name).split(['\n', ',', ' ', '\t']);
        lines
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

/// The fields as a form that was sent.
pub(super) fn sent_of(service: &Service) -> Sent {
    let mut pairs = vec![
        ("key".to_owned(), service.key.clone()),
        ("purpose".to_owned(), service.purpose.as_str().to_owned()),
        ("provider".to_owned(), service.provider.clone()),
        ("controller".to_owned(), service.controller.clone()),
        ("policy_url".to_owned(), service.policy_url.clone()),
        ("class".to_owned(), service.class.as_str().to_owned()),
        ("hosts".to_owned(), service.hosts.join("\n")),
    ];
    for (lang, words) in &service.words {
        pairs.push((format!("words-{lang}-title"), words.title.clone()));
        pairs.push((format!("words-{lang}-text"), words.text.clone()));
    }
    for (place, stored) in service.storage.iter().enumerate() {
        pairs.push((format!("storage-{place}-name"), stored.name.clone()));
        pairs.push((format!("storage-{place}-kind"), stored.kind.as_str().to_owned()));
        let days = stored.days.map(|days| days.to_string()).unwrap_or_default();
        pairs.push((format!("storage-{place}-days"), days));
        pairs.push((
            format!("storage-{place}-own"),
            if stored.own { "1".to_owned() } else { String::new() },
        ));
    }
    if let Some(tiles) = &service.tiles {
        pairs.push(("tiles-url".to_owned(), tiles.url.clone()));
        pairs.push(("tiles-attribution".to_owned(), tiles.attribution.clone()));
    }
    if let Some(script) = &service.script {
        pairs.push(("script-url".to_owned(), script.url.clone()));
        let data = script.data.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.push(("script-data".to_owned(), data.collect::<Vec<_>>().join("\n")));
    }
    Sent(pairs)
}

/// The service that was sent. What cannot be read at all is a problem already; the rest is found by `portico_cookies::problems`.
pub(super) fn service_of(sent: &Sent, key: &str, languages: &[Lang]) -> (Service, Vec<Problem>) {
    let mut problems = Vec::new();
    let purpose = Purpose::parse(sent.text("purpose")).unwrap_or(Purpose::Other);
    let mut words = BTreeMap::new();
    for lang in languages {
        let said = Words {
            title: sent.text(&format!("words-{lang}-title")).to_owned(),
            text: sent.text(&format!("words-{lang}-text")).to_owned(),
        };
        if said != Words::default() {
            words.insert(lang.code().to_owned(), said);
        }
    }
    let mut storage = Vec::new();
    for row in 0..MOST_ROWS {
        let name = sent.text(&format!("storage-{row}-name"));
        if name.is_empty() {
            continue;
        }
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == sent.text(&format!("storage-{row}-kind")));
        let days = sent.text(&format!("storage-{row}-days"));
        if !days.is_empty() && days.parse::<u16>().is_err() {
            problems.push(Problem {
                field: format!("storage.{}.days", storage.len()),
                reason: "consent-problem-days",
            });
        }
        storage.push(Stored {
            name: name.to_owned(),
            kind: kind.unwrap_or(Kind::Cookie),
            days: if days.is_empty() {
                None
            } else {
                Some(days.parse().unwrap_or(0))
            },
            own: !sent.text(&format!("storage-{row}-own")).is_empty(),
        });
    }
    let data = sent
        .text("script-data")
        .lines()
        .filter(|line| !line.trim().is_empty());
    let data = data.map(|line| line.split_once('=').unwrap_or((line, "")));
    let is_filled = |names: &[&str]| names.iter().any(|name| !sent.text(name).is_empty());
    let service = Service {
        key: key.to_owned(),
        slot: 0,
        since: 0,
        meaning: 0,
        provider: sent.text("provider").to_owned(),
        controller: sent.text("controller").to_owned(),
        policy_url: sent.text("policy_url").to_owned(),
        class: CookieClass::ALL
            .into_iter()
            .find(|class| class.as_str() == sent.text("class"))
            .unwrap_or(CookieClass::ThirdParty),
        purpose,
        words,
        hosts: sent.lines("hosts"),
        storage,
        tiles: is_filled(&["tiles-url", "tiles-attribution"]).then(|| Tiles {
            url: sent.text("tiles-url").to_owned(),
            attribution: sent.text("tiles-attribution").to_owned(),
        }),
        script: is_filled(&["script-url", "script-data"]).then(|| Script {
            url: sent.text("script-url").to_owned(),
            data: data
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect(),
        }),
    };
    (service, problems)
}

/// The form. `is_new`: its key can still be chosen; `meaning`: the words differ, so that somebody must say what that means.
pub(super) fn steps(
    sent: &Sent,
    problems: &[Problem],
    languages: &[Lang],
    say: Say,
    is_new: bool,
    meaning: bool,
) -> Steps {
    let form = Form { sent, problems, say };
    let filled = (0..MOST_ROWS)
        .filter(|row| !sent.text(&format!("storage-{row}-name")).is_empty())
        .max()
        .map_or(0, |last| last + 1);
    let first = languages.first();
    let words = languages.iter().map(|lang| {
        let with_lang = |field: Field| Field {
            lang: Some(lang.code().to_owned()),
            required: Some(lang) == first,
            ..field
        };
        let title = form.line(&format!("words-{lang}-title"), "consent-office-words-title", 80);
        let text = form.lines(&format!("words-{lang}-text"), "consent-office-words-text", 400, 2);
        (lang.autonym().to_owned(), vec![with_lang(title), with_lang(text)])
    });
    let key = form.line("key", "consent-office-key", 40).required();
    Steps {
        what: vec![
            if is_new {
                key.help(say.t("consent-office-key-help"))
            } else {
                key.fixed(Some(say.t("consent-office-key-fixed").into_owned()))
            },
            form.one("purpose", "consent-office-purpose", purposes(say))
                .help(say.t("consent-office-purpose-help")),
        ],
        words: words.collect(),
        who: vec![
            form.line("provider", "consent-preferences-provider", 120)
                .required(),
            form.line("controller", "consent-preferences-controller", 200)
                .required()
                .help(say.t("consent-office-controller-help")),
            form.line("policy_url", "consent-office-policy-url", 1000)
                .help(say.t("consent-office-policy-url-help")),
            form.one("class", "consent-office-class", classes(say)),
        ],
        place: vec![
            form.lines("hosts", "consent-office-hosts", 4000, 3)
                .help(say.t("consent-office-hosts-help")),
            form.line("tiles-url", "consent-office-tiles-url", 1000)
                .help(say.t("consent-office-tiles-help")),
            form.line("tiles-attribution", "consent-office-tiles-attribution", 200),
            form.line("script-url", "consent-office-script-url", 1000)
                .help(say.t("consent-office-script-help")),
            form.lines("script-data", "consent-office-script-data", 4000, 2),
        ],
        storage: (0..(filled + ROWS).min(MOST_ROWS))
            .map(|row| form.storage(row))
            .collect(),
        meaning: meaning.then(|| {
            form.one("meaning", "consent-office-meaning", meanings(say))
                .help(say.t("consent-office-meaning-help"))
        }),
    }
}

struct Form<'a> {
    sent: &'a Sent,
    problems: &'a [Problem],
    say: Say,
}

impl Form<'_> {
    /// What is wrong with that field. Problems are named with dots and count filled rows; fields with hyphens and all rows.
    fn error(&self, name: &str) -> Option<String> {
        let problem = self
            .problems
            .iter()
            .find(|problem| self.field_of(&problem.field) == name)?;
        Some(self.say.t(problem.reason).into_owned())
    }

    fn field_of(&self, problem: &str) -> String {
        let parts: Vec<&str> = problem.split('.').collect();
        if let ["storage", number, what] = parts.as_slice() {
            let filled =
                (0..MOST_ROWS).filter(|row| !self.sent.text(&format!("storage-{row}-name")).is_empty());
            let row = number
                .parse()
                .ok()
                .and_then(|number| filled.into_iter().nth(number));
            return format!("storage-{}-{what}", row.unwrap_or(0));
        }
        match problem {
            "storage" => "storage-0-name".to_owned(),
            other => other.replace('.', "-"),
        }
    }

    fn line(&self, name: &str, label: &str, longest: usize) -> Field {
        self.filled(Field::line(name, self.say.t(label)).longest(longest))
    }

    fn lines(&self, name: &str, label: &str, longest: usize, rows: usize) -> Field {
        self.filled(Field::new(Control::Lines(rows), name, self.say.t(label)).longest(longest))
    }

    fn one(&self, name: &str, label: &str, choices: Vec<(String, String)>) -> Field {
        let current = self.sent.text(name);
        let choices = choices
            .into_iter()
            .map(|(value, text)| Choice::of(value, text, current))
            .collect();
        self.filled(Field::new(Control::One(choices), name, self.say.t(label)))
    }

    fn filled(&self, field: Field) -> Field {
        let error = self.error(&field.name);
        let value = self.sent.text(&field.name).to_owned();
        field.value(value).error(error)
    }

    /// One row of what is stored.
    fn storage(&self, row: usize) -> Vec<Field> {
        let name = |what: &str| format!("storage-{row}-{what}");
        let kinds = Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::Connection)
            .map(|kind| {
                let word = self.say.t(&format!("consent-kind-{}", kind.as_str()));
                (kind.as_str().to_owned(), word.into_owned())
            });
        let days = self.line(&name("days"), "consent-office-days", 3);
        vec![
            self.line(&name("name"), "consent-office-stored-name", 100),
            self.one(&name("kind"), "consent-office-stored-kind", kinds.collect()),
            Field {
                control: Control::Line("number"),
                longest: 0,
                ..days
            },
            self.filled(Field::new(
                Control::Box,
                name("own"),
                self.say.t("consent-office-own"),
            )),
        ]
    }
}

fn purposes(say: Say) -> Vec<(String, String)> {
    let word = |purpose: Purpose| {
        let text = say.t(&format!("consent-purpose-{}", purpose.as_str()));
        (purpose.as_str().to_owned(), text.into_owned())
    };
    Purpose::ALL.map(word).into()
}

fn classes(say: Say) -> Vec<(String, String)> {
    let word = |class: CookieClass| {
        let text = say.t(&format!("cookies-class-{}-title", class.as_str()));
        (class.as_str().to_owned(), text.into_owned())
    };
    [
        CookieClass::ThirdParty,
        CookieClass::FirstParty,
        CookieClass::Statistical,
        CookieClass::Necessary,
    ]
    .map(word)
    .into()
}

fn meanings(say: Say) -> Vec<(String, String)> {
    ["", "same", "other"]
        .map(|value| {
            let key = if value.is_empty() { "open" } else { value };
            let text = say.t(&format!("consent-office-meaning-{key}"));
            (value.to_owned(), text.into_owned())
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent::of(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_service_is_the_same_after_the_form() {
        let form = sent(&[
            ("purpose", "map"),
            ("class", "third-party"),
            ("provider", "Example"),
            ("controller", "Example Ltd"),
            ("policy_url", "https://example.org/p"),
            ("hosts", "a.example.org\nb.example.org"),
            ("words-en-title", "Maps"),
            ("words-en-text", "Shows maps."),
            ("storage-0-name", "one"),
            ("storage-0-kind", "localStorage"),
            ("storage-0-days", ""),
            ("storage-2-name", "two"),
            ("storage-2-kind", "cookie"),
            ("storage-2-days", "30"),
            ("storage-2-own", "1"),
            ("tiles-url", "https://a.example.org/{z}/{x}/{y}.png"),
            ("tiles-attribution", "Example"),
        ]);
        let (service, problems) = service_of(&form, "maps", &Lang::ALL);
        assert_eq!(problems, []);
        assert_eq!(portico_cookies::problems(&service, "en"), []);
        assert_eq!(service.storage.len(), 2);
        let (again, _) = service_of(&sent_of(&service), "maps", &Lang::ALL);
        assert_eq!(again, service);
    }

    #[test]
    fn a_problem_stands_at_its_field_also_below_an_empty_row() {
        let form = sent(&[
            ("purpose", "video"),
            ("hosts", "https://a.example.org"),
            ("storage-1-name", "v"),
            ("storage-1-kind", "cookie"),
            ("storage-1-days", "many"),
        ]);
        let (service, mut found) = service_of(&form, "video", &Lang::ALL);
        found.extend(portico_cookies::problems(&service, "en"));
        let steps = steps(&form, &found, &Lang::ALL, Say::default(), true, false);
        let wrong: Vec<String> = steps
            .all()
            .into_iter()
            .filter(|field| field.error.is_some())
            .map(|field| field.name)
            .collect();
        assert_eq!(
            wrong,
            [
                "words-en-title",
                "provider",
                "controller",
                "policy_url",
                "hosts",
                "storage-1-days"
            ]
        );
    }
}
