//! How does somebody sign in who is known elsewhere? OpenID Connect: authorization code with PKCE, state and nonce.
//!
//! The request is bound to the browser that began it, by its CSRF cookie: an answer that somebody else began is refused. What comes of
//! the provider is believed only as far as its signed token goes.

use std::collections::BTreeMap;
use std::net::IpAddr;

use portico_model::{Fault, FaultKind, Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

use super::links::{digest, random};
use super::openid_http::{Provider, base64url};
use super::openid_token::{self, Expected};
use crate::people::new_person;
use crate::sign_in::SignIn;
use crate::{Portal, clock};

/// A sign-in may take this long at the provider, in microseconds: ten minutes.
const LIFE: i64 = 600_000_000;
/// Values of one claim that are kept.
const MOST_VALUES: usize = 50;
/// Longest value of a claim that is kept, in characters.
const LONGEST_VALUE: usize = 500;

/// An identity provider. Checked values.
#[derive(Clone)]
pub struct OpenIdSettings {
    /// What the button says.
    pub name: String,
    /// Its address, as its tokens say it.
    pub issuer: String,
    /// Who the portal is there.
    pub client_id: String,
    /// With which secret.
    pub client_secret: String,
    /// Words for the provider besides `openid email profile`.
    pub scopes: Vec<String>,
    /// Claims that are kept as attributes of the person, for the conditions of datasets.
    pub attributes: Vec<String>,
    /// Whoever the provider knows gets an account as a reader.
    pub new_accounts: bool,
    /// The provider may be in a network that is not public, and without TLS.
    pub allow_private: bool,
}

impl std::fmt::Debug for OpenIdSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenIdSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// What is remembered until the answer comes.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    nonce: String,
    verifier: String,
    browser: String,
    next: String,
}

/// What the provider answered with.
#[derive(Debug, Clone, Default)]
pub struct OpenIdAnswer {
    /// `state`.
    pub state: String,
    /// `code`.
    pub code: String,
    /// `error`, when it refused.
    pub error: String,
    /// `iss`, when it says who it is (RFC 9207).
    pub issuer: Option<String>,
}

impl Portal {
    /// The name of the identity provider; none when there is none.
    #[must_use]
    pub fn openid_name(&self) -> Option<&str> {
        let settings = self.account_settings()?.openid.as_ref()?;
        Some(&settings.name)
    }

    /// The address at the provider to send the browser to. `browser` is a secret that only that browser has.
    ///
    /// # Errors
    /// Not found without a provider; `OpenIdFailed` when it does not answer.
    pub async fn begin_openid(&self, browser: &str, next: &str, client: IpAddr) -> Result<String, Fault> {
        self.inner.client_limits.count(client)?;
        let settings = self.openid()?;
        let provider = Provider::discover(settings).await?;
        let (state, nonce, verifier) = (random(), random(), format!("{}{}", random(), random()));
        let request = Request {
            nonce: nonce.clone(),
            verifier: verifier.clone(),
            browser: digest(browser),
            next: next.to_owned(),
        };
        let document = serde_json::to_string(&request).map_err(Fault::internal)?;
        let registry = &self.inner.registry;
        registry
            .put_openid_request(&digest(&state), &document, clock::now() + LIFE)
            .await?;
        let mut scopes = vec!["openid", "email", "profile"];
        scopes.extend(settings.scopes.iter().map(String::as_str));
        let mut url = Url::parse(&provider.authorization_endpoint).map_err(Fault::internal)?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", &self.openid_callback()?)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &base64url(&Sha256::digest(verifier.as_bytes())))
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// Signs in whom the provider means, and says where the way went on.
    ///
    /// # Errors
    /// `OpenIdFailed` for an answer that nobody of this browser asked for, that came too late or does not hold; `OpenIdUnknown` for
    /// somebody without an account.
    pub async fn finish_openid(
        &self,
        browser: &str,
        answer: &OpenIdAnswer,
        client: IpAddr,
        about: &str,
    ) -> Result<(SignIn, String), Fault> {
        self.inner.client_limits.count(client)?;
        let settings = self.openid()?;
        let registry = &self.inner.registry;
        let kept = registry
            .take_openid_request(&digest(&answer.state), clock::now())
            .await?;
        let kept = kept.ok_or_else(|| failed("nobody asked for this answer, or it came too late"))?;
        let request: Request = serde_json::from_str(&kept).map_err(Fault::internal)?;
        let same = request.browser.as_bytes().ct_eq(digest(browser).as_bytes());
        if !bool::from(same) {
            return Err(failed("another browser asked for this answer"));
        }
        if answer
            .issuer
            .as_ref()
            .is_some_and(|issuer| *issuer != settings.issuer)
        {
            return Err(failed("the answer is another provider's"));
        }
        if !answer.error.is_empty() || answer.code.is_empty() {
            let said: String = answer
                .error
                .chars()
                .filter(|c| c.is_ascii_graphic())
                .take(60)
                .collect();
            return Err(failed(format!("the provider refused: {said}")));
        }
        let provider = Provider::discover(settings).await?;
        let callback = self.openid_callback()?;
        let (token, access) = provider
            .exchange(settings, &answer.code, &callback, &request.verifier)
            .await?;
        let keys = provider.keys(settings).await?;
        let expected = Expected {
            issuer: &settings.issuer,
            client: &settings.client_id,
            nonce: &request.nonce,
            now: clock::now() / 1_000_000,
        };
        let mut claims = openid_token::verify(&token, &keys, &expected).map_err(failed)?;
        provider.more(settings, access.as_deref(), &mut claims).await?;
        let person = self.openid_person(settings, &claims).await?;
        let attributes = attributes(settings, &claims);
        if !settings.attributes.is_empty() {
            registry.set_attributes(&person.id, &attributes).await?;
        }
        let factor = registry.second_factor(&person.id).await?;
        let step = match factor.is_some_and(|factor| factor.confirmed) {
            true => SignIn::Code(self.ticket(&person).await?),
            false => SignIn::Done(self.start_session(person, false, about).await?),
        };
        self.inner.client_limits.forgive(client);
        Ok((step, request.next))
    }

    /// The person of these claims: known by the provider's own name for them, else by an address that the provider has verified, else new.
    async fn openid_person(&self, settings: &OpenIdSettings, claims: &Value) -> Result<Person, Fault> {
        let registry = &self.inner.registry;
        let unknown = || {
            Fault::new(
                FaultKind::Forbidden,
                "OpenIdUnknown",
                "There is no account for you on this portal.",
            )
            .with_hint("ask one of its administrators for an invitation")
        };
        let subject = claims["sub"].as_str().unwrap_or_default();
        if let Some(person) = registry.person_of_identity(&settings.issuer, subject).await? {
            return if person.disabled {
                Err(unknown())
            } else {
                Ok(person)
            };
        }
        let verified = claims["email_verified"].as_bool() == Some(true);
        let email = claims["email"]
            .as_str()
            .filter(|_| verified)
            .ok_or_else(unknown)?;
        let wanted = new_person(email, Role::Reader).map_err(|_| unknown())?;
        let person = match registry.account(&wanted.email).await? {
            Some(account) if account.person.disabled => return Err(unknown()),
            Some(account) => account.person,
            None if settings.new_accounts => {
                registry.insert_person(&wanted, "").await?;
                wanted
            }
            None => return Err(unknown()),
        };
        registry
            .insert_identity(&settings.issuer, subject, &person.id, clock::now())
            .await?;
        Ok(person)
    }

    fn openid(&self) -> Result<&OpenIdSettings, Fault> {
        let settings = self
            .account_settings()
            .and_then(|settings| settings.openid.as_ref());
        settings.ok_or_else(|| {
            Fault::new(
                FaultKind::NotFound,
                "NoIdentityProvider",
                "This portal has no identity provider.",
            )
        })
    }

    /// Where the provider sends the browser back to: below the configured address, whatever a request claims.
    fn openid_callback(&self) -> Result<String, Fault> {
        let settings = self.account_settings();
        let settings = settings.ok_or_else(|| Fault::internal("accounts are not set up"))?;
        Ok(format!("{}/login/oidc/callback/", settings.address))
    }
}

/// Claims as attributes: a text, a number, or a list of such.
fn attributes(settings: &OpenIdSettings, claims: &Value) -> BTreeMap<String, Vec<String>> {
    let text = |value: &Value| -> Option<String> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        Some(text.chars().take(LONGEST_VALUE).collect())
    };
    let of = |name: &String| {
        let values: Vec<String> = match &claims[name.as_str()] {
            Value::Array(list) => list.iter().filter_map(text).take(MOST_VALUES).collect(),
            one => text(one).into_iter().collect(),
        };
        (!values.is_empty()).then(|| (name.clone(), values))
    };
    settings.attributes.iter().filter_map(of).collect()
}

pub(super) fn failed(why: impl std::fmt::Display) -> Fault {
    Fault::new(
        FaultKind::Unauthenticated,
        "OpenIdFailed",
        format!("Signing in with the identity provider failed: {why}."),
    )
    .with_hint("try again")
}
