//! Does one address try too often? Counted in memory, forgotten soon, written down nowhere.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use portico_model::{Fault, FaultKind};

/// Attempts of one address in that time.
const FREE: u32 = 30;
/// The time in which attempts are counted.
const WINDOW: Duration = Duration::from_secs(600);
/// Addresses counted at once; beyond that, those whose time is over go first.
const MOST: usize = 20_000;

/// Attempts to sign in, to ask for a link or to use one, by address.
#[derive(Debug, Default)]
pub(crate) struct ClientLimits(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl ClientLimits {
    /// Counts one attempt.
    ///
    /// # Errors
    /// `TooManyAttempts` when there were too many.
    pub(crate) fn count(&self, client: IpAddr) -> Result<(), Fault> {
        self.count_at(client, Instant::now())
    }

    /// The last attempt was a good one: it does not count.
    pub(crate) fn forgive(&self, client: IpAddr) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = counted.get_mut(&network(client)) {
            *count = count.saturating_sub(1);
        }
    }

    fn count_at(&self, client: IpAddr, now: Instant) -> Result<(), Fault> {
        // Where there is no network, as at the command line or in a test, nobody is kept out.
        if client.is_unspecified() {
            return Ok(());
        }
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= MOST {
            counted.retain(|_, (begin, _)| now.duration_since(*begin) < WINDOW);
        }
        if counted.len() >= MOST {
            counted.clear();
        }
        let (begin, count) = counted.entry(network(client)).or_insert((now, 0));
        if now.duration_since(*begin) >= WINDOW {
            (*begin, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        if *count <= FREE {
            return Ok(());
        }
        let wait = WINDOW.saturating_sub(now.duration_since(*begin)).as_secs().max(1);
        Err(Fault::new(
            FaultKind::Busy,
            "TooManyAttempts",
            "too many attempts from this address",
        )
        .with_hint(format!("try again in {wait} s")))
    }
}

/// A household has 64 bits of addresses of its own.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_after_many_attempts_and_others_do_not() {
        let limits = ClientLimits::default();
        let now = Instant::now();
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..FREE {
            assert!(limits.count_at(one, now).is_ok());
        }
        assert_eq!(limits.count_at(one, now).unwrap_err().code, "TooManyAttempts");
        assert!(limits.count_at("192.0.2.2".parse().unwrap(), now).is_ok());
        limits.forgive(one);
        limits.forgive(one);
        assert!(limits.count_at(one, now).is_ok());
        assert!(limits.count_at(one, now + WINDOW).is_ok());
        let v6 = |text: &str| network(text.parse().unwrap());
        assert_eq!(v6("2001:db8:1:2:3::1"), v6("2001:db8:1:2:ffff::9"));
        assert_ne!(v6("2001:db8:1:2::1"), v6("2001:db8:1:3::1"));
    }
}
