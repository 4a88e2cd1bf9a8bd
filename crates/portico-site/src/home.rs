//! What does the front page show? A search field first; then themes, the newest datasets, and how much there is.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_i18n::Say;
use portico_services::CatalogEntry;
use portico_web::{AppState, Visitor, WebResult};

use crate::href::Pairs;
use crate::page::{Page, show};
use crate::words;

/// Newest datasets shown.
const NEWEST: usize = 6;
/// Keywords under the search field.
const WORDS: usize = 6;
/// Themes and publishers shown.
const GROUPS: usize = 10;

#[derive(Debug, Template)]
#[template(path = "home.html")]
struct HomeTemplate {
    page: Page,
    placeholder: String,
    words: Vec<Link>,
    figures: Vec<Figure>,
    themes: Vec<Theme>,
    publishers: Vec<Theme>,
    newest: Vec<News>,
}

#[derive(Debug)]
struct Link {
    text: String,
    href: String,
}

/// A number of the portal, with what it counts.
#[derive(Debug)]
struct Figure {
    number: String,
    what: String,
}

#[derive(Debug)]
struct Theme {
    name: String,
    count: String,
    href: String,
}

#[derive(Debug)]
struct News {
    title: String,
    href: String,
    about: String,
    facts: Vec<String>,
}

/// `GET /`
pub(crate) async fn show_home(State(state): State<AppState>, visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let catalog = state.portal.catalog(&visitor.principal).await?;
    let entries = &catalog.entries;
    let title = state.site().title.clone();
    let template = HomeTemplate {
        placeholder: say.t1("home-search-placeholder", "count", entries.len()),
        words: frequent(
            entries.iter().flat_map(|entry| &entry.dataset.metadata.keyword),
            WORDS,
        )
        .into_iter()
        .map(|(word, _)| Link {
            href: Pairs::default().with("refine.keyword", &word).on("/explore/"),
            text: word,
        })
        .collect(),
        figures: figures(entries, say),
        themes: groups(
            "theme",
            entries.iter().flat_map(|entry| &entry.dataset.metadata.theme),
            say,
        ),
        publishers: groups("publisher", publishers(entries), say),
        newest: entries
            .iter()
            .take(NEWEST)
            .map(|entry| news(entry, say))
            .collect(),
        page: Page::of(&visitor, title).described(say.t("home-lead")),
    };
    show(&template)
}

fn figures(entries: &[CatalogEntry], say: Say) -> Vec<Figure> {
    let records: u64 = entries
        .iter()
        .filter_map(|entry| entry.version.as_ref())
        .map(|v| v.profile.records)
        .sum();
    let publishers = frequent(publishers(entries), usize::MAX);
    let figure = |key: &str, count: u64| Figure {
        number: say.integer(count),
        what: say.t1(key, "count", count),
    };
    vec![
        figure("home-figure-datasets", entries.len() as u64),
        figure("home-figure-records", records),
        figure("home-figure-publishers", publishers.len() as u64),
    ]
}

fn publishers(entries: &[CatalogEntry]) -> impl Iterator<Item = &String> {
    entries
        .iter()
        .filter_map(|entry| entry.dataset.metadata.publisher.as_ref())
}

/// The most frequent values of a metadata, each with the way to its datasets.
fn groups<'a>(field: &str, values: impl Iterator<Item = &'a String>, say: Say) -> Vec<Theme> {
    let group = |(name, count): (String, usize)| Theme {
        href: Pairs::default()
            .with(&format!("refine.{field}"), &name)
            .on("/explore/"),
        count: say.t1("common-datasets", "count", count),
        name,
    };
    frequent(values, GROUPS).into_iter().map(group).collect()
}

fn news(entry: &CatalogEntry, say: Say) -> News {
    let metadata = &entry.dataset.metadata;
    let mut facts: Vec<String> = metadata.publisher.iter().cloned().collect();
    if let Some(version) = &entry.version {
        facts.push(say.t1("common-records", "count", version.profile.records));
    }
    facts.push(say.day_of_micros(entry.dataset.updated_at));
    News {
        title: metadata.title.clone(),
        href: format!("/explore/dataset/{}/", entry.dataset.id),
        about: words::excerpt(
            &words::plain(metadata.description.as_deref().unwrap_or_default()),
            160,
        ),
        facts,
    }
}

/// The texts that occur most often, with how often; ties in alphabetical order.
fn frequent<'a>(texts: impl Iterator<Item = &'a String>, most: usize) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let mut counts: Vec<_> = counts
        .into_iter()
        .map(|(text, count)| (text.to_owned(), count))
        .collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(most);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_ties_alphabetically() {
        let texts = ["b", "a", "c", "b", "c"].map(str::to_owned);
        let expected = [("b".to_owned(), 2), ("c".to_owned(), 2)];
        assert_eq!(frequent(texts.iter(), 2), expected);
    }
}
