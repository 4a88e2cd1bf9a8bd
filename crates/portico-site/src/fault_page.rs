//! How does a fault look to a person? In the frame of every page, with what to do next.

use std::sync::Arc;

use askama::Template;
use portico_web::{FaultPage, FaultView};

use crate::page::Page;

#[derive(Debug, Template)]
#[template(path = "fault.html")]
struct FaultTemplate {
    page: Page,
    text: String,
    hint: Option<String>,
    request_id: Option<String>,
    retry: Option<String>,
}

/// The same in a frame of another site, where there is no place for more.
#[derive(Debug, Template)]
#[template(path = "embed_fault.html")]
struct EmbedTemplate {
    page: Page,
    text: String,
    hint: Option<String>,
}

/// Makes the page of a fault; the binary hands it to the layers.
#[must_use]
pub fn fault_page() -> FaultPage {
    Arc::new(|view: &FaultView<'_>| {
        let page = Page::new(view.asked, view.say, view.principal, view.title.clone()).unlisted();
        if view.asked.is_embed() {
            let template = EmbedTemplate {
                page: page.with_style("css/embed.css"),
                text: view.text.clone(),
                hint: view.hint.clone(),
            };
            return template.render().unwrap_or_else(|_| template.page.title.clone());
        }
        let is_ours = view.status >= 500;
        let is_get = view.asked.method().is_safe();
        let template = FaultTemplate {
            request_id: is_ours.then(|| view.request_id.to_owned()),
            retry: (is_get && (is_ours || view.status == 429)).then(|| page.here.clone()),
            page,
            text: view.text.clone(),
            hint: view.hint.clone(),
        };
        // Should the template fail, which it cannot for lack of anything fallible in it, the text alone is still an answer.
        template.render().unwrap_or_else(|_| template.page.title.clone())
    })
}
