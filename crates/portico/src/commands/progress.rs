//! How far is an import? A bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use portico_services::ImportProgress;

/// A plain line at most this often.
const PAUSE: Duration = Duration::from_secs(5);

/// Shows progress on standard error, so that standard output stays for the report.
#[derive(Debug)]
pub(super) enum Progress {
    /// Bytes, rows, rate, time left.
    Bar(ProgressBar),
    /// One line now and then.
    Lines(Mutex<(Instant, u8)>),
    /// Nothing: the report is for a program.
    Silent,
}

impl Progress {
    /// What suits standard error.
    pub(super) fn new(silent: bool) -> Self {
        if silent {
            return Self::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines(Mutex::new((Instant::now(), 0)));
        }
        let bar = ProgressBar::new(0);
        let template = "{prefix:8} {bar:30} {bytes}/{total_bytes} {msg} {binary_bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    /// Tells where the import is.
    pub(super) fn tell(&self, at: ImportProgress) {
        let pass = match at.pass {
            0 => "fetching",
            1 => "reading",
            _ => "storing",
        };
        match self {
            Self::Bar(bar) => {
                if bar.prefix() != pass {
                    bar.reset();
                    bar.set_prefix(pass);
                }
                bar.set_length(at.total_bytes.unwrap_or(at.bytes));
                bar.set_position(at.bytes);
                bar.set_message(format!("{} rows", HumanCount(at.rows)));
            }
            Self::Lines(last) => {
                let Ok(mut last) = last.lock() else { return };
                if last.1 == at.pass && last.0.elapsed() < PAUSE {
                    return;
                }
                *last = (Instant::now(), at.pass);
                let total = at
                    .total_bytes
                    .map(|total| format!(" of {}", HumanBytes(total)))
                    .unwrap_or_default();
                eprintln!(
                    "{pass}: {}{total}, {} rows",
                    HumanBytes(at.bytes),
                    HumanCount(at.rows)
                );
            }
            Self::Silent => {}
        }
    }

    /// Clears the bar.
    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
