//! What does a publisher say of a dataset? The form for its metadata, with suggestions from the rest of the portal.

use std::collections::BTreeSet;

use portico_i18n::Say;
use portico_model::{Dataset, Extent, Metadata};
use portico_services::{Catalog, describe};

use super::form::{Choice, Control, Field};

/// Licences that are always offered: name and address.
const LICENCES: [(&str, &str); 7] = [
    (
        "Public domain",
        "https://creativecommons.org/publicdomain/mark/1.0/",
    ),
    ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    (
        "CC BY-NC-SA 4.0",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
];
/// Themes that are always offered: those of European and other portals.
const THEMES: [&str; 12] = [
    "Administration, Government, Public finances, Citizenship",
    "Culture, Heritage",
    "Economy, Business, SME, Economic development, Employment",
    "Education, Training, Research, Teaching",
    "Environment",
    "Health",
    "Housing",
    "Services, Social",
    "Spatial planning, Town planning, Buildings, Equipment, Housing",
    "Sport, Leisure",
    "Transport, Movements",
    "Tourism",
];
/// Most suggestions of a kind.
const MOST: usize = 200;

/// What was typed before, for `datalist`s.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    pub(super) publishers: BTreeSet<String>,
    pub(super) keywords: BTreeSet<String>,
    pub(super) licences: BTreeSet<String>,
    themes: BTreeSet<String>,
}

/// What the data suggests.
#[derive(Debug, Default, Clone)]
pub(super) struct Proposals {
    pub(super) period: Option<(String, String)>,
    pub(super) extent: Option<Extent>,
}

impl Proposals {
    /// Of a dataset with records: the whole of them was measured when they were published.
    pub(super) fn of(dataset: &Dataset) -> Self {
        let Some(version) = &dataset.current else {
            return Self::default();
        };
        let day = |text: &String| text.get(..10).unwrap_or(text).to_owned();
        let times = version.schema.fields.iter().filter(|field| field.ty.is_time());
        let known = times.filter_map(|field| {
            let found = version.profile.fields.iter().find(|one| one.name == field.name)?;
            Some((day(found.min.as_ref()?), day(found.max.as_ref()?)))
        });
        Self {
            period: known.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))),
            extent: version.profile.extent,
        }
    }
}

impl Suggestions {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let mut all = Self {
            licences: LICENCES.iter().map(|(name, _)| (*name).to_owned()).collect(),
            themes: THEMES.iter().map(|name| (*name).to_owned()).collect(),
            ..Self::default()
        };
        for entry in catalog.entries.iter() {
            let metadata = &entry.dataset.metadata;
            let mut add = |set: fn(&mut Self) -> &mut BTreeSet<String>, text: &String| {
                let set = set(&mut all);
                if set.len() < MOST {
                    set.insert(text.clone());
                }
            };
            metadata
                .publisher
                .iter()
                .for_each(|text| add(|all| &mut all.publishers, text));
            metadata
                .keyword
                .iter()
                .for_each(|text| add(|all| &mut all.keywords, text));
            metadata
                .license
                .iter()
                .for_each(|text| add(|all| &mut all.licences, text));
            metadata
                .theme
                .iter()
                .for_each(|text| add(|all| &mut all.themes, text));
        }
        all
    }
}

/// The fields, holding what is known. What the data suggests is filled in where nothing was said, and says so.
pub(super) fn fields(
    metadata: &Metadata,
    suggestions: &Suggestions,
    proposals: &Proposals,
    say: Say,
) -> Vec<Field> {
    let text = |name: &str, key: &str, value: &Option<String>| {
        Field::line(name, say.t(key))
            .value(value.clone().unwrap_or_default())
            .longest(300)
    };
    let themes = suggestions.themes.iter().map(|theme| Choice {
        value: theme.clone(),
        text: theme.clone(),
        chosen: metadata.theme.contains(theme),
    });
    let (from, until) = match &proposals.period {
        Some((from, until)) => (Some(from.clone()), Some(until.clone())),
        None => (None, None),
    };
    let day = |name: &str, key: &str, value: &Option<String>, proposed: Option<String>| {
        let field = Field::new(Control::Line("text"), name, say.t(key)).longest(10);
        match (value, proposed) {
            (Some(value), _) => field.value(value.clone()).help(say.t("publish-day-help")),
            (None, Some(proposed)) => field.value(proposed).help(say.t("publish-proposed")),
            (None, None) => field.help(say.t("publish-day-help")),
        }
    };
    let spatial = Field::line("spatial", say.t("publish-spatial")).longest(300);
    let spatial = match (&metadata.dcat.spatial, &proposals.extent) {
        (Some(value), _) => spatial.value(value.clone()),
        (None, Some(extent)) => spatial
            .value(extent_words(extent))
            .help(say.t("publish-proposed")),
        (None, None) => spatial.help(say.t("publish-spatial-help")),
    };
    vec![
        Field::line("title", say.t("publish-title"))
            .value(&metadata.title)
            .required()
            .longest(300),
        Field::new(Control::Lines(6), "description", say.t("publish-description"))
            .value(metadata.description.clone().unwrap_or_default())
            .help(say.t("publish-description-help"))
            .longest(20_000),
        Field::new(
            Control::Several(themes.collect()),
            "theme",
            say.t("publish-theme"),
        ),
        Field::line("keyword", say.t("publish-keyword"))
            .value(metadata.keyword.join(", "))
            .help(say.t("publish-keyword-help"))
            .suggesting("s-keyword")
            .longest(1_000),
        text("license", "publish-license", &metadata.license)
            .help(say.t("publish-license-help"))
            .suggesting("s-license"),
        text("publisher", "publish-publisher", &metadata.publisher).suggesting("s-publisher"),
        text("references", "publish-references", &metadata.references),
        text("language", "publish-language", &metadata.language)
            .longest(10)
            .help(say.t("publish-language-help")),
        day(
            "from",
            "publish-from",
            &metadata.dcat.temporal_coverage_start,
            from,
        ),
        day(
            "until",
            "publish-until",
            &metadata.dcat.temporal_coverage_end,
            until,
        ),
        spatial,
        text(
            "update_frequency",
            "publish-frequency",
            &metadata.update_frequency,
        ),
    ]
}

/// Four numbers, as people and programs read them.
fn extent_words(extent: &Extent) -> String {
    format!(
        "{:.4}, {:.4}, {:.4}, {:.4}",
        extent.west, extent.south, extent.east, extent.north
    )
}

/// Reads the form into what was said before; problems by the name of the field.
pub(super) fn read(
    form: &[(String, String)],
    before: &Metadata,
    say: Say,
) -> (Metadata, Vec<(String, String)>) {
    let mut metadata = before.clone();
    let mut problems = Vec::new();
    let first = |name: &str| {
        let found = form.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim().to_owned())
    };
    let some = |name: &str| first(name).filter(|text| !text.is_empty());
    metadata.title = first("title").unwrap_or_default();
    if metadata.title.is_empty() {
        problems.push(("title".to_owned(), say.t("publish-title-missing").into_owned()));
    }
    for (name, value) in form {
        if value.chars().count() > 20_000 {
            problems.push((name.clone(), say.t("publish-too-long").into_owned()));
        }
    }
    metadata.description = some("description");
    metadata.theme = form
        .iter()
        .filter(|(name, value)| name == "theme" && !value.trim().is_empty())
        .map(|(_, value)| value.trim().to_owned())
        .collect();
    let keywords = first("keyword").unwrap_or_default();
    metadata.keyword = Vec::new();
    for word in keywords
        .split([',', ';'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        if !metadata.keyword.iter().any(|known| known == word) {
            metadata.keyword.push(word.to_owned());
        }
    }
    metadata.license = some("license");
    let known = LICENCES
        .iter()
        .find(|(name, _)| Some(*name) == metadata.license.as_deref());
    if metadata.license != before.license {
        metadata.license_url = known.map(|(_, address)| (*address).to_owned());
    }
    metadata.publisher = some("publisher");
    metadata.references = some("references");
    metadata.update_frequency = some("update_frequency");
    metadata.dcat.spatial = some("spatial");
    metadata.language = None;
    metadata.dcat.temporal_coverage_start = None;
    metadata.dcat.temporal_coverage_end = None;
    // These have rules that the command line knows too.
    let ruled = [
        ("language", "language"),
        ("from", "dcat.temporal_coverage_start"),
        ("until", "dcat.temporal_coverage_end"),
    ];
    for (name, entry) in ruled {
        if let Some(value) = some(name)
            && let Err(fault) = describe(&mut metadata, entry, &value)
        {
            problems.push((name.to_owned(), fault.message));
        }
    }
    (metadata, problems)
}
