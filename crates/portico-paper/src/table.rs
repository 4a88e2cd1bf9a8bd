//! How does a table break over pages? Its header comes again, rows stay whole where a page can hold them.

use crate::face::{Faces, Weight};
use crate::flow::{BOTTOM, Bar, COLUMN, Flow, MARGIN, Node, Role, count};
use crate::{PaperError, Table};

const SIZE: f32 = 7.5;
const LEADING: f32 = SIZE * 1.35;
const PAD: f32 = 4.0;

/// Where the columns are, and what is written in their cells.
#[derive(Debug)]
struct Columns {
    /// Left edge and width, without padding.
    places: Vec<(f32, f32)>,
}

/// Lays a table at the place where the flow is.
pub(crate) fn lay(flow: &mut Flow, table: &Table, faces: &Faces) -> Result<(), PaperError> {
    for (number, row) in table.rows.iter().enumerate() {
        if row.len() != table.header.len() {
            return Err(PaperError::Ragged {
                row: number + 1,
                cells: row.len(),
                columns: table.header.len(),
            });
        }
    }
    if table.header.is_empty() {
        return Ok(());
    }
    let columns = Columns::of(table, faces);
    let header = columns.lines(&table.header, faces, |_| Weight::Bold);
    flow.need(LEADING * 2.0 + height(&header) + height(&header));
    let caption = faces.of(Weight::Regular).lines(&table.caption, 9.0, COLUMN);
    let mut told = Vec::new();
    for line in caption {
        told.extend(flow.put(&line, (MARGIN, flow.y + 9.0), 9.0, Weight::Regular, true));
        flow.y += 12.5;
    }
    let head = draw_header(flow, &columns, &header, true);
    let mut rows = Vec::new();
    for row in &table.rows {
        let weight = |column| {
            if column == 0 {
                Weight::Bold
            } else {
                Weight::Regular
            }
        };
        let cells = columns.lines(row, faces, weight);
        rows.push(draw_row(flow, &columns, &header, &cells));
    }
    flow.y += 10.0;
    let mut parts = Vec::new();
    if !told.is_empty() {
        parts.push(Node::Group(Role::Caption, told));
    }
    parts.push(Node::Group(Role::Head, vec![Node::Group(Role::Row, head)]));
    parts.push(Node::Group(Role::Body, rows));
    flow.tree.push(Node::Group(Role::Table, parts));
    Ok(())
}

fn height(cells: &[Vec<String>]) -> f32 {
    let most = cells.iter().map(Vec::len).max().unwrap_or(0);
    count(most) * LEADING + 2.0 * PAD
}

/// The header; where it comes again it is decoration, since the tree has it already.
fn draw_header(flow: &mut Flow, columns: &Columns, header: &[Vec<String>], is_content: bool) -> Vec<Node> {
    let tall = height(header);
    let y = flow.y;
    flow.sheet().bars.push(Bar {
        x: MARGIN,
        y,
        width: COLUMN,
        height: tall,
        grey: 236,
    });
    let mut cells = Vec::new();
    for (lines, (x, _)) in header.iter().zip(&columns.places) {
        let mut leaves = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let base = y + PAD + count(number) * LEADING + SIZE;
            leaves.extend(flow.put(line, (*x, base), SIZE, Weight::Bold, is_content));
        }
        cells.push(Node::Group(Role::ColumnHeader, leaves));
    }
    flow.y += tall;
    cells
}

/// A row: on the next page when it does not fit on this one, cut when no page can hold it.
fn draw_row(flow: &mut Flow, columns: &Columns, header: &[Vec<String>], cells: &[Vec<String>]) -> Node {
    let fresh = MARGIN + height(header);
    if flow.y + height(cells) > BOTTOM && fresh + height(cells) <= BOTTOM {
        flow.turn();
        draw_header(flow, columns, header, false);
    }
    let most = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut leaves: Vec<Vec<Node>> = vec![Vec::new(); cells.len()];
    let mut from = 0;
    while from < most {
        let mut top = flow.y + PAD;
        let mut until = from;
        while until < most && top + LEADING + PAD <= BOTTOM {
            top += LEADING;
            until += 1;
        }
        if until == from {
            flow.turn();
            draw_header(flow, columns, header, false);
            continue;
        }
        for (column, lines) in cells.iter().enumerate() {
            let weight = if column == 0 {
                Weight::Bold
            } else {
                Weight::Regular
            };
            let x = columns.places[column].0;
            for (number, line) in lines.iter().take(until).skip(from).enumerate() {
                let base = flow.y + PAD + count(number) * LEADING + SIZE;
                leaves[column].extend(flow.put(line, (x, base), SIZE, weight, true));
            }
        }
        from = until;
        flow.y = top + PAD;
    }
    let y = flow.y;
    flow.sheet().bars.push(Bar {
        x: MARGIN,
        y,
        width: COLUMN,
        height: 0.5,
        grey: 190,
    });
    let role = |column| if column == 0 { Role::RowHeader } else { Role::Cell };
    let cells = leaves.into_iter().enumerate();
    Node::Group(
        Role::Row,
        cells
            .map(|(column, leaves)| Node::Group(role(column), leaves))
            .collect(),
    )
}

impl Columns {
    /// Widths: each column gets its longest word where there is room for all of them, and a share by the length of its texts.
    fn of(table: &Table, faces: &Faces) -> Self {
        let number = table.header.len();
        let mut words = vec![0.0_f32; number];
        let mut texts = vec![0.0_f32; number];
        let header = std::iter::once((&table.header, true));
        for (row, is_header) in header.chain(table.rows.iter().map(|row| (row, false))) {
            for (column, cell) in row.iter().enumerate() {
                let bold = is_header || column == 0;
                let face = faces.of(if bold { Weight::Bold } else { Weight::Regular });
                let written = face.writable(cell);
                let widest = written
                    .split(' ')
                    .map(|word| face.width(word, SIZE))
                    .fold(0.0, f32::max);
                words[column] = words[column].max(widest);
                texts[column] += face.width(&written, SIZE);
            }
        }
        let room = COLUMN - 2.0 * PAD * count(number);
        let fair = room / count(number);
        // A single endless word must not starve the others.
        let words: Vec<f32> = words.iter().map(|word| word.min(fair * 1.5) + 0.5).collect();
        let least: f32 = words.iter().sum();
        let all: f32 = texts.iter().sum::<f32>().max(1.0);
        let width = |column: usize| {
            if least >= room {
                words[column] * room / least
            } else {
                words[column] + (room - least) * texts[column] / all
            }
        };
        let mut x = MARGIN + PAD;
        let places = (0..number).map(|column| {
            let place = (x, width(column));
            x += place.1 + 2.0 * PAD;
            place
        });
        Self {
            places: places.collect(),
        }
    }

    /// Each cell in lines.
    fn lines(&self, cells: &[String], faces: &Faces, weight: impl Fn(usize) -> Weight) -> Vec<Vec<String>> {
        let cells = cells.iter().zip(&self.places).enumerate();
        cells
            .map(|(column, (cell, (_, width)))| faces.of(weight(column)).lines(cell, SIZE, *width))
            .collect()
    }
}
