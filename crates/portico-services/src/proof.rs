//! How was the visitor asked, and since when? Receipts are kept while the portal serves, and examined when somebody wants proof. Pictures
//! of what visitors saw lie in the object store, under their digests, and the receipts hold these.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use chrono::Utc;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use portico_cookies::policy::{Altered, KeptReceipt, Mechanism, PolicyFacts, Row, examine, sha256};
use portico_model::{Fault, FaultKind};
use portico_registry::PolicyRecord;

use crate::Portal;

/// Folder of the object store.
const FOLDER: &str = "policy";

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
        self.append_receipt(next).await
    }

    /// Keeps pictures of what visitors see now, by their names, and a receipt with their digests.
    ///
    /// # Errors
    /// When the object store or the registry fails; a conflict when another receipt came first.
    pub async fn keep_pictures(
        &self,
        facts: &PolicyFacts,
        mechanism: &Mechanism,
        pictures: Vec<(String, Vec<u8>)>,
    ) -> Result<u32, Fault> {
        let mut digests = BTreeMap::new();
        for (name, bytes) in pictures {
            let digest = sha256(&bytes);
            let payload = PutPayload::from(Bytes::from(bytes));
            let put = self.inner.store.put(&place(&digest), payload).await;
            put.map_err(Fault::internal)?;
            digests.insert(name, digest);
        }
        let policy = self.policy(facts).await?;
        let kept = self.inner.registry.policy_receipts().await?;
        let last = kept
            .last()
            .and_then(|last| KeptReceipt::read(&last.document).ok());
        let today = Utc::now().date_naive().to_string();
        let mut next = KeptReceipt::pictured(last.as_ref(), &policy.current, mechanism, &today, digests);
        if let (None, Some(unreadable)) = (&last, kept.last()) {
            next = next.after_unreadable(number_of(unreadable), &unreadable.document);
        }
        let number = next.receipt.number;
        if self.append_receipt(next).await? {
            return Ok(number);
        }
        let message = "Another receipt was kept in the meantime.";
        Err(Fault::new(FaultKind::Conflict, "ReceiptExists", message).with_hint("Take the pictures again."))
    }

    /// A picture, by its digest.
    ///
    /// # Errors
    /// When the object store fails or has none of that digest.
    pub async fn policy_picture(&self, digest: &str) -> Result<Bytes, Fault> {
        let found = self.inner.store.get(&place(digest)).await;
        let found = found.map_err(Fault::internal)?;
        found.bytes().await.map_err(Fault::internal)
    }

    async fn append_receipt(&self, receipt: KeptReceipt) -> Result<bool, Fault> {
        let record = PolicyRecord {
            number: i64::from(receipt.receipt.number),
            day: receipt.receipt.date.clone(),
            sha256: receipt.sha256,
            document: receipt.bytes,
        };
        Ok(self.inner.registry.append_receipt(&record).await?)
    }

    /// The pictures of the receipts that are not as they were taken.
    async fn altered_pictures(&self, receipts: &[PolicyRecord]) -> Vec<Altered> {
        let mut altered = Vec::new();
        let mut whole = BTreeSet::new();
        for record in receipts {
            let Ok(kept) = KeptReceipt::read(&record.document) else {
                continue;
            };
            for (name, digest) in kept.receipt.pictures {
                if whole.contains(&digest) {
                    continue;
                }
                let what = match self.policy_picture(&digest).await {
                    Ok(bytes) if sha256(&bytes) == digest => {
                        whole.insert(digest);
                        continue;
                    }
                    Ok(_) => "is not the one that was taken",
                    Err(_) => "is not there",
                };
                altered.push(Altered {
                    what: "picture",
                    number: Some(kept.receipt.number),
                    message: format!("the picture `{name}` of receipt {} {what}", kept.receipt.number),
                });
            }
        }
        altered
    }

    /// Both chains, examined; `head` is a digest that somebody noted earlier.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn proof(&self, head: Option<&str>) -> Result<Proof, Fault> {
        let versions = self.inner.registry.policy_versions(0).await?;
        let receipts = self.inner.registry.policy_receipts().await?;
        let mut altered = examine(&rows(&versions), &rows(&receipts), head);
        altered.extend(self.altered_pictures(&receipts).await);
        Ok(Proof {
            versions,
            receipts,
            altered,
        })
    }
}

fn place(digest: &str) -> Path {
    Path::from_iter([FOLDER, &format!("{digest}.png")])
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
