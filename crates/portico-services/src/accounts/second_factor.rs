//! How does someone show that a password was not stolen? Codes of an authenticator (TOTP, RFC 6238), and recovery codes.

use hmac::{Hmac, Mac};
use portico_model::{Fault, FaultKind, Person, Principal};
use portico_registry::SecondFactor;
use rand::Rng;
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::links::{digest, is_token, random};
use crate::sign_in::attempts_name;
use crate::{Portal, clock};

/// Seconds of one code.
const STEP: i64 = 30;
/// Digits of a code.
const DIGITS: u32 = 6;
/// Bytes of a secret, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Recovery codes that are handed out.
const CODES: usize = 10;
/// Letters and digits that nobody takes for one another.
const READABLE: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Between password and code.
pub(super) const TICKET: &str = "second-step";
/// The life of a ticket, in microseconds: five minutes.
const TICKET_LIFE: i64 = 300_000_000;

/// A second factor that is still to be confirmed.
#[derive(Clone)]
pub struct NewFactor {
    /// For people who type it, in groups of four.
    pub secret: String,
    /// For an authenticator: an `otpauth:` address.
    pub address: String,
}

impl std::fmt::Debug for NewFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewFactor").finish_non_exhaustive()
    }
}

impl Portal {
    /// Whether a person signs in with a second factor, and how many recovery codes are left.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn second_factor_of(&self, person: &Person) -> Result<Option<i64>, Fault> {
        let registry = &self.inner.registry;
        let factor = registry.second_factor(&person.id).await?;
        match factor.is_some_and(|factor| factor.confirmed) {
            true => Ok(Some(registry.count_recovery_codes(&person.id).await?)),
            false => Ok(None),
        }
    }

    /// Begins a second factor; it counts once a code of it was shown.
    ///
    /// # Errors
    /// A conflict when there is one already.
    pub async fn begin_second_factor(&self, person: &Person) -> Result<NewFactor, Fault> {
        let bytes: [u8; SECRET] = rand::random();
        let secret = base32(&bytes);
        let begun = self
            .inner
            .registry
            .begin_second_factor(&person.id, &secret, clock::now())
            .await?;
        if !begun {
            return Err(Fault::new(
                FaultKind::Conflict,
                "SecondFactorExists",
                "There is a second factor already.",
            )
            .with_hint("switch it off first"));
        }
        Ok(self.described(person, &secret))
    }

    /// The second factor that was begun and is still to be confirmed.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn begun_second_factor(&self, person: &Person) -> Result<Option<NewFactor>, Fault> {
        let factor = self.inner.registry.second_factor(&person.id).await?;
        let open = factor.filter(|factor| !factor.confirmed);
        Ok(open.map(|factor| self.described(person, &factor.secret)))
    }

    fn described(&self, person: &Person, secret: &str) -> NewFactor {
        let title = self
            .account_settings()
            .map_or("Portico", |settings| &settings.title);
        let part = |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
        let (title, email) = (part(title).replace('+', "%20"), part(&person.email));
        let groups: Vec<&str> = (0..secret.len())
            .step_by(4)
            .map(|begin| &secret[begin..(begin + 4).min(secret.len())])
            .collect();
        NewFactor {
            secret: groups.join(" "),
            address: format!("otpauth://totp/{title}:{email}?secret={secret}&issuer={title}"),
        }
    }

    /// The second factor counts from now on. Gives the recovery codes, this once; other sessions end.
    ///
    /// # Errors
    /// `WrongCode`; `TooManyAttempts`; not found when none was begun.
    pub async fn confirm_second_factor(
        &self,
        person: &Person,
        code: &str,
        session_key: &str,
    ) -> Result<Vec<String>, Fault> {
        let name = attempts_name(&format!("code {}", person.id));
        self.count_attempt(&name).await?;
        let registry = &self.inner.registry;
        let open = registry.second_factor(&person.id).await?;
        let Some(factor) = open.filter(|factor| !factor.confirmed) else {
            return Err(Fault::new(
                FaultKind::NotFound,
                "NoSecondFactor",
                "No second factor was begun.",
            )
            .with_hint("begin again"));
        };
        let step = step_of(&factor, code).ok_or_else(wrong_code)?;
        let codes: Vec<String> = (0..CODES).map(|_| recovery_code()).collect();
        let digests: Vec<String> = codes.iter().map(|code| code_digest(code)).collect();
        if !registry.confirm_second_factor(&person.id, step, &digests).await? {
            return Err(Fault::new(
                FaultKind::Conflict,
                "SecondFactorExists",
                "There is a second factor already.",
            ));
        }
        registry.forget_attempts(&name).await?;
        self.end_other_sessions(person, session_key).await?;
        self.record_own(person, json!({"second_factor": true})).await?;
        Ok(codes)
    }

    /// Takes the second factor away.
    ///
    /// # Errors
    /// `WrongCredentials` when the password is wrong; `ForbiddenAccess` when the portal demands a second factor.
    pub async fn drop_second_factor(&self, who: &Principal, password: &str) -> Result<(), Fault> {
        let Some(member) = who.member() else {
            return Err(Fault::forbidden());
        };
        self.check_password(&member.person, password).await?;
        if self.second_factor_required() && super::does_more_than_read(member.permissions()) {
            return Err(Fault::forbidden()
                .with_hint("this portal demands a second factor of those who do more than read"));
        }
        let person = &member.person;
        self.inner.registry.drop_second_factor(&person.id).await?;
        self.record_own(person, json!({"second_factor": false})).await
    }

    /// A ticket for somebody whose password was right and whose code is still to be shown.
    pub(crate) async fn ticket(&self, person: &Person) -> Result<String, Fault> {
        let ticket = random();
        let now = clock::now();
        let kept = portico_registry::NewToken {
            person_id: person.id.clone(),
            kind: TICKET.to_owned(),
            token_hash: digest(&ticket),
            created_at: now,
            expires_at: now + TICKET_LIFE,
        };
        self.inner.registry.put_token(&kept).await?;
        Ok(ticket)
    }

    /// Who showed a code of the second factor, or a recovery code, that goes with the ticket. The ticket is used up by that alone.
    pub(crate) async fn check_code(&self, ticket: &str, code: &str) -> Result<Person, Fault> {
        let registry = &self.inner.registry;
        let hash = digest(ticket);
        let owner = match is_token(ticket) {
            true => registry.person_of_token(TICKET, &hash, clock::now()).await?,
            false => None,
        };
        let Some(person) = owner else {
            return Err(Fault::new(
                FaultKind::Unauthenticated,
                "SignInExpired",
                "Too much time has passed since the password.",
            )
            .with_hint("sign in again"));
        };
        let name = attempts_name(&format!("code {}", person.id));
        self.count_attempt(&name).await?;
        if !self.code_fits(&person, code).await? {
            return Err(wrong_code());
        }
        if !registry.take_token(TICKET, &hash, clock::now()).await? {
            return Err(wrong_code());
        }
        registry.forget_attempts(&name).await?;
        Ok(person)
    }

    async fn code_fits(&self, person: &Person, code: &str) -> Result<bool, Fault> {
        let registry = &self.inner.registry;
        let factor = registry.second_factor(&person.id).await?;
        let Some(factor) = factor.filter(|factor| factor.confirmed) else {
            return Ok(false);
        };
        match step_of(&factor, code) {
            Some(step) => Ok(registry.use_step(&person.id, step).await?),
            None => Ok(registry
                .take_recovery_code(&person.id, &code_digest(code))
                .await?),
        }
    }
}

/// The step that a code belongs to: now, one before or one after, and later than the last one that was shown.
fn step_of(factor: &SecondFactor, code: &str) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let secret = unbase32(&factor.secret)?;
    let now = clock::now() / 1_000_000 / STEP;
    (now - 1..=now + 1).find(|step| {
        let expected = totp(&secret, *step);
        *step > factor.last_step && bool::from(expected.as_bytes().ct_eq(code.as_bytes()))
    })
}

/// The code of a step of time: RFC 6238 over HMAC-SHA-1, six digits.
fn totp(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let begin = usize::from(digest[19] & 0x0f);
    let four = [
        digest[begin],
        digest[begin + 1],
        digest[begin + 2],
        digest[begin + 3],
    ];
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    format!("{:06}", number % 10_u32.pow(DIGITS))
}

/// Two groups of five: about 49 bits, and guesses are counted.
fn recovery_code() -> String {
    let mut source = rand::rng();
    let mut group = || -> String {
        (0..5)
            .map(|_| char::from(READABLE[source.random_range(0..READABLE.len())]))
            .collect()
    };
    format!("{}-{}", group(), group())
}

/// Written with or without the hyphen, in any case.
fn code_digest(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    hex::encode(Sha256::digest(plain.as_bytes()))
}

fn wrong_code() -> Fault {
    Fault::new(
        FaultKind::Unauthenticated,
        "WrongCode",
        "This code is not right, or was used already.",
    )
    .with_hint("wait for the next one")
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// RFC 4648 without padding; whole groups of five bytes.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut group = [0; 8];
        group[3..3 + chunk.len()].copy_from_slice(chunk);
        let number = u64::from_be_bytes(group);
        for place in (0..8).rev() {
            let digit = usize::try_from(number >> (place * 5) & 31).unwrap_or(0);
            text.push(char::from(BASE32[digit]));
        }
    }
    text
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in text.as_bytes().chunks(8) {
        let mut number = 0_u64;
        for c in chunk {
            let digit = BASE32.iter().position(|known| known == c)?;
            number = number << 5 | digit as u64;
        }
        bytes.extend_from_slice(&number.to_be_bytes()[3..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        let secret = b"12345678901234567890";
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp(secret, second / STEP), expected);
        }
    }

    #[test]
    fn secrets_are_written_as_authenticators_read_them() {
        assert_eq!(
            base32(b"12345678901234567890"),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        );
        let bytes: Vec<u8> = (0..20).collect();
        assert_eq!(unbase32(&base32(&bytes)), Some(bytes));
        assert_eq!(unbase32("a1"), None);
    }

    #[test]
    fn recovery_codes_are_read_as_people_write_them() {
        let code = recovery_code();
        assert_eq!(code.len(), 11);
        assert_eq!(
            code_digest(&code),
            code_digest(&code.to_uppercase().replace('-', " "))
        );
    }

    #[test]
    fn a_code_counts_once_and_for_a_short_time() {
        let secret = base32(&[7; SECRET]);
        let now = clock::now() / 1_000_000 / STEP;
        let factor = |last_step| SecondFactor {
            secret: secret.clone(),
            confirmed: true,
            last_step,
        };
        let code = totp(&[7; SECRET], now);
        assert_eq!(
            step_of(&factor(0), &format!(" {} {}", &code[..3], &code[3..])),
            Some(now)
        );
        assert_eq!(step_of(&factor(now + 1), &code), None);
        assert_eq!(step_of(&factor(0), &totp(&[7; SECRET], now - 5)), None);
        assert_eq!(step_of(&factor(0), ""), None);
    }
}
