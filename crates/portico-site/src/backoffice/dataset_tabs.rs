//! Which screens does one dataset have? The tabs above each of them, for those who may open them.

use portico_i18n::Say;
use portico_model::{Dataset, DatasetRight, DatasetRights};

use super::dataset::may_change;
use super::shell::Tab;

/// A screen of one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatasetScreen {
    About,
    Fields,
    Source,
    Processing,
    Updates,
    Versions,
    Feedback,
    Access,
}

impl DatasetScreen {
    /// In the order of the tabs.
    const ALL: [Self; 8] = [
        Self::About,
        Self::Fields,
        Self::Source,
        Self::Processing,
        Self::Updates,
        Self::Versions,
        Self::Feedback,
        Self::Access,
    ];

    /// Where it is, below the dataset's own address, and what it is called.
    const fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::About => ("", "publish-about-it"),
            Self::Fields => ("fields/", "publish-fields"),
            Self::Source => ("source/", "source-title"),
            Self::Processing => ("processing/", "processors-title"),
            Self::Updates => ("updates/", "updates-title"),
            Self::Versions => ("versions/", "dataset-tab-versions"),
            Self::Feedback => ("feedback/", "feedback-title"),
            Self::Access => ("access/", "people-access-short"),
        }
    }

    fn is_open(self, dataset: &Dataset, rights: DatasetRights) -> bool {
        match self {
            Self::About | Self::Source | Self::Feedback => true,
            Self::Fields => may_change(dataset, rights) && dataset.current.is_some(),
            Self::Processing | Self::Updates => may_change(dataset, rights),
            Self::Versions => dataset.current.is_some(),
            Self::Access => rights.contains(DatasetRight::Manage),
        }
    }
}

/// The tabs of that dataset.
pub(super) fn dataset_tabs(
    dataset: &Dataset,
    rights: DatasetRights,
    current: DatasetScreen,
    say: Say,
) -> Vec<Tab> {
    DatasetScreen::ALL
        .into_iter()
        .filter(|screen| screen.is_open(dataset, rights))
        .map(|screen| {
            let (below, word) = screen.place();
            Tab {
                href: format!("/backoffice/datasets/{}/{below}", dataset.id),
                text: say.t(word).into_owned(),
                current: screen == current,
            }
        })
        .collect()
}
