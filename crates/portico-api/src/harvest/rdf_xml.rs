//! How is a tree of RDF written as RDF/XML (W3C RDF 1.1 XML Syntax)?

use super::rdf::{Name, Node, Object, PREFIXES, expanded};
use super::xml::{push_cdata, push_escaped, push_indent};

/// What comes before the first resource.
pub(super) fn start(out: &mut Vec<u8>) {
    out.extend(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rdf:RDF");
    for (prefix, address) in PREFIXES {
        out.extend(format!("\n  xmlns:{prefix}=\"{address}\"").as_bytes());
    }
    out.extend(b">\n");
}

/// What comes after the last one.
pub(super) fn finish(out: &mut Vec<u8>) {
    out.extend(b"</rdf:RDF>\n");
}

/// Opens a description whose members follow; its class is said as a member.
pub(super) fn open(node: &Node, out: &mut Vec<u8>) {
    out.extend(b"  <rdf:Description");
    push_attribute("rdf:about", node.about.as_deref().unwrap_or_default(), out);
    out.extend(b">\n    <rdf:type");
    push_attribute("rdf:resource", &expanded(node.class), out);
    out.extend(b"/>\n");
    members(node, 2, out);
}

/// Closes it.
pub(super) fn close(out: &mut Vec<u8>) {
    out.extend(b"  </rdf:Description>\n");
}

/// A member of the description that is open.
pub(super) fn member(depth: usize, name: Name, object: &Object, out: &mut Vec<u8>) {
    push_indent(depth, out);
    out.extend(format!("<{name}").as_bytes());
    match object {
        Object::Text(text, lang) => {
            if let Some(lang) = lang {
                push_attribute("xml:lang", lang, out);
            }
            out.extend(b">");
            // As portals with this interface do: their descriptions hold HTML.
            if name == "dcterms:description" {
                push_cdata(text, out);
            } else {
                push_escaped(text, out);
            }
        }
        Object::Typed(text, datatype) => {
            push_attribute("rdf:datatype", &expanded(datatype), out);
            out.extend(b">");
            push_escaped(text, out);
        }
        Object::Resource(address) => {
            push_attribute("rdf:resource", address, out);
            out.extend(b"/>\n");
            return;
        }
        Object::Node(node) => {
            out.extend(b">\n");
            element(depth + 1, node, out);
            push_indent(depth, out);
        }
    }
    out.extend(format!("</{name}>\n").as_bytes());
}

fn element(depth: usize, node: &Node, out: &mut Vec<u8>) {
    push_indent(depth, out);
    out.extend(format!("<{}", node.class).as_bytes());
    if let Some(about) = &node.about {
        push_attribute("rdf:about", about, out);
    }
    if node.members.is_empty() {
        out.extend(b"/>\n");
        return;
    }
    out.extend(b">\n");
    members(node, depth + 1, out);
    push_indent(depth, out);
    out.extend(format!("</{}>\n", node.class).as_bytes());
}

fn members(node: &Node, depth: usize, out: &mut Vec<u8>) {
    for (name, object) in &node.members {
        member(depth, name, object, out);
    }
}

fn push_attribute(name: &str, value: &str, out: &mut Vec<u8>) {
    out.extend(format!(" {name}=\"").as_bytes());
    push_escaped(value, out);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_nested_and_texts_escaped() {
        let agent = Node::new("foaf:Agent", None).with(|agent| agent.text("foaf:name", Some("A & B"), None));
        let node = Node::new("dcat:Dataset", Some("https://x.org/?a=1&b=2".to_owned())).with(|node| {
            node.text("dcterms:description", Some("<p>é</p>"), Some("fr"));
            node.node("dcterms:publisher", agent);
            node.resource("dcat:mediaType", "https://x.org/t");
        });
        let mut out = Vec::new();
        member(0, "dcat:dataset", &Object::Node(node), &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<dcat:dataset>\n  <dcat:Dataset rdf:about=\"https://x.org/?a=1&amp;b=2\">\n    \
             <dcterms:description xml:lang=\"fr\"><![CDATA[<p>é</p>]]></dcterms:description>\n    <dcterms:publisher>\n      \
             <foaf:Agent>\n        <foaf:name>A &amp; B</foaf:name>\n      </foaf:Agent>\n    </dcterms:publisher>\n    \
             <dcat:mediaType rdf:resource=\"https://x.org/t\"/>\n  </dcat:Dataset>\n</dcat:dataset>\n"
        );
    }
}
