//! How does a small file come with a form? As multipart, protected like any form, whole in memory: its route says how large it may be.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use http::header;
use portico_cookies::csrf;
use portico_model::{Fault, FaultKind};

use crate::csrf::{check_origin, csrf_fault};
use crate::{Asked, Params, WebFault};

/// Most fields of such a form.
const MOST_FIELDS: usize = 100;

/// A protected form with at most one file.
#[derive(Debug, Clone, Default)]
pub struct ProtectedFile {
    /// The fields.
    pub fields: Params,
    /// The file: its name as the browser told it, and its bytes. None when nobody chose one.
    pub file: Option<(String, Bytes)>,
}

impl<S: Send + Sync> FromRequest<S> for ProtectedFile {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebFault> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, state).await?;
        let by_key = asked.identity().await?.by_key;
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let is_multipart = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
        let proof = check_origin(&parts.headers, &asked);
        if !is_multipart {
            return Err(Fault::new(
                FaultKind::Unsupported,
                "UnsupportedForm",
                "This is not a form with a file.",
            )
            .into());
        }
        if !by_key {
            proof?;
        }
        let read = read(Request::from_parts(parts, body), state).await;
        if !by_key {
            // What cannot be read has no token: it is refused for that first.
            let field = read.as_ref().ok().and_then(|form| form.fields.last(csrf::FIELD));
            asked.verify_csrf(field, None).map_err(csrf_fault)?;
        }
        read
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<ProtectedFile, WebFault> {
    let mut parts = Multipart::from_request(request, state)
        .await
        .map_err(|rejection| WebFault::of_status(rejection.status()))?;
    let mut form = ProtectedFile::default();
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
        count += 1;
        if count > MOST_FIELDS {
            return Err(Fault::invalid("InvalidForm", "The form has too many fields.").into());
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
        match file_name {
            // A browser sends an empty part where no file was chosen.
            Some(file_name) if !bytes.is_empty() => form.file = Some((file_name, bytes)),
            Some(_) => {}
            None => form.fields = form.fields.with(&name, &String::from_utf8_lossy(&bytes)),
        }
    }
    Ok(form)
}

fn unreadable(error: &MultipartError) -> WebFault {
    WebFault::of_status(error.status())
}
