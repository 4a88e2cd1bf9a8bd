//! Groups, rights on datasets, rulesets, attributes.

use std::collections::BTreeMap;

use portico_model::{
    Access, DatasetRight, DatasetRights, DatasetUid, Grant, Group, Permissions, Ruleset, Shows, Subject,
};
use portico_registry::Registry;

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, person};

pub(crate) fn group(name: &str) -> Group {
    Group {
        id: format!("id of {name}"),
        name: name.to_owned(),
        description: "People who look after trees.".to_owned(),
        permissions: Permissions::of_names("create_dataset,explore_monitoring"),
        created_at: NOW,
    }
}

/// Ann, the group Parks, the dataset `parks`.
async fn furnished(place: &Place) -> (Registry, DatasetUid) {
    let registry = place.open().await;
    registry
        .insert_person(&person("ann@example.org"), "hash")
        .await
        .expect("a person");
    registry.insert_group(&group("Parks")).await.expect("a group");
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("a dataset");
    (registry, parks.uid)
}

pub(crate) async fn groups_have_members_and_names_of_their_own(place: &Place) {
    let (registry, _) = furnished(place).await;
    let ann = person("ann@example.org");
    let parks = group("Parks");
    let twin = Group {
        id: "other".to_owned(),
        ..parks.clone()
    };
    assert_conflict(registry.insert_group(&twin).await, "a group `Parks`");
    for _ in 0..2 {
        registry
            .set_membership(&parks.id, &ann.id, true)
            .await
            .expect("joins");
    }
    assert_conflict(
        registry.set_membership("nowhere", &ann.id, true).await,
        "removed meanwhile",
    );
    assert_eq!(
        registry.groups_of(&ann.id).await.expect("read"),
        std::slice::from_ref(&parks)
    );
    assert_eq!(
        registry.members_of(&parks.id).await.expect("read"),
        std::slice::from_ref(&ann)
    );
    assert_eq!(
        registry.list_memberships().await.expect("read"),
        [(parks.id.clone(), ann.id.clone())]
    );
    let changed = Group {
        name: "Gardens".to_owned(),
        permissions: Permissions::NONE,
        ..parks.clone()
    };
    assert!(registry.update_group(&changed).await.expect("change"));
    assert_eq!(registry.list_groups().await.expect("read"), [changed]);
    registry
        .set_membership(&parks.id, &ann.id, false)
        .await
        .expect("leaves");
    assert!(registry.groups_of(&ann.id).await.expect("read").is_empty());
    assert!(registry.delete_group(&parks.id).await.expect("delete"));
    assert!(!registry.delete_group(&parks.id).await.expect("delete"));
}

pub(crate) async fn rights_on_a_dataset_are_replaced_and_go_with_their_group(place: &Place) {
    let (registry, uid) = furnished(place).await;
    let ann = Subject::Person(person("ann@example.org").id);
    let parks = Subject::Group(group("Parks").id);
    let before = registry.change_number().await.expect("number");
    let grant = |subject: &Subject, rights| Grant {
        dataset: uid.clone(),
        subject: subject.clone(),
        rights,
    };
    let edit = DatasetRights::NONE.with(DatasetRight::Edit);
    for rights in [DatasetRights::all(), edit] {
        registry.set_grant(&grant(&ann, rights)).await.expect("a right");
        registry.set_grant(&grant(&parks, rights)).await.expect("a right");
    }
    let mut found = registry.grants_on(&uid).await.expect("read");
    found.sort_by_key(|grant| grant.subject.clone());
    assert_eq!(found, [grant(&ann, edit), grant(&parks, edit)]);
    assert_eq!(registry.list_grants().await.expect("read").len(), 2);
    assert!(registry.change_number().await.expect("number") > before);
    registry
        .set_grant(&grant(&ann, DatasetRights::NONE))
        .await
        .expect("no right");
    registry.delete_group(&group("Parks").id).await.expect("delete");
    assert!(registry.grants_on(&uid).await.expect("read").is_empty());
    let nobody = grant(&Subject::Person("nobody".to_owned()), edit);
    assert_conflict(registry.set_grant(&nobody).await, "removed meanwhile");
}

pub(crate) async fn there_is_one_ruleset_for_everybody_and_one_for_each(place: &Place) {
    let (registry, uid) = furnished(place).await;
    let rules = |subject: Option<Subject>, filter: &str| Ruleset {
        dataset: uid.clone(),
        subject,
        shows: Shows {
            access: Access::Metadata,
            fields: Some(vec!["name".to_owned()]),
            filter: Some(filter.to_owned()),
            calls: Some(10),
        },
    };
    let ann = Subject::Person(person("ann@example.org").id);
    let parks = Subject::Group(group("Parks").id);
    let before = registry.change_number().await.expect("number");
    for subject in [None, Some(ann.clone()), Some(parks)] {
        for filter in ["a = 1", "owner = #email"] {
            registry
                .put_ruleset(&rules(subject.clone(), filter))
                .await
                .expect("rules");
        }
    }
    let found = registry.list_rulesets().await.expect("read");
    assert_eq!(found.len(), 3);
    assert!(found.contains(&rules(Some(ann.clone()), "owner = #email")));
    assert!(registry.change_number().await.expect("number") > before);
    assert!(registry.delete_ruleset(&uid, None).await.expect("delete"));
    assert!(!registry.delete_ruleset(&uid, None).await.expect("delete"));
    assert!(registry.delete_ruleset(&uid, Some(&ann)).await.expect("delete"));
    registry.delete_dataset(&uid).await.expect("delete");
    assert!(registry.list_rulesets().await.expect("read").is_empty());
}

pub(crate) async fn attributes_are_replaced_as_a_whole(place: &Place) {
    let (registry, _) = furnished(place).await;
    let id = person("ann@example.org").id;
    let mut known = BTreeMap::from([
        (
            "town".to_owned(),
            vec!["Lyon".to_owned(), "Nice \"06\"".to_owned()],
        ),
        ("team".to_owned(), vec![]),
    ]);
    registry.set_attributes(&id, &known).await.expect("kept");
    assert_eq!(registry.attributes_of(&id).await.expect("read"), known);
    known.remove("team");
    registry.set_attributes(&id, &known).await.expect("kept");
    assert_eq!(registry.attributes_of(&id).await.expect("read"), known);
    assert_conflict(
        registry.set_attributes("nobody", &known).await,
        "removed meanwhile",
    );
}
