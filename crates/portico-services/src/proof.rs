//! How was the visitor asked, and since when? Receipts are kept while the portal serves, and examined when somebody wants proof.

use chrono::Utc;
use portico_cookies::policy::{Altered, KeptReceipt, Mechanism, PolicyFacts, Row, examine};
use portico_model::Fault;
use portico_registry::PolicyRecord;

use crate::Portal;

/// Both chains as they are kept, and what is wrong with them.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Versions of the policy: number, day, digest.
    pub versions: Vec<PolicyRecord>,
    /// Receipts.
    pub receipts: Vec<PolicyRecord>,
    /// What is not as it was written.
    pub altered: Vec<Altered>,
}

impl Portal {
    /// Adds a receipt when the policy or the program that shows it has changed since the last one. True when it did.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn keep_receipt(&self, facts: &PolicyFacts, mechanism: &Mechanism) -> Result<bool, Fault> {
        let policy = self.policy(facts).await?;
        let kept = self.inner.registry.policy_receipts().await?;
        // A last receipt that cannot be read stays where it is: the next one is written after its bytes, and the proof names it.
        let last = kept
            .last()
            .and_then(|last| KeptReceipt::read(&last.document).ok());
        let today = Utc::now().date_naive().to_string();
        let Some(mut next) = KeptReceipt::next(last.as_ref(), &policy.current, mechanism, &today) else {
            return Ok(false);
        };
        if let (None, Some(unreadable)) = (&last, kept.last()) {
            next = next.after_unreadable(number_of(unreadable), &unreadable.document);
        }
        let record = PolicyRecord {
            number: i64::from(next.receipt.number),
            day: next.receipt.date.clone(),
            sha256: next.sha256,
            document: next.bytes,
        };
        Ok(self.inner.registry.append_receipt(&record).await?)
    }

    /// Both chains, examined; `head` is a digest that somebody noted earlier.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn proof(&self, head: Option<&str>) -> Result<Proof, Fault> {
        let versions = self.inner.registry.policy_versions(0).await?;
        let receipts = self.inner.registry.policy_receipts().await?;
        let altered = examine(&rows(&versions), &rows(&receipts), head);
        Ok(Proof {
            versions,
            receipts,
            altered,
        })
    }
}

fn rows(records: &[PolicyRecord]) -> Vec<Row<'_>> {
    let row = |record| {
        (
            number_of(record),
            record.sha256.as_str(),
            record.document.as_str(),
        )
    };
    records.iter().map(row).collect()
}

fn number_of(record: &PolicyRecord) -> u32 {
    u32::try_from(record.number).unwrap_or(0)
}
