//! Scheduled updates: a source that changes, stays, breaks, drifts; several processes; a clock of the test's own.

mod deciding;
mod source;

use portico_model::JobState;
use portico_services::{ImportMode, ImportRequest, JobQuery, RunOutcome, ScheduleRequest};

use self::source::{HOUR, OPERATOR, Source, add, hour, now, outcome, parks, record, settle, versions};
use crate::bench::{Bench, PARKS, eventually, id, ordered, request};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_changes_makes_versions_and_one_that_stays_makes_none() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new(PARKS).await;
    let plan = add(&bench, &source, ImportMode::Replace).await;
    let info = hour(&bench, &plan.uid).await;
    assert_eq!(outcome(&info), RunOutcome::Unchanged, "{info:?}");
    assert_eq!(versions(&bench).await, 1, "the file was there already");
    assert!(info.next_at > plan.next_at);

    let info = hour(&bench, &plan.uid).await;
    assert_eq!(
        (outcome(&info), versions(&bench).await),
        (RunOutcome::Unchanged, 1)
    );
    let (asked, mark) = source.asked();
    assert!(asked == 2 && mark.contains("if-none-match"), "{asked} {mark}");

    source.set("id,name,acres\n1,Oak,77\n");
    let info = hour(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), versions(&bench).await), (RunOutcome::Updated, 2));
    assert_eq!(bench.rows("parks", ordered("id, acres", "id")).await, ["1|77"]);
    let trail = bench
        .portal
        .trail(&OPERATOR, &Default::default(), 1)
        .await
        .expect("the trail");
    let line = trail
        .entries
        .iter()
        .find(|line| line.action == "import")
        .expect("a line");
    assert_eq!(line.author, portico_model::Author::Job("update".to_owned()));

    // A server without marks is asked for the whole file, whose hash tells.
    source.change(|state| state.marked = false);
    for expected in [3, 4] {
        let before = source.asked().0;
        let info = hour(&bench, &plan.uid).await;
        assert_eq!(outcome(&info), RunOutcome::Unchanged);
        assert_eq!(source.asked().0, before + 1, "{expected}");
    }
    assert_eq!(versions(&bench).await, 2);
    assert_eq!(bench.version_folders().len(), 2, "nothing is left of the rest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_are_added_or_replaced_by_key_and_the_same_file_is_never_added_twice() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new("id,name,acres\n4,Fir,1\n").await;
    let plan = add(&bench, &source, ImportMode::Append).await;
    source.change(|state| state.marked = false);
    for _ in 0..2 {
        hour(&bench, &plan.uid).await;
        assert_eq!(
            bench.rows("parks", ordered("id", "id")).await,
            ["1", "2", "3", "4"]
        );
    }
    bench
        .portal
        .run_schedule(&OPERATOR, "parks", &plan.uid, None)
        .await
        .expect("asked for");
    let info = settle(&bench, &plan.uid).await;
    assert_eq!(outcome(&info), RunOutcome::Unchanged);
    assert_eq!(bench.rows("parks", ordered("id", "id")).await.len(), 4);

    let by_key = ScheduleRequest {
        mode: ImportMode::Upsert("id".to_owned()),
        ..plan.request.clone()
    };
    source.set("id,name,acres\n2,Elm,700\n5,Yew,5\n");
    let changed = bench
        .portal
        .change_schedule(&OPERATOR, "parks", &plan.uid, plan.revision, &by_key)
        .await
        .expect("changed");
    assert_eq!(changed.revision, plan.revision + 1);
    let late = bench
        .portal
        .change_schedule(&OPERATOR, "parks", &plan.uid, plan.revision, &by_key)
        .await;
    assert_eq!(late.expect_err("too late").code, "Changed");
    hour(&bench, &plan.uid).await;
    assert_eq!(
        bench.rows("parks", ordered("id, acres", "id")).await,
        ["1|12", "2|700", "3|30", "4|1", "5|5"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_fields_wait_for_somebody_who_has_seen_them() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new("id,name\n1,Oak\n").await;
    let plan = add(&bench, &source, ImportMode::Replace).await;
    let info = hour(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), info.failures), (RunOutcome::Drift, 0));
    let note = info.drift.clone().expect("a difference");
    assert_eq!(note.drift.missing[0].name, "acres");
    let reason = info.last.as_ref().and_then(|last| last.reason.clone());
    assert!(reason.expect("a reason").contains("`acres` missing"));
    assert_eq!(versions(&bench).await, 1);
    let minded = bench.portal.schedules_to_mind(&OPERATOR).await.expect("a list");
    assert_eq!(minded.len(), 1);

    // The same file makes no second failed job: it waits.
    let failed = JobQuery {
        state: Some(JobState::Failed),
        ..JobQuery::default()
    };
    let info = hour(&bench, &plan.uid).await;
    assert_eq!(outcome(&info), RunOutcome::Drift);
    assert!(info.drift.is_some());
    let (_, count) = bench.portal.jobs(&OPERATOR, &failed, 10, 0).await.expect("jobs");
    assert_eq!(count, 1);

    // What was accepted is not what comes: it waits again.
    source.set("id,name,colour\n1,Oak,green\n");
    let accept = |print: String| {
        let (portal, uid) = (bench.portal.clone(), plan.uid.clone());
        async move { portal.run_schedule(&OPERATOR, "parks", &uid, Some(&print)).await }
    };
    accept(note.drift.fingerprint()).await.expect("asked for");
    let info = settle(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), versions(&bench).await), (RunOutcome::Drift, 1));
    let note = info.drift.expect("another difference");
    assert_eq!(note.drift.added[0].name, "colour");
    accept(note.drift.fingerprint()).await.expect("asked for");
    let info = settle(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), versions(&bench).await), (RunOutcome::Updated, 2));
    assert!(info.drift.is_none());
    assert_eq!(bench.rows("parks", ordered("colour", "id")).await, ["green"]);
    let minded = bench.portal.schedules_to_mind(&OPERATOR).await.expect("a list");
    assert!(minded.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_rests_longer_and_says_why() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new("").await;
    let plan = add(&bench, &source, ImportMode::Replace).await;
    // An empty file cannot get better by itself within seconds: one attempt.
    let info = hour(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), info.failures), (RunOutcome::Failed, 1));
    let reason = info.last.as_ref().and_then(|last| last.reason.clone());
    assert!(reason.expect("a reason").contains("empty"));
    let minded = bench.portal.schedules_to_mind(&OPERATOR).await.expect("a list");
    assert_eq!(minded[0].uid, plan.uid);
    for expected in [2, 3] {
        assert_eq!(hour(&bench, &plan.uid).await.failures, expected);
    }
    let record = record(&bench, &plan.uid).await;
    let rest = record.next_at.expect("a plan") - record.last_at.expect("a run");
    assert!(rest > HOUR, "80 minutes at least, then the next full hour");
    source.set("id,name,acres\n9,Ash,7\n");
    bench
        .portal
        .run_schedule(&OPERATOR, "parks", &plan.uid, None)
        .await
        .expect("asked for");
    let info = settle(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), info.failures), (RunOutcome::Updated, 0));
    assert!(
        info.next_at.expect("a plan") < record.next_at.expect("a plan"),
        "the rest is over"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missed_run_happens_once_whoever_looks() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new("id,name,acres\n1,Oak,7\n").await;
    let plan = add(&bench, &source, ImportMode::Replace).await;
    let (one, two) = (bench.another().await, bench.another().await);
    // Ten hours without a server.
    let late = plan.next_at.expect("a plan") + 10 * HOUR;
    let (first, second, third) = tokio::join!(
        one.plan_updates(late),
        two.plan_updates(late),
        bench.portal.plan_updates(late)
    );
    let begun = [first, second, third].map(|begun| begun.expect("looked"));
    assert_eq!(begun.iter().sum::<usize>(), 1, "{begun:?}");
    assert!(now(&bench.portal, &plan.uid).await.next_at.expect("a plan") > late);
    settle(&bench, &plan.uid).await;
    assert_eq!((versions(&bench).await, source.asked().0), (2, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_rests_while_paused_or_while_the_dataset_is_deleted_and_another_import_goes_first() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new(PARKS).await;
    let plan = add(&bench, &source, ImportMode::Replace).await;
    let far = plan.next_at.expect("a plan") + 100 * HOUR;
    let paused = bench
        .portal
        .pause_schedule(&OPERATOR, "parks", &plan.uid, true)
        .await
        .expect("paused");
    assert_eq!(paused.next_at, None);
    assert_eq!(bench.portal.plan_updates(far).await.expect("looked"), 0);
    bench
        .portal
        .pause_schedule(&OPERATOR, "parks", &plan.uid, false)
        .await
        .expect("goes on");
    let dataset = bench
        .portal
        .dataset_to_manage(&OPERATOR, "parks")
        .await
        .expect("it");
    bench
        .portal
        .delete_dataset(&OPERATOR, "parks", dataset.updated_at)
        .await
        .expect("deleted");
    assert_eq!(bench.portal.plan_updates(far).await.expect("looked"), 0);
    bench
        .portal
        .bring_back_dataset(&OPERATOR, "parks")
        .await
        .expect("back");
    let import = ImportRequest {
        id: Some(id("parks")),
        mode: ImportMode::Replace,
        ..request(bench.file("parks.csv", PARKS))
    };
    let job = bench
        .portal
        .enqueue_import(&OPERATOR, &import)
        .await
        .expect("taken");
    assert_eq!(
        bench.portal.plan_updates(far).await.expect("looked"),
        0,
        "it waits"
    );
    let by_hand = bench
        .portal
        .run_schedule(&OPERATOR, "parks", &plan.uid, None)
        .await;
    assert_eq!(by_hand.expect_err("busy").code, "ImportRunning");
    bench.portal.cancel_job(&OPERATOR, &job).await.expect("cancelled");
    let later = now(&bench.portal, &plan.uid).await.next_at.expect("a plan");
    assert!(later > far && later <= far + HOUR);
    assert_eq!(bench.portal.plan_updates(later).await.expect("looked"), 1);
    bench
        .portal
        .remove_schedule(&OPERATOR, "parks", &plan.uid)
        .await
        .expect("removed");
    let runner = bench.portal.start_jobs(1);
    eventually("its job finds nothing to do", async || {
        let waiting = JobQuery {
            kind: Some("update".to_owned()),
            ..JobQuery::default()
        };
        let (jobs, _) = bench.portal.jobs(&OPERATOR, &waiting, 10, 0).await.expect("jobs");
        jobs.iter().all(|job| job.state == JobState::Done)
    })
    .await;
    runner.stop().await;
    assert_eq!(source.asked().0, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_back_to_a_version_holds_until_the_source_changes_or_somebody_asks() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new("id,name,acres\n1,Oak,7\n").await;
    let plan = add(&bench, &source, ImportMode::Replace).await;
    hour(&bench, &plan.uid).await;
    assert_eq!(bench.rows("parks", ordered("id", "id")).await, ["1"]);
    bench
        .portal
        .enqueue_restore(&OPERATOR, "parks", 1, None)
        .await
        .expect("taken");
    let runner = bench.portal.start_jobs(1);
    eventually("the version is back", async || versions(&bench).await == 3).await;
    runner.stop().await;
    let info = hour(&bench, &plan.uid).await;
    assert_eq!(
        (outcome(&info), versions(&bench).await),
        (RunOutcome::Unchanged, 3)
    );
    bench
        .portal
        .run_schedule(&OPERATOR, "parks", &plan.uid, None)
        .await
        .expect("asked for");
    let info = settle(&bench, &plan.uid).await;
    assert_eq!((outcome(&info), versions(&bench).await), (RunOutcome::Updated, 4));
    assert_eq!(bench.rows("parks", ordered("id", "id")).await, ["1"]);
}
