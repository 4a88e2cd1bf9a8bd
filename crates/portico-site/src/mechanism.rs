//! With which templates, style sheets and scripts does this program ask visitors and show the policy? Their digests, for receipts.

use std::collections::BTreeMap;

use portico_cookies::policy::Mechanism;

use crate::assets;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// The templates that ask, show the policy, or stand around it.
const TEMPLATES: &[(&str, &str)] = templates![
    "_base.html",
    "_consent.html",
    "_footer.html",
    "_header.html",
    "_placeholder.html",
    "_policy_foot.html",
    "_policy_text.html",
    "cookies_policy.html",
    "policy_version.html",
    "preferences.html",
];

/// Style sheets and scripts of every page, where they could hide or change what is asked.
const FILES: [&str; 5] = [
    "css/base.css",
    "css/components.css",
    "css/layout.css",
    "css/tokens.css",
    "js/enhance.js",
];

/// The digests of this program.
#[must_use]
pub fn mechanism() -> Mechanism {
    let templates = TEMPLATES
        .iter()
        .map(|(name, text)| (format!("templates/{name}"), text.as_bytes().to_vec()));
    let files = FILES
        .iter()
        .filter_map(|name| Some((format!("assets/{name}"), assets::bytes(name)?.to_vec())));
    let digests = templates
        .chain(files)
        .map(|(name, bytes)| (name, portico_cookies::policy::sha256(&bytes)));
    Mechanism {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        files: digests.collect::<BTreeMap<_, _>>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_there_and_has_a_digest_of_its_own() {
        let files = mechanism().files;
        assert_eq!(files.len(), TEMPLATES.len() + FILES.len());
        let mut digests: Vec<_> = files.values().collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), files.len());
    }

    #[test]
    fn what_asks_and_what_shows_the_policy_is_among_them() {
        let listed: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
        for (name, text) in TEMPLATES {
            for part in text
                .split("{% include \"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                assert!(
                    listed.contains(&part) || part == "_icon_person.html",
                    "{name} includes {part}"
                );
            }
        }
    }
}
