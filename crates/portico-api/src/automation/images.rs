//! Which pictures does the portal show of itself? One: its logo.

use std::fs;

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, FaultKind, Permission, SiteLogo};
use portico_services::LOGO_LIMIT;
use portico_web::WebResult;
use serde_json::{Value, json};

use super::call::{Call, Sending};
use super::form::Form;
use super::reply;

/// `GET /medias/images/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    let logos = logos(&call).await?;
    reply::ok(&call.page("/medias/images/", &logos, |logo| shape(&call, logo))?)
}

/// `POST /medias/images/`: a picture that takes the place of the logo.
pub(super) async fn send(sending: Sending) -> WebResult<Response> {
    let Sending { call, request } = sending;
    call.who.require(Permission::EditDomain)?;
    let form = Form::read(request, call.portal.engine().scratch(), LOGO_LIMIT).await?;
    let bytes = fs::read(form.file()?).map_err(Fault::internal)?;
    let now = call
        .portal
        .change_logo(&call.who, Some(bytes.into()))
        .await
        .map_err(|fault| match fault.code {
            "UnsupportedImage" | "ImageTooLarge" => reply::wrong_field("file", fault),
            _ => fault,
        })?;
    let logo = now.document.appearance.logo.clone().unwrap_or_default();
    call.asked.hall().decide(now.document);
    reply::created(&shape(&call, &logo))
}

/// `GET /medias/images/{uid}/`
pub(super) async fn show(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let logo = one(&call, &uid).await?;
    reply::ok(&shape(&call, &logo))
}

/// `DELETE /medias/images/{uid}/`
pub(super) async fn remove(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    call.who.require(Permission::EditDomain)?;
    one(&call, &uid).await?;
    let now = call.portal.change_logo(&call.who, None).await?;
    call.asked.hall().decide(now.document);
    Ok(reply::deleted())
}

/// What the portal shows now; asked of the registry, because another process may have changed it.
async fn logos(call: &Call) -> Result<Vec<SiteLogo>, Fault> {
    let state = call.portal.site_state().await?;
    Ok(state.document.appearance.logo.into_iter().collect())
}

async fn one(call: &Call, uid: &str) -> Result<SiteLogo, Fault> {
    let logos = logos(call).await?;
    logos.into_iter().find(|logo| logo.object == uid).ok_or_else(|| {
        let shown: String = uid.chars().take(80).collect();
        let message = format!("The requested image {shown} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })
}

fn shape(call: &Call, logo: &SiteLogo) -> Value {
    let address = format!("/assets/portal/{}", logo.object);
    json!({
        "uid": logo.object,
        "used_as": "logo",
        "content_type": logo.media_type,
        "width": logo.width,
        "height": logo.height,
        "url": call.asked.address().absolute(&address),
    })
}
