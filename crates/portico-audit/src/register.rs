//! What does the portal declare? Its register, read from the JSON twin of its policy page.

use serde_json::Value;

use crate::Kind;

/// The register as the portal publishes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// Version of the policy.
    pub version: u64,
    /// Absolute address of the policy page, as the portal knows itself.
    pub policy: String,
    /// The portal's own items.
    pub items: Vec<Declared>,
    /// Services of others, for visitors who agreed.
    pub services: Vec<Service>,
}

/// One declared item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Name; a last `*` stands for any ending.
    pub name: String,
    /// Sort of storage.
    pub kind: Kind,
    /// Paths whose answers may set it; a last `*` stands for any ending.
    pub set_on: Vec<String>,
    /// Also set anywhere for people who are signed in.
    pub set_when_signed_in: bool,
    /// Longest life in seconds; none where nothing is said.
    pub max_age: Option<i64>,
    /// It may also be gone when the browser closes.
    pub browser_session: bool,
    /// Hidden from scripts.
    pub http_only: Option<bool>,
    /// `Lax`, `Strict` or `None`.
    pub same_site: Option<String>,
    /// Path.
    pub path: Option<String>,
    /// A walk may miss it.
    pub rare: bool,
    /// Only for visitors who agreed.
    pub consent: bool,
    /// Of a service: kept by a script under the portal's own address, not under the service's.
    pub own: bool,
}

/// A service of somebody else, or what stands in front of the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// Only for visitors who agreed. What stands in front of the portal is there for everybody.
    pub consent: bool,
    /// Hosts that the browser may ask; `*.` stands for any name below.
    pub hosts: Vec<String>,
    /// What it may keep in the browser.
    pub storage: Vec<Declared>,
}

impl Register {
    /// Reads the document.
    ///
    /// # Errors
    /// What is missing in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let told: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        let items = told["items"].as_array().ok_or("it has no list `items`")?;
        // What services keep stands in the list for people; for the comparison it is read from the services themselves.
        let own = items.iter().filter(|item| item["service"].is_null());
        let items = own.map(declared).collect::<Result<Vec<_>, _>>()?;
        let services = told["services"].as_array().map(Vec::as_slice).unwrap_or_default();
        let services = services.iter().map(service).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            version: told["version"].as_u64().unwrap_or(0),
            policy: text_of(&told["policy"]),
            items,
            services,
        })
    }

    /// The declaration of an own item.
    #[must_use]
    pub fn own(&self, kind: Kind, name: &str) -> Option<&Declared> {
        self.items
            .iter()
            .find(|item| item.kind == kind && matches(&item.name, name))
    }

    /// The service that may keep that under an address of its own or, with a script, under the portal's.
    #[must_use]
    pub fn service_item(
        &self,
        kind: Kind,
        name: &str,
        host: &str,
        own: bool,
    ) -> Option<(&Service, &Declared)> {
        let keeps = |service: &&Service| own || service.has_host(host);
        self.services.iter().filter(keeps).find_map(|service| {
            let item = service
                .storage
                .iter()
                .find(|item| item.kind == kind && item.own == own && matches(&item.name, name));
            item.map(|item| (service, item))
        })
    }

    /// What stands in front of the portal declares that cookie under the portal's address.
    #[must_use]
    pub fn is_infrastructure(&self, kind: Kind, name: &str) -> bool {
        self.service_item(kind, name, "", true)
            .is_some_and(|(service, _)| !service.consent)
    }

    /// Somebody must agree to something.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.services.iter().any(|service| service.consent)
    }

    /// The service that answers for a host.
    #[must_use]
    pub fn service_of(&self, host: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.has_host(host))
    }
}

impl Service {
    fn has_host(&self, host: &str) -> bool {
        let bare = host.trim_start_matches('.').split(':').next().unwrap_or_default();
        self.hosts.iter().any(|declared| {
            declared == host
                || match declared.strip_prefix("*.") {
                    Some(parent) => bare
                        .strip_suffix(parent)
                        .is_some_and(|front| front.ends_with('.')),
                    None => declared == bare,
                }
        })
    }
}

impl Declared {
    /// An answer for that path may set it, as the register says it: exact paths with and without the last slash, or prefixes.
    #[must_use]
    pub fn may_be_set_on(&self, path: &str) -> bool {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        self.set_on.iter().any(|route| match route.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix) || path == prefix.trim_end_matches('/'),
            None => path.trim_end_matches('/') == route.trim_end_matches('/'),
        })
    }
}

/// Exactly, or up to a last `*`.
fn matches(declared: &str, name: &str) -> bool {
    match declared.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => declared == name,
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text_of).collect()
}

fn declared(item: &Value) -> Result<Declared, String> {
    let name = item["name"].as_str().ok_or("an item has no `name`")?.to_owned();
    let kind = item["kind"].as_str().unwrap_or("cookie");
    let kind =
        Kind::parse(kind).ok_or_else(|| format!("the item `{name}` is of an unknown kind: `{kind}`"))?;
    let attributes = &item["attributes"];
    let days = item["days"].as_i64();
    Ok(Declared {
        set_on: texts(&item["set_on"]),
        set_when_signed_in: item["set_when_signed_in"].as_bool().unwrap_or(false),
        max_age: item["max_age_seconds"]
            .as_i64()
            .or(days.filter(|days| *days > 0).map(|days| days * 86_400)),
        browser_session: item["browser_session_by_default"]
            .as_bool()
            .unwrap_or(days == Some(0)),
        http_only: attributes["http_only"].as_bool(),
        same_site: attributes["same_site"].as_str().map(str::to_owned),
        path: attributes["path"].as_str().map(str::to_owned),
        rare: item["rare"].as_bool().unwrap_or(false),
        consent: item["consent"].as_bool().unwrap_or(false),
        own: item["own"].as_bool().unwrap_or(false),
        name,
        kind,
    })
}

fn service(told: &Value) -> Result<Service, String> {
    let name = ["title", "name", "key", "provider"]
        .iter()
        .find_map(|key| told[*key].as_str());
    let storage = told["storage"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(Service {
        name: name.unwrap_or("a service without a name").to_owned(),
        consent: told["consent"].as_bool().unwrap_or(true),
        hosts: texts(&told["hosts"]),
        storage: storage.iter().map(declared).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_read_as_portals_publish_it() {
        let register = Register::parse(
            r#"{"version": 3, "policy": "https://a.example/terms/cookies-policy/", "items": [
                {"name": "sessionid", "kind": "cookie", "set_on": ["/login/*"], "max_age_seconds": 1209600,
                 "browser_session_by_default": true, "attributes": {"http_only": true, "same_site": "Lax", "path": "/"}},
                {"name": null, "kind": "connection", "service": "tube", "hosts": ["*.tube.example"]}],
                "services": [{"key": "tube", "hosts": ["*.tube.example"], "storage": [
                 {"name": "seen_*", "kind": "localStorage", "days": null}]}]}"#,
        )
        .unwrap();
        let session = register.own(Kind::Cookie, "sessionid").unwrap();
        assert_eq!(
            (session.max_age, session.browser_session),
            (Some(1_209_600), true)
        );
        assert!(session.may_be_set_on("/login/?next=/") && session.may_be_set_on("/login"));
        assert!(!session.may_be_set_on("/loginfake"));
        assert!(register.own(Kind::LocalStorage, "sessionid").is_none());
        let host = "player.tube.example";
        assert!(
            register
                .service_item(Kind::LocalStorage, "seen_1", host, false)
                .is_some()
        );
        assert!(
            register
                .service_item(Kind::LocalStorage, "seen_1", "tube.example", false)
                .is_none()
        );
        assert!(register.service_of("eviltube.example").is_none());
    }

    #[test]
    fn what_is_not_a_register_is_refused_with_the_reason() {
        for (text, reason) in [
            ("<html>", "not JSON"),
            ("{}", "no list `items`"),
            (r#"{"items": [{}]}"#, "no `name`"),
            (r#"{"items": [{"name": "a", "kind": "flash"}]}"#, "unknown kind"),
        ] {
            let error = Register::parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
