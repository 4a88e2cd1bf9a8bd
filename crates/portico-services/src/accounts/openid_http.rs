//! What does an identity provider say? Its addresses, its keys, and a token for a code; asked under guard.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use portico_model::Fault;
use reqwest::{Client, RequestBuilder, redirect};
use serde_json::Value;
use url::{Host, Url};

use super::openid::{OpenIdSettings, failed};
use crate::import_dataset::is_public;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer, in bytes.
const LARGEST: usize = 1 << 20;
/// What a provider says of itself is asked for again after that.
const FRESH: Duration = Duration::from_secs(600);

/// What a provider says of itself.
#[derive(Debug, Clone)]
pub(super) struct Provider {
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    /// The secret goes into the form instead of a header.
    secret_in_form: bool,
}

static KNOWN: Mutex<Option<(String, Instant, Provider)>> = Mutex::new(None);

impl Provider {
    /// Asks the provider, or remembers.
    ///
    /// # Errors
    /// `OpenIdFailed`.
    pub(super) async fn discover(settings: &OpenIdSettings) -> Result<Self, Fault> {
        {
            let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((issuer, since, provider)) = known.as_ref()
                && *issuer == settings.issuer
                && since.elapsed() < FRESH
            {
                return Ok(provider.clone());
            }
        }
        let address = format!(
            "{}/.well-known/openid-configuration",
            settings.issuer.trim_end_matches('/')
        );
        let (client, url) = client(&address, settings).await?;
        let said = answer(client.get(url)).await?;
        let text = |name: &str| said[name].as_str().map(str::to_owned);
        let needed = |name: &str| text(name).ok_or_else(|| failed(format!("the provider names no {name}")));
        if text("issuer").as_deref() != Some(settings.issuer.as_str()) {
            return Err(failed("the provider calls itself by another name"));
        }
        let methods = said["token_endpoint_auth_methods_supported"].as_array();
        let provider = Self {
            authorization_endpoint: needed("authorization_endpoint")?,
            token_endpoint: needed("token_endpoint")?,
            jwks_uri: needed("jwks_uri")?,
            userinfo_endpoint: text("userinfo_endpoint"),
            secret_in_form: methods
                .is_some_and(|methods| !methods.iter().any(|one| one == "client_secret_basic")),
        };
        // The browser is sent there: nothing but a page on the web.
        check_scheme(&provider.authorization_endpoint, settings)?;
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((settings.issuer.clone(), Instant::now(), provider.clone()));
        Ok(provider)
    }

    /// The signed token for a code, and the one that opens what else the provider says of the person.
    ///
    /// # Errors
    /// `OpenIdFailed`.
    pub(super) async fn exchange(
        &self,
        settings: &OpenIdSettings,
        code: &str,
        callback: &str,
        verifier: &str,
    ) -> Result<(String, Option<String>), Fault> {
        let (client, url) = client(&self.token_endpoint, settings).await?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", callback),
            ("code_verifier", verifier),
        ];
        let mut request = client.post(url);
        if self.secret_in_form {
            form.push(("client_id", &settings.client_id));
            form.push(("client_secret", &settings.client_secret));
        } else {
            // RFC 6749, 2.3.1: both are encoded as in a form first.
            let part =
                |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
            request = request.basic_auth(part(&settings.client_id), Some(part(&settings.client_secret)));
        }
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(body);
        let said = answer(request).await?;
        let token = said["id_token"].as_str();
        let token = token
            .ok_or_else(|| failed("the provider sent no token"))?
            .to_owned();
        Ok((token, said["access_token"].as_str().map(str::to_owned)))
    }

    /// What else the provider says of that person: some keep it out of the token. Nothing of somebody else.
    ///
    /// # Errors
    /// `OpenIdFailed`.
    pub(super) async fn more(
        &self,
        settings: &OpenIdSettings,
        access_token: Option<&str>,
        claims: &mut Value,
    ) -> Result<(), Fault> {
        let (Some(endpoint), Some(token)) = (&self.userinfo_endpoint, access_token) else {
            return Ok(());
        };
        let (client, url) = client(endpoint, settings).await?;
        let said = answer(client.get(url).bearer_auth(token)).await?;
        if said["sub"] != claims["sub"] {
            return Err(failed("the provider speaks of two people"));
        }
        if let (Some(known), Value::Object(more)) = (claims.as_object_mut(), said) {
            for (name, value) in more {
                // What is signed counts.
                known.entry(name).or_insert(value);
            }
        }
        Ok(())
    }

    /// The keys that tokens are signed with.
    ///
    /// # Errors
    /// `OpenIdFailed`.
    pub(super) async fn keys(&self, settings: &OpenIdSettings) -> Result<Value, Fault> {
        let (client, url) = client(&self.jwks_uri, settings).await?;
        answer(client.get(url)).await
    }
}

fn check_scheme(address: &str, settings: &OpenIdSettings) -> Result<Url, Fault> {
    let url = Url::parse(address).map_err(|_| failed("an address of the provider cannot be read"))?;
    let fits = url.scheme() == "https" || (url.scheme() == "http" && settings.allow_private);
    match fits && url.username().is_empty() && url.password().is_none() {
        true => Ok(url),
        false => Err(failed("an address of the provider is not https")),
    }
}

/// A client that connects to that address and nowhere else, after a look at where its name leads.
async fn client(address: &str, settings: &OpenIdSettings) -> Result<(Client, Url), Fault> {
    let url = check_scheme(address, settings)?;
    let port = url.port_or_known_default().unwrap_or(443);
    let (name, found) = match url.host() {
        Some(Host::Ipv4(ip)) => (None, vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Ipv6(ip)) => (None, vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Domain(name)) => {
            let found = tokio::net::lookup_host((name, port)).await;
            let found = found.map_err(|_| failed("the provider's name is not known"))?;
            (Some(name.to_owned()), found.collect())
        }
        None => return Err(failed("an address of the provider names no host")),
    };
    let allowed: Vec<SocketAddr> = found
        .into_iter()
        .filter(|found| settings.allow_private || is_public(found.ip()))
        .collect();
    if allowed.is_empty() {
        return Err(failed(
            "the provider is not in a public network; `openid.allow_private` allows that",
        ));
    }
    let mut builder = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")));
    if let Some(name) = name {
        builder = builder.resolve_to_addrs(&name, &allowed);
    }
    Ok((builder.build().map_err(Fault::internal)?, url))
}

/// The JSON of an answer, read up to a limit.
async fn answer(request: RequestBuilder) -> Result<Value, Fault> {
    let silent = |error: reqwest::Error| {
        tracing::warn!(%error, "the identity provider does not answer");
        failed("the provider does not answer")
    };
    let mut response = request.send().await.map_err(silent)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(silent)? {
        body.extend_from_slice(&piece);
        if body.len() > LARGEST {
            return Err(failed("the provider's answer is too long"));
        }
    }
    if !status.is_success() {
        tracing::warn!(%status, "the identity provider refuses");
        return Err(failed(format!("the provider answers {}", status.as_u16())));
    }
    serde_json::from_slice(&body).map_err(|_| failed("the provider's answer cannot be read"))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// RFC 4648, section 5, without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes(group);
        for place in 0..=chunk.len() {
            let digit = usize::try_from(number >> (18 - 6 * place) & 63).unwrap_or(0);
            text.push(char::from(ALPHABET[digit]));
        }
    }
    text
}

/// Reads it; none for anything else.
pub(super) fn unbase64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return None;
        }
        let mut number = 0_u32;
        for place in 0..4 {
            let digit = match chunk.get(place) {
                Some(c) => u32::try_from(ALPHABET.iter().position(|known| known == c)?).ok()?,
                None => 0,
            };
            number = number << 6 | digit;
        }
        bytes.extend_from_slice(&number.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_tokens() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"\xfb\xff\xfe", "-__-"),
            (b"hello world", "aGVsbG8gd29ybGQ"),
        ] {
            assert_eq!(base64url(bytes), text);
            assert_eq!(unbase64url(text).as_deref(), Some(bytes));
        }
        assert_eq!(unbase64url("a"), None);
        assert_eq!(unbase64url("a+=="), None);
    }
}
