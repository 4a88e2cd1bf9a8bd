//! Is this token the provider's, for us, for this sign-in, and of now? Signature and claims (OpenID Connect Core, 3.1.3.7).

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

use super::openid_http::unbase64url;

/// Clocks may differ by this much, in seconds.
const SLACK: i64 = 60;
/// A token was made at most this long ago, in seconds.
const OLDEST: i64 = 600;

/// What a token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// Seconds since the epoch.
    pub(super) now: i64,
}

/// The claims of a token that holds, or why it does not.
pub(super) fn verify(token: &str, keys: &Value, expected: &Expected<'_>) -> Result<Value, &'static str> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("the token is not made of three parts");
    };
    let json = |part: &str| -> Option<Value> { serde_json::from_slice(&unbase64url(part)?).ok() };
    let header = json(head).ok_or("the token's header cannot be read")?;
    let signature = unbase64url(signature).ok_or("the token's signature cannot be read")?;
    let signed = &token[..head.len() + 1 + body.len()];
    let list = keys["keys"].as_array().ok_or("the provider has no keys")?;
    let wanted = header["kid"].as_str();
    let fits = |key: &&Value| wanted.is_none() || key["kid"].as_str() == wanted;
    let algorithm = header["alg"].as_str().unwrap_or_default();
    let holds = list
        .iter()
        .filter(fits)
        .any(|key| is_signed(key, algorithm, signed.as_bytes(), &signature) == Some(true));
    if !holds {
        return Err("the token's signature does not hold");
    }
    let claims = json(body).ok_or("the token's claims cannot be read")?;
    check(&claims, expected)?;
    Ok(claims)
}

/// Whether that key made the signature; none for a key of another kind. Only two algorithms are known, both with a public key: `none`
/// and shared secrets are no proof.
fn is_signed(key: &Value, algorithm: &str, signed: &[u8], signature: &[u8]) -> Option<bool> {
    let part = |name: &str| unbase64url(key[name].as_str()?);
    match (algorithm, key["kty"].as_str()?) {
        ("RS256", "RSA") => {
            let components = RsaPublicKeyComponents {
                n: part("n")?,
                e: part("e")?,
            };
            Some(
                components
                    .verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
                    .is_ok(),
            )
        }
        ("ES256", "EC") if key["crv"] == "P-256" => {
            let mut point = vec![4];
            point.extend(part("x")?);
            point.extend(part("y")?);
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
            Some(key.verify(signed, signature).is_ok())
        }
        _ => None,
    }
}

fn check(claims: &Value, expected: &Expected<'_>) -> Result<(), &'static str> {
    if claims["iss"] != expected.issuer {
        return Err("the token is another provider's");
    }
    let (for_us, alone) = match &claims["aud"] {
        Value::String(one) => (one == expected.client, true),
        Value::Array(several) => (
            several.iter().any(|one| one == expected.client),
            several.len() == 1,
        ),
        _ => (false, false),
    };
    let party = &claims["azp"];
    if !for_us || (!alone && party.is_null()) || (!party.is_null() && party != expected.client) {
        return Err("the token is for somebody else");
    }
    if claims["nonce"] != expected.nonce {
        return Err("the token is of another sign-in");
    }
    let moment = |name: &str| -> Option<i64> {
        // Some write seconds with a fraction; whole ones are enough.
        let text = claims[name].to_string();
        text.split('.').next()?.parse().ok()
    };
    if moment("exp").is_none_or(|end| end + SLACK <= expected.now) {
        return Err("the token has expired");
    }
    if moment("iat").is_none_or(|made| made > expected.now + SLACK || made + OLDEST < expected.now) {
        return Err("the token is not of now");
    }
    match claims["sub"].as_str() {
        Some(subject) if (1..=255).contains(&subject.len()) => Ok(()),
        _ => Err("the token is about nobody"),
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    use super::super::openid_http::base64url;
    use super::*;

    const NOW: i64 = 1_800_000_000;

    struct Signer(EcdsaKeyPair);

    impl Signer {
        fn new() -> Self {
            let source = SystemRandom::new();
            let document =
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &source).expect("a key");
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &source);
            Self(pair.expect("a key"))
        }

        fn keys(&self) -> Value {
            let point = self.0.public_key().as_ref();
            json!({"keys": [
                {"kty": "oct", "kid": "other", "k": "AAAA"},
                {"kty": "EC", "crv": "P-256", "kid": "1", "x": base64url(&point[1..33]), "y": base64url(&point[33..])},
            ]})
        }

        fn token(&self, header: &Value, claims: &Value) -> String {
            let signed = format!(
                "{}.{}",
                base64url(header.to_string().as_bytes()),
                base64url(claims.to_string().as_bytes())
            );
            let signature = self
                .0
                .sign(&SystemRandom::new(), signed.as_bytes())
                .expect("signed");
            format!("{signed}.{}", base64url(signature.as_ref()))
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://idp", "aud": "portico", "sub": "42", "nonce": "n", "iat": NOW - 5, "exp": NOW + 60,
        })
    }

    fn verdict(token: &str, keys: &Value) -> Result<Value, &'static str> {
        let expected = Expected {
            issuer: "https://idp",
            client: "portico",
            nonce: "n",
            now: NOW,
        };
        verify(token, keys, &expected)
    }

    #[test]
    fn a_token_that_holds_says_who() {
        let signer = Signer::new();
        let token = signer.token(&json!({"alg": "ES256", "kid": "1"}), &claims());
        assert_eq!(verdict(&token, &signer.keys()).expect("holds")["sub"], "42");
    }

    #[test]
    fn a_token_for_another_time_or_purpose_does_not_hold() {
        let signer = Signer::new();
        for (name, value) in [
            ("iss", json!("https://evil")),
            ("aud", json!("other")),
            ("aud", json!(["portico", "other"])),
            ("azp", json!("other")),
            ("nonce", json!("m")),
            ("nonce", Value::Null),
            ("exp", json!(NOW - 61)),
            ("exp", Value::Null),
            ("iat", json!(NOW + 120)),
            ("iat", json!(NOW - 700)),
            ("sub", json!("")),
        ] {
            let mut changed = claims();
            changed[name] = value;
            let token = signer.token(&json!({"alg": "ES256", "kid": "1"}), &changed);
            assert!(verdict(&token, &signer.keys()).is_err(), "{name}");
        }
    }

    #[test]
    fn only_the_providers_signature_counts() {
        let signer = Signer::new();
        let good = signer.token(&json!({"alg": "ES256", "kid": "1"}), &claims());
        let other = Signer::new().token(&json!({"alg": "ES256", "kid": "1"}), &claims());
        assert!(verdict(&other, &signer.keys()).is_err());
        for algorithm in ["none", "HS256", "RS256", ""] {
            let token = signer.token(&json!({"alg": algorithm, "kid": "1"}), &claims());
            assert!(verdict(&token, &signer.keys()).is_err(), "{algorithm}");
        }
        let (head, rest) = good.split_once('.').expect("parts");
        let mut changed = claims();
        changed["sub"] = json!("43");
        let signature = rest.split_once('.').expect("parts").1;
        let forged = format!("{head}.{}.{signature}", base64url(changed.to_string().as_bytes()));
        for token in [forged.as_str(), "", "a.b", "a.b.c", "a.b.c.d"] {
            assert!(verdict(token, &signer.keys()).is_err(), "{token}");
        }
    }
}
