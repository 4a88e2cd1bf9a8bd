//! Was this form sent from our own page? Tokens of Django's shape that nobody but this portal can make.
//!
//! The cookie holds 32 characters: 16 random ones and 16 of a keyed hash over them and over the session. A token planted by
//! another host, or kept from before a sign-in, therefore fails. Pages carry the token masked to 64 characters, different on
//! every rendering, which keeps it from being guessed through compression.

use std::fmt;

use hmac::{Hmac, Mac};
use rand::{Rng, RngCore};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;

/// Name of the form field.
pub const FIELD: &str = "csrfmiddlewaretoken";
/// Name of the request header.
pub const HEADER: &str = "x-csrftoken";

const HALF: usize = 16;
const RAW: usize = 2 * HALF;
const MASKED: usize = 2 * RAW;
const ALPHABET: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Whose token: it dies when this changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding<'a> {
    /// Nobody signed in.
    Anonymous,
    /// The session key of someone signed in.
    Session(&'a str),
}

/// Why a request was not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CsrfError {
    /// The browser sent no token cookie: cookies are blocked, or the form came from elsewhere.
    #[error("the CSRF cookie is not set")]
    CookieMissing,
    /// The cookie is not ours, or belongs to another session.
    #[error("the CSRF cookie is not valid for this session")]
    CookieInvalid,
    /// Neither form field nor header.
    #[error("the CSRF token is missing")]
    ProofMissing,
    /// Not 32 or 64 letters and digits.
    #[error("the CSRF token is malformed")]
    ProofMalformed,
    /// It is not the cookie's.
    #[error("the CSRF token does not match the cookie")]
    ProofMismatch,
}

/// The key that makes and recognises tokens. Printing it with `{:?}` shows nothing of it.
#[derive(Clone)]
pub struct CsrfKey([u8; 32]);

impl fmt::Debug for CsrfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfKey(…)")
    }
}

impl CsrfKey {
    /// The key of the portal with that secret.
    #[must_use]
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(keyed_hash(secret, &[b"portico csrf 1"]))
    }

    /// A new token for the cookie: 32 letters and digits.
    #[must_use]
    pub fn issue(&self, binding: Binding<'_>, source: &mut impl RngCore) -> String {
        let random = random_letters(HALF, source);
        let proof = self.proof(random.as_bytes(), binding);
        random + &proof
    }

    /// The cookie's token, when it was made by this key for this session. An old masked cookie of 64 characters is understood.
    #[must_use]
    pub fn recognise(&self, cookie: &str, binding: Binding<'_>) -> Option<String> {
        let token = unmask(cookie)?;
        let (random, proof) = token.split_at(HALF);
        let expected = self.proof(random.as_bytes(), binding);
        bool::from(expected.as_bytes().ct_eq(proof.as_bytes())).then_some(token)
    }

    /// Checks a request that changes something.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(
        &self,
        cookie: Option<&str>,
        proof: Option<&str>,
        binding: Binding<'_>,
    ) -> Result<(), CsrfError> {
        let cookie = cookie.ok_or(CsrfError::CookieMissing)?;
        let token = self.recognise(cookie, binding).ok_or(CsrfError::CookieInvalid)?;
        let proof = proof
            .filter(|proof| !proof.is_empty())
            .ok_or(CsrfError::ProofMissing)?;
        let proof = unmask(proof).ok_or(CsrfError::ProofMalformed)?;
        if bool::from(token.as_bytes().ct_eq(proof.as_bytes())) {
            Ok(())
        } else {
            Err(CsrfError::ProofMismatch)
        }
    }

    fn proof(&self, random: &[u8], binding: Binding<'_>) -> String {
        let (kind, session): (&[u8], &[u8]) = match binding {
            Binding::Anonymous => (b"anon", b""),
            Binding::Session(key) => (b"session", key.as_bytes()),
        };
        let hash = keyed_hash(&self.0, &[random, kind, session]);
        let letter = |pair: &[u8]| {
            let number = u16::from_be_bytes([pair[0], pair[1]]);
            char::from(ALPHABET[usize::from(number % 62)])
        };
        hash.chunks_exact(2).map(letter).collect()
    }
}

/// A method that changes nothing: it needs no token.
#[must_use]
pub fn is_safe_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
}

/// Which proof counts: on POST the form field when it is not empty, else the header. A field in any other body does not count.
#[must_use]
pub fn chosen_proof<'a>(method: &str, field: Option<&'a str>, header: Option<&'a str>) -> Option<&'a str> {
    match field {
        Some(field) if method == "POST" && !field.is_empty() => Some(field),
        _ => header,
    }
}

/// The token as pages carry it: 64 characters, different every time.
#[must_use]
pub fn mask(token: &str, source: &mut impl RngCore) -> String {
    let mask = random_letters(token.len(), source);
    let cipher: String = combine(token.as_bytes(), mask.as_bytes(), |a, b| (a + b) % 62);
    mask + &cipher
}

/// The 32 characters behind a raw or masked token; none when it is malformed.
fn unmask(text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    match text.len() {
        RAW => Some(text.to_owned()),
        MASKED => {
            let (mask, cipher) = text.split_at(RAW);
            Some(combine(cipher.as_bytes(), mask.as_bytes(), |a, b| {
                (a + 62 - b) % 62
            }))
        }
        _ => None,
    }
}

/// 32 letters and digits.
pub(crate) fn is_token(text: &str) -> bool {
    text.len() == RAW && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn combine(left: &[u8], right: &[u8], rule: impl Fn(usize, usize) -> usize) -> String {
    left.iter()
        .zip(right)
        .map(|(a, b)| char::from(ALPHABET[rule(index(*a), index(*b))]))
        .collect()
}

fn index(letter: u8) -> usize {
    let from = |first: u8, offset: u8| usize::from(letter - first + offset);
    match letter {
        b'a'..=b'z' => from(b'a', 0),
        b'A'..=b'Z' => from(b'A', 26),
        b'0'..=b'9' => from(b'0', 52),
        _ => 0,
    }
}

fn random_letters(count: usize, source: &mut impl RngCore) -> String {
    (0..count)
        .map(|_| char::from(ALPHABET[source.random_range(0..ALPHABET.len())]))
        .collect()
}

pub(crate) fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Hmac::<Sha256>::new_from_slice(key).expect("a keyed hash takes a key of any length");
    for part in parts {
        hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
