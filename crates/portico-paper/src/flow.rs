//! What stands where, on which page, and what is it? Blocks from top to bottom, with the tree that a screen reader follows.

use crate::face::{Faces, Weight};
use crate::{Block, Paper, PaperError, table};

/// A4, in points.
pub(crate) const WIDTH: f32 = 595.0;
pub(crate) const HEIGHT: f32 = 842.0;
/// Free space around the text.
pub(crate) const MARGIN: f32 = 48.0;
/// Lowest line of the text.
pub(crate) const BOTTOM: f32 = HEIGHT - 60.0;
/// Width of the text.
pub(crate) const COLUMN: f32 = WIDTH - 2.0 * MARGIN;

const BODY: f32 = 10.0;

/// One line of text on a page.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) x: f32,
    /// Base line, from the top.
    pub(crate) y: f32,
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    /// Number of the leaf in the tree; none for what is only decoration.
    pub(crate) leaf: Option<usize>,
}

/// A thin line across, or a shade behind a header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bar {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// From black, 0, to white, 255.
    pub(crate) grey: u8,
}

/// What is drawn on one page: bars first.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) bars: Vec<Bar>,
    pub(crate) runs: Vec<Run>,
}

/// What a part is; the writer turns it into tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    Bullet,
    ItemBody,
    Table,
    Caption,
    Head,
    Body,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
}

/// The tree of the document.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Group(Role, Vec<Node>),
    Leaf(usize),
}

/// An entry of the outline.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) level: u16,
    pub(crate) text: String,
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// The document, laid out.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) tree: Vec<Node>,
    pub(crate) marks: Vec<Mark>,
    /// Number of leaves.
    pub(crate) leaves: usize,
    /// Where the next line may begin, from the top.
    pub(crate) y: f32,
}

impl Flow {
    /// Lays the document out.
    pub(crate) fn of(paper: &Paper, faces: &Faces) -> Result<Self, PaperError> {
        let mut flow = Self::default();
        flow.turn();
        flow.heading(1, &paper.title, faces);
        for block in &paper.blocks {
            match block {
                Block::Heading(level, text) => flow.heading((*level).clamp(2, 3), text, faces),
                Block::Paragraph(text) => {
                    let leaves = flow.text(text, faces, MARGIN, COLUMN);
                    if !leaves.is_empty() {
                        flow.tree.push(Node::Group(Role::Paragraph, leaves));
                        flow.y += 6.0;
                    }
                }
                Block::List(items) => flow.list(items, faces),
                Block::Table(table) => table::lay(&mut flow, table, faces)?,
            }
        }
        Ok(flow)
    }

    /// Goes on at the top of a new page.
    pub(crate) fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = MARGIN;
    }

    /// Turns the page when less than that many points are left.
    pub(crate) fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > MARGIN {
            self.turn();
        }
    }

    /// The page that is being filled.
    pub(crate) fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("a flow begins with a page")
    }

    /// Puts one line; `is_content` makes it a leaf of the tree.
    pub(crate) fn put(
        &mut self,
        text: &str,
        at: (f32, f32),
        size: f32,
        weight: Weight,
        is_content: bool,
    ) -> Option<Node> {
        if text.trim().is_empty() {
            return None;
        }
        let leaf = is_content.then_some(self.leaves);
        self.leaves += usize::from(is_content);
        self.sheet().runs.push(Run {
            text: text.to_owned(),
            x: at.0,
            y: at.1,
            size,
            weight,
            leaf,
        });
        leaf.map(Node::Leaf)
    }

    fn heading(&mut self, level: u16, text: &str, faces: &Faces) {
        let size = match level {
            1 => 20.0,
            2 => 14.0,
            _ => 11.0,
        };
        let lines = faces.of(Weight::Bold).lines(text, size, COLUMN);
        let leading = size * 1.25;
        let title = lines.concat();
        if title.is_empty() {
            return;
        }
        // A heading does not stay alone at the foot of a page.
        self.need(leading * count(lines.len()) + 3.0 * BODY * 1.4);
        if self.y > MARGIN {
            self.y += size * 0.6;
        }
        self.marks.push(Mark {
            level,
            text: title.clone(),
            page: self.sheets.len() - 1,
            y: self.y,
        });
        let mut leaves = Vec::new();
        for line in &lines {
            leaves.extend(self.put(line, (MARGIN, self.y + size), size, Weight::Bold, true));
            self.y += leading;
        }
        self.y += size * 0.25;
        self.tree.push(Node::Group(Role::Heading(level, title), leaves));
    }

    /// Lines of a text, over as many pages as it takes.
    fn text(&mut self, text: &str, faces: &Faces, x: f32, width: f32) -> Vec<Node> {
        let mut leaves = Vec::new();
        for line in faces.of(Weight::Regular).lines(text, BODY, width) {
            self.need(BODY * 1.4);
            leaves.extend(self.put(&line, (x, self.y + BODY), BODY, Weight::Regular, true));
            self.y += BODY * 1.4;
        }
        leaves
    }

    fn list(&mut self, items: &[String], faces: &Faces) {
        let mut nodes = Vec::new();
        for item in items {
            self.need(BODY * 1.4);
            let at = (MARGIN + 4.0, self.y + BODY);
            let bullet = self.put("•", at, BODY, Weight::Regular, true);
            let body = self.text(item, faces, MARGIN + 16.0, COLUMN - 16.0);
            nodes.push(Node::Group(
                Role::Item,
                vec![
                    Node::Group(Role::Bullet, bullet.into_iter().collect()),
                    Node::Group(Role::ItemBody, body),
                ],
            ));
            self.y += 2.0;
        }
        self.y += 4.0;
        self.tree.push(Node::Group(Role::List, nodes));
    }
}

/// A number of lines as a factor.
pub(crate) fn count(lines: usize) -> f32 {
    f32::from(u16::try_from(lines).unwrap_or(u16::MAX))
}
