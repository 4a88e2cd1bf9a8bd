//! What does every page share? Its frame: title, language, account, links to the same page in other languages.

use std::borrow::Cow;

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use portico_i18n::{Lang, Say};
use portico_model::{Fault, FootPiece, Principal, foot_pieces};
use portico_web::{Asked, SiteSettings, Visitor, WebResult};

use crate::assets;
use crate::backoffice::may_enter;
use crate::consent::{DONE, Notice, ONCE, Tool};
use crate::look::{self, Logo};

/// The frame of a page. Templates ask it for words.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Words of the page's language.
    pub(crate) say: Say,
    /// What the browser's tab says, before the name of the portal.
    pub(crate) title: String,
    /// Name of the portal.
    pub(crate) site: String,
    /// One or two sentences for search engines.
    pub(crate) description: Option<String>,
    /// Address for the `next` of forms: path and query without a forced language.
    pub(crate) here: String,
    /// Absolute address of the page without a forced language.
    pub(crate) canonical: String,
    /// The portal's logo, if it has one.
    pub(crate) logo: Option<Logo>,
    /// Address of the style sheet with the portal's own colours.
    pub(crate) theme: Option<String>,
    /// Words at the foot of every page.
    pub(crate) footer: Option<String>,
    /// The same in parts, when they place the links of the foot themselves.
    pub(crate) foot: Option<Vec<Foot>>,
    /// The languages to switch to; empty on a portal with one language.
    pub(crate) languages: Vec<Choice>,
    /// E-mail address of who is signed in.
    pub(crate) account: Option<String>,
    /// Whether who is signed in may come into the back office.
    pub(crate) may_enter: bool,
    /// Which link of the header is this page.
    pub(crate) section: Section,
    /// Style sheets besides those of every page.
    pub(crate) styles: Vec<String>,
    /// Modules besides the one of every page.
    pub(crate) scripts: Vec<String>,
    /// Search engines should leave it alone.
    pub(crate) unlisted: bool,
    /// What it says about cookies before anything else.
    pub(crate) notice: Notice,
    /// Tools of others that it loads because the visitor agreed.
    pub(crate) tools: Vec<Tool>,
}

/// The parts of the portal that the header links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Section {
    /// None of them.
    #[default]
    Other,
    /// Catalog and datasets.
    Data,
    /// Sign-in and account.
    Account,
    /// The back office.
    Office,
}

/// A language that the page can be had in.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) current: bool,
    /// Absolute address that forces it.
    pub(crate) href: String,
}

impl Page {
    /// The frame for a visitor.
    pub(crate) fn of(visitor: &Visitor, title: impl Into<String>) -> Self {
        Self::new(&visitor.asked, visitor.say(), &visitor.principal, title.into())
    }

    /// The frame of a fault's page, where less is known.
    pub(crate) fn new(asked: &Asked, say: Say, principal: &Principal, title: String) -> Self {
        let settings = asked.site();
        let query = asked
            .params()
            .without("flg")
            .without(DONE)
            .without(ONCE)
            .to_query();
        let here = if query.is_empty() {
            asked.path().to_owned()
        } else {
            format!("{}?{query}", asked.path())
        };
        let canonical = asked.address().absolute(&here);
        Self {
            languages: languages(settings, say.lang, &canonical),
            account: match principal {
                Principal::Person(person) => Some(person.email.clone()),
                Principal::Anonymous | Principal::Operator => None,
            },
            may_enter: may_enter(principal),
            // A frame in a page of others asks nothing and loads nothing of others.
            notice: if asked.is_embed() {
                Notice::None
            } else {
                Notice::of(asked, say, &here)
            },
            tools: if asked.is_embed() {
                Vec::new()
            } else {
                Tool::of(asked)
            },
            say,
            title,
            site: settings.title.clone(),
            logo: look::logo(&settings.document),
            theme: look::theme(&settings.document),
            footer: settings.document.general.footer.clone(),
            foot: foot(settings.document.general.footer.as_deref(), say),
            description: None,
            here,
            canonical,
            section: Section::Other,
            styles: Vec::new(),
            scripts: Vec::new(),
            unlisted: false,
        }
    }

    /// In that part of the portal.
    pub(crate) fn in_section(mut self, section: Section) -> Self {
        self.section = section;
        self
    }

    /// With a sentence for search engines.
    pub(crate) fn described(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into()).filter(|text: &String| !text.is_empty());
        self
    }

    /// Loads that style sheet too.
    pub(crate) fn with_style(mut self, path: &str) -> Self {
        self.styles.push(assets::url(path));
        self
    }

    /// Loads that module too.
    pub(crate) fn with_script(mut self, path: &str) -> Self {
        self.scripts.push(assets::url(path));
        self
    }

    /// Not for search engines.
    pub(crate) fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    /// The message of that key.
    pub(crate) fn t(&self, key: &str) -> Cow<'static, str> {
        self.say.t(key)
    }

    /// The message of that key with a text in it.
    pub(crate) fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.say.t1(key, name, value)
    }

    /// Code of the language.
    pub(crate) fn lang(&self) -> &'static str {
        self.say.lang.code()
    }

    /// Direction of writing.
    pub(crate) fn dir(&self) -> &'static str {
        self.say.lang.dir().as_str()
    }

    /// Address of a file of ours.
    pub(crate) fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// This page is in that part of the portal.
    pub(crate) fn is_data(&self) -> bool {
        self.section == Section::Data
    }

    /// Likewise.
    pub(crate) fn is_account(&self) -> bool {
        self.section == Section::Account
    }

    /// Likewise.
    pub(crate) fn is_office(&self) -> bool {
        self.section == Section::Office
    }

    /// What the browser's tab says.
    pub(crate) fn full_title(&self) -> String {
        if self.title == self.site {
            self.site.clone()
        } else {
            format!("{} · {}", self.title, self.site)
        }
    }
}

/// A part of the foot of a page.
#[derive(Debug, Clone)]
pub(crate) struct Foot {
    pub(crate) text: String,
    /// Where it leads, when it is a link.
    pub(crate) href: Option<&'static str>,
}

/// The parts of the foot, when its words place links. What is no link of this program stays words.
fn foot(text: Option<&str>, say: Say) -> Option<Vec<Foot>> {
    let parts = foot_pieces(text?).into_iter().map(|piece| {
        let (key, href) = match piece {
            FootPiece::Link("cookies-policy") => ("legal-cookies-title", "/terms/cookies-policy/"),
            FootPiece::Link("manage-cookies") => ("cookies-manage", "/cookies/preferences/"),
            FootPiece::Link("privacy") => ("legal-privacy-title", "/terms/privacy-policy/"),
            FootPiece::Link("legal") => ("legal-terms-title", "/terms/terms-and-conditions/"),
            FootPiece::Link("statistics") => ("statistics-title", "/statistics/"),
            FootPiece::Link("api") => ("api-title", "/console"),
            FootPiece::Words(text) | FootPiece::Link(text) => {
                return Foot {
                    text: text.to_owned(),
                    href: None,
                };
            }
        };
        Foot {
            text: say.t(key).into_owned(),
            href: Some(href),
        }
    });
    let parts: Vec<Foot> = parts.collect();
    parts.iter().any(|part| part.href.is_some()).then_some(parts)
}

fn languages(settings: &SiteSettings, current: Lang, canonical: &str) -> Vec<Choice> {
    if !settings.has_several_languages() {
        return Vec::new();
    }
    let joint = if canonical.contains('?') { '&' } else { '?' };
    let choice = |lang: &Lang| Choice {
        code: lang.code(),
        name: lang.autonym(),
        current: *lang == current,
        href: format!("{canonical}{joint}flg={lang}"),
    };
    settings.languages.iter().map(choice).collect()
}

/// The page as an answer.
pub(crate) fn show(template: &impl Template) -> WebResult<Response> {
    show_with(StatusCode::OK, template)
}

/// The page as an answer of that status.
pub(crate) fn show_with(status: StatusCode, template: &impl Template) -> WebResult<Response> {
    let html = template.render().map_err(Fault::internal)?;
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// A file that is made on the fly.
pub(crate) fn file(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Sends the browser to a path of our own; 303 makes it a GET.
pub(crate) fn redirect(status: StatusCode, target: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let target = HeaderValue::try_from(ascii(target)).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, target);
    response
}

/// A path with what is not ASCII percent-encoded, as a header wants it.
fn ascii(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for c in target.chars() {
        if c.is_ascii_graphic() {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes)
                .bytes()
                .for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        }
    }
    out
}
