//! How do people get in and stay safe? What invitations, links, second factors and sessions share.

mod invite;
mod limits;
mod links;
mod manage;
mod openid;
mod openid_http;
mod openid_token;
mod recent;
mod second_factor;
mod sessions;

use std::sync::Arc;

use portico_model::{Fault, KeyScope, Member, Permissions, Person, Principal, Role};

pub use self::invite::{InviteRequest, PersonInfo};
pub(crate) use self::limits::ClientLimits;
pub use self::links::OneTimeLink;
pub use self::manage::PersonChange;
pub use self::openid::{OpenIdAnswer, OpenIdSettings};
pub(crate) use self::recent::RecentSessions;
pub use self::second_factor::NewFactor;
pub use self::sessions::SessionRow;
use crate::Portal;
use crate::mail::MailTransport;

/// What the operator decides about accounts. Checked values.
#[derive(Debug, Clone)]
pub struct AccountSettings {
    /// Name of the portal, for mails.
    pub title: String,
    /// The address by which people reach the portal, without a last slash. Links in mails begin with it, whatever a request says.
    pub address: String,
    /// How mail leaves.
    pub mail: MailTransport,
    /// From whom.
    pub sender: String,
    /// Those who do more than read need a second factor.
    pub second_factor_required: bool,
    /// Where people may sign in elsewhere.
    pub openid: Option<OpenIdSettings>,
}

impl Portal {
    /// Says how accounts are kept. The first time counts; without it, no mail leaves and no second factor is demanded.
    pub fn set_accounts(&self, settings: AccountSettings) {
        let _ = self.inner.accounts.set(settings);
    }

    pub(crate) fn account_settings(&self) -> Option<&AccountSettings> {
        self.inner.accounts.get()
    }

    /// Whether those who do more than read need a second factor.
    #[must_use]
    pub fn second_factor_required(&self) -> bool {
        self.account_settings()
            .is_some_and(|settings| settings.second_factor_required)
    }

    /// Whether mail can leave, so that people can be invited and can ask for a new password by themselves.
    #[must_use]
    pub fn can_mail(&self) -> bool {
        self.account_settings()
            .is_some_and(|settings| settings.mail != MailTransport::Off)
    }

    /// A person with everything that decides what this person may do.
    pub(crate) async fn principal(
        &self,
        person: Person,
        scope: Option<KeyScope>,
    ) -> Result<Principal, Fault> {
        let registry = &self.inner.registry;
        let mut member = Member {
            groups: registry.groups_of(&person.id).await?,
            attributes: registry.attributes_of(&person.id).await?,
            person,
            scope,
            needs_second_factor: false,
            works_on_datasets: false,
        };
        let grants = self.inner.catalog.rules(&self.inner).await?;
        member.works_on_datasets = grants.has_work_for(&member);
        // A key was made by somebody who had shown a second factor; it cannot show one itself.
        let demanded = self.second_factor_required() && member.scope.is_none();
        if demanded && (member.works_on_datasets || does_more_than_read(member.permissions())) {
            let factor = registry.second_factor(&member.person.id).await?;
            member.needs_second_factor = !factor.is_some_and(|factor| factor.confirmed);
        }
        Ok(Principal::Person(Arc::new(member)))
    }

    /// Everything that a person may do, whether or not somebody is signed in.
    pub(crate) async fn permissions_of(&self, person: &Person) -> Result<Permissions, Fault> {
        let groups = self.inner.registry.groups_of(&person.id).await?;
        let groups = groups.iter().map(|group| group.permissions);
        Ok(groups.fold(person.role.permissions(), Permissions::or))
    }
}

fn does_more_than_read(permissions: Permissions) -> bool {
    !Role::Reader.permissions().includes(permissions)
}
