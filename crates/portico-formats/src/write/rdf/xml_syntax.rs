//! How are triples spelled in RDF/XML? A description a record.

use std::io::Write as _;

use super::super::scalars::put;
use super::super::xml;
use super::{NAMESPACES, Syntax, Term};

/// RDF/XML.
#[derive(Debug)]
pub(super) struct Xml;

impl Syntax for Xml {
    fn start(&mut self, vocabulary: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
        for (prefix, space) in NAMESPACES.into_iter().chain([("d", vocabulary)]) {
            put!(out, " xmlns:{prefix}=\"");
            xml::attribute(space, out);
            out.push(b'"');
        }
        // What a property is called starts where the namespace ends.
        out.extend_from_slice(b" xml:base=\"");
        xml::attribute(vocabulary.trim_end_matches('#'), out);
        out.extend_from_slice(b"\">\n");
    }

    fn property(&mut self, name: &str, label: &str, out: &mut Vec<u8>) {
        put!(out, "<rdf:Property rdf:about=\"#{name}\">");
        xml::element("rdfs:label", label, out);
        out.extend_from_slice(b"</rdf:Property>\n");
    }

    fn record(&mut self, address: Option<&str>, says: &[(&str, Vec<Term>)], out: &mut Vec<u8>) {
        out.extend_from_slice(b"<rdf:Description");
        if let Some(address) = address {
            out.extend_from_slice(b" rdf:about=\"");
            xml::attribute(address, out);
            out.push(b'"');
        }
        out.push(b'>');
        for (name, terms) in says {
            for term in terms {
                put!(out, "<d:{name}");
                match term {
                    Term::Iri(address) => {
                        out.extend_from_slice(b" rdf:resource=\"");
                        xml::attribute(address, out);
                        out.extend_from_slice(b"\"/>");
                        continue;
                    }
                    Term::Plain(text) => {
                        out.push(b'>');
                        xml::text(text, out);
                    }
                    Term::Typed(text, ty) => {
                        put!(out, " rdf:datatype=\"{}\">", ty.iri());
                        xml::text(text, out);
                    }
                }
                put!(out, "</d:{name}>");
            }
        }
        out.extend_from_slice(b"</rdf:Description>\n");
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</rdf:RDF>\n");
    }
}
