//! How are triples spelled in JSON-LD? A context, then a node a record.

use std::io::Write as _;

use super::super::scalars::{json_string, put};
use super::{NAMESPACES, Syntax, Term};

/// JSON-LD.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    any: bool,
}

impl JsonLd {
    fn separate(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.any { b",\n" } else { b"\n" });
        self.any = true;
    }
}

impl Syntax for JsonLd {
    fn start(&mut self, vocabulary: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"@context\": {\"d\": ");
        json_string(vocabulary, out);
        for (prefix, space) in NAMESPACES {
            put!(out, ", \"{prefix}\": \"{space}\"");
        }
        out.extend_from_slice(b"}, \"@graph\": [");
    }

    fn property(&mut self, name: &str, label: &str, out: &mut Vec<u8>) {
        self.separate(out);
        put!(
            out,
            "{{\"@id\": \"d:{name}\", \"@type\": \"rdf:Property\", \"rdfs:label\": "
        );
        json_string(label, out);
        out.push(b'}');
    }

    fn record(&mut self, address: Option<&str>, says: &[(&str, Vec<Term>)], out: &mut Vec<u8>) {
        self.separate(out);
        out.push(b'{');
        if let Some(address) = address {
            out.extend_from_slice(b"\"@id\": ");
            json_string(address, out);
        }
        for (at, (name, terms)) in says.iter().enumerate() {
            if at > 0 || address.is_some() {
                out.extend_from_slice(b", ");
            }
            put!(out, "\"d:{name}\": ");
            if let [only] = terms.as_slice() {
                value(only, out);
                continue;
            }
            out.push(b'[');
            for (at, term) in terms.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(b", ");
                }
                value(term, out);
            }
            out.push(b']');
        }
        out.push(b'}');
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]}\n");
    }
}

fn value(term: &Term, out: &mut Vec<u8>) {
    match term {
        Term::Plain(text) => json_string(text, out),
        Term::Typed(text, ty) => {
            put!(out, "{{\"@type\": \"{}:{}\", \"@value\": ", ty.prefix, ty.name);
            json_string(text, out);
            out.push(b'}');
        }
        Term::Iri(address) => {
            out.extend_from_slice(b"{\"@id\": ");
            json_string(address, out);
            out.push(b'}');
        }
    }
}
