//! What does a publisher say of a dataset? The form for its metadata, with suggestions from the rest of the portal.

use std::collections::BTreeSet;

use portico_i18n::Say;
use portico_model::{Dataset, Extent, Metadata, OwnField, SiteCatalog, SiteDocument};
use portico_services::{Catalog, MetadataWrong, describe, metadata_problems, redescribe};

use super::form::{Choice, Control, Field};
use super::own_form;

/// Most suggestions of a kind.
const MOST: usize = 200;

/// What may be chosen: the words of the settings, and what was typed before, for `datalist`s.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    pub(super) publishers: BTreeSet<String>,
    pub(super) keywords: BTreeSet<String>,
    /// Names, in the order of the settings.
    pub(super) licences: Vec<String>,
    themes: Vec<String>,
    /// The fields of the portal's own.
    pub(super) own: Vec<OwnField>,
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
    /// What the settings decide alone.
    fn deciding(words: &SiteCatalog) -> Self {
        Self {
            licences: words.licences().into_iter().map(|one| one.name).collect(),
            themes: words.themes(),
            ..Self::default()
        }
    }

    /// Publishers and keywords of the portal's datasets; licences and themes that the settings decide.
    pub(super) fn of(catalog: &Catalog, settings: &SiteDocument) -> Self {
        let mut all = Self::deciding(&settings.catalog);
        all.own.clone_from(&settings.own);
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
    // What was said of this dataset stays, also when the settings no longer have it.
    let own = metadata.theme.iter();
    let own = own.filter(|theme| !suggestions.themes.contains(theme));
    let themes = suggestions.themes.iter().chain(own).map(|theme| Choice {
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
    let mut fields = vec![
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
    ];
    fields.extend(DCAT.map(|(name, key, slot)| text(name, key, slot(metadata))));
    if let Some(first) = fields.iter_mut().find(|field| field.name == DCAT[0].0) {
        first.opens = Some(say.t("publish-part-dcat").into_owned());
    }
    fields.extend(own_form::fields(&suggestions.own, metadata, say));
    fields
}

/// Where a word is kept.
type Slot = fn(&Metadata) -> &Option<String>;

/// What other catalogs want to know besides: name in the form and, behind `dcat_`, in the template; words; where it is kept.
const DCAT: [(&str, &str, Slot); 6] = [
    ("dcat_creator", "publish-dcat-creator", |all| &all.dcat.creator),
    ("dcat_contact_name", "publish-dcat-contact", |all| {
        &all.dcat.contact_name
    }),
    ("dcat_contact_email", "publish-dcat-email", |all| {
        &all.dcat.contact_email
    }),
    ("dcat_granularity", "publish-dcat-granularity", |all| {
        &all.dcat.granularity
    }),
    ("dcat_dataquality", "publish-dcat-quality", |all| {
        &all.dcat.dataquality
    }),
    ("dcat_conforms_to", "publish-dcat-conforms", |all| {
        &all.dcat.conforms_to
    }),
];

/// Four numbers, as people and programs read them.
fn extent_words(extent: &Extent) -> String {
    format!(
        "{:.4}, {:.4}, {:.4}, {:.4}",
        extent.west, extent.south, extent.east, extent.north
    )
}

/// Reads the form into what was said before; problems by the name of the field. A licence of the settings brings its address.
pub(super) fn read(
    form: &[(String, String)],
    before: &Metadata,
    settings: &SiteDocument,
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
    let known = settings
        .catalog
        .licences()
        .into_iter()
        .find(|one| Some(&one.name) == metadata.license.as_ref() && !one.url.is_empty());
    if metadata.license != before.license || metadata.license_url.is_none() {
        metadata.license_url = known.map(|one| one.url);
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
    for (name, _, _) in DCAT {
        let sent: Vec<&str> = form
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.trim())
            .collect();
        // A form without it says nothing of it.
        if sent.is_empty() {
            continue;
        }
        let values: Vec<&str> = sent.into_iter().filter(|value| !value.is_empty()).collect();
        let entry = name.replacen('_', ".", 1);
        if let Err(fault) = redescribe(&mut metadata, &entry, &values) {
            problems.push((name.to_owned(), fault.message));
        }
    }
    own_form::read(form, &settings.own, &mut metadata);
    for wrong in metadata_problems(before, &metadata) {
        let (name, key) = match wrong {
            MetadataWrong::Period => ("until", "publish-wrong-period"),
            MetadataWrong::Area => ("spatial", "publish-wrong-area"),
            MetadataWrong::Source => ("references", "publish-wrong-source"),
        };
        problems.push((name.to_owned(), say.t(key).into_owned()));
    }
    (metadata, problems)
}

#[cfg(test)]
mod tests {
    use portico_i18n::Lang;
    use portico_model::Licence;

    use super::*;

    fn decided() -> SiteCatalog {
        SiteCatalog {
            licences: vec![Licence {
                name: "City licence 3".to_owned(),
                url: "https://example.org/3".to_owned(),
            }],
            themes: vec!["Canals and bridges".to_owned()],
        }
    }

    fn settings() -> SiteDocument {
        SiteDocument {
            catalog: decided(),
            ..SiteDocument::default()
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn the_words_of_the_settings_are_offered_and_those_of_the_dataset_stay() {
        let suggestions = Suggestions::deciding(&decided());
        assert_eq!(suggestions.licences, ["City licence 3"]);
        let metadata = Metadata {
            theme: vec!["Housing".to_owned()],
            ..Metadata::default()
        };
        let fields = fields(&metadata, &suggestions, &Proposals::default(), Say::new(Lang::En));
        let theme = fields.iter().find(|field| field.name == "theme").expect("themes");
        let Control::Several(choices) = &theme.control else {
            panic!("several");
        };
        let shown: Vec<_> = choices
            .iter()
            .map(|one| (one.value.as_str(), one.chosen))
            .collect();
        assert_eq!(shown, [("Canals and bridges", false), ("Housing", true)]);
    }

    #[test]
    fn a_licence_of_the_settings_brings_its_address() {
        let say = Say::new(Lang::En);
        let form = typed(&[("title", "Canals"), ("license", "City licence 3")]);
        let (chosen, problems) = read(&form, &Metadata::default(), &settings(), say);
        assert_eq!(problems, []);
        assert_eq!(chosen.license_url.as_deref(), Some("https://example.org/3"));
        let form = typed(&[("title", "Canals"), ("license", "Another")]);
        assert_eq!(read(&form, &chosen, &settings(), say).0.license_url, None);
        let old = Metadata {
            license: Some("ODbL 1.0".to_owned()),
            license_url: Some("https://example.org/odbl".to_owned()),
            ..Metadata::default()
        };
        let form = typed(&[("title", "Canals"), ("license", "ODbL 1.0")]);
        assert_eq!(read(&form, &old, &settings(), say).0.license_url, old.license_url);
    }

    #[test]
    fn what_cannot_be_is_told_beside_its_field() {
        let say = Say::new(Lang::En);
        let form = typed(&[
            ("title", "Canals"),
            ("from", "2020-05-01"),
            ("until", "2019-05-01"),
            ("spatial", "1, 50, 2, 40"),
            ("references", "javascript:alert(1)"),
        ]);
        let (_, problems) = read(&form, &Metadata::default(), &settings(), say);
        let names: Vec<&str> = problems.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["until", "spatial", "references"]);
    }

    #[test]
    fn what_other_catalogs_want_is_read_and_cleared() {
        let say = Say::new(Lang::En);
        let form = typed(&[
            ("title", "Canals"),
            ("dcat_creator", "City"),
            ("dcat_contact_email", "me at home"),
        ]);
        let (chosen, problems) = read(&form, &Metadata::default(), &settings(), say);
        assert_eq!(chosen.dcat.creator.as_deref(), Some("City"));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].0, "dcat_contact_email");
        let form = typed(&[("title", "Canals"), ("dcat_creator", "")]);
        assert_eq!(read(&form, &chosen, &settings(), say).0.dcat.creator, None);
        let form = typed(&[("title", "Canals")]);
        assert_eq!(read(&form, &chosen, &settings(), say).0.dcat, chosen.dcat);
    }
}
