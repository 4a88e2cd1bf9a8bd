//! How is text written into an XML document so that every reader accepts it? Escaped, without characters that XML 1.0 has not.

/// Appends the content of an element.
pub(crate) fn text(text: &str, out: &mut Vec<u8>) {
    escape(text, false, out);
}

/// Appends the value of an attribute, without its quotes.
pub(crate) fn attribute(text: &str, out: &mut Vec<u8>) {
    escape(text, true, out);
}

/// Appends `<name>text</name>`; the name must be one.
pub(crate) fn element(name: &str, content: &str, out: &mut Vec<u8>) {
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
    text(content, out);
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

/// A character that no XML 1.0 document can hold, not even escaped.
pub(crate) fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn escape(text: &str, in_attribute: bool, out: &mut Vec<u8>) {
    let mut begin = 0;
    for (at, character) in text.char_indices() {
        let written = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            // A parser would make a line feed of it.
            '\r' => "&#13;",
            '"' if in_attribute => "&quot;",
            '\n' if in_attribute => "&#10;",
            '\t' if in_attribute => "&#9;",
            forbidden if is_forbidden(forbidden) => "",
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[begin..at]);
        out.extend_from_slice(written.as_bytes());
        begin = at + character.len_utf8();
    }
    out.extend_from_slice(&text.as_bytes()[begin..]);
}

/// Names for elements, one for each of the texts: letters, digits and underscores of ASCII, not beginning with a digit, no two equal.
pub(crate) fn names<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        let plain = |character: char| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        };
        let mut name: String = text.chars().map(plain).collect();
        // Names that begin with `xml` are reserved.
        let reserved = name
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("xml"));
        if reserved || !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            name.insert(0, '_');
        }
        let base = name.clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_the_rest_escaped() {
        let nasty = "a<b>&\"c\"\u{0}\u{1b}\u{ffff}\r\n\té\u{1f600}\u{5d0}";
        let mut out = Vec::new();
        element("t", nasty, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<t>a&lt;b&gt;&amp;\"c\"&#13;\n\té\u{1f600}\u{5d0}</t>"
        );
        let mut out = Vec::new();
        attribute(nasty, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a&lt;b&gt;&amp;&quot;c&quot;&#13;&#10;&#9;é\u{1f600}\u{5d0}"
        );
    }

    #[test]
    fn element_names_are_names_and_differ() {
        assert_eq!(
            names(["name", "12", "a b", "a-b", "é", "", "xmlish"]),
            ["name", "_12", "a_b", "a_b_2", "_", "__2", "_xmlish"]
        );
    }
}
