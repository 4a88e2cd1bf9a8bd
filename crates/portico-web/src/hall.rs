//! What do the layers need? Settings, keys, who people are, how a fault looks; nothing about datasets.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono_tz::Tz;
use futures::future::BoxFuture;
use portico_audience::Audience;
use portico_cookies::policy::{Draft, PolicyFacts};
use portico_cookies::{CsrfKey, OnceKey};
use portico_model::{Fault, Principal, SiteDocument};
use portico_services::{ChoiceLedger, Policy, Portal, RefusalLog};

use crate::{FaultView, SiteSettings};

/// Makes the HTML page of a fault; the site registers one.
pub type FaultPage = Arc<dyn Fn(&FaultView<'_>) -> String + Send + Sync>;

/// Who is behind a session key or an API key.
pub trait People: Send + Sync {
    /// The person signed in with that session key.
    fn of_session<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Principal>, Fault>>;
    /// The owner of that API key, within its limits.
    fn of_api_key<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Principal>, Fault>>;
}

impl People for Portal {
    fn of_session<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Principal>, Fault>> {
        Box::pin(self.principal_of_session(key))
    }

    fn of_api_key<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Principal>, Fault>> {
        Box::pin(self.principal_of_key(key))
    }
}

/// Which cookies policy holds.
pub trait Policies: Send + Sync {
    /// The policy that holds now, of a portal that says this of itself.
    fn current(&self, facts: Arc<PolicyFacts>) -> BoxFuture<'_, Result<Arc<Policy>, Fault>>;
}

/// The policy that the registry keeps.
#[derive(Debug, Clone)]
pub(crate) struct PolicyBook {
    pub(crate) portal: Portal,
}

impl Policies for PolicyBook {
    fn current(&self, facts: Arc<PolicyFacts>) -> BoxFuture<'_, Result<Arc<Policy>, Fault>> {
        Box::pin(async move { self.portal.policy(&facts).await })
    }
}

/// The anonymous statistics of the running day. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// Counters and sketches.
    pub audience: Arc<Audience>,
    /// Whose midnight ends a day.
    pub timezone: Tz,
}

/// The settings that hold, and what follows from them.
#[derive(Debug, Clone)]
struct Settled {
    site: Arc<SiteSettings>,
    facts: Arc<PolicyFacts>,
}

impl Settled {
    fn new(site: SiteSettings) -> Self {
        Self {
            facts: Arc::new(site.policy_facts()),
            site: Arc::new(site),
        }
    }
}

/// What the layers share.
pub struct Hall {
    /// The settings of the operator.
    base: SiteSettings,
    /// What holds: the settings of the operator with what was decided in the back office.
    settled: RwLock<Settled>,
    /// Makes and recognises CSRF tokens.
    pub csrf: CsrfKey,
    /// Statistics; none when the operator switched them off.
    pub statistics: Option<Statistics>,
    /// Writes and recognises notes that let a page show something once.
    pub once: OnceKey,
    /// Choices about cookies that have not been kept yet.
    pub choices: Arc<ChoiceLedger>,
    /// The policy of a portal to which nothing was added: what holds when nobody can say another.
    pub(crate) bare_policy: Arc<Policy>,
    pub(crate) policies: Option<Arc<dyn Policies>>,
    /// Requests that were refused for the sake of security, until they are kept.
    pub refusals: RefusalLog,
    pub(crate) people: Arc<dyn People>,
    pub(crate) fault_page: Option<FaultPage>,
    stray_cookies: AtomicU64,
}

impl Hall {
    /// A hall for those people; `secret` is the portal's.
    #[must_use]
    pub fn new(
        site: SiteSettings,
        secret: &[u8; 32],
        people: Arc<dyn People>,
        fault_page: Option<FaultPage>,
    ) -> Self {
        let statistics = site.statistics.map(|settings| Statistics {
            audience: Arc::new(Audience::new(settings.audience)),
            timezone: settings.timezone,
        });
        let bare = Policy::unkept(&site.policy_facts(), &Draft::default())
            .expect("four cookies make a policy: a test of portico-cookies says so");
        Self {
            statistics,
            once: OnceKey::derive(secret),
            choices: Arc::default(),
            bare_policy: Arc::new(bare),
            refusals: RefusalLog::default(),
            policies: None,
            settled: RwLock::new(Settled::new(site.clone())),
            base: site,
            csrf: CsrfKey::derive(secret),
            people,
            fault_page,
            stray_cookies: AtomicU64::new(0),
        }
    }

    /// With a policy that people can change.
    #[must_use]
    pub fn with_policies(self, policies: Arc<dyn Policies>) -> Self {
        Self {
            policies: Some(policies),
            ..self
        }
    }

    /// The policy that holds. When the registry cannot say it, nothing was added: nothing of others is shown.
    pub(crate) async fn policy(&self) -> Arc<Policy> {
        let Some(policies) = &self.policies else {
            return Arc::clone(&self.bare_policy);
        };
        policies
            .current(self.settled().facts)
            .await
            .unwrap_or_else(|fault| {
                tracing::error!(%fault, "the cookies policy cannot be read");
                Arc::clone(&self.bare_policy)
            })
    }

    /// The settings that hold at this moment. Within a request, ask [`crate::Asked::site`]: it is the same from its begin to its end.
    #[must_use]
    pub fn site(&self) -> Arc<SiteSettings> {
        self.settled().site
    }

    fn settled(&self) -> Settled {
        self.settled
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on, that was decided in the back office.
    pub fn decide(&self, document: SiteDocument) {
        if self.site().document != document {
            let settled = Settled::new(self.base.with(document));
            *self.settled.write().unwrap_or_else(PoisonError::into_inner) = settled;
        }
    }

    /// How many `Set-Cookie` headers disagreed with the register since the start. Above zero means a mistake in the code.
    #[must_use]
    pub fn stray_cookies(&self) -> u64 {
        self.stray_cookies.load(Ordering::Relaxed)
    }

    pub(crate) fn count_stray_cookie(&self) {
        self.stray_cookies.fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Hall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hall")
            .field("site", &self.base)
            .finish_non_exhaustive()
    }
}
