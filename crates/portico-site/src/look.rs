//! How does this portal differ from others in its looks? Its colours as a style sheet, its logo.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderValue, header};
use portico_model::{Colour, Scheme, SiteAppearance, SiteDocument};
use portico_web::{AppState, Asked, WebResult};

use crate::page::file;

/// What the address says never changes: a digest is in it.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The logo, for the header of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Logo {
    pub(crate) src: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Height of the logo in the header, in pixels.
const HEIGHT: u32 = 40;

/// The logo of these settings.
pub(crate) fn logo(document: &SiteDocument) -> Option<Logo> {
    let logo = document.appearance.logo.as_ref()?;
    let height = logo.height.clamp(1, HEIGHT);
    Some(Logo {
        src: format!("/assets/portal/{}", logo.object),
        width: (logo.width * height / logo.height.max(1)).clamp(1, 320),
        height,
    })
}

/// Address of the style sheet with the portal's own colours; none when it has none.
pub(crate) fn theme(document: &SiteDocument) -> Option<String> {
    let colours = Colours::of(&document.appearance);
    if colours == Colours::default() {
        return None;
    }
    let name = |colour: Option<Colour>| colour.map(|colour| colour.to_string().replace('#', ""));
    let light = name(colours.light).unwrap_or_default();
    let dark = name(colours.dark).unwrap_or_default();
    Some(format!("/assets/portal/theme.css?v={light}-{dark}"))
}

/// The accents that were chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Colours {
    light: Option<Colour>,
    dark: Option<Colour>,
}

impl Colours {
    fn of(appearance: &SiteAppearance) -> Self {
        let read = |text: &Option<String>| text.as_deref().and_then(Colour::parse);
        Self {
            light: read(&appearance.accent_light),
            dark: read(&appearance.accent_dark),
        }
    }

    fn css(self) -> String {
        let root = |scheme: Scheme, accent: Colour| {
            format!(
                ":root {{ --verdigris: {accent}; --verdigris-2: {}; --on-verdigris: {}; }}",
                scheme.soft(accent),
                scheme.on(accent)
            )
        };
        let light = root(Scheme::LIGHT, self.light.unwrap_or(Scheme::LIGHT.accent));
        let dark = root(Scheme::DARK, self.dark.unwrap_or(Scheme::DARK.accent));
        format!("@layer tokens {{\n{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n}}\n")
    }
}

/// `GET /assets/portal/theme.css`
pub(crate) async fn show_theme(asked: Asked) -> Response {
    let document = &asked.site().document;
    let mut response = file("text/css; charset=utf-8", Colours::of(&document.appearance).css());
    let is_exact = theme(document).is_some_and(|address| address == asked.path_and_query());
    let caching = if is_exact { FOR_EVER } else { "no-cache" };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

/// `GET /assets/portal/{picture}`: the logo. It is a picture and nothing else, whatever is in it.
pub(crate) async fn show_logo(
    State(state): State<AppState>,
    asked: Asked,
    Path(picture): Path<String>,
) -> WebResult<Response> {
    let logo = state.portal.logo(&asked.site().document, &picture).await?;
    let mut response = file("application/octet-stream", logo.bytes);
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::try_from(logo.media_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use portico_model::SiteLogo;

    use super::*;

    #[test]
    fn without_colours_there_is_no_style_sheet_and_with_them_its_address_follows() {
        let mut document = SiteDocument::default();
        assert_eq!(theme(&document), None);
        document.appearance.accent_light = Some("#123456".into());
        assert_eq!(
            theme(&document).as_deref(),
            Some("/assets/portal/theme.css?v=123456-")
        );
        let css = Colours::of(&document.appearance).css();
        assert!(
            css.contains("--verdigris: #123456") && css.contains("--verdigris: #6cc3b7"),
            "{css}"
        );
    }

    #[test]
    fn a_large_logo_is_shown_small_in_its_proportions() {
        let mut document = SiteDocument::default();
        document.appearance.logo = Some(SiteLogo {
            object: "x.png".into(),
            width: 600,
            height: 200,
            ..SiteLogo::default()
        });
        let shown = logo(&document).expect("a logo");
        assert_eq!((shown.width, shown.height), (120, 40));
    }
}
