//! How does a text with headings and tables become a document to print? Tagged PDF that a screen reader can follow.
//!
//! The documents hold to PDF/UA-1: a title, a language, an outline, headings, paragraphs, lists and tables as a tree, and everything
//! else marked as decoration. The same content gives the same bytes.

mod emit;
mod face;
mod flow;
mod table;

use thiserror::Error;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Title: in the window of the reader and on the first page.
    pub title: String,
    /// Language of all texts, a BCP 47 tag such as `fr`.
    pub lang: String,
    /// Who publishes it.
    pub author: String,
    /// Year, month and day of the content; none when it has no date.
    pub date: Option<(u16, u8, u8)>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// At the foot of every page, before the number of the page.
    pub footer: String,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title: level 2 or 3.
    Heading(u16, String),
    /// A paragraph.
    Paragraph(String),
    /// A list with bullets.
    List(Vec<String>),
    /// A table.
    Table(Table),
}

/// A table whose header comes again on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Headers of the columns.
    pub header: Vec<String>,
    /// Rows, each with as many cells as there are headers; the first cell is the header of its row.
    pub rows: Vec<Vec<String>>,
}

/// Why a document could not be written.
#[derive(Debug, Error)]
pub enum PaperError {
    /// A row has more or fewer cells than the table has columns.
    #[error("row {row} of the table has {cells} cells, the table has {columns} columns")]
    Ragged {
        /// Counted from 1.
        row: usize,
        /// Cells of the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// The embedded font could not be read.
    #[error("the embedded font cannot be read")]
    Font,
    /// The writer refused the document.
    #[error("the document cannot be written: {0}")]
    Writer(String),
}

impl Paper {
    /// The document as PDF 1.7, A4.
    ///
    /// # Errors
    /// [`PaperError`]; characters that the font does not hold are no error, they are written in Latin letters.
    pub fn to_pdf(&self) -> Result<Vec<u8>, PaperError> {
        let faces = face::Faces::load()?;
        let flow = flow::Flow::of(self, &faces)?;
        emit::emit(self, &flow, &faces)
    }
}

#[cfg(test)]
mod tests;
