//! Who calls, and what do they send? A known caller, a proof against foreign pages where a cookie speaks, JSON of a bounded size.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use portico_model::{Fault, FaultKind, Principal};
use portico_services::Portal;
use portico_web::{AppState, Asked, Csrf, Params, WebFault};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::BASE;

/// Largest JSON body, in bytes.
const BODY: usize = 2 << 20;
/// Entries of a page when nothing is said, and at most.
const USUAL: i64 = 20;
const MOST: i64 = 1000;

/// One call.
#[derive(Debug)]
pub(super) struct Call {
    /// The use cases.
    pub(super) portal: Portal,
    /// Who calls: never nobody.
    pub(super) who: Principal,
    /// Parameters of the address.
    pub(super) params: Params,
    /// The rest of the request.
    pub(super) asked: Asked,
    body: Vec<u8>,
}

/// A call whose body is not read yet: a form with a file.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) call: Call,
    pub(super) request: Request,
}

impl FromRequest<AppState> for Call {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, WebFault> {
        let Sending { mut call, request } = Sending::from_request(request, state).await?;
        let read = to_bytes(request.into_body(), BODY).await;
        let bytes = read.map_err(|_| {
            let message = format!("The body of this call has at most {} MiB.", BODY >> 20);
            WebFault::from(Fault::new(FaultKind::TooLarge, "BodyTooLarge", message))
        })?;
        call.body = bytes.to_vec();
        Ok(call)
    }
}

impl FromRequest<AppState> for Sending {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, WebFault> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, state).await?;
        Csrf::from_request_parts(&mut parts, state).await?;
        let who = asked.identity().await?.principal.clone();
        if who == Principal::Anonymous {
            return Err(who
                .refusal("")
                .with_hint("send `Authorization: Apikey` and your key")
                .into());
        }
        let call = Call {
            portal: state.portal.clone(),
            who,
            params: asked.params(),
            asked,
            body: Vec::new(),
        };
        Ok(Self {
            call,
            request: Request::from_parts(parts, body),
        })
    }
}

impl Call {
    /// The body as JSON of that form.
    ///
    /// # Errors
    /// `InvalidJson`; `InvalidBody` for another form, with what is wrong.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let value: Value = serde_json::from_slice(&self.body)
            .map_err(|error| Fault::invalid("InvalidJson", format!("The body is not JSON: {error}")))?;
        serde_json::from_value(value)
            .map_err(|error| Fault::invalid("InvalidBody", format!("The body does not fit: {error}")))
    }

    /// Nothing was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// The absolute address of a path of this API.
    pub(super) fn address(&self, path: &str) -> String {
        self.asked.address().absolute(&format!("{BASE}{path}"))
    }

    /// The page of a list that was asked for.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` for a wrong `limit` or `offset`.
    pub(super) fn page<T, O: Serialize>(
        &self,
        path: &str,
        all: &[T],
        shape: impl Fn(&T) -> O,
    ) -> Result<Value, Fault> {
        let bounded = |name: &str, usual: i64, most: i64| {
            let number = self.params.integer(name)?.unwrap_or(usual);
            match (0..=most).contains(&number) {
                true => Ok(number),
                false => Err(portico_services::invalid_parameter(
                    name,
                    &number.to_string(),
                    &format!("0 <= {name} <= {most}"),
                )),
            }
        };
        let limit = bounded("limit", USUAL, MOST)?;
        let offset = bounded("offset", 0, i64::from(u32::MAX))?;
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        // The other pages are of the same list: what narrows it stays, the key does not.
        let rest = ["limit", "offset", "apikey", "access_token"]
            .iter()
            .fold(self.params.clone(), |params, name| params.without(name));
        let link = |offset: i64| {
            let page = rest
                .with("limit", &limit.to_string())
                .with("offset", &offset.to_string());
            self.address(&format!("{path}?{}", page.to_query()))
        };
        let next = (limit > 0 && offset + limit < total).then(|| link(offset + limit));
        let previous = (limit > 0 && offset > 0).then(|| link((offset - limit).max(0)));
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        let taken = usize::try_from(limit).unwrap_or(usize::MAX);
        let results: Vec<O> = all.iter().skip(skipped).take(taken).map(shape).collect();
        Ok(json!({"total_count": total, "next": next, "previous": previous, "results": results}))
    }
}
