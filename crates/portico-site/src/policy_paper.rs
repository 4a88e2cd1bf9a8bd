//! How is the cookies policy printed? The words of the page as a tagged PDF.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, header};
use portico_i18n::Say;
use portico_model::Fault;
use portico_paper::{Block, Paper, Table};
use portico_web::{AppState, Asked, WebResult};

use crate::page::file;
use crate::policy::Told;

/// The columns of the table, as message keys, in the order of the page.
const COLUMNS: [&str; 7] = [
    "cookies-column-name",
    "cookies-column-supplier",
    "cookies-column-function",
    "cookies-column-purpose",
    "cookies-column-set-when",
    "cookies-column-duration",
    "cookies-column-technical",
];

/// `GET /terms/cookies-policy.pdf`
pub(crate) async fn show_pdf(State(state): State<AppState>, asked: Asked) -> WebResult<Response> {
    let say = asked.say();
    let told = Told::of(&state, &asked, say);
    let address = format!("{}/terms/cookies-policy/", asked.address().base());
    let site = state.site().title.clone();
    let pdf = paper(&told, &site, &address, say)
        .to_pdf()
        .map_err(Fault::internal)?;
    let mut response = file("application/pdf", pdf);
    let name = format!("inline; filename=\"cookies-policy-{}.pdf\"", say.lang.code());
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn paper(told: &Told, site: &str, address: &str, say: Say) -> Paper {
    let words = |key: &str| say.t(key).into_owned();
    let heading = |key: &str| Block::Heading(2, words(key));
    let mut blocks = vec![
        Block::Paragraph(told.version.clone()),
        Block::Paragraph(told.opening.clone()),
        Block::Paragraph(words("cookies-readers")),
        heading("cookies-what-title"),
        Block::Paragraph(words("cookies-what-text")),
        heading("cookies-classes-title"),
    ];
    for class in &told.classes {
        blocks.push(Block::Heading(3, class.title.clone()));
        blocks.push(Block::Paragraph(class.text.clone()));
        if class.rows.is_empty() {
            blocks.push(Block::Paragraph(words("cookies-class-empty")));
        }
    }
    blocks.extend([
        heading("cookies-table-title"),
        Block::Table(table(told, say)),
        heading("cookies-refuse-title"),
        Block::Paragraph(words("cookies-refuse-text")),
        Block::List(
            ["edge", "chrome", "firefox", "safari"]
                .map(|browser| words(&format!("cookies-refuse-{browser}")))
                .into(),
        ),
        heading("cookies-contact-title"),
        Block::Paragraph(told.contact.clone()),
        heading("cookies-versions"),
        if told.earlier.is_empty() {
            Block::Paragraph(words("cookies-versions-none"))
        } else {
            Block::List(told.earlier.clone())
        },
        Block::Paragraph(say.t1("cookies-paper-source", "address", address)),
    ]);
    Paper {
        title: format!("{} · {site}", words("cookies-title")),
        lang: say.lang.code().to_owned(),
        author: site.to_owned(),
        date: day(told.date),
        blocks,
        footer: format!("{site} · {}", told.version),
    }
}

fn table(told: &Told, say: Say) -> Table {
    let rows = told.classes.iter().flat_map(|class| &class.rows);
    Table {
        caption: say.t("cookies-table-caption").into_owned(),
        header: COLUMNS.map(|key| say.t(key).into_owned()).into(),
        rows: rows
            .map(|row| {
                vec![
                    row.name.to_owned(),
                    row.supplier.to_owned(),
                    row.function.clone(),
                    row.purpose.clone(),
                    row.set_when.clone(),
                    row.duration.clone(),
                    row.technical.clone(),
                ]
            })
            .collect(),
    }
}

/// `2026-11-24` as numbers.
fn day(date: &str) -> Option<(u16, u8, u8)> {
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Some((year, month, parts.next()?.parse().ok()?))
}
