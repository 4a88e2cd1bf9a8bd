//! What is said in RDF? Resources with a class and members, as a tree that any syntax can write.

use super::xml;

/// Prefixes and the addresses that they stand for.
pub(super) const PREFIXES: [(&str, &str); 12] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("dctype", "http://purl.org/dc/dcmitype/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("gsp", "http://www.opengis.net/ont/geosparql#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A name with a prefix of the table: `dcterms:title`.
pub(super) type Name = &'static str;

/// A resource and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Its address; none for one without a name.
    pub(super) about: Option<String>,
    pub(super) class: Name,
    pub(super) members: Vec<(Name, Object)>,
}

/// What a member says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    /// Words, in a language when it is known.
    Text(String, Option<String>),
    /// A text of a type.
    Typed(String, Name),
    /// A resource that is described elsewhere.
    Resource(String),
    /// A resource that is described here.
    Node(Node),
}

impl Node {
    pub(super) fn new(class: Name, about: Option<String>) -> Self {
        Self {
            about: about.map(|text| iri(&text)),
            class,
            members: Vec::new(),
        }
    }

    /// Says words; nothing when there are none.
    pub(super) fn text(&mut self, name: Name, text: Option<&str>, lang: Option<&str>) {
        let text = text.map(xml::clean).filter(|text| !text.trim().is_empty());
        if let Some(text) = text {
            self.members
                .push((name, Object::Text(text, lang.map(str::to_owned))));
        }
    }

    /// Says a text of a type; nothing when there is none.
    pub(super) fn typed(&mut self, name: Name, text: Option<String>, datatype: Name) {
        if let Some(text) = text {
            self.members.push((name, Object::Typed(text, datatype)));
        }
    }

    /// Points to a resource.
    pub(super) fn resource(&mut self, name: Name, address: &str) {
        self.members.push((name, Object::Resource(iri(address))));
    }

    /// Describes a resource.
    pub(super) fn node(&mut self, name: Name, node: Self) {
        self.members.push((name, Object::Node(node)));
    }

    /// The same, with one more saying: for building in one expression.
    pub(super) fn with(mut self, say: impl FnOnce(&mut Self)) -> Self {
        say(&mut self);
        self
    }
}

/// The text is an address of the web.
pub(super) fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace))
}

/// The address without what an IRI cannot hold (RFC 3987): percent-encoded.
pub(super) fn iri(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in xml::clean(text.trim()).chars() {
        if c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
        {
            safe.push_str(&percent_encoded(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A value as part of the query of an address.
pub(super) fn query_value(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    xml::clean(text)
        .chars()
        .map(|c| {
            if plain(c) {
                c.to_string()
            } else {
                percent_encoded(c)
            }
        })
        .collect()
}

fn percent_encoded(c: char) -> String {
    let mut buffer = [0; 4];
    let bytes = c.encode_utf8(&mut buffer).bytes();
    bytes.map(|byte| format!("%{byte:02X}")).collect()
}

/// `xsd:dateTime` as the whole address.
pub(super) fn expanded(name: Name) -> String {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let base = PREFIXES.iter().find(|(known, _)| *known == prefix);
    format!("{}{local}", base.map_or("", |(_, base)| base))
}

/// A language tag (RFC 5646) as XML and Turtle take it; none for a text that is none.
pub(super) fn language_tag(text: &str) -> Option<String> {
    let tag = text.replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_word =
        |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    let is_tag = is_word(first) && first.chars().all(|c| c.is_ascii_alphabetic()) && parts.all(is_word);
    is_tag.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_only_what_they_may() {
        assert_eq!(
            iri("https://x.org/a b?q={\"é\"}"),
            "https://x.org/a%20b?q=%7B%22é%22%7D"
        );
        assert_eq!(query_value("Team A & é"), "Team%20A%20%26%20%C3%A9");
        assert!(is_address("https://x.org") && !is_address("https://") && !is_address("x y"));
        assert_eq!(
            expanded("xsd:dateTime"),
            "http://www.w3.org/2001/XMLSchema#dateTime"
        );
    }

    #[test]
    fn a_language_is_a_tag_or_nothing() {
        assert_eq!(language_tag("fr_FR").as_deref(), Some("fr-FR"));
        assert_eq!(language_tag("français"), None);
        assert_eq!(language_tag(""), None);
    }
}
