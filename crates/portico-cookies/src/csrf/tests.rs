//! Which requests are believed? The table of Django's behaviour, with the stricter choices.

use super::*;

const ANON: Binding<'static> = Binding::Anonymous;
const SESSION: Binding<'static> = Binding::Session("0123456789abcdefghijklmnopqrstuv");

fn key() -> CsrfKey {
    CsrfKey::derive(&[7; 32])
}

/// One row: what arrives, and what comes of it.
struct Row<'a> {
    says: &'a str,
    method: &'a str,
    cookie: Option<&'a str>,
    field: Option<&'a str>,
    header: Option<&'a str>,
    expected: Result<(), CsrfError>,
}

fn check(row: &Row<'_>) {
    let answer = if is_safe_method(row.method) {
        Ok(())
    } else {
        key().verify(row.cookie, chosen_proof(row.method, row.field, row.header), ANON)
    };
    assert_eq!(answer, row.expected, "{}", row.says);
}

#[test]
fn proofs_are_accepted_and_refused_as_the_table_says() {
    let mut source = rand::rng();
    let token = key().issue(ANON, &mut source);
    let masked = mask(&token, &mut source);
    let other = key().issue(ANON, &mut source);
    let old_cookie = mask(&token, &mut source);
    let planted = "A".repeat(32);
    let (token, masked, other, planted) = (token.as_str(), masked.as_str(), other.as_str(), planted.as_str());
    let with_sign = format!("{}!", &token[..31]);
    let long = format!("{token}A");
    let row = |says, method, cookie, field, header, expected| Row {
        says,
        method,
        cookie,
        field,
        header,
        expected,
    };
    let (good, bad) = (Some(token), Some(other));
    let mismatch = Err(CsrfError::ProofMismatch);
    let rows = [
        row("reading needs nothing", "GET", None, None, None, Ok(())),
        row("nor does HEAD", "HEAD", None, None, None, Ok(())),
        row("nor OPTIONS", "OPTIONS", None, None, None, Ok(())),
        row("nor TRACE", "TRACE", None, None, None, Ok(())),
        row("masked field", "POST", good, Some(masked), None, Ok(())),
        row("raw field", "POST", good, good, None, Ok(())),
        row("masked header", "POST", good, None, Some(masked), Ok(())),
        row("raw header", "POST", good, None, good, Ok(())),
        row(
            "a wrong field wins over a right header",
            "POST",
            good,
            bad,
            good,
            mismatch,
        ),
        row(
            "an empty field leaves the header",
            "POST",
            good,
            Some(""),
            good,
            Ok(()),
        ),
        row(
            "a field in a PUT body does not count",
            "PUT",
            good,
            good,
            None,
            Err(CsrfError::ProofMissing),
        ),
        row("a header on PUT does", "PUT", good, None, Some(masked), Ok(())),
        row("and on DELETE", "DELETE", good, None, good, Ok(())),
        row("and on PATCH", "PATCH", good, None, bad, mismatch),
        row(
            "unknown methods are checked",
            "PROPFIND",
            good,
            None,
            None,
            Err(CsrfError::ProofMissing),
        ),
        row(
            "no cookie",
            "POST",
            None,
            good,
            None,
            Err(CsrfError::CookieMissing),
        ),
        row(
            "malformed cookie",
            "POST",
            Some("abc"),
            good,
            None,
            Err(CsrfError::CookieInvalid),
        ),
        row(
            "planted cookie",
            "POST",
            Some(planted),
            Some(planted),
            None,
            Err(CsrfError::CookieInvalid),
        ),
        row("no proof", "POST", good, None, None, Err(CsrfError::ProofMissing)),
        row(
            "a sign in the proof",
            "POST",
            good,
            Some(&with_sign),
            None,
            Err(CsrfError::ProofMalformed),
        ),
        row(
            "33 characters",
            "POST",
            good,
            Some(&long),
            None,
            Err(CsrfError::ProofMalformed),
        ),
        row("another token of ours", "POST", good, bad, None, mismatch),
        row(
            "an old masked cookie",
            "POST",
            Some(&old_cookie),
            good,
            None,
            Ok(()),
        ),
    ];
    rows.iter().for_each(check);
}

#[test]
fn a_token_dies_when_the_session_changes() {
    let mut source = rand::rng();
    let token = key().issue(ANON, &mut source);
    assert_eq!(key().recognise(&token, ANON), Some(token.clone()));
    assert_eq!(key().recognise(&token, SESSION), None, "signing in ends it");
    let token = key().issue(SESSION, &mut source);
    assert_eq!(key().recognise(&token, ANON), None, "signing out too");
    let elsewhere = CsrfKey::derive(&[8; 32]);
    assert_eq!(
        elsewhere.recognise(&token, SESSION),
        None,
        "and so does another portal"
    );
}

#[test]
fn masks_differ_on_every_rendering_and_hide_the_same_token() {
    let mut source = rand::rng();
    let token = key().issue(ANON, &mut source);
    let (one, two) = (mask(&token, &mut source), mask(&token, &mut source));
    assert_ne!(one, two);
    assert!(
        one.len() == 64 && one.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{one}"
    );
    assert_eq!(unmask(&one), unmask(&two));
    assert_eq!(unmask(&one), Some(token));
}

#[test]
fn unmasking_follows_the_arithmetic_that_clients_know() {
    let mask = "a".repeat(31) + "9";
    let cipher = "bcdefghijklmnopqrstuvwxyzABCDEF".to_owned() + "a";
    let expected = "bcdefghijklmnopqrstuvwxyzABCDEF".to_owned() + "b";
    assert_eq!(unmask(&(mask + &cipher)), Some(expected));
}

#[test]
fn tokens_have_the_shape_of_the_contract() {
    let mut source = rand::rng();
    for _ in 0..200 {
        assert!(is_token(&key().issue(SESSION, &mut source)));
    }
    assert_eq!(format!("{:?}", key()), "CsrfKey(…)");
}
