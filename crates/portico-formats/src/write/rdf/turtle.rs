//! How are triples spelled in Turtle? A line a record.

use std::io::Write as _;

use super::super::scalars::put;
use super::{NAMESPACES, Syntax, Term};

/// Turtle.
#[derive(Debug, Default)]
pub(super) struct Turtle {
    blanks: u64,
}

impl Syntax for Turtle {
    fn start(&mut self, vocabulary: &str, out: &mut Vec<u8>) {
        put!(out, "@prefix d: <{vocabulary}> .\n");
        for (prefix, space) in NAMESPACES {
            put!(out, "@prefix {prefix}: <{space}> .\n");
        }
        out.push(b'\n');
    }

    fn property(&mut self, name: &str, label: &str, out: &mut Vec<u8>) {
        put!(out, "d:{name} a rdf:Property ; rdfs:label ");
        string(label, out);
        out.extend_from_slice(b" .\n");
    }

    fn record(&mut self, address: Option<&str>, says: &[(&str, Vec<Term>)], out: &mut Vec<u8>) {
        match address {
            Some(address) => put!(out, "<{address}>"),
            None => {
                self.blanks += 1;
                put!(out, "_:b{}", self.blanks);
            }
        }
        for (at, (name, terms)) in says.iter().enumerate() {
            put!(out, "{} d:{name} ", if at > 0 { " ;" } else { "" });
            for (at, term) in terms.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(b", ");
                }
                match term {
                    Term::Plain(text) => string(text, out),
                    Term::Typed(text, ty) => {
                        string(text, out);
                        put!(out, "^^{}:{}", ty.prefix, ty.name);
                    }
                    Term::Iri(address) => put!(out, "<{address}>"),
                }
            }
        }
        out.extend_from_slice(b" .\n");
    }

    fn finish(&mut self, _out: &mut Vec<u8>) {}
}

fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut begin = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[begin..at]);
        out.extend_from_slice(escape.as_bytes());
        begin = at + 1;
    }
    out.extend_from_slice(&text.as_bytes()[begin..]);
    out.push(b'"');
}
