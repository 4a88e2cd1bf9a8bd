//! What does a session key look like, and what is stored of it?

use std::fmt;

use rand::RngCore;
use sha2::{Digest, Sha256};

const LENGTH: usize = 32;
const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// The key in the `sessionid` cookie: 32 characters `[a-z0-9]`, about 165 bits. Printing it with `{:?}` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionKey(String);

impl SessionKey {
    /// A new key.
    #[must_use]
    pub fn random(source: &mut impl RngCore) -> Self {
        let mut text = String::with_capacity(LENGTH);
        while text.len() < LENGTH {
            let mut bytes = [0; 48];
            source.fill_bytes(&mut bytes);
            // Bytes from 252 on would make the first letters likelier.
            let fair = bytes
                .into_iter()
                .filter(|byte| *byte < 252)
                .take(LENGTH - text.len());
            text.extend(fair.map(|byte| char::from(ALPHABET[usize::from(byte % 36)])));
        }
        Self(text)
    }

    /// Reads a key; none when it is not well formed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_key(text).then(|| Self(text.to_owned()))
    }

    /// As it is in the cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is stored: the SHA-256 of the key, 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        Sha256::digest(self.0.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

/// 32 characters `[a-z0-9]`.
pub(crate) fn is_key(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_shape_of_the_contract_and_differ() {
        let mut source = rand::rng();
        let (one, two) = (SessionKey::random(&mut source), SessionKey::random(&mut source));
        assert_ne!(one, two);
        assert_eq!(SessionKey::parse(one.as_str()), Some(one.clone()));
        assert_eq!(format!("{one:?}"), "SessionKey(…)");
    }

    #[test]
    fn malformed_keys_are_refused() {
        for text in ["", "short", &"A".repeat(32), &"a".repeat(33), &"é".repeat(16)] {
            assert_eq!(SessionKey::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_digest_is_stored() {
        let key = SessionKey::parse(&"a".repeat(32)).expect("well formed");
        assert_eq!(
            key.digest(),
            "3ba3f5f43b92602683c19aee62a20342b084dd5971ddd33808d81a328879a547"
        );
    }
}
