//! Which parts has the back office, where does each begin, and who may come in?

use portico_i18n::Say;
use portico_model::{Permission, Principal};

/// A part of the back office: an entry of its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfficeSection {
    /// What needs attention.
    Dashboard,
    /// Datasets: publish, edit, versions, schedules.
    Datasets,
    /// Long tasks.
    Jobs,
    /// How much the portal is used.
    Statistics,
    /// Accounts.
    People,
    /// Groups of people.
    Groups,
    /// API keys.
    Keys,
    /// The cookies policy.
    Cookies,
    /// Settings of the portal.
    Settings,
    /// Who changed what.
    Trail,
}

impl OfficeSection {
    /// In the order of the menu.
    pub(crate) const ALL: [Self; 10] = [
        Self::Dashboard,
        Self::Datasets,
        Self::Jobs,
        Self::Statistics,
        Self::People,
        Self::Groups,
        Self::Keys,
        Self::Cookies,
        Self::Settings,
        Self::Trail,
    ];

    /// Its first screen.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "/backoffice/",
            Self::Datasets => "/backoffice/datasets/",
            Self::Jobs => "/backoffice/jobs/",
            Self::Statistics => "/backoffice/statistics/",
            Self::People => "/backoffice/people/",
            Self::Groups => "/backoffice/groups/",
            Self::Keys => "/backoffice/keys/",
            Self::Cookies => "/backoffice/cookies/",
            Self::Settings => "/backoffice/settings/",
            Self::Trail => "/backoffice/trail/",
        }
    }

    /// Its word in the menu.
    pub(crate) fn word(self, say: Say) -> String {
        match self {
            Self::Dashboard => say.t("office-dashboard"),
            Self::Datasets => say.t("office-datasets"),
            Self::Jobs => say.t("office-jobs"),
            Self::Statistics => say.t("office-statistics"),
            Self::People => say.t("office-people"),
            Self::Groups => say.t("office-groups"),
            Self::Keys => say.t("office-keys"),
            Self::Cookies => say.t("office-cookies"),
            Self::Settings => say.t("office-settings"),
            Self::Trail => say.t("office-trail"),
        }
        .into_owned()
    }

    /// May this principal come in? What may be done inside is asked again by each use case.
    pub(crate) fn is_open_to(self, who: &Principal) -> bool {
        match self {
            Self::Dashboard | Self::Datasets | Self::Jobs => may_enter(who),
            Self::Statistics => who.may(Permission::ExploreMonitoring),
            Self::People | Self::Groups | Self::Keys => who.may(Permission::ManagePeople),
            Self::Cookies | Self::Settings | Self::Trail => who.may(Permission::EditDomain),
        }
    }
}

/// May this principal come into the back office at all? Whoever may do more than read, be it with one dataset.
pub(crate) fn may_enter(who: &Principal) -> bool {
    who.works()
}
