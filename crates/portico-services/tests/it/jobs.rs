//! Jobs: imports in the background, and everything that can happen to them.

use portico_model::{FaultKind, JobState, Person, Principal, Role};
use portico_registry::{NewJob, Registry};
use portico_services::{ImportMode, ImportRequest, JobInfo, JobLevel, JobQuery};

use crate::bench::{Bench, PARKS, eventually, id, ordered, request};

const OPERATOR: Principal = Principal::Operator;

fn import(bench: &Bench, name: &str, content: &str) -> ImportRequest {
    ImportRequest {
        id: Some(id("parks")),
        author: "ann@example.org".to_owned(),
        ..request(bench.file(name, content))
    }
}

async fn ended(bench: &Bench, job: &str) -> JobInfo {
    eventually("the job is at its end", async || {
        let (job, _) = bench.portal.job(&OPERATOR, job).await.expect("a job");
        job.state.is_final()
    })
    .await;
    bench.portal.job(&OPERATOR, job).await.expect("a job").0
}

async fn registry(bench: &Bench) -> Registry {
    let path = bench.data().join("portico.db");
    Registry::open(&path.display().to_string())
        .await
        .expect("a registry")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_done_in_the_background_and_says_what_happened() {
    let bench = Bench::new().await;
    let wish = import(&bench, "parks.csv", "id,acres\n1,12\n2,7\n3,many\n");
    let wish = ImportRequest {
        options: portico_formats::read::ReadOptions {
            overrides: vec![portico_formats::read::Override {
                field: "acres".to_owned(),
                ty: Some(portico_model::FieldType::Int),
                ..Default::default()
            }],
            ..Default::default()
        },
        ..wish
    };
    let job = bench
        .portal
        .enqueue_import(&OPERATOR, &wish)
        .await
        .expect("taken");
    let busy = bench
        .portal
        .enqueue_import(&OPERATOR, &wish)
        .await
        .expect_err("one at a time");
    assert_eq!((busy.kind, busy.code), (FaultKind::Conflict, "ImportRunning"));
    let (waiting, _) = bench.portal.job(&OPERATOR, &job).await.expect("a job");
    assert_eq!(waiting.state, JobState::Waiting, "nobody works yet");
    let runner = bench.portal.start_jobs(2);
    let info = ended(&bench, &job).await;
    runner.stop().await;
    assert_eq!((info.state, info.attempts), (JobState::Done, (1, 3)));
    let result = info.result.expect("a result");
    assert_eq!(
        (&result["rows_read"], &result["refused"], &result["dataset"]),
        (&3.into(), &1.into(), &"parks".into())
    );
    let list = result["refusal_file"].as_str().expect("a list");
    assert!(bench.data().join("imports").join(list).is_file());
    let (_, lines) = bench.portal.job(&OPERATOR, &job).await.expect("a job");
    assert!(
        lines
            .iter()
            .any(|line| line.level == JobLevel::Warning && line.text.contains("line 4, column `acres`")),
        "{lines:?}"
    );
    assert_eq!(bench.rows("parks", ordered("id", "id")).await, ["1", "2", "3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_cannot_succeed_fails_at_once_with_a_reason_and_can_be_tried_again() {
    let bench = Bench::new().await;
    let wish = import(&bench, "parks.csv", "");
    let job = bench
        .portal
        .enqueue_import(&OPERATOR, &wish)
        .await
        .expect("taken");
    let runner = bench.portal.start_jobs(1);
    let info = ended(&bench, &job).await;
    assert_eq!((info.state, info.attempts.0), (JobState::Failed, 1));
    let reason = info.reason.expect("a reason");
    assert!(reason.contains("empty"), "{reason}");
    bench.file("parks.csv", PARKS);
    bench.portal.retry_job(&OPERATOR, &job).await.expect("again");
    assert_eq!(ended(&bench, &job).await.state, JobState::Done);
    let fault = bench.portal.retry_job(&OPERATOR, &job).await.expect_err("done");
    assert_eq!(fault.code, "JobNotEnded");
    runner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_of_a_process_that_died_is_done_by_the_next_one() {
    let bench = Bench::new().await;
    let wish = import(&bench, "parks.csv", PARKS);
    let job = bench
        .portal
        .enqueue_import(&OPERATOR, &wish)
        .await
        .expect("taken");
    // As a process leaves it that was killed: claimed, by somebody whose lock nobody holds.
    let registry = registry(&bench).await;
    let dead = "0190a6e4-0000-7000-8000-000000000001";
    std::fs::create_dir_all(bench.data().join("running").join(dead)).expect("a folder");
    std::fs::write(bench.data().join("running").join(dead).join("lock"), "").expect("a lock");
    let claimed = registry.claim_job(dead, i64::MAX / 4, i64::MAX / 2).await;
    assert_eq!(claimed.expect("a claim").expect("a job").id, job);
    let runner = bench.portal.start_jobs(1);
    let info = ended(&bench, &job).await;
    assert_eq!((info.state, info.attempts.0), (JobState::Done, 2));
    runner.stop().await;
    assert_eq!(bench.rows("parks", ordered("id", "id")).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_that_this_program_does_not_know_is_not_stuck() {
    let bench = Bench::new().await;
    let unknown = NewJob {
        id: "from the future".to_owned(),
        kind: "teleport".to_owned(),
        subject: None,
        unique_key: None,
        payload: "{}".to_owned(),
        author: "ann@example.org".to_owned(),
        priority: 0,
        not_before: 0,
        attempts_allowed: 3,
    };
    registry(&bench).await.enqueue(&unknown, 0).await.expect("taken");
    let runner = bench.portal.start_jobs(1);
    let info = ended(&bench, &unknown.id).await;
    assert_eq!(info.state, JobState::Failed);
    assert!(info.reason.expect("a reason").contains("teleport"));
    runner.stop().await;
}

#[tokio::test]
async fn a_job_is_for_whoever_asked_and_for_administrators() {
    let bench = Bench::new().await;
    let wish = import(&bench, "parks.csv", PARKS);
    let job = bench
        .portal
        .enqueue_import(&OPERATOR, &wish)
        .await
        .expect("taken");
    let person = |email: &str, role| {
        Principal::from(Person {
            id: email.to_owned(),
            email: email.to_owned(),
            role,
            disabled: false,
            created_at: 0,
        })
    };
    let all = JobQuery::default();
    for (who, sees) in [
        (person("ann@example.org", Role::Contributor), true),
        (person("bob@example.org", Role::Contributor), false),
        (person("eve@example.org", Role::Publisher), true),
    ] {
        let (jobs, count) = bench.portal.jobs(&who, &all, 10, 0).await.expect("a list");
        assert_eq!(
            (jobs.len(), count),
            (usize::from(sees), i64::from(sees)),
            "{who:?}"
        );
        assert_eq!(bench.portal.job(&who, &job).await.is_ok(), sees, "{who:?}");
        if who.author() != "ann@example.org" {
            let fault = bench.portal.cancel_job(&who, &job).await.expect_err("not theirs");
            let expected = if sees {
                FaultKind::Forbidden
            } else {
                FaultKind::NotFound
            };
            assert_eq!(fault.kind, expected);
        }
    }
    let nobody = bench.portal.jobs(&Principal::Anonymous, &all, 10, 0).await;
    assert_eq!(nobody.expect_err("no right").kind, FaultKind::Unauthenticated);
    let ann = person("ann@example.org", Role::Contributor);
    bench.portal.cancel_job(&ann, &job).await.expect("her job");
    let fault = bench.portal.cancel_job(&ann, &job).await.expect_err("at its end");
    assert_eq!(fault.code, "JobEnded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_that_stops_gives_its_job_back_and_the_next_start_finishes_it() {
    let bench = Bench::new().await;
    let rows: String = (0..400_000)
        .map(|n| format!("{n},tree {n},{}\n", n % 97))
        .collect();
    let wish = import(&bench, "trees.csv", &format!("id,name,acres\n{rows}"));
    let job = bench
        .portal
        .enqueue_import(&OPERATOR, &wish)
        .await
        .expect("taken");
    let runner = bench.portal.start_jobs(1);
    eventually("it runs", async || {
        let (job, _) = bench.portal.job(&OPERATOR, &job).await.expect("a job");
        job.state != JobState::Waiting
    })
    .await;
    runner.stop().await;
    let runner = bench.portal.start_jobs(1);
    let info = ended(&bench, &job).await;
    runner.stop().await;
    assert_eq!((info.state, info.attempts.0), (JobState::Done, 1));
    let again = ImportRequest {
        mode: ImportMode::Create,
        ..wish
    };
    let fault = bench
        .portal
        .import(again, |_| {})
        .await
        .expect_err("it is there, once");
    assert_eq!(fault.code, "DatasetExists");
}
