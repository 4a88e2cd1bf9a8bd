//! Which fields of its own does the portal describe datasets with? The template of metadata, field by field.

use axum::extract::State;
use axum::response::Response;
use portico_i18n::Say;
use portico_model::{OwnField, OwnForm, OwnNeed, slug};
use portico_services::{MOST_OWN, SiteChange, SiteProblem, seen_part};
use portico_web::{AppState, Protected, WebResult};

use super::{Outcome, Shown, save, words};
use crate::backoffice::form::{Choice, Control, Field};
use crate::backoffice::shell::Officer;

const TAB: usize = 3;
const LEAD: &str = "office-settings-own-lead";

/// `GET /backoffice/settings/metadata/`
pub(in crate::backoffice) async fn show(
    State(state): State<AppState>,
    officer: Officer,
) -> WebResult<Response> {
    let document = state.portal.site_state().await?.document;
    let seen = seen_part(&document, &SiteChange::Own(Vec::new()));
    let fields = fields(&document.own, &[], officer.say());
    Shown::new(TAB, LEAD, fields, seen).page(&state, &officer).await
}

/// `POST /backoffice/settings/metadata/`
pub(in crate::backoffice) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let seen = form.iter().find(|(name, _)| name == "seen");
    let seen = seen.map_or("", |(_, value)| value.as_str());
    let own = read(&form);
    match save(&state, &officer, TAB, SiteChange::Own(own.clone()), seen).await? {
        Outcome::Done(response) => Ok(response),
        Outcome::Again {
            status,
            problems,
            seen,
            conflict,
        } => {
            let mut shown = Shown::new(TAB, LEAD, fields(&own, &problems, officer.say()), seen);
            (shown.status, shown.conflict) = (status, conflict);
            shown.page(&state, &officer).await
        }
    }
}

/// The template as the form has it: in the order of the places, without what is taken away or blank. A field without a name gets one made
/// of its label.
fn read(form: &[(String, String)]) -> Vec<OwnField> {
    let mut placed: Vec<(i64, OwnField)> = Vec::new();
    for number in 0..=MOST_OWN {
        let text = |part: &str| {
            let name = format!("{part}_{number}");
            let found = form.iter().find(|(known, _)| *known == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let (name, label) = (text("name"), text("label"));
        if (name.is_empty() && label.is_empty()) || !text("remove").is_empty() {
            continue;
        }
        let form = OwnForm::parse(text("form")).unwrap_or_default();
        let field = OwnField {
            name: match name {
                "" => slug(label, '_'),
                written => written.to_owned(),
            },
            label: label.to_owned(),
            help: text("help").to_owned(),
            form,
            choices: text("choices").lines().map(str::to_owned).collect(),
            need: OwnNeed::parse(text("need")).unwrap_or_default(),
            facet: !text("facet").is_empty(),
            internal: !text("internal").is_empty(),
        };
        // The place of one that has none is behind those before it.
        let last = placed.last().map_or(0, |(place, _)| *place);
        placed.push((text("place").parse().unwrap_or(last + 1), field));
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, field)| field).collect()
}

/// The controls of all fields, and of one more.
fn fields(own: &[OwnField], problems: &[SiteProblem], say: Say) -> Vec<Field> {
    let blank = OwnField::default();
    let more = (own.len() < MOST_OWN).then_some(&blank);
    let mut all = Vec::new();
    for (number, field) in own.iter().chain(more).enumerate() {
        let is_new = number == own.len();
        let problem = problems
            .iter()
            .find(|problem| problem.field == "own" && problem.at == number);
        all.extend(controls(number, field, is_new, problem, say));
    }
    all
}

fn controls(
    number: usize,
    field: &OwnField,
    is_new: bool,
    problem: Option<&SiteProblem>,
    say: Say,
) -> Vec<Field> {
    let named = |part: &str| format!("{part}_{number}");
    let tick = |part: &str, key: &str, ticked: bool| {
        Field::new(Control::Box, named(part), say.t(key)).value(if ticked { "1" } else { "" })
    };
    let forms = OwnForm::ALL.into_iter().map(|form| {
        let word = say.t(&format!("office-own-form-{}", form.as_str().replace('_', "-")));
        Choice::of(form.as_str(), word, field.form.as_str())
    });
    let needs = OwnNeed::ALL.into_iter().map(|need| {
        let word = say.t(&format!("office-own-need-{}", need.as_str()));
        Choice::of(need.as_str(), word, field.need.as_str())
    });
    let heading = match is_new {
        true => say.t("office-own-new").into_owned(),
        false => field.label.clone(),
    };
    let mut all = vec![
        Field::line(named("label"), say.t("office-own-label"))
            .value(&field.label)
            .longest(200)
            .error(problem.map(|problem| words(&problem.wrong, say)))
            .opening(heading),
        Field::line(named("name"), say.t("office-own-name"))
            .value(&field.name)
            .longest(64)
            .help(say.t("office-own-name-help")),
        Field::new(
            Control::One(forms.collect()),
            named("form"),
            say.t("office-own-form"),
        )
        .value(field.form.as_str()),
        Field::new(Control::Lines(3), named("choices"), say.t("office-own-choices"))
            .value(field.choices.join("\n"))
            .help(say.t("office-own-choices-help")),
        Field::line(named("help"), say.t("office-own-help"))
            .value(&field.help)
            .longest(500),
        Field::new(
            Control::One(needs.collect()),
            named("need"),
            say.t("office-own-need"),
        )
        .value(field.need.as_str()),
        tick("facet", "office-own-facet", field.facet),
        tick("internal", "office-own-internal", field.internal),
    ];
    if !is_new {
        all.push(
            Field::new(Control::Line("number"), named("place"), say.t("office-own-place"))
                .value((number + 1).to_string()),
        );
        all.push(tick("remove", "office-own-remove", false).help(say.t("office-own-remove-help")));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Vec<OwnField> {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        read(&pairs.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn fields_are_read_in_their_order_and_blank_or_removed_ones_are_none() {
        let read = form(&[
            ("label_0", "Data owner"),
            ("place_0", "2"),
            ("name_1", "rhythm"),
            ("label_1", "Rhythm"),
            ("form_1", "choice"),
            ("choices_1", "daily\r\nweekly"),
            ("need_1", "mandatory"),
            ("facet_1", "1"),
            ("place_1", "1"),
            ("name_2", "gone"),
            ("label_2", "Gone"),
            ("remove_2", "1"),
            ("label_3", " "),
            ("help_3", "for nothing"),
        ]);
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].name, "rhythm");
        assert_eq!(read[0].choices, ["daily", "weekly"]);
        assert!(read[0].facet && read[0].need == OwnNeed::Mandatory);
        assert_eq!(
            (read[1].name.as_str(), read[1].form),
            ("data_owner", OwnForm::Text)
        );
    }
}
