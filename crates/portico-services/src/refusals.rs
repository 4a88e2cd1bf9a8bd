//! Which requests were refused for the sake of security? A log of its own, apart from the access log and the statistics: it is the only
//! place that holds a network address, and it forgets after some days.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use portico_model::{Fault, Permission, Principal};
use portico_registry::RefusalRecord;

use crate::{Portal, clock};

/// Microseconds of a day.
const DAY: i64 = 86_400 * 1_000_000;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;
/// Different refusals that are remembered at once; of the rest the number alone.
const MOST: usize = 2_000;
/// Longest path, in characters.
const PATH: usize = 100;

/// The faults that are noted.
const NOTED: [&str; 9] = [
    "WrongCredentials",
    "WrongCode",
    "TooManyAttempts",
    "TooManyRequests",
    "TooManyQueries",
    "CsrfFailed",
    "ForeignOrigin",
    "InvalidApiKey",
    "InvalidPushKey",
];
/// What stands for refusals beyond what is remembered.
const MORE: &str = "More";

/// Refusals that have not been kept yet.
#[derive(Debug, Default)]
pub struct RefusalLog(Mutex<HashMap<Key, i64>>);

/// Minute, code, address, path.
type Key = (i64, &'static str, String, String);

impl RefusalLog {
    /// Notes a refusal, if it is one that matters for security.
    pub fn note(&self, code: &str, address: IpAddr, path: &str) {
        self.note_at(code, address, path, clock::now());
    }

    fn note_at(&self, code: &str, address: IpAddr, path: &str, now: i64) {
        let Some(code) = NOTED.into_iter().find(|noted| *noted == code) else {
            return;
        };
        let path: String = path.chars().filter(|c| !c.is_control()).take(PATH).collect();
        let minute = now - now.rem_euclid(MINUTE);
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (minute, code, address.to_canonical().to_string(), path);
        let key = if noted.len() < MOST || noted.contains_key(&key) {
            key
        } else {
            (minute, MORE, String::new(), String::new())
        };
        *noted.entry(key).or_insert(0) += 1;
    }

    /// What has not been kept yet; it is nowhere else afterwards.
    #[must_use]
    pub fn take(&self) -> Vec<RefusalRecord> {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let record = |((minute, code, address, path), count): (Key, i64)| RefusalRecord {
            minute,
            code: code.to_owned(),
            address,
            path,
            count,
        };
        noted.into_iter().map(record).collect()
    }
}

impl Portal {
    /// Keeps what was refused.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn keep_refusals(&self, refusals: &[RefusalRecord]) -> Result<(), Fault> {
        if refusals.is_empty() {
            return Ok(());
        }
        Ok(self.inner.registry.add_refusals(refusals).await?)
    }

    /// Forgets what is older than so many days at that moment (microseconds since 1970). How many rows there were.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn forget_old_refusals(&self, now: i64, days: u16) -> Result<u64, Fault> {
        let before = now.saturating_sub(i64::from(days).saturating_mul(DAY));
        Ok(self.inner.registry.purge_refusals(before).await?)
    }

    /// What was refused of late, newest first.
    ///
    /// # Errors
    /// `ForbiddenAccess` without the permission `edit_domain`.
    pub async fn refusals(&self, who: &Principal, most: u16) -> Result<Vec<RefusalRecord>, Fault> {
        who.require(Permission::EditDomain)?;
        Ok(self.inner.registry.refusals(i64::from(most)).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_added_up_by_the_minute_and_other_faults_are_nobodys_business() {
        let log = RefusalLog::default();
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        for seconds in [0, 1, 59] {
            log.note_at("WrongCredentials", one, "/login/", seconds * 1_000_000);
        }
        log.note_at("WrongCredentials", one, "/login/", MINUTE);
        log.note_at("NotFoundResource", one, "/x", 0);
        let mut taken = log.take();
        taken.sort_by_key(|refusal| refusal.minute);
        let told: Vec<_> = taken
            .iter()
            .map(|refusal| (refusal.minute, refusal.count, refusal.address.as_str()))
            .collect();
        assert_eq!(told, [(0, 3, "192.0.2.1"), (MINUTE, 1, "192.0.2.1")]);
        assert!(log.take().is_empty());
    }

    #[test]
    fn a_flood_is_counted_and_does_not_fill_the_memory() {
        let log = RefusalLog::default();
        for number in 0..u32::try_from(MOST).unwrap() + 500 {
            log.note_at("InvalidApiKey", IpAddr::V4(number.into()), "/api/", 0);
        }
        let taken = log.take();
        assert_eq!(taken.len(), MOST + 1);
        let more = taken.iter().find(|refusal| refusal.code == MORE).unwrap();
        assert_eq!((more.count, more.address.as_str()), (500, ""));
    }
}
