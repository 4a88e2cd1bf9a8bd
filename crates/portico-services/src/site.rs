//! What does the portal say of itself, and who may change it? The settings of the back office.

use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use portico_model::{
    Action, Author, Fault, FaultKind, OwnField, Permission, Principal, SiteAppearance, SiteCatalog,
    SiteDocument, SiteGeneral, SiteLegal, SiteLogo, Thing,
};
use portico_registry::Registry;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Change, Portal};

mod check;

pub use check::{MOST_OWN, SiteProblem, SiteWrong, site_problems};

/// Name of the setting in the registry.
const NAME: &str = "site";
/// Folder of the object store.
const FOLDER: &str = "assets";
/// Largest logo, in bytes.
pub const LOGO_LIMIT: usize = 512 * 1024;
/// Types of a logo. Drawings (SVG) are programs in part, so they are not among them.
pub const LOGO_TYPES: &str = "image/png,image/jpeg,image/webp,image/gif";
/// Largest side of a logo, in pixels.
const LARGEST_SIDE: usize = 4_000;

/// The settings as they are stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteState {
    /// What was decided.
    pub document: SiteDocument,
    /// As it stands in the registry; none before the first change.
    stored: Option<String>,
}

/// A part of the settings as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub enum SiteChange {
    /// Name, languages, contact.
    General(SiteGeneral),
    /// Colours; the logo stays as it is.
    Colours {
        /// By day.
        light: Option<String>,
        /// By night.
        dark: Option<String>,
    },
    /// Licences and themes.
    Catalog(SiteCatalog),
    /// The portal's own template of metadata.
    Own(Vec<OwnField>),
    /// Legal texts.
    Legal(SiteLegal),
}

/// Why the settings stay as they are.
#[derive(Debug, Clone)]
pub enum SiteRefusal {
    /// Values are wrong.
    Wrong(Vec<SiteProblem>),
    /// Somebody else has changed the same part since it was looked at.
    Changed(Box<SiteState>),
    /// Another fault.
    Fault(Fault),
}

impl From<Fault> for SiteRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A logo as it is served.
#[derive(Debug, Clone)]
pub struct LogoFile {
    /// Its type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    format: u32,
    #[serde(flatten)]
    document: SiteDocument,
}

/// The settings as they stand.
///
/// # Errors
/// When the registry fails.
pub(crate) async fn state(registry: &Registry) -> Result<SiteState, Fault> {
    let Some(text) = registry.setting(NAME).await? else {
        return Ok(SiteState::default());
    };
    let stored: Stored = serde_json::from_str(&text).map_err(Fault::internal)?;
    Ok(SiteState {
        document: stored.document,
        stored: Some(text),
    })
}

impl Portal {
    /// The settings of the back office.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn site_state(&self) -> Result<SiteState, Fault> {
        state(&self.inner.registry).await
    }

    /// The fields of the portal's own template of metadata, at most half a second old.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn own_fields(&self) -> Result<Arc<Vec<OwnField>>, Fault> {
        self.inner.catalog.own(&self.inner).await
    }

    /// Changes a part of the settings that was looked at as `seen` (see [`seen_part`]).
    ///
    /// # Errors
    /// `ForbiddenAccess` without the permission `edit_domain`; wrong values; a change of the same part meanwhile.
    pub async fn change_site(
        &self,
        who: &Principal,
        change: SiteChange,
        seen: &str,
    ) -> Result<SiteState, SiteRefusal> {
        who.require(Permission::EditDomain)?;
        let change = change.tidied();
        let problems = site_problems(&change);
        if !problems.is_empty() {
            return Err(SiteRefusal::Wrong(problems));
        }
        let old = self.site_state().await?;
        if seen_part(&old.document, &change) != seen {
            return Err(SiteRefusal::Changed(Box::new(old)));
        }
        let mut document = old.document.clone();
        match change {
            SiteChange::General(general) => document.general = general,
            SiteChange::Colours { light, dark } => {
                document.appearance.accent_light = light;
                document.appearance.accent_dark = dark;
            }
            SiteChange::Catalog(catalog) => document.catalog = catalog,
            SiteChange::Own(own) => document.set_own(own),
            SiteChange::Legal(legal) => document.legal = legal,
        }
        Ok(self.swap(who, old, document).await?)
    }

    /// Puts a picture before the name; none takes it away.
    ///
    /// # Errors
    /// `ForbiddenAccess` without the permission `edit_domain`; `UnsupportedImage` or `ImageTooLarge`.
    pub async fn change_logo(&self, who: &Principal, file: Option<Bytes>) -> Result<SiteState, Fault> {
        who.require(Permission::EditDomain)?;
        let logo = match file {
            None => None,
            Some(bytes) => {
                let logo = picture(&bytes)?;
                let place = Path::from_iter([FOLDER, &logo.object]);
                let payload = PutPayload::from_bytes(bytes);
                self.inner
                    .store
                    .put(&place, payload)
                    .await
                    .map_err(Fault::internal)?;
                Some(logo)
            }
        };
        let old = self.site_state().await?;
        let appearance = SiteAppearance {
            logo,
            ..old.document.appearance.clone()
        };
        let document = SiteDocument {
            appearance,
            ..old.document.clone()
        };
        self.swap(who, old, document).await
    }

    /// The logo of that name, if it is the portal's.
    ///
    /// # Errors
    /// Not found for any other name.
    pub async fn logo(&self, document: &SiteDocument, object: &str) -> Result<LogoFile, Fault> {
        let missing = || {
            Fault::new(
                FaultKind::NotFound,
                "NotFoundResource",
                "There is no such picture.",
            )
        };
        let logo = document.appearance.logo.as_ref();
        let logo = logo.filter(|logo| logo.object == object).ok_or_else(missing)?;
        let place = Path::from_iter([FOLDER, object]);
        let found = self.inner.store.get(&place).await.map_err(Fault::internal)?;
        Ok(LogoFile {
            media_type: logo.media_type.clone(),
            bytes: found.bytes().await.map_err(Fault::internal)?,
        })
    }

    async fn swap(
        &self,
        who: &Principal,
        old: SiteState,
        document: SiteDocument,
    ) -> Result<SiteState, Fault> {
        if old.document == document {
            return Ok(old);
        }
        let stored = Stored { format: 1, document };
        let text = serde_json::to_string(&stored).map_err(Fault::internal)?;
        let change = Change::of(Thing::Settings, NAME, Action::Change)
            .before(&old.document)
            .after(&stored.document);
        let row = change.row(&Author::from(who));
        let registry = &self.inner.registry;
        registry
            .swap_setting(NAME, old.stored.as_deref(), &text, &row)
            .await?;
        self.inner.catalog.expire().await;
        Ok(SiteState {
            document: stored.document,
            stored: Some(text),
        })
    }
}

/// A short digest of the part of the settings that a change is about: what a form carries to notice another editor.
#[must_use]
pub fn seen_part(document: &SiteDocument, change: &SiteChange) -> String {
    let part = match change {
        SiteChange::General(_) => serde_json::to_value(&document.general),
        SiteChange::Colours { .. } => {
            let appearance = &document.appearance;
            serde_json::to_value((&appearance.accent_light, &appearance.accent_dark))
        }
        SiteChange::Catalog(_) => serde_json::to_value(&document.catalog),
        SiteChange::Own(_) => serde_json::to_value(&document.own),
        SiteChange::Legal(_) => serde_json::to_value(&document.legal),
    };
    let digest = Sha256::digest(part.unwrap_or(Value::Null).to_string());
    hex::encode(&digest[..8])
}

/// What kind of picture this is, by its content alone.
fn picture(bytes: &Bytes) -> Result<SiteLogo, Fault> {
    let unsupported = || {
        Fault::new(
            FaultKind::Unsupported,
            "UnsupportedImage",
            "This is not a picture in PNG, JPEG, WebP or GIF.",
        )
        .with_hint("drawings (SVG) may hold scripts: save the logo as PNG, twice as large as it is shown")
    };
    if bytes.len() > LOGO_LIMIT {
        let message = format!("The picture is larger than {} KiB.", LOGO_LIMIT / 1024);
        return Err(Fault::new(FaultKind::TooLarge, "ImageTooLarge", message)
            .with_hint("the logo is shown 40 pixels high: 80 pixels are enough"));
    }
    let (media_type, ending) = match imagesize::image_type(bytes).map_err(|_| unsupported())? {
        imagesize::ImageType::Png => ("image/png", "png"),
        imagesize::ImageType::Jpeg => ("image/jpeg", "jpg"),
        imagesize::ImageType::Webp => ("image/webp", "webp"),
        imagesize::ImageType::Gif => ("image/gif", "gif"),
        _ => return Err(unsupported()),
    };
    let size = imagesize::blob_size(bytes).map_err(|_| unsupported())?;
    let side = |pixels: usize| {
        let fits = (1..=LARGEST_SIDE).contains(&pixels);
        fits.then(|| u32::try_from(pixels).unwrap_or(1))
    };
    let (Some(width), Some(height)) = (side(size.width), side(size.height)) else {
        let message = format!("The picture is {} by {} pixels.", size.width, size.height);
        return Err(Fault::new(FaultKind::TooLarge, "ImageTooLarge", message)
            .with_hint(format!("each side may have up to {LARGEST_SIDE} pixels")));
    };
    let digest = hex::encode(&Sha256::digest(bytes)[..16]);
    Ok(SiteLogo {
        object: format!("{digest}.{ending}"),
        media_type: media_type.to_owned(),
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_and_a_text_are_no_logo() {
        for bad in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"[..],
            b"",
            b"GIF",
            b"\x89PNG\r\n\x1a\n",
        ] {
            let fault = picture(&Bytes::copy_from_slice(bad)).expect_err("refused");
            assert_eq!(fault.code, "UnsupportedImage", "{bad:?}");
        }
        let large = Bytes::from(vec![0; LOGO_LIMIT + 1]);
        assert_eq!(picture(&large).expect_err("refused").code, "ImageTooLarge");
    }
}
