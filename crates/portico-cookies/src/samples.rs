//! Services as portals add them, for tests.

use crate::CookieClass;
use crate::optional::{Purpose, Script, Service, Stored, Tiles, Words};
use crate::register::Kind;

fn service(key: &str, purpose: Purpose, host: &str, title: &str) -> Service {
    let words = Words {
        title: title.to_owned(),
        text: "Shows what is kept elsewhere.".to_owned(),
    };
    Service {
        key: key.to_owned(),
        slot: 0,
        since: 0,
        meaning: 0,
        provider: "Example Ltd".to_owned(),
        controller: "Example Ltd, Dublin".to_owned(),
        policy_url: "https://example.org/privacy".to_owned(),
        class: CookieClass::ThirdParty,
        purpose,
        words: [("en".to_owned(), words)].into(),
        hosts: vec![host.to_owned()],
        storage: Vec::new(),
        tiles: None,
        script: None,
    }
}

pub(crate) fn video() -> Service {
    Service {
        storage: vec![Stored {
            name: "visitor".to_owned(),
            kind: Kind::Cookie,
            days: Some(180),
            own: false,
        }],
        ..service("video", Purpose::Video, "video.example.org", "Videos")
    }
}

pub(crate) fn tiles() -> Service {
    Service {
        tiles: Some(Tiles {
            url: "https://tiles.example.org/{z}/{x}/{y}.png".to_owned(),
            attribution: "Example maps".to_owned(),
        }),
        ..service("streets", Purpose::Map, "tiles.example.org", "Street map")
    }
}

/// What stands in front of a portal and remembers which machine answers.
pub(crate) fn balancer() -> Service {
    Service {
        class: CookieClass::Necessary,
        policy_url: String::new(),
        hosts: Vec::new(),
        storage: vec![Stored {
            name: "__lb*".to_owned(),
            kind: Kind::Cookie,
            days: Some(0),
            own: true,
        }],
        ..service("balancer", Purpose::Infrastructure, "", "Load balancer")
    }
}

pub(crate) fn analytics() -> Service {
    Service {
        class: CookieClass::Statistical,
        storage: vec![Stored {
            name: "_pk_id*".to_owned(),
            kind: Kind::Cookie,
            days: Some(390),
            own: true,
        }],
        script: Some(Script {
            url: "https://stats.example.org/count.js".to_owned(),
            data: [("site".to_owned(), "7".to_owned())].into(),
        }),
        ..service("stats", Purpose::Audience, "stats.example.org", "Audience")
    }
}
