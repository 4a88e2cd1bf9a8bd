//! What does the cookies policy of this portal say, who changes it, and what does a change mean for visitors?

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use portico_cookies::policy::{Arg, Document, Draft, PolicyFacts, Version, first_broken};
use portico_cookies::{Change, EffectiveRegister, Problem, problems};
use portico_i18n::{Lang, Say};
use portico_model::{Action, Author, Fault, FaultKind, Permission, Principal, Thing};
use portico_registry::PolicyRecord;
use tokio::sync::Mutex;

use crate::{Portal, trail};

/// Another process may have changed the policy: it is asked at most this often.
const FRESH: Duration = Duration::from_millis(500);
/// Longest text of the owner in one language, in characters.
const LONGEST_PROSE: usize = 20_000;

/// The policy that holds, and where it comes from.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The newest version.
    pub current: Version,
    /// Its register.
    pub register: EffectiveRegister,
    /// The newest version that asked visitors again: what a choice of today is about.
    pub material: u32,
    /// Every version, newest first.
    pub history: Vec<PolicySummary>,
}

/// One version in the list of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySummary {
    /// 1, 2, 3…
    pub number: u32,
    /// The day from which it holds, `2026-11-25`.
    pub date: String,
    /// SHA-256 of the document.
    pub sha256: String,
    /// It asked visitors again.
    pub asks_again: bool,
    /// What is different from the version before.
    pub changes: Vec<Change>,
}

/// What was read of the registry, until it changes.
#[derive(Debug, Default)]
pub(crate) struct PolicyCache {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    asked: Option<Instant>,
    /// What the portal said of itself when this process last looked whether a new version is due.
    facts: Option<PolicyFacts>,
    policy: Option<Arc<Policy>>,
}

impl Policy {
    /// A policy without a history and a registry: of a portal as it begins, and what holds while the registry cannot say.
    #[must_use]
    pub fn unkept(facts: &PolicyFacts, draft: &Draft) -> Option<Self> {
        let version = Version::next(None, draft, facts, "2026-11-25", &say_policy).ok()??;
        Self::of(vec![version])
    }

    /// The policy of those versions, oldest first; none without any.
    fn of(mut versions: Vec<Version>) -> Option<Self> {
        let mut history: Vec<PolicySummary> = versions.iter().map(PolicySummary::of).collect();
        history.reverse();
        let material = history
            .iter()
            .find(|version| version.asks_again)
            .map_or(1, |version| version.number);
        let current = versions.pop()?;
        Some(Self {
            register: current.document.register(),
            material,
            history,
            current,
        })
    }

    /// What changed in the register since that version, oldest change first, as far as it asks visitors again.
    #[must_use]
    pub fn material_changes_since(&self, number: u32) -> Vec<Change> {
        let newer = self
            .history
            .iter()
            .rev()
            .filter(|version| version.number > number);
        newer
            .flat_map(|version| &version.changes)
            .filter(|change| change.what.is_material())
            .cloned()
            .collect()
    }
}

impl PolicySummary {
    fn of(version: &Version) -> Self {
        Self {
            number: version.document.number,
            date: version.document.date.clone(),
            sha256: version.sha256.clone(),
            asks_again: version.document.asks_again,
            changes: version.document.changes.clone(),
        }
    }
}

/// Says a message of the policy.
#[must_use]
pub fn say_policy(lang: &str, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let say = Say::new(Lang::parse(lang).unwrap_or_default());
    let args: Vec<(&str, portico_i18n::Arg<'_>)> = args
        .iter()
        .map(|(name, value)| match value {
            Arg::Text(text) => (*name, (*text).into()),
            Arg::Count(count) => (*name, (*count).into()),
        })
        .collect();
    say.t_with(key, &args)
}

impl Portal {
    /// The policy that holds. When the portal says something else of itself than the newest version does, a new version is added.
    ///
    /// # Errors
    /// When the registry fails, or holds a document that cannot be read.
    pub async fn policy(&self, facts: &PolicyFacts) -> Result<Arc<Policy>, Fault> {
        let mut kept = self.inner.policy.kept.lock().await;
        let is_same = kept.facts.as_ref() == Some(facts);
        if let (true, Some(policy), Some(asked)) = (is_same, &kept.policy, kept.asked)
            && asked.elapsed() < FRESH
        {
            return Ok(Arc::clone(policy));
        }
        let newest = self.inner.registry.newest_policy().await?;
        let known = kept
            .policy
            .as_ref()
            .map(|policy| i64::from(policy.current.document.number));
        if newest.is_none() || newest != known {
            kept.policy = self.read_policy().await?.map(Arc::new);
        }
        if !is_same || kept.policy.is_none() {
            let current = kept.policy.as_ref().map(|policy| &policy.current);
            let draft = current
                .map(|version| version.document.draft())
                .unwrap_or_default();
            if let Some(next) = next_version(current, &draft, facts)? {
                // Where another process was faster, its version is the one that holds.
                self.append(&next).await?;
                kept.policy = self.read_policy().await?.map(Arc::new);
            }
            kept.facts = Some(facts.clone());
        }
        kept.asked = Some(Instant::now());
        kept.policy
            .clone()
            .ok_or_else(|| Fault::internal("the registry forgot the policy that was just written"))
    }

    /// One version, as it was written.
    ///
    /// # Errors
    /// Not found; the registry's faults.
    pub async fn policy_version(&self, number: u32) -> Result<Version, Fault> {
        let above = i64::from(number) - 1;
        let found = self.inner.registry.policy_versions(above).await?;
        let record = found
            .into_iter()
            .find(|record| record.number == i64::from(number))
            .ok_or_else(|| {
                let message = format!("There is no version {number} of the cookies policy.");
                Fault::new(FaultKind::NotFound, "NotFoundResource", message)
            })?;
        read(record)
    }

    /// Every version as it was written, oldest first, and the first one whose bytes or place in the chain is not what it was.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn policy_chain(&self) -> Result<(Vec<PolicyRecord>, Option<u32>), Fault> {
        let records = self.inner.registry.policy_versions(0).await?;
        let broken = first_broken(records.iter().map(|record| {
            let number = u32::try_from(record.number).unwrap_or(0);
            (number, record.sha256.as_str(), record.document.as_str())
        }));
        Ok((records, broken))
    }

    /// The version that this draft would make: what changes, and whether visitors are asked again. None when nothing changes.
    ///
    /// # Errors
    /// `ForbiddenAccess`; what is wrong with the draft.
    pub async fn preview_policy(
        &self,
        who: &Principal,
        facts: &PolicyFacts,
        draft: &Draft,
    ) -> Result<Option<Document>, Fault> {
        check_right(who)?;
        check(draft, facts)?;
        let policy = self.policy(facts).await?;
        Ok(next_version(Some(&policy.current), draft, facts)?.map(|version| version.document))
    }

    /// Puts the draft in force, if the policy is still the version `seen`. Returns the policy that holds afterwards.
    ///
    /// # Errors
    /// `ForbiddenAccess`; what is wrong with the draft; a conflict when somebody changed the policy since.
    pub async fn change_policy(
        &self,
        who: &Principal,
        facts: &PolicyFacts,
        draft: &Draft,
        seen: u32,
    ) -> Result<Arc<Policy>, Fault> {
        check_right(who)?;
        check(draft, facts)?;
        let policy = self.policy(facts).await?;
        if policy.current.document.number != seen {
            return Err(changed_meanwhile());
        }
        let Some(next) = next_version(Some(&policy.current), draft, facts)? else {
            return Ok(policy);
        };
        if !self.append(&next).await? {
            return Err(changed_meanwhile());
        }
        self.inner.policy.kept.lock().await.asked = None;
        let change = trail::Change::of(Thing::Cookies, "policy", Action::Change)
            .before(told(&policy.current.document))
            .after(told(&next.document));
        self.record_change(&Author::from(who), change).await?;
        self.policy(facts).await
    }

    async fn append(&self, version: &Version) -> Result<bool, Fault> {
        let record = PolicyRecord {
            number: i64::from(version.document.number),
            day: version.document.date.clone(),
            sha256: version.sha256.clone(),
            document: version.bytes.clone(),
        };
        Ok(self.inner.registry.append_policy(&record).await?)
    }

    async fn read_policy(&self) -> Result<Option<Policy>, Fault> {
        let records = self.inner.registry.policy_versions(0).await?;
        let versions: Vec<Version> = records.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Policy::of(versions))
    }
}

/// What is wrong with a service, one fault for all of it: 422 with field and reason.
#[must_use]
pub fn incomplete(key: &str, problems: &[Problem]) -> Fault {
    let say = Say::default();
    let told: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.field, say.t(problem.reason)))
        .collect();
    let message = format!("The service {key:?} is not told completely. {}", told.join(" "));
    let first = problems.first().map(|problem| problem.field.clone());
    Fault::new(FaultKind::Unprocessable, "IncompleteService", message)
        .with_hint("Everything that a visitor must know before agreeing has to be there before the service can be used.")
        .with_position(first.unwrap_or_default(), None)
}

/// What people decided, as the audit trail shows it.
fn told(document: &Document) -> serde_json::Value {
    let services: serde_json::Map<String, serde_json::Value> = document
        .services
        .iter()
        .map(|service| (service.key.clone(), serde_json::json!(service)))
        .collect();
    serde_json::json!({"version": document.number, "services": services, "prose": document.prose})
}

fn check_right(who: &Principal) -> Result<(), Fault> {
    if who.may(Permission::EditDomain) {
        Ok(())
    } else {
        Err(Fault::forbidden())
    }
}

fn check(draft: &Draft, facts: &PolicyFacts) -> Result<(), Fault> {
    let fallback = facts.languages.first().map(String::as_str).unwrap_or("en");
    for service in &draft.services {
        let found = problems(service, fallback);
        if !found.is_empty() {
            return Err(incomplete(&service.key, &found));
        }
    }
    if draft
        .prose
        .values()
        .any(|text| text.chars().count() > LONGEST_PROSE)
    {
        let message = format!("The text is longer than {LONGEST_PROSE} characters.");
        return Err(Fault::new(FaultKind::Unprocessable, "TextTooLong", message));
    }
    Ok(())
}

fn next_version(
    last: Option<&Version>,
    draft: &Draft,
    facts: &PolicyFacts,
) -> Result<Option<Version>, Fault> {
    let today = Utc::now().date_naive().to_string();
    // A clock that was put back does not make a version older than the one before.
    let date = last
        .map(|last| last.document.date.clone())
        .filter(|date| *date > today)
        .unwrap_or(today);
    Version::next(last, draft, facts, &date, &say_policy).map_err(|error| {
        Fault::new(
            FaultKind::Unprocessable,
            "UnusableServices",
            format!("The register cannot be kept so: {error}."),
        )
    })
}

fn read(record: PolicyRecord) -> Result<Version, Fault> {
    let number = record.number;
    Version::read(record.document).map_err(|error| {
        Fault::internal(format!(
            "version {number} of the cookies policy cannot be read: {error}"
        ))
    })
}

fn changed_meanwhile() -> Fault {
    Fault::new(
        FaultKind::Conflict,
        "PolicyChanged",
        "The cookies policy was changed by somebody else in the meantime.",
    )
    .with_hint("Load the page again: your change is then compared with the newest version.")
}
