//! How is a text written in XML, whatever publishers wrote?

/// The text without what XML 1.0 cannot hold, and with one kind of line end: what every reader gets back unchanged.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| is_legal(*c))
        .collect()
}

/// Section 2.2 of XML 1.0.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Appends a clean text, escaped for content and for attributes in double quotes.
pub(super) fn push_escaped(text: &str, out: &mut Vec<u8>) {
    for c in text.chars() {
        match c {
            '&' => out.extend(b"&amp;"),
            '<' => out.extend(b"&lt;"),
            '>' => out.extend(b"&gt;"),
            '"' => out.extend(b"&quot;"),
            _ => push_char(c, out),
        }
    }
}

/// Appends a clean text as a section that is not parsed.
pub(super) fn push_cdata(text: &str, out: &mut Vec<u8>) {
    out.extend(b"<![CDATA[");
    out.extend(text.replace("]]>", "]]]]><![CDATA[>").as_bytes());
    out.extend(b"]]>");
}

/// `<name>text</name>` on a line, at that depth; nothing for an empty text.
pub(super) fn push_element(depth: usize, name: &str, text: &str, out: &mut Vec<u8>) {
    let text = clean(text);
    if text.is_empty() {
        return;
    }
    push_indent(depth, out);
    out.extend(format!("<{name}>").as_bytes());
    push_escaped(&text, out);
    out.extend(format!("</{name}>\n").as_bytes());
}

pub(super) fn push_indent(depth: usize, out: &mut Vec<u8>) {
    out.extend(std::iter::repeat_n(b' ', 2 * depth));
}

fn push_char(c: char, out: &mut Vec<u8>) {
    out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_the_rest_is_escaped() {
        let mut out = Vec::new();
        push_element(1, "t", "a\u{0}\u{1b}<b>\r\n\"&\u{fffe}é😀", &mut out);
        push_cdata("x]]>y", &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "  <t>a&lt;b&gt;\n&quot;&amp;é😀</t>\n<![CDATA[x]]]]><![CDATA[>y]]>"
        );
    }
}
