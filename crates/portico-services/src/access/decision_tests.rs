//! Decisions of access: every kind of principal against every kind of dataset.

use std::sync::Arc;

use portico_model::{
    DatasetId, DatasetUid, FaultKind, Group, KeyScope, Metadata, Permissions, Person, Role, Subject,
};

use super::*;
use crate::DatasetView;

fn dataset(state: State, visibility: Visibility) -> Dataset {
    Dataset {
        uid: DatasetUid::from_random(1),
        id: DatasetId::from_title("parks"),
        state,
        visibility,
        metadata: Metadata::default(),
        current: None,
        created_at: 0,
        updated_at: 0,
    }
}

fn person(role: Role, disabled: bool) -> Principal {
    Principal::from(Person {
        id: "ann".to_owned(),
        email: "ann@example.org".to_owned(),
        role,
        disabled,
        created_at: 0,
    })
}

#[test]
fn every_role_sees_what_it_may_and_no_more() {
    let kinds = [
        dataset(State::Published, Visibility::Domain),
        dataset(State::Published, Visibility::Restricted),
        dataset(State::Draft, Visibility::Domain),
        dataset(State::Draft, Visibility::Restricted),
    ];
    let table = [
        (Principal::Anonymous, [true, false, false, false]),
        (person(Role::Reader, true), [true, false, false, false]),
        (person(Role::Administrator, true), [true, false, false, false]),
        (person(Role::Reader, false), [true, true, false, false]),
        (person(Role::Contributor, false), [true, true, true, true]),
        (person(Role::Publisher, false), [true, true, true, true]),
        (person(Role::Administrator, false), [true, true, true, true]),
        (Principal::Operator, [true, true, true, true]),
    ];
    for (who, expected) in table {
        let seen = kinds
            .each_ref()
            .map(|dataset| decide(&who, dataset, &Rules::default()).is_some());
        assert_eq!(seen, expected, "{who:?}");
    }
}

#[test]
fn without_records_or_right_there_is_no_table() {
    let dataset = dataset(State::Published, Visibility::Domain);
    let decision = decide(&Principal::Anonymous, &dataset, &Rules::default()).expect("everyone sees it");
    let view = DatasetView::new(&dataset, decision, &[]);
    assert_eq!(view.table().expect_err("no records").kind, FaultKind::NotFound);
    let view = view.without_data();
    assert_eq!(view.table().expect_err("no right").kind, FaultKind::Forbidden);
}

fn rules(list: &[(Option<Subject>, Shows)]) -> Rules {
    let ruleset = |(subject, shows): &(Option<Subject>, Shows)| Ruleset {
        dataset: DatasetUid::from_random(1),
        subject: subject.clone(),
        shows: shows.clone(),
    };
    Rules::new(Vec::new(), list.iter().map(ruleset).collect())
}

fn shows(access: Access, fields: Option<&[&str]>, filter: Option<&str>) -> Shows {
    Shows {
        access,
        fields: fields.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        filter: filter.map(str::to_owned),
        calls: None,
    }
}

fn in_groups(names: &[&str], scope: Option<KeyScope>) -> Principal {
    let Principal::Person(member) = person(Role::Reader, false) else {
        unreachable!("a person")
    };
    let mut member = (*member).clone();
    member.scope = scope;
    member.groups.extend(names.iter().map(|name| Group {
        id: (*name).to_owned(),
        name: (*name).to_owned(),
        description: String::new(),
        permissions: Permissions::NONE,
        created_at: 0,
    }));
    Principal::Person(Arc::new(member))
}

/// What is seen, as text: nothing, metadata, or fields and filter.
fn seen(who: &Principal, dataset: &Dataset, rules: &Rules) -> String {
    match decide(who, dataset, rules) {
        None => "nothing".to_owned(),
        Some(one) if !one.data_visible => "metadata".to_owned(),
        Some(one) => format!(
            "{} where {}",
            one.fields.map_or("*".to_owned(), |names| names.join(",")),
            one.filter.map_or("true".to_owned(), |filter| filter.text)
        ),
    }
}

#[test]
fn rules_of_a_person_replace_those_of_groups_and_those_replace_the_default() {
    let open = dataset(State::Published, Visibility::Domain);
    let ann = || Some(Subject::Person("ann".to_owned()));
    let group = |name: &str| Some(Subject::Group(name.to_owned()));
    let default = (None, shows(Access::Data, Some(&["a"]), Some("a = 1")));
    let a = (group("A"), shows(Access::Data, Some(&["a", "b"]), Some("a = 2")));
    let b = (
        group("B"),
        shows(Access::Data, Some(&["b", "c"]), Some("owner = #email")),
    );
    let m = (group("M"), shows(Access::Metadata, None, None));
    let own = (ann(), shows(Access::Data, None, None));
    let of_groups = rules(&[default.clone(), a.clone(), b.clone(), m.clone()]);
    let of_all = rules(&[default, a, b, m, own]);
    let reader = person(Role::Reader, false);
    assert_eq!(seen(&Principal::Anonymous, &open, &of_all), "a where (a = 1)");
    assert_eq!(seen(&reader, &open, &of_groups), "a where (a = 1)");
    assert_eq!(
        seen(&in_groups(&["A"], None), &open, &of_groups),
        "a,b where (a = 2)"
    );
    assert_eq!(
        seen(&in_groups(&["A", "B", "M"], None), &open, &of_groups),
        "b where (a = 2) or (owner = \"ann@example.org\")"
    );
    assert_eq!(seen(&in_groups(&["M"], None), &open, &of_groups), "metadata");
    assert_eq!(seen(&in_groups(&["A"], None), &open, &of_all), "* where true");
    assert_eq!(
        seen(&person(Role::Contributor, false), &open, &of_groups),
        "* where true"
    );
}

#[test]
fn rules_open_what_is_restricted_and_close_what_is_open() {
    let restricted = dataset(State::Published, Visibility::Restricted);
    let draft = dataset(State::Draft, Visibility::Domain);
    let open = dataset(State::Published, Visibility::Domain);
    let closed = rules(&[
        (None, shows(Access::Nothing, None, None)),
        (
            Some(Subject::Group("A".to_owned())),
            shows(Access::Data, None, None),
        ),
    ]);
    let member = in_groups(&["A"], None);
    for dataset in [&restricted, &open] {
        assert_eq!(seen(&Principal::Anonymous, dataset, &closed), "nothing");
        assert_eq!(seen(&person(Role::Reader, false), dataset, &closed), "nothing");
        assert_eq!(seen(&member, dataset, &closed), "* where true");
    }
    assert_eq!(seen(&member, &draft, &closed), "nothing");
    let elsewhere = KeyScope {
        permissions: None,
        datasets: Some(vec![DatasetUid::from_random(2)]),
        ..KeyScope::default()
    };
    let nothing = KeyScope {
        permissions: Some(Permissions::NONE),
        ..KeyScope::default()
    };
    for scope in [elsewhere, nothing] {
        let key = in_groups(&["A"], Some(scope));
        assert_eq!(seen(&key, &restricted, &closed), "nothing");
        assert_eq!(seen(&key, &open, &closed), "nothing");
        assert_eq!(seen(&key, &open, &Rules::default()), "* where true");
    }
}

#[test]
fn a_broken_filter_hides_the_records() {
    let open = dataset(State::Published, Visibility::Domain);
    let broken = rules(&[(None, shows(Access::Data, None, Some("a = ")))]);
    assert_eq!(seen(&Principal::Anonymous, &open, &broken), "metadata");
}

#[test]
fn those_who_see_the_same_share_a_key_and_no_others() {
    let plain = Rules::default();
    let personal = rules(&[(None, shows(Access::Data, None, Some("owner = #email")))]);
    let of_a = rules(&[(
        Some(Subject::Group("A".to_owned())),
        shows(Access::Metadata, None, None),
    )]);
    let reader = person(Role::Reader, false);
    let member = in_groups(&["A"], None);
    assert_eq!(plain.audience_key(&reader), plain.audience_key(&member));
    assert_ne!(of_a.audience_key(&reader), of_a.audience_key(&member));
    assert!(personal.audience_key(&reader).contains("ann@example.org"));
    assert_eq!(plain.audience_key(&Principal::Anonymous), "public");
    assert_eq!(plain.audience_key(&person(Role::Administrator, true)), "public");
    assert_ne!(
        plain.audience_key(&reader),
        plain.audience_key(&Principal::Anonymous)
    );
}
