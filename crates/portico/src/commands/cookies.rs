//! `portico cookies`: the register, as the program itself obeys it, and the services of others that are added to it.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};
use portico_cookies::Service;
use portico_cookies::policy::{Document, Draft, PolicyFacts};
use portico_i18n::{Lang, Say};
use portico_model::Principal;
use portico_services::{Policy, Portal};
use portico_web::SiteSettings;

use crate::cli::CookiesCommand;
use crate::config::Settings;
use crate::exit::{self, WrongUse};

/// Longest description of a service, in bytes.
const LONGEST: u64 = 256 * 1024;

/// Runs the command; the number is the exit code.
pub(super) async fn run(data: &Path, command: CookiesCommand) -> Result<u8> {
    match command {
        CookiesCommand::List { json } => list(data, json).await?,
        CookiesCommand::Add { file, other_purpose } => add(data, &file, other_purpose).await?,
        CookiesCommand::Remove { key } => remove(data, &key).await?,
        CookiesCommand::Audit(arguments) => return super::audit::run(arguments).await,
        CookiesCommand::Proof(arguments) => return super::proof::run(data, &arguments).await,
    }
    Ok(exit::DONE)
}

/// The register of the portal in that directory; of a portal as it begins when there is none yet.
async fn list(data: &Path, as_json: bool) -> Result<()> {
    let settings = super::settings(data, None)?;
    let is_there = settings.portal.database.is_some() || data.join("portico.db").exists();
    let document = if is_there {
        let portal = Portal::open(settings.portal.clone()).await?;
        let facts = facts(&settings, &portal).await?;
        portal.policy(&facts).await?.current.document.clone()
    } else {
        let facts = SiteSettings::new("Portico").policy_facts();
        let bare = Policy::unkept(&facts, &Draft::default()).context("no policy")?;
        bare.current.document
    };
    if as_json {
        tell!("{}", serde_json::to_string_pretty(&document.items_json("en"))?);
        return Ok(());
    }
    for (item, row) in document.rows("en") {
        tell!(
            "{}\n  {}\n  {}\n  {}",
            row.name,
            row.function,
            row.purpose,
            row.duration
        );
        if let Some(service) = &item.service {
            tell!("  {}, {}: {service}", row.supplier, item.hosts.join(" "));
        }
    }
    Ok(())
}

async fn add(data: &Path, file: &Path, other_purpose: bool) -> Result<()> {
    let text = read(file)?;
    let mut service: Service = serde_json::from_str(&text).map_err(|error| {
        WrongUse(format!(
            "{} does not describe a service: {error}\nhint: docs/cookies.md shows an example",
            file.display()
        ))
    })?;
    change(data, |draft| {
        let place = draft.services.iter().position(|other| other.key == service.key);
        service.meaning = place.map_or(0, |place| draft.services[place].meaning) + u32::from(other_purpose);
        match place {
            Some(place) => draft.services[place] = service,
            None => draft.services.push(service),
        }
        Ok(())
    })
    .await
}

async fn remove(data: &Path, key: &str) -> Result<()> {
    change(data, |draft| {
        let before = draft.services.len();
        draft.services.retain(|service| service.key != key);
        if draft.services.len() == before {
            let known: Vec<&str> = draft
                .services
                .iter()
                .map(|service| service.key.as_str())
                .collect();
            let hint = if known.is_empty() {
                "there are none".to_owned()
            } else {
                format!("there are: {}", known.join(", "))
            };
            return Err(WrongUse(format!("there is no service {key:?}\nhint: {hint}")).into());
        }
        Ok(())
    })
    .await
}

/// Changes what people decide of the policy, and says what it means for visitors.
async fn change(data: &Path, edit: impl FnOnce(&mut Draft) -> Result<()>) -> Result<()> {
    let settings = super::settings(data, None)?;
    let portal = super::open_existing(data).await?;
    let facts = facts(&settings, &portal).await?;
    let seen = portal.policy(&facts).await?.current.document.clone();
    let mut draft = seen.draft();
    edit(&mut draft)?;
    let policy = portal
        .change_policy(&Principal::Operator, &facts, &draft, seen.number)
        .await?;
    tell_change(&policy.current.document, seen.number);
    Ok(())
}

/// What the portal says of itself: the settings of the operator with what was decided in the back office, as the server has it.
pub(super) async fn facts(settings: &Settings, portal: &Portal) -> Result<PolicyFacts> {
    let decided = portal.site_state().await?.document;
    Ok(super::serve::site(settings).with(decided).policy_facts())
}

fn tell_change(document: &Document, before: u32) {
    if document.number == before {
        tell!("nothing has changed: version {before} of the policy still holds");
        return;
    }
    let say = Say::new(Lang::En);
    tell!("version {} of the policy, {}", document.number, document.date);
    for change in &document.changes {
        let service = change.service.as_deref().unwrap_or_default();
        let key = format!("consent-what-{}", change.what.as_str());
        tell!("  {}", say.t1(&key, "service", service));
    }
    let asks = if document.asks_again {
        "consent-version-asks"
    } else {
        "consent-version-asks-not"
    };
    tell!("{}", say.t(asks));
}

fn read(file: &Path) -> Result<String> {
    let mut text = String::new();
    let place = file.display();
    let failed = || format!("cannot read {place}");
    if file == Path::new("-") {
        std::io::stdin()
            .take(LONGEST)
            .read_to_string(&mut text)
            .with_context(failed)?;
    } else {
        let opened = std::fs::File::open(file).with_context(failed)?;
        opened
            .take(LONGEST)
            .read_to_string(&mut text)
            .with_context(failed)?;
    }
    Ok(text)
}
