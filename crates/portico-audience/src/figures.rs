//! What is written when a day ends? Totals of events, and rows whose small cells are hidden already.

use chrono::NaiveDate;

/// What the rows of a table are about. One dimension at a time: tables are never crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Groups of pages.
    Page,
    /// Datasets.
    Dataset,
    /// Families of the API.
    Api,
    /// Formats of downloads.
    Format,
    /// Languages of pages.
    Language,
    /// Hosts of the pages that linked here.
    Referrer,
    /// Searched words.
    Term,
    /// Searched words that found nothing.
    TermInVain,
}

impl Dimension {
    /// Every dimension, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Dataset,
        Self::Page,
        Self::Format,
        Self::Api,
        Self::Term,
        Self::TermInVain,
        Self::Referrer,
        Self::Language,
    ];

    /// The word in tables and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Dataset => "dataset",
            Self::Api => "api",
            Self::Format => "format",
            Self::Language => "language",
            Self::Referrer => "referrer",
            Self::Term => "term",
            Self::TermInVain => "term_in_vain",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == text)
    }
}

/// What is counted in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Different visitors of the day, estimated.
    Visitors,
    /// Pages shown to people.
    Views,
    /// Calls of the API.
    Calls,
    /// Files.
    Downloads,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 4] = [Self::Visitors, Self::Views, Self::Calls, Self::Downloads];

    /// The word in tables and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitors => "visitors",
            Self::Views => "views",
            Self::Calls => "calls",
            Self::Downloads => "downloads",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == text)
    }
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the table is about.
    pub dimension: Dimension,
    /// Which: the identifier of a dataset, a format, a word.
    pub name: String,
    /// What was counted.
    pub metric: Metric,
    /// How much; none is "too few to say": the row had fewer visitors than the threshold, or would betray one that had.
    pub value: Option<u64>,
}

/// Events of the whole portal. They count requests, not people, and are always shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// All requests, those of objectors and machinery included.
    pub requests: u64,
    /// Pages shown to people.
    pub views: u64,
    /// Calls of the API by people's pages and programs.
    pub calls: u64,
    /// Files.
    pub downloads: u64,
    /// Pages shown inside other sites.
    pub embeds: u64,
    /// Searches.
    pub searches: u64,
    /// Searches that found nothing.
    pub searches_in_vain: u64,
    /// Requests of people.
    pub by_people: u64,
    /// Requests of programs.
    pub by_programs: u64,
    /// Requests of bots.
    pub by_bots: u64,
    /// Answers that were a client's error.
    pub client_errors: u64,
    /// Answers that were our error.
    pub server_errors: u64,
}

/// Events of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// 0 to 23, in the portal's time.
    pub hour: u8,
    /// All requests.
    pub requests: u64,
    /// Pages shown to people.
    pub views: u64,
}

/// What is written of a day, or of a piece of a day that a restart cut.
#[derive(Debug, Clone, PartialEq)]
pub struct DayFigures {
    /// The day, in the portal's time.
    pub date: NaiveDate,
    /// Fewest visitors of a cell that is shown.
    pub threshold: u64,
    /// Events.
    pub totals: Totals,
    /// Different visitors of the piece; none is "too few to say".
    pub visitors: Option<u64>,
    /// Hours in which something happened.
    pub hours: Vec<Hour>,
    /// The tables.
    pub rows: Vec<Row>,
}
