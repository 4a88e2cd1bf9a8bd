//! `portico serve`: the doors are opened until someone asks to stop.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use portico_api::ApiLimits;
use portico_i18n::Lang;
use portico_services::{AccountSettings, Portal};
use portico_web::{AppState, LenientListener, Peer, SiteSettings};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::figures::Keeper;
use crate::cli::ServeArguments;
use crate::config::Settings;

/// Time between two looks at the settings of the back office.
const LOOK: Duration = Duration::from_secs(2);
/// Time for running requests to end after the wish to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Jobs that run at once.
const WORKERS: usize = 2;

pub(super) async fn run(data: &Path, options: &ServeArguments) -> Result<()> {
    let settings = super::settings(data, options.config.as_deref())?;
    let portal = Portal::open(settings.portal.clone()).await?;
    serve(portal, &settings, options.bind).await
}

/// Serves until the process is asked to stop.
pub(super) async fn serve(portal: Portal, settings: &Settings, bind: Option<SocketAddr>) -> Result<()> {
    start_log();
    let bind = bind.unwrap_or(settings.bind);
    let listener = TcpListener::bind(bind)
        .await
        .with_context(|| format!("cannot listen on {bind}: choose another port with --bind"))?;
    let address = settings
        .base_url
        .clone()
        .unwrap_or(format!("http://{}", listener.local_addr()?));
    portal.set_accounts(AccountSettings {
        title: settings.title.clone(),
        address: address.clone(),
        mail: settings.mail.0.clone(),
        sender: settings.mail.1.clone(),
        second_factor_required: settings.second_factor_required,
        openid: settings.openid.clone(),
    });
    portal.keep_mailing();
    portal.keep_watching_people();
    welcome(&portal, &address).await?;
    portal.keep_taking_pushes();
    let limits = ApiLimits::default();
    let state = AppState::new(portal, site(settings), Some(portico_site::fault_page()))
        .with_api(portico_api::document(&limits));
    let jobs = state.portal.start_jobs(WORKERS);
    let keeper = Keeper::start(&state.portal, &state.hall);
    state.refresh_site().await?;
    let follower = tokio::spawn(follow(state.clone()));
    // What the policy says of the settings is kept before the first visitor reads it.
    state.portal.policy(&state.site().policy_facts()).await?;
    let app = portico_web::open(
        portico_api::routes_with(limits).merge(portico_site::routes()),
        state,
    );
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let service = app.into_make_service_with_connect_info::<Peer>();
    let server = axum::serve(LenientListener(listener), service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        // The other end waits for this; when it is gone, the server has ended already.
        let _ = stop.send(());
    });
    let drained = async {
        // Sent or dropped: either way the end has begun.
        let _ = stopped.await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = server => result.context("the server failed")?,
        () = drained => tracing::warn!("some requests did not end within {} s", DRAIN.as_secs()),
    }
    jobs.stop().await;
    follower.abort();
    keeper.stop().await;
    Ok(())
}

/// Notices what another process decided of the portal's settings.
async fn follow(state: AppState) {
    loop {
        tokio::time::sleep(LOOK).await;
        if let Err(fault) = state.refresh_site().await {
            tracing::warn!(%fault, "the settings of the back office cannot be read");
        }
    }
}

/// The address to open and, the first time, how to sign in.
async fn welcome(portal: &Portal, address: &str) -> Result<()> {
    tell!("open {address}/");
    if let Some(first) = portal.ensure_administrator().await? {
        tell!("choose the password of the administrator {} at", first.email);
        tell!("{address}{}", first.path);
        tell!(
            "this link works once, for seven days, and is shown this once; `portico user link {}` makes another",
            first.email
        );
    }
    Ok(())
}

/// What the doors need to know of the settings.
pub(super) fn site(settings: &Settings) -> SiteSettings {
    // The checked settings hold only languages of this program, the default one among them: it comes first.
    let mut languages: Vec<Lang> = settings
        .languages
        .iter()
        .filter_map(|code| Lang::parse(code))
        .collect();
    languages.sort_by_key(|lang| lang.code() != settings.default_language);
    SiteSettings {
        base_url: settings.base_url.clone(),
        languages,
        https: settings
            .base_url
            .as_ref()
            .is_some_and(|address| address.starts_with("https://")),
        trusted_proxies: settings.trusted_proxies.clone(),
        trusted_origins: settings.trusted_origins.clone(),
        contact: settings.contact.clone(),
        fixed: settings.fixed.clone(),
        statistics: settings.statistics,
        refusal_days: settings.refusal_days,
        ..SiteSettings::new(settings.title.clone())
    }
}

/// Logs go to standard error; `PORTICO_LOG` chooses what, in the words of `tracing`: `warn`, `portico_web=debug`.
fn start_log() {
    let filter = std::env::var("PORTICO_LOG").unwrap_or_else(|_| "warn,portico=info".to_owned());
    let filter = EnvFilter::try_new(&filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second subscriber in one process is refused: the first one stays, which is what is wanted.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
