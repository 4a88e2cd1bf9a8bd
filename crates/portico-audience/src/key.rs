//! With which key are visitors told apart today? A random one in memory only, wiped when the day ends.
//!
//! Neither key nor token can be written down: no serialisation, no copy, nothing to print.
//!
//! ```compile_fail
//! fn written<T: serde::Serialize>() {}
//! written::<portico_audience::DayKey>();
//! ```
//!
//! ```compile_fail
//! fn printed<T: std::fmt::Display>() {}
//! printed::<portico_audience::DayKey>();
//! ```
//!
//! ```compile_fail
//! fn copied<T: Clone>() {}
//! copied::<portico_audience::DayKey>();
//! ```

use std::fmt;
use std::hash::Hasher;
use std::net::IpAddr;

use rand::TryRngCore;
use rand::rngs::OsRng;
use siphasher::sip::SipHasher24;
use zeroize::Zeroizing;

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no random bytes for the day's key: {0}")]
pub struct KeyError(String);

/// The key of one day. It stays where it was drawn: what is moved leaves no second copy behind.
pub struct DayKey(Box<Zeroizing<[u64; 2]>>);

impl DayKey {
    /// A new key from the operating system's random source.
    ///
    /// # Errors
    /// When that source fails: then nobody is counted rather than counted badly.
    pub fn random() -> Result<Self, KeyError> {
        let mut halves = Box::new(Zeroizing::new([0_u64; 2]));
        for half in halves.iter_mut() {
            *half = OsRng
                .try_next_u64()
                .map_err(|error| KeyError(error.to_string()))?;
        }
        Ok(Self(halves))
    }

    /// What stands for that address and browser today.
    pub(crate) fn token(&self, address: IpAddr, agent: &str) -> Token {
        let mut hasher = self.hasher();
        match address.to_canonical() {
            IpAddr::V4(four) => hasher.write(&four.octets()),
            // A household has a /64 of its own, and devices change the rest at will.
            IpAddr::V6(six) => hasher.write(&six.octets()[..8]),
        }
        hasher.write_u8(0xff);
        hasher.write(agent.as_bytes());
        Token(hasher.finish())
    }

    /// What stands for that searched text today.
    pub(crate) fn term(&self, text: &str) -> u64 {
        let mut hasher = self.hasher();
        hasher.write_u8(0xfe);
        hasher.write(text.as_bytes());
        hasher.finish()
    }

    fn hasher(&self) -> SipHasher24 {
        SipHasher24::new_with_keys(self.0[0], self.0[1])
    }
}

impl fmt::Debug for DayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DayKey")
    }
}

/// One visitor of one day. Only sketches see it.
pub(crate) struct Token(pub(crate) u64);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_keys_never_agree_on_a_visitor() {
        let (today, tomorrow) = (DayKey::random().unwrap(), DayKey::random().unwrap());
        let address = "203.0.113.7".parse().unwrap();
        assert_ne!(
            today.token(address, "Mozilla").0,
            tomorrow.token(address, "Mozilla").0
        );
        assert_ne!(today.term("parks"), tomorrow.term("parks"));
    }

    #[test]
    fn the_same_device_is_the_same_visitor_however_its_address_is_written() {
        let key = DayKey::random().unwrap();
        let token = |address: &str| key.token(address.parse().unwrap(), "Mozilla").0;
        assert_eq!(token("203.0.113.7"), token("::ffff:203.0.113.7"));
        assert_eq!(token("2001:db8:1:2::1"), token("2001:db8:1:2:9:8:7:6"));
        assert_ne!(token("2001:db8:1:2::1"), token("2001:db8:1:3::1"));
        assert_ne!(token("203.0.113.7"), token("203.0.113.8"));
    }

    #[test]
    fn nothing_of_the_key_is_printed() {
        assert_eq!(format!("{:?}", DayKey::random().unwrap()), "DayKey");
    }

    proptest! {
        #[test]
        fn a_token_depends_on_address_and_agent(a: [u8; 4], b: [u8; 4], one in "[ -~]{0,40}", two in "[ -~]{0,40}") {
            let key = DayKey::random().unwrap();
            let same = a == b && one == two;
            prop_assert_eq!(key.token(a.into(), &one).0 == key.token(b.into(), &two).0, same);
        }
    }
}
