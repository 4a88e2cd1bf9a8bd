//! What does every endpoint know of its request? Parameters of address and form, the caller, addresses for links, ceilings.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use http::HeaderMap;
use portico_model::{Fault, Principal};
use portico_services::{DatasetView, Portal};
use portico_web::{AppState, Asked, FormParams, Params, WebFault, client_of};

use crate::limits::ApiLimits;
use crate::version::ApiVersion;
use crate::wire::link::Base;

/// One call of an endpoint.
#[derive(Debug)]
pub(crate) struct Ask {
    /// The use cases.
    pub(crate) portal: Portal,
    /// Who is calling.
    pub(crate) principal: Principal,
    /// Parameters of the query string, then of a form in the body.
    pub(crate) params: Params,
    /// Headers of the request.
    pub(crate) headers: HeaderMap,
    /// Where absolute links begin.
    pub(crate) base: Base,
    /// The version of the Explore API that was asked.
    pub(crate) version: ApiVersion,
    /// The rest of the request.
    pub(crate) asked: Asked,
    /// Ceilings.
    pub(crate) limits: Arc<ApiLimits>,
    /// The portal's own language.
    pub(crate) lang: &'static str,
    /// Where the call comes from, for limits alone.
    client: IpAddr,
}

impl Ask {
    /// The dataset with that identifier, if the caller may know of it; one more of the calls that the caller may make on it. `version=`
    /// asks for an earlier one, under the rights of today.
    ///
    /// # Errors
    /// `NotFoundResource`, `QuotaExceeded`.
    pub(crate) async fn dataset(&self, id: &str) -> Result<DatasetView, Fault> {
        let view = self.portal.dataset(&self.principal, id).await?;
        self.portal.count_call(&self.principal, self.client, &view)?;
        match self.params.integer_between("version", 1, i64::MAX)? {
            Some(number) => self.portal.dataset_in_version(&view, number).await,
            None => Ok(view),
        }
    }
}

impl FromRequest<AppState> for Ask {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, WebFault> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, state).await?;
        let version = ApiVersion::of(asked.path());
        let limits = parts
            .extensions
            .get::<Arc<ApiLimits>>()
            .cloned()
            .unwrap_or_default();
        let headers = parts.headers.clone();
        let client = client_of(&parts.headers, &parts.extensions, &state.site());
        let FormParams(mut params) =
            FormParams::from_request(Request::from_parts(parts, body), state).await?;
        let key = params.text("apikey").or_else(|| params.text("access_token"));
        if let Some(key) = key {
            asked.offer_key(key);
        }
        let principal = asked.identity().await?.principal.clone();
        // Files of version 2.0 began without a byte order mark.
        if version.is_old() && params.last("with_bom").is_none() && asked.path().contains("/exports/") {
            params = params.with("with_bom", "false");
        }
        Ok(Self {
            portal: state.portal.clone(),
            principal,
            params,
            headers,
            base: Base::of(asked.address(), version),
            version,
            limits,
            lang: state.site().default_language().code(),
            asked,
            client,
        })
    }
}
