//! Do documents come out whole: every text, the tree, the pages?

use super::*;

fn table(rows: usize, cell: &str) -> Table {
    Table {
        caption: "Every cookie".to_owned(),
        header: ["Name", "Purpose", "Duration"].map(str::to_owned).into(),
        rows: (0..rows)
            .map(|row| vec![format!("name_{row}"), cell.to_owned(), "52 weeks".to_owned()])
            .collect(),
    }
}

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "Politique relative aux cookies".to_owned(),
        lang: "fr".to_owned(),
        author: "Ville".to_owned(),
        date: Some((2026, 11, 24)),
        blocks,
        footer: "Ville · Version 1".to_owned(),
    }
}

#[test]
fn a_document_with_every_kind_of_block_is_written() {
    let pdf = paper(vec![
        Block::Heading(2, "Quatre catégories".to_owned()),
        Block::Heading(3, "Nécessaires".to_owned()),
        Block::Paragraph("Les cookies nécessaires.".to_owned()),
        Block::List(vec!["Edge".to_owned(), "Firefox".to_owned()]),
        Block::Table(table(3, "Se souvient de vous.")),
    ])
    .to_pdf()
    .unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    for part in ["/StructTreeRoot", "/Lang", "/MarkInfo", "/Outlines"] {
        assert!(
            pdf.windows(part.len()).any(|window| window == part.as_bytes()),
            "{part}"
        );
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let once = || paper(vec![Block::Table(table(40, "Text"))]).to_pdf().unwrap();
    assert_eq!(once(), once());
}

#[test]
fn long_tables_and_cells_longer_than_a_page_go_on_over_pages() {
    let flow = |table: Table| {
        flow::Flow::of(&paper(vec![Block::Table(table)]), &face::Faces::load().unwrap()).unwrap()
    };
    let long = flow(table(120, "Remembers what you chose."));
    assert!(long.sheets.len() > 2);
    for sheet in &long.sheets {
        assert!(
            sheet.runs.iter().any(|run| run.text == "Purpose"),
            "the header is on every page"
        );
        assert!(
            sheet
                .runs
                .iter()
                .all(|run| run.y <= flow::BOTTOM && run.x < flow::WIDTH)
        );
    }
    let endless = flow(table(1, &"word ".repeat(4000)));
    assert!(endless.sheets.len() > 2);
    let words: usize = endless
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.runs)
        .map(|run| run.text.matches("word").count())
        .sum();
    assert_eq!(words, 4000, "nothing is lost");
}

#[test]
fn texts_from_strangers_never_fail() {
    for text in [
        "",
        " ",
        "\u{0}\u{7f}",
        "🦀🦀🦀",
        "مدينة",
        "北京市开放数据",
        &"x".repeat(5000),
        "a\u{300}\u{301}\u{302}\u{303}",
    ] {
        let mut paper = paper(vec![
            Block::Heading(2, text.to_owned()),
            Block::Paragraph(text.to_owned()),
            Block::List(vec![text.to_owned()]),
            Block::Table(table(2, text)),
        ]);
        paper.footer = text.to_owned();
        paper.title = format!("{text} data");
        paper.to_pdf().unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
}

#[test]
fn a_ragged_table_is_refused_with_its_row() {
    let mut ragged = table(2, "x");
    ragged.rows[1].pop();
    let error = paper(vec![Block::Table(ragged)]).to_pdf().unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 2 of the table has 2 cells, the table has 3 columns"
    );
}
