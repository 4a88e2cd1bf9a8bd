//! `portico cookies proof --pictures`: what do visitors see now, in each language, at a desk and in a hand?

use std::path::Path;

use anyhow::{Context, Result};
use portico_audit::{Camera, Shot, find_browser};
use portico_services::Portal;
use portico_web::{AppState, Peer, SiteSettings};
use tokio::net::TcpListener;

use crate::cli::ProofArguments;
use crate::exit::WrongUse;

/// Windows: what the picture's name ends with, width and height.
const WINDOWS: [(u32, u32); 2] = [(1280, 900), (390, 844)];

/// Takes the pictures from a server of this process, which counts nobody, and keeps them with a receipt.
pub(super) async fn take(data: &Path, portal: &Portal, arguments: &ProofArguments) -> Result<()> {
    let path = std::env::var_os("PATH");
    let browser = find_browser(arguments.browser.as_deref(), path.as_deref())
        .map_err(|error| WrongUse(error.to_string()))?;
    let settings = super::settings(data, None)?;
    let site = SiteSettings {
        base_url: None,
        https: false,
        trusted_proxies: Vec::new(),
        refusal_days: 0,
        ..super::serve::site(&settings)
    };
    let state = AppState::new(portal.clone(), site, Some(portico_site::fault_page()));
    state.refresh_site().await?;
    let facts = state.site().policy_facts();
    let policy = portal.policy(&facts).await?;
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .context("no port is free")?;
    let address = format!("http://{}", listener.local_addr()?);
    let languages: Vec<String> = facts.languages.clone();
    let mut pages = vec![
        ("policy", "/terms/cookies-policy/", true),
        ("choices", "/cookies/preferences/", true),
    ];
    if policy.register.needs_consent() {
        pages.push(("banner", "/", false));
    }
    let mut shots = Vec::new();
    for lang in &languages {
        for (name, path, whole) in &pages {
            for window in WINDOWS {
                shots.push(Shot {
                    name: format!("{name} {lang} {}", window.0),
                    address: format!("{address}{path}?flg={lang}").parse()?,
                    window,
                    whole: *whole,
                });
            }
        }
    }
    // What these visits would add to the statistics is dropped with this process: nobody keeps it.
    let app = portico_web::open(portico_site::routes(), state);
    let service = app.into_make_service_with_connect_info::<Peer>();
    let server =
        tokio::spawn(async move { axum::serve(portico_web::LenientListener(listener), service).await });
    let camera = Camera {
        browser,
        no_sandbox: arguments.no_sandbox,
    };
    let taken = tokio::task::spawn_blocking(move || camera.take(&shots)).await;
    server.abort();
    let taken = taken.context("the pictures ended before their time")??;
    let pictures = taken
        .into_iter()
        .map(|picture| (picture.name, picture.bytes))
        .collect();
    portal
        .keep_pictures(&facts, &portico_site::mechanism(), pictures)
        .await?;
    Ok(())
}
