//! What does the auditor read? The same report for people and for programs.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::{Difference, Held, Place, Register, Seen};

/// The result of an audit.
#[derive(Debug, Clone)]
pub struct Report {
    /// Address of the portal.
    pub portal: String,
    /// Browser that looked.
    pub browser: String,
    /// What the portal declares.
    pub register: Register,
    /// What was seen.
    pub seen: Seen,
    /// In what they differ.
    pub differences: Vec<Difference>,
}

impl Report {
    /// No difference.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }

    /// For programs. Holds names and attributes, never a value.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let place = |place: &Place| json!({"stage": place.stage.as_str(), "path": place.path});
        let difference = |one: &Difference| {
            json!({
                "code": one.code.as_str(),
                "kind": one.kind.map(crate::Kind::as_str),
                "subject": one.subject,
                "message": one.message,
                "where": one.place.as_ref().map(place),
            })
        };
        let held = |held: &Held| {
            json!({
                "kind": held.kind.as_str(),
                "name": held.name,
                "host": held.host,
                "own": held.own,
                "where": place(&held.place),
                "cookie": held.cookie.as_ref().map(|cookie| json!({
                    "seconds": cookie.life,
                    "http_only": cookie.http_only,
                    "secure": cookie.secure,
                    "same_site": cookie.same_site,
                    "path": cookie.path,
                    "with_domain": cookie.with_domain,
                })),
            })
        };
        let declared = self
            .register
            .items
            .iter()
            .map(|item| json!({"kind": item.kind.as_str(), "name": item.name}));
        json!({
            "format": 1,
            "portal": self.portal,
            "browser": self.browser,
            "policy_version": self.register.version,
            "agrees": self.agrees(),
            "differences": self.differences.iter().map(difference).collect::<Vec<_>>(),
            "declared": declared.collect::<Vec<_>>(),
            "services": self.register.services.iter().map(|service| json!({"name": service.name, "hosts": service.hosts})).collect::<Vec<_>>(),
            "seen": self.seen.held.iter().map(held).collect::<Vec<_>>(),
            "hosts": self.seen.hosts.iter().map(|host| json!({
                "host": host.host, "what": host.what, "where": place(&host.place), "stopped": host.stopped,
            })).collect::<Vec<_>>(),
            "steps": self.seen.steps.iter().map(|step| json!({
                "stage": step.stage.as_str(), "pages": step.pages, "done": step.done, "note": step.note,
            })).collect::<Vec<_>>(),
        })
    }

    /// For people.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut line = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        line(&format!(
            "{}, policy version {}, seen with {}",
            self.portal, self.register.version, self.browser
        ));
        line("");
        line("Walk");
        for step in &self.seen.steps {
            let mut told = format!("  {:<20} {} pages", step.stage.as_str(), step.pages);
            if let Some(note) = &step.note {
                let _ = write!(told, "; {note}");
            }
            line(&told);
        }
        line("");
        line("Declared and seen");
        for item in &self.register.items {
            line(&format!(
                "  {:<20} {:<14} {}",
                item.name,
                item.kind.as_str(),
                self.sightings(item)
            ));
        }
        if self.seen.hosts.is_empty() {
            line("  no other host was asked");
        }
        line("");
        match self.differences.len() {
            0 => line("The portal and its register agree."),
            1 => line("1 difference"),
            more => line(&format!("{more} differences")),
        }
        for one in &self.differences {
            line(&format!("  [{}] {}", one.code.as_str(), one.message));
        }
        text
    }

    /// How long and where an item was seen.
    fn sightings(&self, item: &crate::Declared) -> String {
        let is_it = |held: &&Held| held.own && self.register.own(held.kind, &held.name) == Some(item);
        let mut told: Vec<String> = Vec::new();
        for held in self.seen.held.iter().filter(is_it) {
            let life = match held.cookie.as_ref().map(|cookie| cookie.life) {
                Some(Some(seconds)) => format!("{} days", (seconds + 60) / 86_400),
                Some(None) => "until the browser closes".to_owned(),
                None => "kept".to_owned(),
            };
            let sighting = format!("{life}, {}", held.place.stage.as_str());
            if !told.contains(&sighting) {
                told.push(sighting);
            }
        }
        if told.is_empty() {
            "not seen".to_owned()
        } else {
            told.join("; ")
        }
    }
}
