//! Was a request refused for the sake of security? Noted in a log of its own, the only one with a network address.

use std::net::IpAddr;

use axum::extract::Request;
use axum::response::Response;

use crate::client::client_of;
use crate::{Asked, WebFault};

/// From where the request came; none where no refusal is kept.
pub(super) fn address_to_note(asked: &Asked, request: &Request) -> Option<IpAddr> {
    (asked.site().refusal_days > 0).then(|| client_of(request.headers(), request.extensions(), asked.site()))
}

/// Notes refused sign-ins, forged forms, wrong keys and too many attempts, by address and path. What a handler tells in a page of its
/// own, it says with [`Asked::note_refusal`].
pub(super) fn note_refusal(asked: &Asked, address: Option<IpAddr>, response: &Response) {
    let fault = response.extensions().get::<WebFault>();
    if let Some(address) = address
        && let Some(code) = asked.refusal().or(fault.map(WebFault::code))
    {
        asked.hall().refusals.note(code, address, asked.path());
    }
}
