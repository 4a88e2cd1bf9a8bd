//! Are people, bots and programs told apart? Two hundred agents that browsers, crawlers, monitors and tools send.

use portico_audience::{Kind, Signs};

const PEOPLE: &str = include_str!("agents/people.txt");
const BOTS: &str = include_str!("agents/bots.txt");
const PROGRAMS: &str = include_str!("agents/programs.txt");

fn agents(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A page, asked by a browser over https.
fn browser(agent: &str) -> Signs<'_> {
    Signs {
        agent,
        is_navigation: true,
        https: true,
        wants_html: true,
        ..Signs::default()
    }
}

/// What a script sends: no fetch metadata, any type of answer.
fn script(agent: &str) -> Signs<'_> {
    Signs {
        agent,
        https: true,
        ..Signs::default()
    }
}

fn wrong<'a>(list: &'a str, sign: impl Fn(&'a str) -> Signs<'a>, expected: Kind) -> Vec<&'a str> {
    agents(list)
        .filter(|agent| Kind::of(&sign(agent)) != expected)
        .collect()
}

#[test]
fn two_hundred_agents_are_told_apart() {
    let all: Vec<&str> = [PEOPLE, BOTS, PROGRAMS].into_iter().flat_map(agents).collect();
    assert!(all.len() >= 200, "{}", all.len());
    let mut once = all.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), all.len(), "no agent counts twice");
    let none: [&str; 0] = [];
    assert_eq!(wrong(PEOPLE, browser, Kind::Person), none);
    assert_eq!(wrong(BOTS, script, Kind::Bot), none);
    assert_eq!(wrong(BOTS, browser, Kind::Bot), none, "whatever else they send");
    assert_eq!(wrong(PROGRAMS, script, Kind::Program), none);
}

#[test]
fn whoever_looks_ahead_or_looks_only_at_the_head_is_no_person() {
    let ahead = |agent| Signs {
        is_prefetch: true,
        ..browser(agent)
    };
    let head = |agent| Signs {
        is_head: true,
        ..browser(agent)
    };
    let none: [&str; 0] = [];
    assert_eq!(wrong(PEOPLE, ahead, Kind::Bot), none);
    assert_eq!(wrong(PEOPLE, head, Kind::Bot), none);
    assert_eq!(
        wrong(PEOPLE, script, Kind::Program),
        none,
        "a browser's name without what browsers send is a script's"
    );
}
