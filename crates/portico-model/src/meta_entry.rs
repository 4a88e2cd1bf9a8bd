//! Which words are there to describe a dataset? Name, template, form of each, and where it is kept: the one list of metadata.

use crate::Metadata;

/// A group of metadata; `template.name` is how a query names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// The basic ones; queries may leave `default.` out.
    Default,
    /// Those of DCAT.
    Dcat,
    /// How much it is used.
    Explore,
    /// What the last import left.
    Processing,
}

impl Template {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Dcat => "dcat",
            Self::Explore => "explore",
            Self::Processing => "processing",
        }
    }
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetaForm {
    /// Words.
    Text,
    /// HTML.
    Html,
    /// An address of the web.
    Address,
    /// An address of e-mail.
    Email,
    /// A language, ISO 639-1.
    Language,
    /// Several words.
    List,
    /// Several languages.
    Languages,
    /// A moment.
    Instant,
    /// Yes or no.
    Flag,
    /// A whole number.
    Int,
    /// A number.
    Double,
    /// A rectangle on the map.
    Rectangle,
}

/// One word to describe datasets with.
#[derive(Debug, Clone, Copy)]
pub struct MetaEntry {
    /// Its group.
    pub template: Template,
    /// Its name in the group.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What values look like.
    pub form: MetaForm,
    /// Offered as a filter of the catalog.
    pub facet: bool,
    /// Where a publisher's word is kept; none for what the portal computes.
    pub slot: Option<MetaSlot>,
}

type Get<T> = fn(&Metadata) -> &T;
type GetMut<T> = fn(&mut Metadata) -> &mut T;

/// Where a word is kept.
#[derive(Debug, Clone, Copy)]
pub enum MetaSlot {
    /// A text that is always there.
    Title(Get<String>, GetMut<String>),
    /// A text, also one that says a moment.
    Text(Get<Option<String>>, GetMut<Option<String>>),
    /// Texts.
    List(Get<Vec<String>>, GetMut<Vec<String>>),
    /// Yes or no.
    Flag(Get<Option<bool>>, GetMut<Option<bool>>),
}

impl MetaEntry {
    /// The entry of that name: `title`, `default.title`, `dcat.creator`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let (template, name) = name.split_once('.').unwrap_or(("default", name));
        ALL.iter()
            .find(|entry| entry.template.as_str() == template && entry.name == name)
    }

    /// The entries of a template, in the wire's order.
    pub fn of(template: Template) -> impl Iterator<Item = &'static Self> {
        ALL.iter().filter(move |entry| entry.template == template)
    }

    /// `dcat.creator`
    #[must_use]
    pub fn qualified(&self) -> String {
        format!("{}.{}", self.template.as_str(), self.name)
    }

    /// Takes over what `from` says, if it says something.
    pub fn take_over(&self, from: &Metadata, to: &mut Metadata) {
        match self.slot {
            Some(MetaSlot::Title(get, get_mut)) if !get(from).trim().is_empty() => {
                get_mut(to).clone_from(get(from));
            }
            Some(MetaSlot::Text(get, get_mut)) if get(from).is_some() => get_mut(to).clone_from(get(from)),
            Some(MetaSlot::List(get, get_mut)) if !get(from).is_empty() => get_mut(to).clone_from(get(from)),
            Some(MetaSlot::Flag(get, get_mut)) if get(from).is_some() => *get_mut(to) = *get(from),
            _ => {}
        }
    }
}

macro_rules! entry {
    ($template:ident, $name:literal, $label:literal, $form:ident, $facet:literal) => {
        MetaEntry {
            template: Template::$template,
            name: $name,
            label: $label,
            form: MetaForm::$form,
            facet: $facet,
            slot: None,
        }
    };
    ($template:ident, $name:literal, $label:literal, $form:ident, $facet:literal, $slot:ident $($path:ident).+) => {
        MetaEntry {
            slot: Some(MetaSlot::$slot(|all| &all.$($path).+, |all| &mut all.$($path).+)),
            ..entry!($template, $name, $label, $form, $facet)
        }
    };
}

/// Every word, in the wire's order (reference: `metas` of Explore v2.1).
pub static ALL: [MetaEntry; 52] = [
    entry!(Default, "title", "Title", Text, false, Title title),
    entry!(Default, "description", "Description", Html, false, Text description),
    entry!(Default, "theme", "Theme", List, true, List theme),
    entry!(Default, "keyword", "Keyword", List, true, List keyword),
    entry!(Default, "license", "License", Text, true, Text license),
    entry!(Default, "license_url", "License URL", Address, false, Text license_url),
    entry!(Default, "language", "Language", Language, true, Text language),
    entry!(Default, "metadata_languages", "Metadata languages", Languages, false, List metadata_languages),
    entry!(Default, "timezone", "Time zone", Text, false, Text timezone),
    entry!(Default, "modified", "Modified", Instant, true, Text modified),
    entry!(Default, "modified_updates_on_metadata_change", "Modified when the metadata changes", Flag, false, Flag modified_updates_on_metadata_change),
    entry!(Default, "modified_updates_on_data_change", "Modified when the data changes", Flag, false, Flag modified_updates_on_data_change),
    entry!(Default, "data_processed", "Data processed", Instant, false),
    entry!(
        Default,
        "metadata_processed",
        "Metadata processed",
        Instant,
        false
    ),
    entry!(Default, "geographic_reference", "Geographic reference", List, false, List geographic_reference),
    entry!(Default, "geographic_reference_auto", "Geographic reference found by a program", Flag, false, Flag geographic_reference_auto),
    entry!(Default, "territory", "Territory", List, false, List territory),
    entry!(Default, "geometry_types", "Geometry types", List, false),
    entry!(Default, "bbox", "Bounding box", Rectangle, false),
    entry!(Default, "publisher", "Publisher", Text, true, Text publisher),
    entry!(Default, "references", "References", Text, false, Text references),
    entry!(Default, "records_count", "Records", Int, false),
    entry!(Default, "attributions", "Attributions", List, false, List attributions),
    entry!(Default, "source_domain", "Source domain", Text, false, Text source_domain),
    entry!(Default, "source_domain_title", "Source domain title", Text, false, Text source_domain_title),
    entry!(Default, "source_domain_address", "Source domain address", Text, false, Text source_domain_address),
    entry!(Default, "source_dataset", "Source dataset", Text, false, Text source_dataset),
    entry!(Default, "shared_catalog", "Shared catalog", Text, false, Text shared_catalog),
    entry!(Default, "federated", "Federated", Flag, false, Flag federated),
    entry!(Default, "parent_domain", "Parent domain", Text, false, Text parent_domain),
    entry!(Default, "update_frequency", "Update frequency", Text, false, Text update_frequency),
    entry!(Dcat, "created", "Created", Instant, false, Text dcat.created),
    entry!(Dcat, "issued", "Issued", Instant, false, Text dcat.issued),
    entry!(Dcat, "creator", "Creator", Text, false, Text dcat.creator),
    entry!(Dcat, "contributor", "Contributor", Text, false, Text dcat.contributor),
    entry!(Dcat, "contact_name", "Contact name", Text, false, Text dcat.contact_name),
    entry!(Dcat, "contact_email", "Contact e-mail", Email, false, Text dcat.contact_email),
    entry!(Dcat, "accrualperiodicity", "Accrual periodicity", Text, false, Text dcat.accrualperiodicity),
    entry!(Dcat, "spatial", "Spatial", Text, false, Text dcat.spatial),
    entry!(Dcat, "temporal", "Temporal", Text, false, Text dcat.temporal),
    entry!(Dcat, "granularity", "Granularity", Text, false, Text dcat.granularity),
    entry!(Dcat, "dataquality", "Data quality", Text, false, Text dcat.dataquality),
    entry!(Dcat, "publisher_type", "Publisher type", Text, false, Text dcat.publisher_type),
    entry!(Dcat, "conforms_to", "Conforms to", Text, false, Text dcat.conforms_to),
    entry!(Dcat, "temporal_coverage_start", "Temporal coverage, start", Instant, false, Text dcat.temporal_coverage_start),
    entry!(Dcat, "temporal_coverage_end", "Temporal coverage, end", Instant, false, Text dcat.temporal_coverage_end),
    entry!(Dcat, "accessRights", "Access rights", Text, false, Text dcat.access_rights),
    entry!(Dcat, "relation", "Relation", Text, false, Text dcat.relation),
    entry!(Explore, "popularity_score", "Popularity score", Double, false),
    entry!(Explore, "download_count", "Downloads", Int, false),
    entry!(Explore, "api_call_count", "API calls", Int, false),
    entry!(Processing, "records_size", "Size of the records", Int, false),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_once_and_basic_ones_without_their_template() {
        for entry in &ALL {
            let found = MetaEntry::named(&entry.qualified()).expect("known");
            assert!(std::ptr::eq(found.label, entry.label), "{}", entry.qualified());
        }
        assert_eq!(MetaEntry::named("title").map(|entry| entry.label), Some("Title"));
        assert!(MetaEntry::named("creator").is_none() && MetaEntry::named("dcat.title").is_none());
    }

    #[test]
    fn what_is_not_said_is_not_taken_over() {
        let old = Metadata {
            title: "Parks".into(),
            federated: Some(true),
            keyword: vec!["tree".into()],
            ..Metadata::default()
        };
        let mut new = old.clone();
        let given = Metadata {
            license: Some("CC0".into()),
            ..Metadata::default()
        };
        ALL.iter().for_each(|entry| entry.take_over(&given, &mut new));
        assert_eq!(
            new,
            Metadata {
                license: Some("CC0".into()),
                ..old
            }
        );
    }
}
