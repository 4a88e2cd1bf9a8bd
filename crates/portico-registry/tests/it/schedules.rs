//! Plans of updates: kept, begun once, ended once, gone with their dataset.

use portico_model::{DatasetUid, JobState};
use portico_registry::{
    Begun, JobEnd, JobStep, NewJob, Registry, RunEnd, RunRecord, ScheduleRecord, ScheduleStep, Switch,
};

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, publish, staging, version};

fn schedule(uid: &str, dataset: &DatasetUid, next_at: i64) -> ScheduleRecord {
    ScheduleRecord {
        uid: uid.to_owned(),
        dataset_uid: dataset.as_str().to_owned(),
        address: "https://example.org/parks.csv".to_owned(),
        cron: "0 6 * * *".to_owned(),
        mode: "upsert".to_owned(),
        key_field: Some("id".to_owned()),
        limits_doc: None,
        person: Some("ann@example.org".to_owned()),
        paused: false,
        zone: "Europe/Paris".to_owned(),
        next_at: Some(next_at),
        job: None,
        last_at: None,
        outcome: None,
        reason: None,
        last_job: None,
        failures: 0,
        seen_doc: None,
        drift_doc: None,
        revision: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn job(id: &str) -> NewJob {
    NewJob {
        id: id.to_owned(),
        kind: "update".to_owned(),
        subject: Some("parks".to_owned()),
        unique_key: Some("dataset parks".to_owned()),
        payload: "{}".to_owned(),
        author: "ann@example.org".to_owned(),
        priority: 0,
        not_before: NOW,
        attempts_allowed: 1,
    }
}

async fn one(registry: &Registry, uid: &str) -> ScheduleRecord {
    registry.schedule(uid).await.expect("read").expect("a schedule")
}

pub(crate) async fn a_schedule_is_kept_changed_by_who_saw_it_and_removed(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    let kept = schedule("sc_1", &parks.uid, NOW + 5);
    registry.insert_schedule(&kept).await.expect("kept");
    assert_conflict(registry.insert_schedule(&kept).await, "sc_1");
    assert_eq!(
        registry.schedules_of(&parks.uid).await.expect("read"),
        std::slice::from_ref(&kept)
    );
    let changed = ScheduleRecord {
        paused: true,
        next_at: None,
        mode: "replace".to_owned(),
        key_field: None,
        ..kept.clone()
    };
    assert!(registry.change_schedule(&changed, 1).await.expect("changed"));
    assert!(
        !registry.change_schedule(&kept, 1).await.expect("too late"),
        "somebody else was faster"
    );
    let now = one(&registry, "sc_1").await;
    assert_eq!(
        now,
        ScheduleRecord {
            revision: 2,
            ..changed
        }
    );
    assert!(
        registry
            .schedules_due(NOW + 99, 10)
            .await
            .expect("read")
            .is_empty()
    );
    assert!(registry.delete_schedule("sc_1").await.expect("removed"));
    assert!(!registry.delete_schedule("sc_1").await.expect("gone already"));
    let bad = ScheduleRecord {
        mode: "guess".to_owned(),
        ..kept
    };
    assert!(registry.insert_schedule(&bad).await.is_err());
}

pub(crate) async fn a_run_begins_once_for_all_who_see_that_it_is_due(place: &Place) {
    let (registry, other) = (place.open().await, place.open().await);
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    registry
        .insert_schedule(&schedule("sc_1", &parks.uid, NOW + 5))
        .await
        .expect("kept");
    assert!(
        registry
            .schedules_due(NOW + 4, 10)
            .await
            .expect("read")
            .is_empty()
    );
    let due = registry.schedules_due(NOW + 5, 10).await.expect("read");
    assert_eq!(due.len(), 1);
    let (first, second) = (job("j1"), job("j2"));
    let (one_got, other_got) = tokio::join!(
        registry.begin_run(&due[0], Some(NOW + 100), &first, NOW + 5),
        other.begin_run(&due[0], Some(NOW + 100), &second, NOW + 5)
    );
    let got = [one_got.expect("asked"), other_got.expect("asked")];
    assert!(got.contains(&Begun::Taken) && got.contains(&Begun::No), "{got:?}");
    let now = one(&registry, "sc_1").await;
    assert_eq!(now.next_at, Some(NOW + 100));
    assert!(now.job.is_some());
    let filter = portico_registry::JobFilter::default();
    assert_eq!(registry.count_jobs(filter).await.expect("counted"), 1);
    let by_hand = registry.begin_run(&now, None, &job("j3"), NOW + 6).await;
    assert_eq!(by_hand.expect("asked"), Begun::No, "one run at a time");
}

pub(crate) async fn a_run_waits_while_another_job_has_the_dataset(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    let kept = schedule("sc_1", &parks.uid, NOW);
    registry.insert_schedule(&kept).await.expect("kept");
    registry.enqueue(&job("import"), NOW).await.expect("taken");
    let begun = registry.begin_run(&kept, Some(NOW + 100), &job("j1"), NOW).await;
    assert_eq!(begun.expect("asked"), Begun::Busy("import".to_owned()));
    assert_eq!(one(&registry, "sc_1").await, kept, "nothing is half done");
    let moved = registry.move_schedule(&kept, "UTC", Some(NOW + 60)).await;
    assert!(moved.expect("moved"));
    let moved = registry.move_schedule(&kept, "UTC", Some(NOW + 70)).await;
    assert!(!moved.expect("too late"));
    assert_eq!(one(&registry, "sc_1").await.next_at, Some(NOW + 60));
}

pub(crate) async fn a_run_that_fails_is_written_down_once(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    let kept = schedule("sc_1", &parks.uid, NOW);
    registry.insert_schedule(&kept).await.expect("kept");
    registry
        .begin_run(&kept, Some(NOW + 100), &job("j1"), NOW)
        .await
        .expect("begun");
    assert!(registry.ended_runs().await.expect("read").is_empty(), "it waits");
    let claimed = registry.claim_job("me", NOW, NOW + 50).await.expect("claimed");
    let claim = claimed.expect("the job").claim();
    assert!(registry.ended_runs().await.expect("read").is_empty(), "it runs");
    registry
        .note_drift("sc_1", "{\"etag\":1}", "{\"added\":[]}")
        .await
        .expect("noted");
    let failed = JobEnd::Failed {
        reason: "the server is silent".to_owned(),
    };
    registry
        .finish_job(&claim, &failed, NOW + 7)
        .await
        .expect("ended");
    let ended = registry.ended_runs().await.expect("read");
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].state, Some(JobState::Failed));
    assert_eq!(ended[0].reason.as_deref(), Some("the server is silent"));
    let end = RunEnd {
        outcome: "failed".to_owned(),
        reason: ended[0].reason.clone(),
        at: NOW + 7,
        failures: 1,
        next_at: Some(NOW + 500),
    };
    assert!(registry.end_run(&ended[0], &end).await.expect("written"));
    assert!(!registry.end_run(&ended[0], &end).await.expect("written already"));
    let now = one(&registry, "sc_1").await;
    assert_eq!(
        (now.job, now.last_job.as_deref(), now.failures, now.next_at),
        (None, Some("j1"), 1, Some(NOW + 500))
    );
    assert_eq!(now.drift_doc.as_deref(), Some("{\"added\":[]}"));
}

pub(crate) async fn a_run_ends_together_with_its_version_and_its_job(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    let kept = schedule("sc_1", &parks.uid, NOW);
    registry.insert_schedule(&kept).await.expect("kept");
    registry
        .begin_run(&kept, Some(NOW + 100), &job("j1"), NOW)
        .await
        .expect("begun");
    let claimed = registry.claim_job("me", NOW, NOW + 50).await.expect("claimed");
    let claim = claimed.expect("the job").claim();
    registry
        .begin_staging(&staging(&parks, "v2"))
        .await
        .expect("staging");
    let version = version("v2");
    let run = |uid| RunRecord {
        uid,
        job: "j1",
        outcome: "updated",
        at: NOW + 9,
        next_at: Some(NOW + 100),
        seen_doc: Some("{}"),
        drift_doc: None,
    };
    let switch = |uid| Switch {
        dataset: &parks,
        version: &version,
        recipe: "{}",
        seen: Some(parks.updated_at),
        pushes: &[],
        supersedes: None,
        now: NOW + 9,
        job: Some(JobStep {
            claim: &claim,
            result: "{}",
        }),
        schedule: Some(ScheduleStep::Ran(run(uid))),
    };
    assert_conflict(registry.switch_version(switch("sc_gone")).await, "removed");
    assert_eq!(registry.list_versions(&parks.uid).await.expect("read").len(), 1);
    registry.switch_version(switch("sc_1")).await.expect("switched");
    let now = one(&registry, "sc_1").await;
    assert_eq!(
        (now.outcome.as_deref(), now.job, now.seen_doc.as_deref()),
        (Some("updated"), None, Some("{}"))
    );
    let done = registry.job("j1").await.expect("read").expect("the job");
    assert_eq!(done.state, JobState::Done);
    let step = JobStep {
        claim: &claim,
        result: "{}",
    };
    let again = registry.end_run_without_version(&run("sc_1"), step).await;
    assert_conflict(again, "ended");
}

pub(crate) async fn a_schedule_rests_while_its_dataset_is_deleted(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    registry
        .insert_schedule(&schedule("sc_1", &parks.uid, NOW))
        .await
        .expect("kept");
    registry
        .set_aside_dataset(&parks, parks.updated_at, NOW)
        .await
        .expect("deleted");
    assert!(registry.schedule("sc_1").await.expect("read").is_none());
    assert!(
        registry
            .schedules_due(NOW + 9, 10)
            .await
            .expect("read")
            .is_empty()
    );
    assert!(registry.list_schedules().await.expect("read").is_empty());
    registry.bring_back_dataset(&parks.uid).await.expect("back");
    assert_eq!(registry.schedules_due(NOW + 9, 10).await.expect("read").len(), 1);
    registry.delete_dataset(&parks.uid).await.expect("gone for good");
    assert!(registry.list_schedules().await.expect("read").is_empty());
    assert!(!registry.delete_schedule("sc_1").await.expect("nothing is left"));
}
