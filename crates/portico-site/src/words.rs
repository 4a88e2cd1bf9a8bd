//! How do written texts reach a page? Descriptions made safe, excerpts without markup, search words marked.

use std::fmt;

use ammonia::Builder;
use askama::filters::HtmlSafe;
use portico_model::slug;

/// A piece of a text, marked when it is a word that was searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

/// HTML that templates write as it is: a publisher's, without scripts, frames, images, styles, or a drawing of our own. There is no
/// other way past their escaping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SafeHtml(String);

impl SafeHtml {
    /// Makes it safe.
    pub(crate) fn of(html: &str) -> Self {
        Self(cleaner().clean(html).to_string())
    }

    /// Makes it safe except for frames, videos and pictures, which keep their address and what they show: for `embeds`, which takes
    /// them out. Not to be shown.
    pub(crate) fn with_outsiders(html: &str) -> String {
        let mut builder = cleaner();
        builder.add_tags(["iframe", "video", "source", "img"]);
        builder.add_tag_attributes("iframe", ["src", "title"]);
        builder.add_tag_attributes("video", ["src", "title"]);
        builder.add_tag_attributes("source", ["src"]);
        builder.add_tag_attributes("img", ["src", "alt"]);
        builder.clean(html).to_string()
    }

    /// A template of ours, whose texts were escaped, or markup that `embeds` put together from one and from what is safe.
    pub(crate) fn composed(html: String) -> Self {
        Self(html)
    }

    /// A text of several sections: with headings below the title of the page.
    pub(crate) fn document(html: &str) -> Self {
        let mut builder = Builder::default();
        builder.rm_tags(["img", "picture", "map", "area", "h1", "style"]);
        builder.link_rel(Some("noopener noreferrer nofollow"));
        builder.url_schemes(["http", "https", "mailto", "tel"].into());
        builder.url_relative(ammonia::UrlRelative::PassThrough);
        Self(builder.clean(html).to_string())
    }

    /// A picture that portico-tiles drew; it escapes the texts in it.
    pub(crate) fn drawn(svg: String) -> Self {
        Self(svg)
    }
}

/// What an author may write.
fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder.rm_tags(["img", "picture", "map", "area", "h1", "h2", "style"]);
    builder.link_rel(Some("noopener noreferrer nofollow"));
    builder.url_schemes(["http", "https", "mailto", "tel"].into());
    builder
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for SafeHtml {}

/// The text without its markup, white space collapsed.
pub(crate) fn plain(html: &str) -> String {
    let spaced = html
        .replace("</p>", "</p> ")
        .replace("<br", " <br")
        .replace("</li>", "</li> ");
    let escaped = Builder::empty().clean(&spaced).to_string();
    let text = escaped
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, cut between words.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// The text in pieces; words that begin like a searched word are marked, accents and case aside.
pub(crate) fn marked(text: &str, search: Option<&str>) -> Vec<Piece> {
    let wanted: Vec<String> = search
        .unwrap_or_default()
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| slug(word, '-'))
        .filter(|word| word.len() > 1)
        .collect();
    let mut pieces: Vec<Piece> = Vec::new();
    for token in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = token.trim_end_matches(|c: char| !c.is_alphanumeric());
        let folded = slug(word, '-');
        let is_marked = !word.is_empty() && wanted.iter().any(|wanted| folded.starts_with(wanted.as_str()));
        if is_marked {
            pieces.push(Piece {
                text: word.to_owned(),
                marked: true,
            });
            push_plain(&mut pieces, &token[word.len()..]);
        } else {
            push_plain(&mut pieces, token);
        }
    }
    pieces
}

fn push_plain(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if !last.marked => last.text.push_str(text),
        _ => pieces.push(Piece {
            text: text.to_owned(),
            marked: false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searched_words_are_marked_and_nothing_is_lost() {
        let check = |text: &str, search: &str, expected: &str| {
            let said: String = marked(text, Some(search))
                .iter()
                .map(|piece| {
                    if piece.marked {
                        format!("[{}]", piece.text)
                    } else {
                        piece.text.clone()
                    }
                })
                .collect();
            assert_eq!(said, expected);
        };
        check(
            "Écoles, et bibliothèques!",
            "ecole biblio",
            "[Écoles], et [bibliothèques]!",
        );
        check("ZIP codes", "zip", "[ZIP] codes");
        check("a b", "a", "a b");
        check("", "x", "");
        check("<b>data</b>", "data", "<b>[data]</b>");
    }

    #[test]
    fn markup_is_taken_away_for_excerpts_and_made_safe_for_pages() {
        assert_eq!(
            plain("<p>Fire &amp; rescue</p><p>a &lt; b<script>x()</script></p>"),
            "Fire & rescue a < b"
        );
        let html = SafeHtml::of(
            "<p onclick=x>Hi <a href='javascript:x'>a</a><img src=//e/x><script>y</script><b>c</b></p>",
        );
        assert_eq!(
            html.to_string(),
            "<p>Hi <a rel=\"noopener noreferrer nofollow\">a</a><b>c</b></p>"
        );
    }

    #[test]
    fn excerpts_end_between_words() {
        assert_eq!(excerpt("one two, three", 9), "one two…");
        assert_eq!(excerpt("one", 9), "one");
    }
}
