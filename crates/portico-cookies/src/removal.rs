//! How is taken away what the script of a service left under our own address? By deletions, for every domain that it may be kept for.

use crate::EffectiveRegister;

/// The deletion of a cookie that a service of the register keeps under the portal's own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    name: String,
}

impl Removal {
    /// The deletion of that cookie; none when no service declares it, or its name cannot stand in a header.
    #[must_use]
    pub fn of(register: &EffectiveRegister, name: &str) -> Option<Self> {
        let is_name = (1..=100).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"=;,\"\\".contains(&byte));
        (is_name && register.keeper_of(name).is_some()).then(|| Self {
            name: name.to_owned(),
        })
    }

    /// The headers' values: for the host alone and for each domain above it, since a script may have named any of them.
    #[must_use]
    pub fn headers(&self, host: &str) -> Vec<String> {
        let host = host.split(':').next().unwrap_or_default();
        let labels: Vec<&str> = host.split('.').collect();
        let is_name = labels
            .last()
            .is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()));
        let domains = (0..labels.len().saturating_sub(1))
            .filter(|_| is_name)
            .map(|start| format!("; Domain={}", labels[start..].join(".")));
        std::iter::once(String::new())
            .chain(domains)
            .map(|domain| {
                format!(
                    "{}=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/{domain}",
                    self.name
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn what_a_script_left_is_removed_for_every_domain_above() {
        let register = EffectiveRegister::new(vec![samples::analytics()]);
        let removal = Removal::of(&register, "_pk_id.7.1fff").expect("declared");
        let headers = removal.headers("data.example.org:8443");
        assert_eq!(headers.len(), 3);
        assert!(headers[0].ends_with("Path=/"), "{}", headers[0]);
        assert!(
            headers[1].ends_with("; Domain=data.example.org") && headers[2].ends_with("; Domain=example.org")
        );
        assert_eq!(removal.headers("127.0.0.1:8080").len(), 1);
        assert_eq!(removal.headers("localhost").len(), 1);
    }

    #[test]
    fn nothing_else_can_be_removed() {
        let register = EffectiveRegister::new(vec![samples::analytics(), samples::video()]);
        for name in ["visitor", "other", "sessionid", "_pk_id; evil=1", "_pk_id\"", ""] {
            assert_eq!(Removal::of(&register, name), None, "{name}");
        }
    }
}
