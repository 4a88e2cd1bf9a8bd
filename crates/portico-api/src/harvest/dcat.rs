//! How is a dataset, and the catalog, said in DCAT (W3C DCAT 2), or in its application profile for Europe (DCAT-AP 2)?

use chrono_tz::Tz;
use portico_model::meta_entry::MetaEntry;
use portico_model::{Extent, Metadata, State, Visibility};
use portico_services::{DatasetView, MetaValue};

use super::dcat_distribution::{Distributions, distribution};
use super::places::Places;
use super::rdf::{Node, is_address, language_tag};
use super::vocabulary;
use crate::wire::time::instant;

/// How much is said, and in whose words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// DCAT, with the publishers' own words.
    Plain,
    /// DCAT-AP: what it demands is there, and themes, languages, frequencies, formats, rights have addresses of the EU's vocabularies.
    European,
}

/// Who says it.
#[derive(Debug)]
pub(super) struct Speaker {
    pub(super) places: Places,
    pub(super) profile: Profile,
    pub(super) files: Distributions,
}

impl Speaker {
    /// The catalog, without its datasets.
    pub(super) fn catalog(&self) -> Node {
        let places = &self.places;
        let lang = language_tag(places.lang);
        Node::new("dcat:Catalog", Some(places.explore())).with(|node| {
            node.text("dcterms:title", Some(&places.title), lang.as_deref());
            node.text("dcterms:description", Some(&places.title), lang.as_deref());
            node.node("dcterms:language", self.language(places.lang));
            node.node("foaf:homepage", Node::new("foaf:Document", Some(places.home())));
            if self.profile == Profile::European {
                node.node("dcterms:publisher", self.portal_as_agent());
            }
        })
    }

    /// A dataset with its files.
    pub(super) fn dataset(&self, view: &DatasetView) -> Node {
        let metadata = &view.dataset.metadata;
        let page = self.places.page(view);
        let lang = words_language(view);
        let lang = lang.as_deref();
        let mut node = Node::new("dcat:Dataset", Some(page.clone()));
        let description = metadata.description.as_deref();
        let title = Some(metadata.title.as_str());
        // The profile demands a description.
        let description = description.or(title.filter(|_| self.profile == Profile::European));
        node.text("dcterms:description", description, lang);
        node.text("dcterms:identifier", Some(&page), None);
        node.typed("dcterms:issued", moment(view, "dcat.issued"), "xsd:dateTime");
        node.typed("dcterms:created", moment(view, "dcat.created"), "xsd:dateTime");
        node.typed("dcterms:date", moment(view, "modified"), "xsd:dateTime");
        node.typed("dcterms:modified", moment(view, "modified"), "xsd:dateTime");
        self.people(metadata, &mut node);
        self.rights(view, &mut node);
        node.node("dcat:landingPage", Node::new("foaf:Document", Some(page)));
        node.text("dcterms:title", title, lang);
        if let Some(language) = &metadata.language {
            node.node("dcterms:language", self.language(language));
        }
        for keyword in &metadata.keyword {
            node.text("dcat:keyword", Some(keyword), lang);
        }
        self.themes(metadata, lang, &mut node);
        self.frequency(metadata, &mut node);
        self.coverage(view, lang, &mut node);
        standards(metadata, &mut node);
        for format in self.files.of(view) {
            node.node("dcat:distribution", distribution(self, view, format, lang));
        }
        node
    }

    fn people(&self, metadata: &Metadata, node: &mut Node) {
        let dcat = &metadata.dcat;
        match metadata.publisher.as_deref() {
            Some(publisher) => {
                let mut agent = Node::new("foaf:Agent", Some(self.places.refined("publisher", publisher)));
                agent.text("foaf:name", Some(publisher), None);
                if let Some(kind) = dcat.publisher_type.as_deref().filter(|kind| is_address(kind)) {
                    agent.node("dcterms:type", Node::new("skos:Concept", Some(kind.to_owned())));
                }
                node.node("dcterms:publisher", agent);
            }
            None if self.profile == Profile::European => {
                node.node("dcterms:publisher", self.portal_as_agent())
            }
            None => {}
        }
        let agent = |name: &str| {
            Node::new("foaf:Agent", None).with(|agent| agent.text("foaf:name", Some(name), None))
        };
        if let Some(name) = &dcat.contributor {
            node.node("dcterms:contributor", agent(name));
        }
        if let Some(name) = &dcat.creator {
            node.node("dcterms:creator", agent(name));
        }
        let email = dcat.contact_email.as_deref().or(self.places.contact.as_deref());
        let fallback = metadata.publisher.as_deref().unwrap_or(&self.places.title);
        let name = dcat.contact_name.as_deref().unwrap_or(fallback);
        let is_said = dcat.contact_name.is_some() || dcat.contact_email.is_some();
        if is_said || self.profile == Profile::European {
            node.node(
                "dcat:contactPoint",
                Node::new("vcard:Kind", None).with(|kind| {
                    kind.text("vcard:fn", Some(name), None);
                    match email {
                        Some(email) => kind.resource("vcard:hasEmail", &format!("mailto:{email}")),
                        None => kind.resource("vcard:hasURL", &self.places.explore()),
                    }
                }),
            );
        }
    }

    fn portal_as_agent(&self) -> Node {
        Node::new("foaf:Agent", Some(self.places.home()))
            .with(|agent| agent.text("foaf:name", Some(&self.places.title), None))
    }

    fn rights(&self, view: &DatasetView, node: &mut Node) {
        let metadata = &view.dataset.metadata;
        if let Some(license) = license(metadata) {
            node.node("dcterms:license", license);
        }
        node.text("dcterms:rights", rights(metadata).as_deref(), None);
        let given = metadata.dcat.access_rights.as_deref();
        let is_public = view.dataset.state == State::Published
            && view.dataset.visibility == Visibility::Domain
            && metadata.data_visible != Some(false);
        let statement = match given {
            Some(text) if is_address(text) => {
                Some(Node::new("dcterms:RightsStatement", Some(text.to_owned())))
            }
            Some(text) => Some(labelled("dcterms:RightsStatement", text)),
            None if self.profile == Profile::European => Some(Node::new(
                "dcterms:RightsStatement",
                Some(vocabulary::access_right(is_public)),
            )),
            None => None,
        };
        if let Some(statement) = statement {
            node.node("dcterms:accessRights", statement);
        }
    }

    /// A language in ISO 639-1.
    pub(super) fn language(&self, code: &str) -> Node {
        let european = vocabulary::language(code).filter(|_| self.profile == Profile::European);
        let address = european.unwrap_or_else(|| format!("http://id.loc.gov/vocabulary/iso639-1/{code}"));
        Node::new("dcterms:LinguisticSystem", Some(address))
    }

    fn themes(&self, metadata: &Metadata, lang: Option<&str>, node: &mut Node) {
        for theme in &metadata.theme {
            let address = self.places.refined("theme", theme);
            let concept = Node::new("skos:Concept", Some(address))
                .with(|concept| concept.text("skos:prefLabel", Some(theme), lang));
            node.node("dcat:theme", concept);
            node.text("dcterms:subject", Some(theme), lang);
        }
        if self.profile == Profile::European {
            let mut known = Vec::new();
            for address in metadata.theme.iter().flat_map(|theme| vocabulary::themes(theme)) {
                if !known.contains(&address) {
                    node.node("dcat:theme", Node::new("skos:Concept", Some(address.clone())));
                    known.push(address);
                }
            }
        }
    }

    fn frequency(&self, metadata: &Metadata, node: &mut Node) {
        let given = metadata.dcat.accrualperiodicity.as_deref();
        let Some(words) = given.or(metadata.update_frequency.as_deref()) else {
            return;
        };
        let european = || vocabulary::frequency(words).filter(|_| self.profile == Profile::European);
        let address = is_address(words).then(|| words.to_owned()).or_else(european);
        let frequency = match address {
            Some(address) => Node::new("dcterms:Frequency", Some(address)),
            None => labelled("dcterms:Frequency", words),
        };
        node.node("dcterms:accrualPeriodicity", frequency);
    }

    fn coverage(&self, view: &DatasetView, lang: Option<&str>, node: &mut Node) {
        let metadata = &view.dataset.metadata;
        if let Some(MetaValue::Rectangle(extent)) =
            MetaEntry::named("bbox").and_then(|entry| view.meta(entry))
        {
            node.node(
                "dcterms:spatial",
                Node::new("dcterms:Location", None)
                    .with(|place| place.typed("dcat:bbox", Some(well_known_text(extent)), "gsp:wktLiteral")),
            );
        }
        match metadata.dcat.spatial.as_deref() {
            Some(place) if is_address(place) => {
                node.node(
                    "dcterms:spatial",
                    Node::new("dcterms:Location", Some(place.to_owned())),
                );
            }
            Some(place) => node.node("dcterms:spatial", labelled("dcterms:Location", place)),
            None => {}
        }
        for place in &metadata.territory {
            node.node("dcterms:spatial", labelled("dcterms:Location", place));
            if self.profile == Profile::Plain {
                node.text("dcterms:coverage", Some(place), lang);
            }
        }
        let (start, end) = (
            moment(view, "dcat.temporal_coverage_start"),
            moment(view, "dcat.temporal_coverage_end"),
        );
        let words = metadata.dcat.temporal.as_deref();
        if start.is_some() || end.is_some() || words.is_some() {
            node.node(
                "dcterms:temporal",
                Node::new("dcterms:PeriodOfTime", None).with(|period| {
                    period.typed("dcat:startDate", start, "xsd:dateTime");
                    period.typed("dcat:endDate", end, "xsd:dateTime");
                    period.text("rdfs:label", words, lang);
                }),
            );
        }
    }
}

/// What it follows, comes from, belongs to, and how good it is.
fn standards(metadata: &Metadata, node: &mut Node) {
    let dcat = &metadata.dcat;
    match dcat.conforms_to.as_deref() {
        Some(text) if is_address(text) => {
            node.node(
                "dcterms:conformsTo",
                Node::new("dcterms:Standard", Some(text.to_owned())),
            );
        }
        Some(text) => node.node("dcterms:conformsTo", labelled("dcterms:Standard", text)),
        None => {}
    }
    for (name, said) in [
        ("dcterms:source", &metadata.references),
        ("dcterms:relation", &dcat.relation),
    ] {
        match said.as_deref() {
            Some(text) if is_address(text) => node.resource(name, text),
            said => node.text(name, said, None),
        }
    }
    if let Some(words) = &dcat.dataquality {
        node.node(
            "dcterms:provenance",
            labelled("dcterms:ProvenanceStatement", words),
        );
    }
}

/// The licence: its address where one is known, and its name.
pub(super) fn license(metadata: &Metadata) -> Option<Node> {
    let name = metadata.license.as_deref();
    let address = metadata.license_url.as_deref().filter(|text| is_address(text));
    let address = address.or_else(|| name.and_then(vocabulary::licence));
    (name.is_some() || address.is_some()).then(|| {
        Node::new("dcterms:LicenseDocument", address.map(str::to_owned))
            .with(|license| license.text("rdfs:label", name, None))
    })
}

/// Words of credit, else the name of the licence.
pub(super) fn rights(metadata: &Metadata) -> Option<String> {
    if metadata.attributions.is_empty() {
        return metadata.license.clone();
    }
    Some(metadata.attributions.join(", "))
}

/// A metadata that is a moment, as `xsd:dateTime` says it.
pub(super) fn moment(view: &DatasetView, name: &str) -> Option<String> {
    let value = MetaEntry::named(name).and_then(|entry| view.meta(entry))?;
    let MetaValue::Instant(at) = value else {
        return None;
    };
    instant(at, Tz::UTC, false)
}

/// The language that title and description are written in.
fn words_language(view: &DatasetView) -> Option<String> {
    let metadata = &view.dataset.metadata;
    let lang = metadata
        .metadata_languages
        .first()
        .or(metadata.language.as_ref())?;
    language_tag(lang)
}

fn labelled(class: super::rdf::Name, words: &str) -> Node {
    Node::new(class, None).with(|node| node.text("rdfs:label", Some(words), None))
}

fn well_known_text(extent: Extent) -> String {
    let Extent {
        west,
        south,
        east,
        north,
    } = extent;
    format!("POLYGON(({east} {north},{west} {north},{west} {south},{east} {south},{east} {north}))")
}
