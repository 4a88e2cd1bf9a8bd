//! Which parts has a page? Headings, comments, fenced blocks, tables; the rest is prose.

/// A part of a page that means something to the runner.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// A heading, without its comment.
    Heading { text: String },
    /// `<!-- … -->`, alone or behind a heading.
    Comment { line: usize, text: String },
    /// A fenced block: its info string and its text.
    Fence { line: usize, info: String, text: String },
    /// A table: cells of the header, then cells of each row with its line.
    Table {
        line: usize,
        header: Vec<String>,
        rows: Vec<(usize, Vec<String>)>,
    },
}

/// The parts of a page, in order.
///
/// # Errors
/// A fence or a comment that does not end, a table row with another number of cells: the line and what is wrong.
pub(super) fn parts(text: &str) -> Result<Vec<Part>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let number = at + 1;
        if line.starts_with("```") {
            let ticks = line.chars().take_while(|c| *c == '`').count();
            let fence = &line[..ticks];
            let info = line[ticks..].trim().to_owned();
            let end = (at + 1..lines.len())
                .find(|end| lines[*end].trim_end() == fence)
                .ok_or((number, "this block does not end".to_owned()))?;
            parts.push(Part::Fence {
                line: number,
                info,
                text: lines[at + 1..end].join("\n"),
            });
            at = end + 1;
            continue;
        }
        if line.starts_with('|') {
            let end = (at..lines.len())
                .find(|end| !lines[*end].starts_with('|'))
                .unwrap_or(lines.len());
            parts.push(table(&lines[at..end], number)?);
            at = end;
            continue;
        }
        let (before, comment) = comment(line).map_err(|wrong| (number, wrong))?;
        if line.starts_with('#') {
            let text = before.trim_start_matches('#').trim().to_owned();
            parts.push(Part::Heading { text });
        }
        if let Some(text) = comment {
            parts.push(Part::Comment { line: number, text });
        }
        at += 1;
    }
    Ok(parts)
}

/// What stands before a comment, and the comment.
fn comment(line: &str) -> Result<(&str, Option<String>), String> {
    let Some((before, rest)) = line.split_once("<!--") else {
        return Ok((line, None));
    };
    match rest.split_once("-->") {
        Some((text, after)) if after.trim().is_empty() => Ok((before, Some(text.trim().to_owned()))),
        _ => Err("a comment ends on its line, and nothing comes after it".to_owned()),
    }
}

fn table(lines: &[&str], number: usize) -> Result<Part, (usize, String)> {
    let header = cells(lines[0]);
    let ruled = lines
        .get(1)
        .is_some_and(|line| line.chars().all(|c| "|-: ".contains(c)) && line.contains('-'));
    if !ruled || lines.len() < 3 {
        return Err((number, "a table has a header, a rule and rows".to_owned()));
    }
    let rows = lines[2..].iter().enumerate().map(|(index, line)| {
        let cells = cells(line);
        match cells.len() == header.len() {
            true => Ok((number + 2 + index, cells)),
            false => Err((
                number + 2 + index,
                format!(
                    "this row has {} cells, the header has {}",
                    cells.len(),
                    header.len()
                ),
            )),
        }
    });
    let rows = rows.collect::<Result<_, _>>()?;
    Ok(Part::Table {
        line: number,
        header,
        rows,
    })
}

/// The cells of a row; a bar inside code does not end a cell.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut rest = line.trim().trim_start_matches('|');
    while let Some(first) = rest.chars().next() {
        if first == '`' {
            let ticks = rest.chars().take_while(|c| *c == '`').count();
            let closing = "`".repeat(ticks);
            let end = rest[ticks..]
                .find(&closing)
                .map_or(rest.len(), |end| ticks + end + ticks);
            cell.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        if first == '|' {
            cells.push(std::mem::take(&mut cell).trim().to_owned());
        } else {
            cell.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    if !cell.trim().is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

/// The code spans of a text: `` `a` `` and ``` ``b`c`` ```.
pub(super) fn spans(text: &str) -> Vec<String> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let ticks = rest[start..].chars().take_while(|c| *c == '`').count();
        let inner = &rest[start + ticks..];
        let Some(end) = inner.find(&"`".repeat(ticks)) else {
            break;
        };
        let span = &inner[..end];
        // A span of two or more ticks may be padded with one blank on both sides.
        let padded = ticks > 1 && span.starts_with(' ') && span.ends_with(' ') && span.len() > 2;
        spans.push(if padded { &span[1..span.len() - 1] } else { span }.to_owned());
        rest = &inner[end + ticks..];
    }
    spans
}

#[test]
fn a_page_is_taken_apart() {
    let text = "# Title <!-- case 3 -->\n\nProse.\n\n```http\nGET /\n```\n\n| `where` | cities |\n| --- | --- |\n| `` `12` = \"a|b\" `` | none |\n";
    let parts = parts(text).unwrap();
    assert_eq!(
        parts[1],
        Part::Comment {
            line: 1,
            text: "case 3".into()
        }
    );
    let Part::Table { rows, .. } = &parts[3] else {
        panic!("{parts:?}")
    };
    assert_eq!(rows[0].0, 11);
    assert_eq!(spans(&rows[0].1[0]), ["`12` = \"a|b\""]);
}

#[test]
fn a_malformed_page_is_refused_with_its_line() {
    assert_eq!(parts("\n```json\n{}\n").unwrap_err().0, 2);
    assert_eq!(parts("| a | b |\n| --- | --- |\n| 1 |\n").unwrap_err().0, 3);
    assert_eq!(parts("a\n<!-- b\n").unwrap_err().0, 2);
}
