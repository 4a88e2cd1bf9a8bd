//! What becomes of content of others in an author's text? It is shown to those who agreed; for the rest a placeholder says what it is,
//! and what no service answers for is a plain link. So is a picture of another site: what it shows and where it is.

use askama::Template;
use portico_cookies::{Decision, Service, host_of};
use portico_i18n::Say;
use portico_model::Fault;
use portico_web::Asked;

use crate::consent::{DONE, ONCE};
use crate::words::SafeHtml;

/// Pieces of content of others in one text; what comes after is left out.
const MOST: usize = 20;

/// What stands where content of others would be.
#[derive(Debug, Template)]
#[template(path = "_placeholder.html")]
pub(crate) struct Placeholder {
    say: Say,
    key: String,
    anchor: String,
    title: String,
    /// Language of the title, when nobody translated it.
    lang: Option<String>,
    what: String,
    learns: String,
    stores: Option<String>,
    responsible: String,
    policy_url: String,
    privacy: String,
    signal: Option<String>,
    here: String,
    /// Address and words of a plain link to it.
    open: Option<(String, String)>,
}

/// Content of others, for who agreed.
#[derive(Debug, Template)]
#[template(path = "_outsider.html")]
struct Shown {
    say: Say,
    key: String,
    anchor: String,
    is_frame: bool,
    src: String,
    title: String,
    caption: String,
}

/// Content that no service answers for.
#[derive(Debug, Template)]
#[template(
    source = "<p class=\"outsider\" data-consent-blocked>{{ text }}{% if let Some((href, name)) = open %} <a href=\"{{ href }}\" rel=\"noopener noreferrer nofollow\">{{ name }}</a>{% endif %}</p>",
    ext = "html"
)]
struct Blocked {
    text: String,
    open: Option<(String, String)>,
}

/// A picture that stays where it is; it may stand in the middle of a sentence.
#[derive(Debug, Template)]
#[template(
    source = "<span class=\"outsider-picture\" data-consent-blocked>{{ text }} <a href=\"{{ href }}\" rel=\"noopener noreferrer nofollow\">{{ name }}</a></span>",
    ext = "html"
)]
struct Picture {
    text: String,
    href: String,
    name: String,
}

impl Placeholder {
    /// The placeholder of that service; `content` is the number and the address of the piece that it stands for.
    pub(crate) fn of(service: &Service, asked: &Asked, say: Say, content: Option<(usize, &str)>) -> Self {
        let fallback = asked.site().default_language().code();
        let provider = service.provider.as_str();
        let names: Vec<&str> = service
            .storage
            .iter()
            .map(|stored| stored.name.as_str())
            .collect();
        let query = asked
            .params()
            .without("flg")
            .without(DONE)
            .without(ONCE)
            .to_query();
        let host = content.and_then(|(_, src)| host_of(src));
        let (lang, words) = service.words_and_lang(say.lang.code(), fallback);
        Self {
            lang: lang.map(str::to_owned),
            key: service.key.clone(),
            anchor: match content {
                Some((number, _)) => format!("outside-{number}"),
                None => format!("outside-{}", service.key),
            },
            title: words.title.clone(),
            what: say.t1("consent-placeholder-what", "provider", provider),
            learns: say.t2(
                "consent-placeholder-learns",
                ("hosts", service.hosts.join(", ")),
                ("provider", provider),
            ),
            stores: (!names.is_empty())
                .then(|| say.t1("consent-placeholder-stores", "names", names.join(", "))),
            responsible: say.t1(
                "consent-placeholder-responsible",
                "controller",
                service.controller.as_str(),
            ),
            policy_url: service.policy_url.clone(),
            privacy: say.t1("consent-placeholder-privacy", "provider", provider),
            signal: (asked.decision(service) == Decision::Signal)
                .then(|| say.t("consent-placeholder-signal").into_owned()),
            here: if query.is_empty() {
                asked.path().to_owned()
            } else {
                format!("{}?{query}", asked.path())
            },
            open: content
                .zip(host)
                .map(|((_, src), host)| (src.to_owned(), say.t1("consent-open-there", "host", host))),
            say,
        }
    }

    /// As markup.
    ///
    /// # Errors
    /// When the template fails.
    pub(crate) fn html(&self) -> Result<SafeHtml, askama::Error> {
        self.render().map(SafeHtml::composed)
    }
}

/// An author's text, made safe, with content of others as this visitor may have it.
///
/// # Errors
/// When a template fails.
pub(crate) fn described(html: &str, asked: &Asked, say: Say) -> Result<SafeHtml, Fault> {
    let mut out = String::new();
    let mut number = 0;
    for piece in pieces(&SafeHtml::with_outsiders(html)) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Outsider(outsider) => {
                number += 1;
                if number <= MOST {
                    out.push_str(&show(&outsider, number, asked, say).map_err(Fault::internal)?);
                }
            }
        }
    }
    Ok(SafeHtml::composed(out))
}

fn show(outsider: &Outsider, number: usize, asked: &Asked, say: Say) -> Result<String, askama::Error> {
    let src = outsider.src.as_str();
    let host = host_of(src);
    if outsider.sort == Sort::Picture {
        return picture(outsider, host, say);
    }
    let service = host.and_then(|host| asked.policy().register.service_of_host(host));
    let Some(service) = service else {
        return Blocked {
            text: say.t1("consent-blocked", "host", host.unwrap_or("?")),
            open: host.map(|host| (src.to_owned(), say.t1("consent-open-there", "host", host))),
        }
        .render();
    };
    if !asked.admits(service) {
        return Placeholder::of(service, asked, say, Some((number, src))).render();
    }
    let caption = if asked.decision(service) == Decision::Allowed {
        say.t1("consent-shown", "provider", service.provider.as_str())
    } else {
        say.t("consent-shown-once").into_owned()
    };
    let own_title = outsider.title.trim();
    Shown {
        key: service.key.clone(),
        anchor: format!("outside-{number}"),
        is_frame: outsider.sort == Sort::Frame,
        src: src.to_owned(),
        title: if own_title.is_empty() {
            say.t1("consent-shown", "provider", service.provider.as_str())
        } else {
            own_title.to_owned()
        },
        caption,
        say,
    }
    .render()
}

/// What stands for a picture; nothing where it has no address that could be opened.
fn picture(outsider: &Outsider, host: Option<&str>, say: Say) -> Result<String, askama::Error> {
    let Some(host) = host else {
        return Ok(String::new());
    };
    let shows = outsider.title.trim();
    Picture {
        text: if shows.is_empty() {
            say.t1("consent-picture", "host", host)
        } else {
            say.t2("consent-picture-of", ("host", host), ("shows", shows))
        },
        href: outsider.src.clone(),
        name: say.t1("consent-open-there", "host", host),
    }
    .render()
}

/// What sort of content it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Frame,
    Film,
    Picture,
}

/// A frame, a film or a picture of an author's text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outsider {
    sort: Sort,
    /// Absolute address; another scheme than https makes it nobody's.
    src: String,
    /// What it shows.
    title: String,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Outsider(Outsider),
}

/// Takes frames, videos and pictures out of markup that the sanitiser has written: tags are balanced, names in lower case, values in double
/// quotes. Nothing of what such an element holds stays.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut begun, mut at) = (0, 0);
    while let Some(offset) = html[at..].find('<') {
        let start = at + offset;
        let Some(tag) = tag_at(html, start) else { break };
        at = tag.end;
        if !matches!(tag.name, "iframe" | "video" | "source" | "img") {
            continue;
        }
        if begun < start {
            found.push(Piece::Text(&html[begun..start]));
        }
        if tag.name == "source" {
            // Without its video it means nothing.
            begun = at;
            continue;
        }
        if tag.name == "img" {
            found.push(Piece::Outsider(Outsider {
                sort: Sort::Picture,
                src: absolute(&tag.value("src").unwrap_or_default()),
                title: tag.value("alt").unwrap_or_default(),
            }));
            begun = at;
            continue;
        }
        let end = end_of(html, at, tag.name);
        let inner = &html[at..end];
        let src = tag.value("src").or_else(|| source_in(inner));
        found.push(Piece::Outsider(Outsider {
            sort: if tag.name == "iframe" {
                Sort::Frame
            } else {
                Sort::Film
            },
            src: absolute(&src.unwrap_or_default()),
            title: tag.value("title").unwrap_or_default(),
        }));
        (begun, at) = (end, end);
    }
    if begun < html.len() {
        found.push(Piece::Text(&html[begun..]));
    }
    found
}

/// Where the element ends whose first tag ended there. What a frame holds is words, never tags; what a video holds are tags, whose
/// values may look like its end.
fn end_of(html: &str, begun: usize, name: &str) -> usize {
    const FRAME_END: &str = "</iframe>";
    let after_frame = |at: usize| {
        html[at..]
            .find(FRAME_END)
            .map_or(html.len(), |offset| at + offset + FRAME_END.len())
    };
    if name == "iframe" {
        return after_frame(begun);
    }
    let (mut at, mut depth) = (begun, 1_usize);
    while let Some(offset) = html[at..].find('<') {
        let Some(tag) = tag_at(html, at + offset) else {
            break;
        };
        at = tag.end;
        match tag.name {
            "iframe" => at = after_frame(at),
            "video" => depth += 1,
            "/video" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    html.len()
}

/// The address in the first `<source>`.
fn source_in(inner: &str) -> Option<String> {
    let start = inner.find("<source")?;
    tag_at(inner, start)?.value("src")
}

struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    end: usize,
}

/// The tag that begins there; its end is the first `>` outside of quotes.
fn tag_at(html: &str, start: usize) -> Option<Tag<'_>> {
    let rest = &html[start + 1..];
    let mut quoted = false;
    let length = rest.bytes().position(|byte| {
        if byte == b'"' {
            quoted = !quoted;
        }
        byte == b'>' && !quoted
    })?;
    let inside = &rest[..length];
    let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
    Some(Tag {
        name,
        attributes,
        end: start + 1 + length + 1,
    })
}

impl Tag<'_> {
    /// The value of an attribute, its entities resolved.
    fn value(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((name, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"')?;
            if name.trim() == wanted {
                return Some(
                    value
                        .replace("&quot;", "\"")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&nbsp;", "\u{a0}")
                        .replace("&amp;", "&"),
                );
            }
            rest = after;
        }
        None
    }
}

/// `//host/path` is on https, as the portal's own pages should be.
fn absolute(src: &str) -> String {
    match src.trim() {
        src if src.starts_with("//") => format!("https:{src}"),
        src => src.to_owned(),
    }
}

#[cfg(test)]
#[path = "embeds_tests.rs"]
mod tests;
