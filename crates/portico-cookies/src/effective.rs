//! Which items are there in this portal? The four of the code and what was added, in one register.

use crate::optional::{Directive, Service, Stored};
use crate::{CookieName, Item, Kind};

/// The register of one portal. The four cookies of the code are always in it; nothing can change or remove them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EffectiveRegister {
    services: Vec<Service>,
    infrastructure: Vec<Service>,
}

impl EffectiveRegister {
    /// The register with what was added: services in the order of their slots, then infrastructure as it comes.
    #[must_use]
    pub fn new(added: Vec<Service>) -> Self {
        let (mut services, infrastructure): (Vec<_>, Vec<_>) = added.into_iter().partition(Service::asks);
        services.sort_by_key(|service| service.slot);
        Self {
            services,
            infrastructure,
        }
    }

    /// The four cookies of the code, in the order of the policy.
    pub fn own(&self) -> impl Iterator<Item = &'static Item> {
        CookieName::ALL.iter().map(|name| name.item())
    }

    /// The services that were added. Each needs the visitor's consent.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// What stands in front of the portal and sets cookies of its own, without which nobody reaches it.
    #[must_use]
    pub fn infrastructure(&self) -> &[Service] {
        &self.infrastructure
    }

    /// Everything that was added.
    pub fn added(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().chain(&self.infrastructure)
    }

    /// Something needs consent.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        !self.services.is_empty()
    }

    /// What was added under that key.
    #[must_use]
    pub fn service(&self, key: &str) -> Option<&Service> {
        self.added().find(|service| service.key == key)
    }

    /// The service that answers for content of that host in a frame or as a video.
    #[must_use]
    pub fn service_of_host(&self, host: &str) -> Option<&Service> {
        self.services
            .iter()
            .filter(|service| service.purpose.directives().contains(&Directive::Frame))
            .find(|service| service.has_host(host))
    }

    /// The service whose script keeps a cookie of that name under the portal's own address.
    #[must_use]
    pub fn keeper_of(&self, cookie: &str) -> Option<&Service> {
        let keeps = |stored: &&Stored| stored.own && stored.kind == Kind::Cookie && stored.covers(cookie);
        self.services
            .iter()
            .find(|service| service.storage.iter().any(|stored| keeps(&stored)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_four_are_always_there_and_services_come_by_their_slots() {
        let second = Service {
            slot: 2,
            ..samples::video()
        };
        let first = Service {
            slot: 1,
            ..samples::analytics()
        };
        let register = EffectiveRegister::new(vec![second, first]);
        assert_eq!(register.own().count(), 4);
        let keys: Vec<_> = register
            .services()
            .iter()
            .map(|service| service.key.as_str())
            .collect();
        assert_eq!(keys, ["stats", "video"]);
        assert!(
            EffectiveRegister::default().own().count() == 4 && !EffectiveRegister::default().needs_consent()
        );
    }

    #[test]
    fn frames_belong_to_services_that_show_frames() {
        let register = EffectiveRegister::new(vec![samples::video(), samples::analytics(), samples::tiles()]);
        let of = |host: &str| register.service_of_host(host).map(|service| service.key.as_str());
        assert_eq!(of("video.example.org"), Some("video"));
        assert_eq!(of("stats.example.org"), None, "an analytics tool is no frame");
        assert_eq!(of("tiles.example.org"), None);
        assert_eq!(of("else.example.org"), None);
    }

    #[test]
    fn infrastructure_is_told_and_asks_nobody() {
        let register = EffectiveRegister::new(vec![samples::balancer()]);
        assert!(!register.needs_consent() && register.services().is_empty());
        assert_eq!(register.added().count(), 1);
        assert!(register.service("balancer").is_some());
        assert!(
            register.keeper_of("__lb").is_none(),
            "nothing of it is removed: the next answer would set it again"
        );
    }

    #[test]
    fn only_cookies_under_our_own_address_are_ours_to_remove() {
        let register = EffectiveRegister::new(vec![samples::video(), samples::analytics()]);
        assert!(register.keeper_of("_pk_id.1.1fff").is_some());
        assert!(
            register.keeper_of("visitor").is_none(),
            "it is kept under another address"
        );
        assert!(register.keeper_of("sessionid").is_none());
    }
}
