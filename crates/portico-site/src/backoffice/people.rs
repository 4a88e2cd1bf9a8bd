//! Who has an account? The list of people, invitations, and what an administrator does with one account.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, Role};
use portico_services::{InviteRequest, OneTimeLink, PersonInfo};
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::form::{Choice, Control, Field, has_errors};
use super::shell::{Confirm, Office, Officer, done};
use crate::account::role_word;
use crate::page::{Page, show, show_with};

/// The list.
const LIST: &str = "/backoffice/people/";
/// Longest e-mail address.
const LONGEST_ADDRESS: usize = 254;

#[derive(Debug, Template)]
#[template(path = "office_people.html")]
struct PeopleTemplate {
    page: Page,
    office: Office,
    people: Vec<PersonLine>,
}

#[derive(Debug)]
struct PersonLine {
    href: String,
    email: String,
    role: String,
    groups: String,
    factor: String,
    state: String,
    kind: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "office_invite.html")]
struct InviteTemplate {
    page: Page,
    office: Office,
    fields: Vec<Field>,
    /// A link to hand over: what to say, and the link.
    link: Option<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "office_person.html")]
struct PersonTemplate {
    page: Page,
    office: Office,
    path: String,
    line: PersonLine,
    closed: bool,
    has_factor: bool,
    can_mail: bool,
    /// The account of the one who looks.
    own: bool,
    roles: Vec<Field>,
    groups: Vec<Field>,
    attributes: Vec<Field>,
    link: Option<(String, String)>,
    fault: Option<String>,
}

/// The form of an invitation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invitation {
    email: String,
    role: String,
    groups: Vec<String>,
}

/// The forms of one account; `step` says which.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Steps {
    step: String,
    sure: String,
    role: String,
    groups: Vec<String>,
    attributes: String,
}

/// `GET /backoffice/people/`
pub(super) async fn show_people(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let people = state.portal.list_people_for(officer.who()).await?;
    let (page, office) = officer.frame(say.t("office-people"));
    show(&PeopleTemplate {
        page,
        office,
        people: people.iter().map(|info| line(info, &officer)).collect(),
    })
}

/// `GET /backoffice/people/invite/`
pub(super) async fn show_invite(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let fields = invite_fields(&state, &officer, &Invitation::default(), None).await?;
    invite_page(&officer, fields, None)
}

/// `POST /backoffice/people/invite/`
pub(super) async fn invite(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<Invitation>,
) -> WebResult<Response> {
    let request = InviteRequest {
        email: form.email.clone(),
        role: Role::parse(&form.role).unwrap_or(Role::Reader),
        groups: form.groups.clone(),
    };
    match state.portal.invite(officer.who(), &request, officer.say()).await {
        Ok(_) if state.portal.can_mail() => Ok(done(LIST, "invited")),
        Ok(link) => {
            let fields = invite_fields(&state, &officer, &Invitation::default(), None).await?;
            invite_page(&officer, fields, Some(handed_over(&officer, &link)))
        }
        Err(fault) if matches!(fault.kind, FaultKind::Invalid | FaultKind::Conflict) => {
            let fields = invite_fields(&state, &officer, &form, Some(fault.message)).await?;
            invite_page(&officer, fields, None)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `GET /backoffice/people/{id}/`
pub(super) async fn show_person(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let info = info(&state, &officer, &id).await?;
    person_page(&state, &officer, &info, None, None).await
}

/// `POST /backoffice/people/{id}/`
pub(super) async fn change_person(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Steps>,
) -> WebResult<Response> {
    let info = info(&state, &officer, &id).await?;
    let (portal, who, email) = (&state.portal, officer.who(), info.person.email.as_str());
    let path = format!("{LIST}{id}/");
    if matches!(form.step.as_str(), "close" | "factor" | "erase") && form.sure.is_empty() {
        return confirm(&officer, &info, &path, &form.step);
    }
    let result = match form.step.as_str() {
        "role" => match Role::parse(&form.role) {
            Some(role) => portal.change_role(who, email, role).await.map(|()| "person"),
            None => Err(Fault::invalid("InvalidRole", "There is no such role.")),
        },
        "close" => portal.set_closed(who, email, true).await.map(|()| "closed"),
        "open" => portal.set_closed(who, email, false).await.map(|()| "opened"),
        "erase" => match portal.erase_person(who, email).await {
            // The page of that person is gone, too.
            Ok(_) => return Ok(done(LIST, "erased")),
            Err(fault) => Err(fault),
        },
        "sessions" => portal.end_sessions_of(who, email).await.map(|_| "sessions"),
        "factor" => portal.drop_second_factor_of(who, email).await.map(|()| "factor"),
        "groups" => set_groups(&state, &officer, email, &form.groups)
            .await
            .map(|()| "person"),
        "attributes" => match parse_attributes(&form.attributes, officer.say()) {
            Ok(attributes) => portal
                .set_attributes(who, email, &attributes)
                .await
                .map(|()| "person"),
            Err(words) => return person_page(&state, &officer, &info, None, Some(words)).await,
        },
        "link" => match portal.send_link(who, email, officer.say()).await {
            Ok(link) if !portal.can_mail() => {
                let link = handed_over(&officer, &link);
                return person_page(&state, &officer, &info, Some(link), None).await;
            }
            Ok(_) => Ok("link"),
            Err(fault) => Err(fault),
        },
        _ => Err(Fault::invalid("InvalidForm", "The form says nothing to do.")),
    };
    match result {
        Ok(code) => Ok(done(&path, code)),
        Err(fault) if fault.kind == FaultKind::Invalid => {
            person_page(&state, &officer, &info, None, Some(fault.message)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn info(state: &AppState, officer: &Officer, id: &str) -> Result<PersonInfo, Fault> {
    let people = state.portal.list_people_for(officer.who()).await?;
    let found = people.into_iter().find(|info| info.person.id == id);
    found.ok_or_else(|| Fault::new(FaultKind::NotFound, "UnknownPerson", "There is no such account."))
}

async fn set_groups(
    state: &AppState,
    officer: &Officer,
    email: &str,
    wanted: &[String],
) -> Result<(), Fault> {
    let (portal, who) = (&state.portal, officer.who());
    let person = portal.person_for(who, email).await?.person;
    let own = portal.groups_of(who, &person).await?;
    for group in portal.list_groups(who).await? {
        let belongs = own.iter().any(|known| known.id == group.id);
        let wants = wanted.contains(&group.id);
        if belongs != wants {
            portal.set_membership(who, &group.id, email, wants).await?;
        }
    }
    Ok(())
}

fn confirm(officer: &Officer, info: &PersonInfo, path: &str, step: &str) -> WebResult<Response> {
    let say = officer.say();
    let email = info.person.email.as_str();
    let (button, text) = match step {
        "close" => ("people-close", "people-close-text"),
        "erase" => ("people-erase", "people-erase-text"),
        _ => ("people-drop-factor", "people-drop-factor-text"),
    };
    let (page, office) = officer.frame(say.t(button));
    Confirm {
        page,
        office: office.under(email, path),
        text: say.t1(text, "email", email),
        warning: None,
        action: path.to_owned(),
        fields: vec![
            ("step".to_owned(), step.to_owned()),
            ("sure".to_owned(), "1".to_owned()),
        ],
        button: say.t(button).into_owned(),
        back: path.to_owned(),
    }
    .show()
}

/// What to say with a link that is to be handed over, and the link.
fn handed_over(officer: &Officer, link: &OneTimeLink) -> (String, String) {
    let say = officer.say();
    let until = say.day_of_micros(link.expires_at);
    let words = say.t2(
        "people-link-hand",
        ("email", link.email.as_str()),
        ("until", until.as_str()),
    );
    (words, officer.visitor.asked.address().absolute(&link.path))
}

async fn invite_fields(
    state: &AppState,
    officer: &Officer,
    form: &Invitation,
    wrong: Option<String>,
) -> Result<Vec<Field>, Fault> {
    let say = officer.say();
    let help = match state.portal.can_mail() {
        true => "people-invite-help",
        false => "people-invite-help-off",
    };
    let mut fields = vec![
        Field::new(Control::Line("email"), "email", say.t("people-address"))
            .value(form.email.clone())
            .help(say.t(help))
            .required()
            .longest(LONGEST_ADDRESS)
            .error(wrong),
        roles(officer, &form.role),
    ];
    fields.extend(groups(state, officer, &form.groups).await?);
    Ok(fields)
}

/// The roles that the one who works here may give.
fn roles(officer: &Officer, current: &str) -> Field {
    let say = officer.say();
    let held = officer.who().permissions();
    let choices = Role::ALL
        .into_iter()
        .filter(|role| held.includes(role.permissions()))
        .map(|role| Choice::of(role.as_str(), role_word(role, say), current));
    Field::new(Control::One(choices.collect()), "role", say.t("people-role")).help(say.t("people-role-help"))
}

async fn groups(state: &AppState, officer: &Officer, chosen: &[String]) -> Result<Option<Field>, Fault> {
    let all = state.portal.list_groups(officer.who()).await?;
    if all.is_empty() {
        return Ok(None);
    }
    let choices = all.into_iter().map(|group| Choice {
        chosen: chosen.contains(&group.id),
        value: group.id,
        text: group.name,
    });
    let label = officer.say().t("office-groups");
    Ok(Some(Field::new(
        Control::Several(choices.collect()),
        "groups",
        label,
    )))
}

fn invite_page(officer: &Officer, fields: Vec<Field>, link: Option<(String, String)>) -> WebResult<Response> {
    let (page, office) = officer.frame(officer.say().t("people-invite-title"));
    let status = status(has_errors(&fields));
    show_with(
        status,
        &InviteTemplate {
            page,
            office,
            fields,
            link,
        },
    )
}

async fn person_page(
    state: &AppState,
    officer: &Officer,
    info: &PersonInfo,
    link: Option<(String, String)>,
    fault: Option<String>,
) -> WebResult<Response> {
    let say = officer.say();
    let (portal, who) = (&state.portal, officer.who());
    let person = &info.person;
    let own_groups: Vec<String> = portal
        .groups_of(who, person)
        .await?
        .into_iter()
        .map(|group| group.id)
        .collect();
    let attributes = portal.attributes_of(who, &person.email).await?;
    let lines: Vec<String> = attributes
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| format!("{name} = {value}")))
        .collect();
    let (page, office) = officer.frame(person.email.clone());
    let template = PersonTemplate {
        page,
        office,
        path: format!("{LIST}{}/", person.id),
        line: line(info, officer),
        closed: person.disabled,
        has_factor: info.has_second_factor,
        can_mail: portal.can_mail(),
        own: officer.person().is_some_and(|own| own.id == person.id),
        roles: vec![roles(officer, person.role.as_str())],
        groups: groups(state, officer, &own_groups).await?.into_iter().collect(),
        attributes: vec![
            Field::new(Control::Lines(4), "attributes", say.t("people-attributes"))
                .value(lines.join("\n"))
                .help(say.t("people-attributes-help")),
        ],
        link,
        fault,
    };
    show_with(status(template.fault.is_some()), &template)
}

fn status(wrong: bool) -> StatusCode {
    if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

/// Lines of the form `name = value`.
fn parse_attributes(text: &str, say: Say) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut attributes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, line) in (1_u64..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let pair = line
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()));
        let Some((name, value)) = pair.filter(|(name, value)| !name.is_empty() && !value.is_empty()) else {
            return Err(say.t1("people-attributes-bad", "line", number));
        };
        attributes
            .entry(name.to_owned())
            .or_default()
            .push(value.to_owned());
    }
    Ok(attributes)
}

fn line(info: &PersonInfo, officer: &Officer) -> PersonLine {
    let say = officer.say();
    let (state, kind) = match (info.person.disabled, info.link_until) {
        (true, _) => (say.t("people-state-closed").into_owned(), "bad"),
        (false, Some(until)) => (
            say.t1("people-state-invited", "date", officer.time(until)),
            "warn",
        ),
        (false, None) => (say.t("people-state-active").into_owned(), "good"),
    };
    let factor = if info.has_second_factor {
        "people-yes"
    } else {
        "people-no"
    };
    PersonLine {
        href: format!("{LIST}{}/", info.person.id),
        email: info.person.email.clone(),
        role: role_word(info.person.role, say),
        groups: info.groups.join(", "),
        factor: say.t(factor).into_owned(),
        state,
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_line_by_line() {
        let read = parse_attributes("town = Lyon\n\n town=Nice = 06 \nteam = a", Say::default()).unwrap();
        assert_eq!(read["town"], ["Lyon", "Nice = 06"]);
        assert_eq!(read["team"], ["a"]);
        assert!(parse_attributes("town", Say::default()).is_err());
        assert!(parse_attributes("= x", Say::default()).is_err());
    }
}
