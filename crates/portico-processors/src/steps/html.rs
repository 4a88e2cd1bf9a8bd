//! Which text does HTML hold? Tags, comments, scripts and styles away; one pass, whatever is broken.

/// Elements whose content is no text.
const SILENT: [&str; 5] = ["script", "style", "template", "noscript", "head"];
/// Elements that stand by themselves: a blank line or a blank comes of them.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "tr",
    "ul",
];

/// The text, entities decoded, runs of blanks made one.
pub(super) fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let begins_tag = rest[1..]
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !begins_tag {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            rest = "";
            break;
        };
        let name: String = rest[1..end]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let closes = rest[1..].starts_with('/');
        rest = &rest[end + 1..];
        if BLOCKS.contains(&name.as_str()) {
            out.push('\n');
        } else if matches!(name.as_str(), "td" | "th") {
            out.push(' ');
        }
        if !closes && SILENT.contains(&name.as_str()) {
            rest = behind(rest, &name);
        }
    }
    out.push_str(rest);
    tidy(&html_escape::decode_html_entities(&out))
}

/// Bytes of a tag in which quotes count.
const LONGEST_TAG: usize = 64 << 10;

/// The `>` of a tag, not one between quotes; without it the tag never ends.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the first `>` it is.
    text.find('>')
}

/// What follows the end tag of a silent element.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let is_it = rest
            .get(..name.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(name));
        if is_it {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

/// Runs of blanks become one; a run with line ends becomes a line end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank: Option<char> = None;
    for character in text.chars() {
        if character.is_whitespace() {
            let line = character == '\n' || blank == Some('\n');
            blank = Some(if line { '\n' } else { ' ' });
        } else {
            if let Some(blank) = blank.take().filter(|_| !out.is_empty()) {
                out.push(blank);
            }
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        for (html, text) in [
            ("<p>One</p><p>two &amp; <b>three</b></p>", "One\ntwo & three"),
            ("a<script>alert('<p>')</script>b", "ab"),
            ("a <!-- <b> --> b", "a b"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("<a title=\"x > y\">link</a>", "link"),
            ("<p", ""),
            ("<img alt=\"open>after", "after"),
            ("<td>1</td><td>2</td>", "1 2"),
            ("<SCRIPT>x", ""),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    #[test]
    fn many_open_tags_take_no_longer_than_their_length() {
        assert_eq!(text_of(&"<b>".repeat(100_000)), "");
        assert_eq!(text_of(&"<".repeat(100_000)).len(), 100_000);
    }
}
