//! How will these colours look? A drawing of a piece of a page: drawings may hold colours of their own where pages may not hold styles.

use portico_i18n::Say;
use portico_model::{Colour, Scheme};

use super::Preview;
use crate::words::SafeHtml;

/// A piece of a page in that scheme with that accent, and how well it is read.
pub(super) fn of(scheme: Scheme, accent: Colour, title: String, say: Say) -> Preview {
    let ratio = scheme.weakest(accent);
    let note = say.t1(
        "office-settings-contrast",
        "ratio",
        say.decimal((ratio * 100.0).floor() / 100.0, 2),
    );
    Preview {
        html: SafeHtml::drawn(drawing(scheme, accent, say)),
        title,
        note: Some(note),
        lang: None,
    }
}

fn drawing(scheme: Scheme, accent: Colour, say: Say) -> String {
    let (paper, ink, ink_2) = (scheme.paper, scheme.ink, scheme.ink_2);
    let (soft, on) = (scheme.soft(accent), scheme.on(accent));
    let [heading, link, button, chosen] = [
        "home-newest",
        "home-all",
        "common-search",
        "office-settings-preview-chosen",
    ]
    .map(|key| escaped(&say.t(key)));
    format!(
        "<svg class=\"look-preview\" viewBox=\"0 0 360 150\" role=\"img\" aria-label=\"{heading}, {link}, {button}, {chosen}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"14\">\
         <rect width=\"360\" height=\"150\" fill=\"{paper}\"/>\
         <text x=\"20\" y=\"34\" font-size=\"20\" font-family=\"Palatino, Georgia, serif\" font-weight=\"600\" fill=\"{ink}\">{heading}</text>\
         <text x=\"20\" y=\"62\" fill=\"{accent}\" text-decoration=\"underline\">{link}</text>\
         <text x=\"20\" y=\"84\" font-size=\"12\" fill=\"{ink_2}\">CC BY 4.0 · 2026</text>\
         <rect x=\"20\" y=\"100\" width=\"130\" height=\"34\" rx=\"3\" fill=\"{accent}\"/>\
         <text x=\"85\" y=\"122\" text-anchor=\"middle\" font-weight=\"600\" fill=\"{on}\">{button}</text>\
         <rect x=\"166\" y=\"100\" width=\"174\" height=\"34\" rx=\"3\" fill=\"{soft}\"/>\
         <text x=\"178\" y=\"122\" fill=\"{ink}\">{chosen}</text></svg>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
