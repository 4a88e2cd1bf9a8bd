//! Which rows and cells were refused? The first are reported, all of them are listed in a file.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use portico_formats::read::{ReadSummary, Refusal};
use portico_model::Fault;
use tempfile::NamedTempFile;

use super::process::Sample;
use crate::clock;

/// Refusals that are told in a report.
const TOLD: usize = 20;
/// Refusals that are listed: beyond this, the file is not what it was taken for.
const LISTED: u64 = 5_000_000;

/// Takes refusals as they come.
pub(super) struct Collector {
    /// Where the list is written; none for a dry run.
    folder: Option<PathBuf>,
    first: Vec<Refusal>,
    list: Option<BufWriter<NamedTempFile>>,
    listed: u64,
    rows: u64,
    last_line: Option<u64>,
}

/// What was refused.
#[derive(Debug, Default)]
pub(super) struct Refused {
    /// The first of them.
    pub(super) first: Vec<Refusal>,
    /// Rows refused, or kept with a refused cell.
    pub(super) rows: u64,
    /// Rows of the file, refused ones included.
    pub(super) rows_read: u64,
    rows_kept: u64,
    list: Option<NamedTempFile>,
    /// The first records of the file as the steps found them, when there are steps.
    pub(super) sample: Option<Sample>,
}

impl Collector {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        let folder = folder.map(Path::to_owned);
        Self {
            folder,
            first: Vec::new(),
            list: None,
            listed: 0,
            rows: 0,
            last_line: None,
        }
    }

    /// Takes one; lines come in ascending order.
    pub(super) fn take(&mut self, refusal: Refusal) {
        if self.last_line != Some(refusal.line) {
            self.rows += 1;
            self.last_line = Some(refusal.line);
        }
        if let Err(error) = self.list(&refusal) {
            tracing::warn!(%error, "the list of refused rows cannot be written");
            self.folder = None;
            self.list = None;
        }
        if self.first.len() < TOLD {
            self.first.push(refusal);
        }
    }

    fn list(&mut self, refusal: &Refusal) -> std::io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        self.listed += 1;
        if self.listed > LISTED {
            return Ok(());
        }
        if self.list.is_none() {
            let mut list = BufWriter::new(NamedTempFile::new_in(folder)?);
            list.write_all(b"line,column,reason,value\r\n")?;
            self.list = Some(list);
        }
        let Some(list) = &mut self.list else { return Ok(()) };
        let column = quoted(refusal.column.as_deref().unwrap_or_default());
        write!(
            list,
            "{},{column},{},{}\r\n",
            refusal.line,
            quoted(&refusal.reason),
            quoted(&refusal.value)
        )
    }

    /// All of them.
    pub(super) fn finish(self, summary: ReadSummary) -> Refused {
        let list = self.list.and_then(|list| match list.into_inner() {
            Ok(list) => Some(list),
            Err(error) => {
                tracing::warn!(error = %error.error(), "the list of refused rows cannot be written");
                None
            }
        });
        let rows_read = summary.rows + summary.refused_rows;
        Refused {
            first: self.first,
            rows: self.rows,
            rows_read,
            rows_kept: summary.rows,
            list,
            sample: None,
        }
    }
}

impl Refused {
    /// A file of which nothing is left is no new version: readers would see nothing any more.
    ///
    /// # Errors
    /// `NothingLeft`, when there were rows and every one of them was refused.
    pub(super) fn check_some_left(&self) -> Result<(), Fault> {
        if self.rows_read == 0 || self.rows_kept > 0 {
            return Ok(());
        }
        let first = self.first.first();
        let why = first.map(|refusal| format!(": line {}, {}", refusal.line, refusal.reason));
        let message = format!(
            "no record is left: all {} rows are refused{}",
            self.rows_read,
            why.unwrap_or_default()
        );
        Err(Fault::invalid("NothingLeft", message)
            .with_hint("change how the file is read, or what happens to cells that do not fit; readers see the version before"))
    }

    /// Puts the list where people find it; none when nothing was refused.
    pub(super) fn keep(&mut self, folder: &Path, id: &str) -> Option<PathBuf> {
        let path = folder.join(format!("{id}-{}-refused.csv", clock::stamp()));
        match self.list.take()?.persist(&path) {
            Ok(_) => Some(path),
            Err(error) => {
                tracing::warn!(error = %error.error, "the list of refused rows cannot be kept");
                None
            }
        }
    }
}

/// A cell of a CSV file. A value that a spreadsheet would take for a formula is kept as it was: the list is about the file.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(line: u64, value: &str) -> Refusal {
        Refusal {
            line,
            column: Some("Cost".into()),
            reason: "not a number".into(),
            value: value.into(),
        }
    }

    #[test]
    fn the_first_are_told_and_all_are_listed() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut collector = Collector::new(Some(folder.path()));
        for line in 1..=30 {
            collector.take(refusal(line, "a \"b\", c"));
        }
        collector.take(refusal(30, "second cell of the line"));
        let summary = ReadSummary {
            rows: 100,
            refused_rows: 2,
            refused_cells: 31,
        };
        let mut refused = collector.finish(summary);
        assert_eq!(
            (refused.first.len(), refused.rows, refused.rows_read),
            (20, 30, 102)
        );
        let path = refused.keep(folder.path(), "parks").expect("a list");
        let text = std::fs::read_to_string(path).expect("text");
        assert_eq!(text.lines().count(), 32);
        assert!(
            text.contains("1,Cost,not a number,\"a \"\"b\"\", c\"\r\n"),
            "{text}"
        );
    }

    #[test]
    fn without_refusals_there_is_no_list() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut refused = Collector::new(Some(folder.path())).finish(ReadSummary::default());
        assert_eq!(refused.keep(folder.path(), "parks"), None);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
