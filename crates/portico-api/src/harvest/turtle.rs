//! How is a tree of RDF written as Turtle (W3C RDF 1.1 Turtle)?

use super::rdf::{Name, Node, Object, PREFIXES};

/// What comes before the first resource.
pub(super) fn start(out: &mut Vec<u8>) {
    for (prefix, address) in PREFIXES {
        out.extend(format!("@prefix {prefix}: <{address}> .\n").as_bytes());
    }
}

/// A resource with an address, and those below it that have one.
pub(super) fn subject(node: &Node, out: &mut Vec<u8>) {
    let Some(about) = &node.about else { return };
    out.extend(format!("\n<{about}> a {}", node.class).as_bytes());
    for (name, object) in &node.members {
        out.extend(format!(" ;\n  {name} ").as_bytes());
        push_object(object, 1, out);
    }
    out.extend(b" .\n");
    named_below(node, out);
}

/// One statement about a resource that has been described already.
pub(super) fn statement(about: &str, name: Name, object: &str, out: &mut Vec<u8>) {
    out.extend(format!("\n<{about}> {name} <{object}> .\n").as_bytes());
}

fn named_below(node: &Node, out: &mut Vec<u8>) {
    for (_, object) in &node.members {
        match object {
            Object::Node(below) if below.about.is_some() => subject(below, out),
            Object::Node(below) => named_below(below, out),
            _ => {}
        }
    }
}

fn push_object(object: &Object, depth: usize, out: &mut Vec<u8>) {
    match object {
        Object::Text(text, lang) => {
            push_text(text, out);
            if let Some(lang) = lang {
                out.extend(format!("@{lang}").as_bytes());
            }
        }
        Object::Typed(text, datatype) => {
            push_text(text, out);
            out.extend(format!("^^{datatype}").as_bytes());
        }
        Object::Resource(address) => out.extend(format!("<{address}>").as_bytes()),
        Object::Node(Node {
            about: Some(about), ..
        }) => out.extend(format!("<{about}>").as_bytes()),
        Object::Node(node) => {
            out.extend(format!("[ a {}", node.class).as_bytes());
            for (name, object) in &node.members {
                out.extend(format!(" ;\n{:1$}{name} ", "", 2 * (depth + 1)).as_bytes());
                push_object(object, depth + 1, out);
            }
            out.extend(b" ]");
        }
    }
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend(b"\\\""),
            '\\' => out.extend(b"\\\\"),
            '\n' => out.extend(b"\\n"),
            '\r' => out.extend(b"\\r"),
            '\t' => out.extend(b"\\t"),
            _ => out.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_resources_stand_alone_and_others_inside() {
        let agent = Node::new("foaf:Agent", Some("https://x.org/a".to_owned()))
            .with(|agent| agent.text("foaf:name", Some("A \"b\"\n\\"), None));
        let contact = Node::new("vcard:Kind", None).with(|kind| kind.text("vcard:fn", Some("C"), Some("en")));
        let node = Node::new("dcat:Dataset", Some("https://x.org/d".to_owned())).with(|node| {
            node.node("dcterms:publisher", agent);
            node.node("dcat:contactPoint", contact);
            node.typed("dcterms:issued", Some("2020-01-01".to_owned()), "xsd:date");
        });
        let mut out = Vec::new();
        subject(&node, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\n<https://x.org/d> a dcat:Dataset ;\n  dcterms:publisher <https://x.org/a> ;\n  dcat:contactPoint [ a vcard:Kind ;\n    \
             vcard:fn \"C\"@en ] ;\n  dcterms:issued \"2020-01-01\"^^xsd:date .\n\n<https://x.org/a> a foaf:Agent ;\n  \
             foaf:name \"A \\\"b\\\"\\n\\\\\" .\n"
        );
    }
}
