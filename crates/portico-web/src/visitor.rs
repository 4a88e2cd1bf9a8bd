//! Who is this handler talking to? Extractors for programs and for pages.

use axum::extract::FromRequestParts;
use http::request::Parts;
use portico_cookies::SessionKey;
use portico_i18n::{Lang, Say};
use portico_model::{Person, Principal};

use crate::{Asked, Jar, WebFault};

/// Who is asking: all that an endpoint for programs needs.
#[derive(Debug, Clone)]
pub struct Caller(pub Principal);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        let asked = Asked::from_request_parts(parts, state).await?;
        let identity = asked.identity().await?;
        Ok(Self(identity.principal.clone()))
    }
}

/// Someone who looks at a page: who, and in which language.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who.
    pub principal: Principal,
    /// Language of the page.
    pub lang: Lang,
    /// The rest of the request.
    pub asked: Asked,
}

impl Visitor {
    /// The person signed in.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match &self.principal {
            Principal::Person(member) => Some(&member.person),
            Principal::Anonymous | Principal::Operator => None,
        }
    }

    /// The messages of the page's language.
    #[must_use]
    pub fn say(&self) -> Say {
        Say::new(self.lang)
    }

    /// The session, for signing out.
    #[must_use]
    pub fn session(&self) -> Option<&SessionKey> {
        self.asked
            .known_identity()
            .and_then(|identity| identity.session.as_ref())
    }

    /// The masked token for a protected form of this page; sends the cookie that goes with it.
    #[must_use]
    pub fn csrf_token(&self) -> String {
        self.asked.csrf_token()
    }

    /// Where cookies are put.
    #[must_use]
    pub fn jar(&self) -> Jar {
        Jar::of(&self.asked)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        let asked = Asked::from_request_parts(parts, state).await?;
        let principal = asked.identity().await?.principal.clone();
        Ok(Self {
            principal,
            lang: asked.lang(),
            asked,
        })
    }
}
