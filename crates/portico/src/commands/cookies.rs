//! `portico cookies`: the register, as the program itself obeys it.

use anyhow::Result;
use portico_cookies::policy::{Policy, PolicySite};
use portico_i18n::{Lang, Say};

use crate::cli::CookiesCommand;

pub(super) fn run(command: &CookiesCommand) -> Result<()> {
    let CookiesCommand::List { json: as_json } = command;
    let site = PolicySite {
        title: "Portico",
        host: "",
        base_url: "",
        several_languages: true,
        statistics: false,
    };
    let policy = Policy::of(site);
    let words = Say::new(Lang::En);
    let say = |key: &str, count: Option<u16>| match count {
        Some(count) => words.t1(key, "count", i64::from(count)),
        None => words.t(key).into_owned(),
    };
    if *as_json {
        let twin = policy.to_json(site, "en", &say);
        tell!("{}", serde_json::to_string_pretty(&twin["items"])?);
        return Ok(());
    }
    for row in policy.rows() {
        let item = row.item;
        let life = say(row.life.key, Some(row.life.count));
        tell!(
            "{}\n  {}\n  {}\n  {life}",
            item.wire,
            say(item.function, None),
            say(item.purpose, None)
        );
    }
    Ok(())
}
