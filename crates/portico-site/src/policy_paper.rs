//! How is the cookies policy printed? The words of the version that holds, as a tagged PDF.

use axum::response::Response;
use http::{HeaderValue, header};
use portico_i18n::Say;
use portico_model::Fault;
use portico_paper::{Block, Paper, Table};
use portico_web::{Asked, WebResult};

use crate::page::file;
use crate::policy::{TextView, no_text, version_words};
use crate::policy_versions::version_rows;
use crate::words::plain;

/// `GET /terms/cookies-policy.pdf`
pub(crate) async fn show_pdf(asked: Asked) -> WebResult<Response> {
    let say = asked.say();
    let pdf = paper(&asked, say)?.to_pdf().map_err(Fault::internal)?;
    let mut response = file("application/pdf", pdf);
    let name = format!("inline; filename=\"cookies-policy-{}.pdf\"", say.lang.code());
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn paper(asked: &Asked, say: Say) -> Result<Paper, Fault> {
    let policy = asked.policy();
    let document = &policy.current.document;
    let view = TextView::of(document, say.lang.code()).ok_or_else(no_text)?;
    let text = &view.text;
    let version = version_words(say, document);
    let address = format!("{}/terms/cookies-policy/", asked.address().base());
    let heading = |title: &str| Block::Heading(2, title.to_owned());
    let paragraph = |words: &str| Block::Paragraph(words.to_owned());
    let mut blocks = vec![
        paragraph(&version),
        paragraph(&text.opening),
        paragraph(&text.readers),
    ];
    match &text.prose {
        Some(prose) => blocks.push(Block::Paragraph(plain(prose))),
        None => blocks.extend([heading(&text.what.title), paragraph(&text.what.text)]),
    }
    blocks.push(heading(&text.classes_title));
    for class in &text.classes {
        blocks.push(Block::Heading(3, class.title.clone()));
        blocks.push(paragraph(&class.text));
        blocks.extend(class.none.as_deref().map(paragraph));
    }
    let earlier: Vec<String> = version_rows(policy, say)
        .into_iter()
        .filter(|row| !row.current)
        .map(|row| row.name)
        .collect();
    blocks.extend([
        heading(&text.table.title),
        Block::Table(table(&view)),
        heading(&text.refusing.title),
        paragraph(&text.refusing.text),
        Block::List(text.browsers.clone()),
        heading(&text.contact.title),
        paragraph(&text.contact.text),
        heading(&say.t("cookies-versions")),
        if earlier.is_empty() {
            paragraph(&say.t("cookies-versions-none"))
        } else {
            Block::List(earlier)
        },
        Block::Paragraph(format!(
            "{} {}",
            say.t("consent-versions-head"),
            policy.current.sha256
        )),
        Block::Paragraph(say.t1("cookies-paper-source", "address", address)),
    ]);
    let site = &document.title;
    Ok(Paper {
        title: format!("{} · {site}", text.title),
        lang: say.lang.code().to_owned(),
        author: site.clone(),
        date: day(&document.date),
        blocks,
        footer: format!("{site} · {version}"),
    })
}

fn table(view: &TextView) -> Table {
    let told = &view.text.table;
    let cells = |row: &crate::policy::RowView| {
        let supplier = match &row.controller {
            Some((controller, address)) => format!("{} ({controller}, {address})", row.row.supplier),
            None => row.row.supplier.clone(),
        };
        let row = row.row.clone();
        vec![
            row.name,
            supplier,
            row.function_and_place,
            row.purpose,
            row.set_when,
            row.duration,
            row.technical,
        ]
    };
    Table {
        caption: told.caption.clone(),
        header: told.columns.to_vec(),
        rows: view.rows.iter().map(cells).collect(),
    }
}

/// `2026-11-24` as numbers.
fn day(date: &str) -> Option<(u16, u8, u8)> {
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Some((year, month, parts.next()?.parse().ok()?))
}
