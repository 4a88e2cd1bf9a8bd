//! What needs somebody's attention? Jobs that failed, datasets that grow old, drafts, gaps in metadata, searches in vain.

use chrono::{DateTime, Days, Utc};
use portico_audience::Dimension;
use portico_model::{Fault, JobState, Metadata, OwnNeed, Permission, Principal, State};

use crate::{DatasetView, JobInfo, JobQuery, Portal, ScheduleInfo, TroubledLetter, UsageRow, metas};

/// Jobs that failed longer ago are history, in days.
const FAILED_WITHIN: u64 = 14;
/// Failed jobs told.
const MOST_JOBS: u32 = 20;
/// Mails told.
const MOST_LETTERS: i64 = 20;
/// Days that searches are looked back at.
const SEARCHED_WITHIN: u64 = 30;
/// Words that found nothing told.
const MOST_WORDS: usize = 10;
/// A dataset that does not say how often it changes is old after so many days.
const OLD: i64 = 365;
const DAY: i64 = 86_400_000_000;

/// What needs attention, of what a principal may edit.
#[derive(Debug, Clone, Default)]
pub struct Attention {
    /// Datasets that the principal may edit.
    pub datasets: usize,
    /// Jobs that failed lately, newest first.
    pub failed_jobs: Vec<JobInfo>,
    /// Mails that could not be sent, the latest first; for those who manage people.
    pub letters: Vec<TroubledLetter>,
    /// Scheduled updates whose source has other fields, or whose runs fail.
    pub updates: Vec<ScheduleInfo>,
    /// Datasets about whose records readers have said something that nobody has dealt with, and how many such things.
    pub said: Vec<(DatasetView, i64)>,
    /// Datasets older than they promise to be, the oldest first.
    pub stale: Vec<StaleDataset>,
    /// Not published yet.
    pub drafts: Vec<DatasetView>,
    /// Published without a licence.
    pub without_licence: Vec<DatasetView>,
    /// Published without a description.
    pub without_description: Vec<DatasetView>,
    /// Published without something that the portal's own template wants.
    pub without_own: Vec<DatasetView>,
    /// Searches of the last days; none for those who may not see statistics.
    pub searches: Option<Searches>,
}

/// A dataset that is older than it promises to be.
#[derive(Debug, Clone)]
pub struct StaleDataset {
    /// Which.
    pub dataset: DatasetView,
    /// Its age in days.
    pub age: i64,
    /// The age that it promises at most, in days; none when it promises nothing.
    pub promised: Option<i64>,
}

/// How well searches went, from the anonymous statistics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searches {
    /// Days looked back.
    pub days: u64,
    /// How many there were.
    pub all: i64,
    /// How many found nothing.
    pub in_vain: i64,
    /// Words that found nothing, common enough to be told.
    pub words: Vec<UsageRow>,
}

impl Portal {
    /// What needs the attention of this principal at that moment.
    ///
    /// # Errors
    /// When nobody is signed in; when the registry fails.
    pub async fn attention(&self, who: &Principal, now: DateTime<Utc>) -> Result<Attention, Fault> {
        let own = self.own_datasets(who).await?;
        let mut found = Attention {
            datasets: own.len(),
            failed_jobs: self.failed_jobs(who, now).await?,
            letters: self.troubled_letters(who, MOST_LETTERS).await?,
            updates: self.schedules_to_mind(who).await?,
            searches: self.searches(who, now).await?,
            ..Attention::default()
        };
        let said = self.inner.registry.count_open_feedbacks().await?;
        for view in own {
            if let Some((_, count)) = said.iter().find(|(uid, _)| *uid == view.dataset.uid.as_str()) {
                found.said.push((view.clone(), *count));
            }
            if view.dataset.state == State::Draft {
                found.drafts.push(view);
                continue;
            }
            let metadata = &view.dataset.metadata;
            if is_blank(metadata.license.as_deref()) {
                found.without_licence.push(view.clone());
            }
            if is_blank(metadata.description.as_deref()) {
                found.without_description.push(view.clone());
            }
            let mut wanted = view
                .own_fields()
                .iter()
                .filter(|field| field.need != OwnNeed::Optional);
            if wanted.any(|field| field.said(metadata).is_empty()) {
                found.without_own.push(view.clone());
            }
            if let Some((age, promised)) = staleness(&view, now.timestamp_micros()) {
                found.stale.push(StaleDataset {
                    dataset: view,
                    age,
                    promised,
                });
            }
        }
        found.stale.sort_by_key(|stale| std::cmp::Reverse(stale.age));
        Ok(found)
    }

    /// The datasets that this principal may edit.
    async fn own_datasets(&self, who: &Principal) -> Result<Vec<DatasetView>, Fault> {
        let catalog = self.catalog(who).await?;
        let mut own = Vec::new();
        for view in catalog.entries.iter() {
            let may_edit = who.may(Permission::EditDataset)
                || self
                    .rights_on(who, &view.dataset.uid)
                    .await?
                    .contains(portico_model::DatasetRight::Edit);
            if may_edit {
                own.push(view.clone());
            }
        }
        Ok(own)
    }

    async fn failed_jobs(&self, who: &Principal, now: DateTime<Utc>) -> Result<Vec<JobInfo>, Fault> {
        let query = JobQuery {
            state: Some(JobState::Failed),
            ..JobQuery::default()
        };
        let since = now.checked_sub_days(Days::new(FAILED_WITHIN)).unwrap_or(now);
        let (jobs, _) = self.jobs(who, &query, MOST_JOBS, 0).await?;
        let is_recent = |job: &JobInfo| job.finished_at.unwrap_or(job.created_at) >= since.timestamp_micros();
        // Of a scheduled update, the last run counts: it is told by itself.
        let is_own = |job: &JobInfo| job.kind != "update";
        Ok(jobs
            .into_iter()
            .filter(|job| is_recent(job) && is_own(job))
            .collect())
    }

    /// The same figures as on the public page: nothing below the threshold.
    async fn searches(&self, who: &Principal, now: DateTime<Utc>) -> Result<Option<Searches>, Fault> {
        if !who.may(Permission::ExploreMonitoring) {
            return Ok(None);
        }
        let today = now.date_naive();
        let first = today
            .checked_sub_days(Days::new(SEARCHED_WITHIN))
            .unwrap_or(today);
        let usage = self.usage(&Principal::Anonymous, first, today).await?;
        let total = |name: &str| usage.totals.get(name).copied().unwrap_or(0);
        let words = usage
            .tables
            .iter()
            .filter(|(dimension, _)| *dimension == Dimension::TermInVain)
            .flat_map(|(_, rows)| rows.iter().cloned())
            .take(MOST_WORDS)
            .collect();
        Ok(Some(Searches {
            days: SEARCHED_WITHIN,
            all: total("searches"),
            in_vain: total("searches_in_vain"),
            words,
        }))
    }
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// Age and promise, in days, of a dataset that is older than it should be. A promise is kept with half its time on top.
fn staleness(view: &DatasetView, now: i64) -> Option<(i64, Option<i64>)> {
    let changed = metas::modified_at(&view.dataset)?;
    let age = (now - changed).max(0) / DAY;
    match promise(&view.dataset.metadata) {
        Some(Promise::Days(days)) => (age > days + days / 2 + 1).then_some((age, Some(days))),
        Some(Promise::Never) => None,
        None => (age > OLD).then_some((age, None)),
    }
}

/// How often a dataset says that it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// At least once in so many days.
    Days(i64),
    /// It does not, or not regularly.
    Never,
}

/// Words of frequency, as they begin: of the EU's vocabulary (`…/frequency/MONTHLY`) and of people in our three languages.
const FREQUENCIES: [(&[&str], Promise); 10] = [
    (
        &[
            "never",
            "irreg",
            "unknown",
            "other",
            "not_planned",
            "notplanned",
            "jamais",
            "nunca",
        ],
        Promise::Never,
    ),
    (
        &[
            "cont",
            "real",
            "hourly",
            "daily",
            "day",
            "quotid",
            "journal",
            "chaque jour",
            "diari",
            "tous les jours",
        ],
        Promise::Days(1),
    ),
    (
        &["weekly_2", "weekly_3", "weekly", "week", "hebdo", "semanal"],
        Promise::Days(7),
    ),
    (
        &["biweekly", "fortnight", "bimensuel", "quincenal"],
        Promise::Days(14),
    ),
    (
        &["monthly_2", "monthly_3", "monthly", "month", "mensu"],
        Promise::Days(31),
    ),
    (&["bimonthly", "bimestr"], Promise::Days(62)),
    (&["quarter", "trimestr"], Promise::Days(92)),
    (
        &["annual_2", "semiannual", "semestr", "twice a year", "biannual"],
        Promise::Days(183),
    ),
    (
        &["annual", "annuel", "yearly", "year", "anual"],
        Promise::Days(366),
    ),
    (&["biennial", "bisannuel", "bienal"], Promise::Days(731)),
];

fn promise(metadata: &Metadata) -> Option<Promise> {
    let said = metadata
        .update_frequency
        .iter()
        .chain(&metadata.dcat.accrualperiodicity);
    said.filter_map(|text| {
        let word = text.trim().rsplit('/').next().unwrap_or_default().to_lowercase();
        FREQUENCIES
            .iter()
            .find(|(starts, _)| starts.iter().any(|start| word.starts_with(start)))
            .map(|(_, promise)| *promise)
    })
    .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Promise>) {
        let metadata = Metadata {
            update_frequency: Some(text.to_owned()),
            ..Metadata::default()
        };
        assert_eq!(promise(&metadata), expected, "{text}");
    }

    #[test]
    fn frequencies_are_understood_in_words_and_in_the_vocabulary() {
        check("Daily", Some(Promise::Days(1)));
        check(
            "http://publications.europa.eu/resource/authority/frequency/MONTHLY",
            Some(Promise::Days(31)),
        );
        check(
            "http://publications.europa.eu/resource/authority/frequency/ANNUAL_2",
            Some(Promise::Days(183)),
        );
        check("hebdomadaire", Some(Promise::Days(7)));
        check("Trimestral", Some(Promise::Days(92)));
        check("annuelle", Some(Promise::Days(366)));
        check("annual", Some(Promise::Days(366)));
        check("irregular", Some(Promise::Never));
        check("when the mayor likes", None);
    }
}
