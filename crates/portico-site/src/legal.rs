//! What do privacy policy and terms say? The portal's own text from the settings, else what the program can say of itself.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use portico_web::{Asked, Visitor, WebResult};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::page::{Page, show};
use crate::words::SafeHtml;

#[derive(Debug, Template)]
#[template(path = "privacy.html")]
struct PrivacyTemplate {
    page: Page,
    /// What is said of third parties.
    third: String,
    /// What is kept of refused requests; none when nothing is.
    refusals: Option<String>,
    text: Option<OwnText>,
    contact: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "terms.html")]
struct TermsTemplate {
    page: Page,
    text: Option<OwnText>,
    contact: Option<String>,
}

/// A text of the portal's own, in its language.
#[derive(Debug)]
struct OwnText {
    lang: String,
    html: SafeHtml,
}

/// `GET /terms/privacy-policy/`
pub(crate) async fn show_privacy(visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let policy = visitor.asked.policy();
    let services = policy.register.services().iter();
    let providers: Vec<&str> = services.map(|service| service.provider.as_str()).collect();
    let third = if providers.is_empty() {
        say.t("legal-privacy-third-text").into_owned()
    } else {
        say.t1("consent-privacy-third-text", "providers", providers.join(", "))
    };
    let days = visitor.asked.site().refusal_days;
    show(&PrivacyTemplate {
        third,
        refusals: (days > 0).then(|| say.t1("legal-privacy-security-text", "days", i64::from(days))),
        text: own(&visitor, &visitor.asked.site().document.legal.privacy),
        contact: contact(&visitor.asked),
        page: Page::of(&visitor, say.t("legal-privacy-title")),
    })
}

/// `GET /terms/terms-and-conditions/`
pub(crate) async fn show_terms(visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    show(&TermsTemplate {
        text: own(&visitor, &visitor.asked.site().document.legal.terms),
        contact: contact(&visitor.asked),
        page: Page::of(&visitor, say.t("legal-terms-title")),
    })
}

/// The text in the language of the page, else in the portal's first one.
fn own(visitor: &Visitor, texts: &BTreeMap<String, String>) -> Option<OwnText> {
    let first = visitor.asked.site().default_language();
    [visitor.lang, first].into_iter().find_map(|lang| {
        let text = texts.get(lang.code())?;
        Some(OwnText {
            lang: lang.code().to_owned(),
            html: written(text),
        })
    })
}

fn contact(asked: &Asked) -> Option<String> {
    let contact = asked.site().contact.as_deref()?;
    Some(asked.say().t1("legal-contact", "contact", contact))
}

/// Markdown as safe HTML. Its headings begin below the title of the page.
pub(crate) fn written(markdown: &str) -> SafeHtml {
    let below = |level: HeadingLevel| match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    };
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        other => other,
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    SafeHtml::document(&text)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn markdown_becomes_html_without_anything_that_runs() {
        let html = written(
            "# Who we are\n\n*City* of [X](javascript:alert(1)) <script>alert(1)</script><img src=x onerror=y>\n\n## More\n\n- a",
        );
        let html = html.to_string();
        assert!(
            html.contains("<h2>Who we are</h2>") && html.contains("<h3>More</h3>"),
            "{html}"
        );
        assert!(
            html.contains("<em>City</em>") && html.contains("<li>a</li>"),
            "{html}"
        );
        for bad in ["script", "onerror", "<img", "javascript"] {
            assert!(!html.contains(bad), "{html}");
        }
    }
}
