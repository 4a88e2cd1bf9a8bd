//! Jobs: claims, leases, fences, ends.

use portico_model::JobState;
use portico_registry::{
    Beat, Enqueued, JobClaim, JobEnd, JobFilter, JobLevel, JobLine, JobRecord, JobStep, NewJob, Registry,
    Switch,
};

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, staging, version};

const LEASE: i64 = 60;

fn job(id: &str) -> NewJob {
    NewJob {
        id: id.to_owned(),
        kind: "import".to_owned(),
        subject: Some("parks".to_owned()),
        unique_key: None,
        payload: "{}".to_owned(),
        author: "ann@example.org".to_owned(),
        priority: 0,
        not_before: NOW,
        attempts_allowed: 2,
    }
}

async fn take(registry: &Registry, job: &NewJob) {
    assert_eq!(registry.enqueue(job, NOW).await.expect("taken"), Enqueued::New);
}

async fn claim(registry: &Registry, now: i64) -> Option<JobRecord> {
    registry
        .claim_job("one", now, now + LEASE)
        .await
        .expect("a claim")
}

async fn claimed(registry: &Registry, now: i64) -> JobClaim {
    claim(registry, now).await.expect("a job").claim()
}

async fn state(registry: &Registry, id: &str) -> JobRecord {
    registry.job(id).await.expect("read").expect("there")
}

pub(crate) async fn a_job_is_taken_once_for_a_key(place: &Place) {
    let registry = place.open().await;
    let keyed = |id: &str| NewJob {
        unique_key: Some("dataset parks".to_owned()),
        ..job(id)
    };
    take(&registry, &keyed("a")).await;
    assert_eq!(
        registry.enqueue(&keyed("b"), NOW).await.expect("asked"),
        Enqueued::Existing("a".to_owned())
    );
    take(&registry, &job("c")).await;
    let claim = claimed(&registry, NOW).await;
    assert_eq!(
        registry.enqueue(&keyed("b"), NOW).await.expect("asked"),
        Enqueued::Existing("a".to_owned()),
        "a job that runs has its key too"
    );
    let end = JobEnd::Done { result: None };
    assert!(registry.finish_job(&claim, &end, NOW).await.expect("end"));
    take(&registry, &keyed("b")).await;
    assert_conflict(registry.enqueue(&job("b"), NOW).await, "exists already");
}

pub(crate) async fn the_most_urgent_job_comes_first_and_only_when_it_may(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("b")).await;
    take(&registry, &job("a")).await;
    let urgent = NewJob {
        priority: 5,
        ..job("z")
    };
    take(&registry, &urgent).await;
    let later = NewJob {
        priority: 9,
        not_before: NOW + 10,
        ..job("later")
    };
    take(&registry, &later).await;
    for expected in ["z", "a", "b"] {
        assert!(registry.has_work(NOW).await.expect("asked"));
        assert_eq!(claim(&registry, NOW).await.expect("a job").id, expected);
    }
    assert!(!registry.has_work(NOW).await.expect("asked"));
    assert_eq!(claim(&registry, NOW).await, None);
    assert_eq!(claim(&registry, NOW + 10).await.expect("a job").id, "later");
}

pub(crate) async fn two_workers_never_have_the_same_job(place: &Place) {
    let registry = place.open().await;
    let other = place.open().await;
    for number in 0..20 {
        take(&registry, &job(&format!("job {number:02}"))).await;
    }
    let work = async |registry: &Registry| {
        let mut mine = Vec::new();
        while let Some(job) = claim(registry, NOW).await {
            mine.push(job.id);
        }
        mine
    };
    let (mut one, mut two, mut three) = tokio::join!(work(&registry), work(&other), work(&registry));
    one.append(&mut two);
    one.append(&mut three);
    one.sort();
    one.dedup();
    assert_eq!(one.len(), 20);
}

pub(crate) async fn a_job_whose_worker_died_is_taken_over_and_the_dead_has_no_say(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    let dead = claimed(&registry, NOW).await;
    let beat = registry
        .beat_job(&dead, NOW + 2 * LEASE, Some("{\"rows\":1}"))
        .await;
    assert_eq!(beat.expect("a beat"), Beat::Held);
    assert_eq!(
        claim(&registry, NOW + LEASE + 1).await,
        None,
        "it gave a sign of life"
    );
    let now = NOW + 2 * LEASE + 1;
    let heir = claim(&registry, now).await.expect("taken over");
    assert_eq!((heir.id.as_str(), heir.attempts, heir.fence), ("a", 2, 2));
    let beat = registry.beat_job(&dead, now + LEASE, None).await;
    assert_eq!(beat.expect("a beat"), Beat::Lost);
    let end = JobEnd::Done { result: None };
    assert!(!registry.finish_job(&dead, &end, now).await.expect("refused"));
    assert_eq!(state(&registry, "a").await.state, JobState::Running);
    assert!(
        registry
            .finish_job(&heir.claim(), &end, now)
            .await
            .expect("ended")
    );
    assert_eq!(state(&registry, "a").await.finished_at, Some(now));
}

pub(crate) async fn a_job_that_kills_its_workers_fails_in_the_end(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    claimed(&registry, NOW).await;
    assert_eq!(registry.job_owners().await.expect("owners"), ["one"]);
    registry.expire_leases("one").await.expect("known to be dead");
    claimed(&registry, NOW).await;
    assert_eq!(claim(&registry, NOW + LEASE + 1).await, None);
    let job = state(&registry, "a").await;
    assert_eq!(job.state, JobState::Failed);
    let reason = job.reason.expect("a reason");
    assert!(reason.contains("in the middle of it, 2 times"), "{reason}");
    assert!(!registry.has_work(NOW + 10 * LEASE).await.expect("asked"));
}

pub(crate) async fn a_job_ends_together_with_the_version_that_it_made(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    let dead = claimed(&registry, NOW).await;
    let heir = claimed(&registry, NOW + LEASE + 1).await;
    let parks = dataset("parks");
    registry
        .begin_staging(&staging(&parks, "v1"))
        .await
        .expect("staging");
    let made = version("v1");
    let switch = |claim| Switch {
        dataset: &parks,
        version: &made,
        recipe: "{}",
        seen: None,
        pushes: &[],
        supersedes: None,
        now: NOW,
        job: Some(JobStep {
            claim,
            result: "{\"version\":\"v1\"}",
        }),
        schedule: None,
    };
    assert_conflict(registry.switch_version(switch(&dead)).await, "taken over");
    assert_eq!(registry.dataset_by_id(&parks.id).await.expect("read"), None);
    registry.switch_version(switch(&heir)).await.expect("published");
    let job = state(&registry, "a").await;
    assert_eq!(job.state, JobState::Done);
    assert_eq!(job.result.as_deref(), Some("{\"version\":\"v1\"}"));
}

pub(crate) async fn a_job_can_be_cancelled_at_any_moment(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    assert!(registry.cancel_job("a", NOW).await.expect("cancelled"));
    assert_eq!(state(&registry, "a").await.state, JobState::Cancelled);
    assert!(!registry.cancel_job("a", NOW).await.expect("too late"));
    take(&registry, &job("b")).await;
    let claim = claimed(&registry, NOW).await;
    assert!(registry.cancel_job("b", NOW).await.expect("asked"));
    let beat = registry.beat_job(&claim, NOW + LEASE, None).await;
    assert_eq!(beat.expect("a beat"), Beat::CancelWanted);
    assert!(
        registry
            .finish_job(&claim, &JobEnd::Cancelled, NOW)
            .await
            .expect("end")
    );
    assert_eq!(state(&registry, "b").await.state, JobState::Cancelled);
    take(&registry, &job("c")).await;
    claimed(&registry, NOW).await;
    assert!(registry.cancel_job("c", NOW).await.expect("asked"));
    assert_eq!(
        self::claim(&registry, NOW + LEASE + 1).await,
        None,
        "its worker died before it heard of it"
    );
    assert_eq!(state(&registry, "c").await.state, JobState::Cancelled);
}

pub(crate) async fn a_job_that_failed_can_be_tried_again(place: &Place) {
    let registry = place.open().await;
    let keyed = |id: &str| NewJob {
        unique_key: Some("dataset parks".to_owned()),
        ..job(id)
    };
    take(&registry, &keyed("a")).await;
    let claim = claimed(&registry, NOW).await;
    let again = JobEnd::Again {
        reason: "the server is silent".to_owned(),
        not_before: NOW + 5,
    };
    assert!(registry.finish_job(&claim, &again, NOW).await.expect("end"));
    let waiting = state(&registry, "a").await;
    assert_eq!((waiting.state, waiting.finished_at), (JobState::Waiting, None));
    assert_eq!(waiting.reason.as_deref(), Some("the server is silent"));
    assert_eq!(self::claim(&registry, NOW).await, None);
    let claim = claimed(&registry, NOW + 5).await;
    let failed = JobEnd::Failed {
        reason: "no such file".to_owned(),
    };
    assert!(registry.finish_job(&claim, &failed, NOW + 6).await.expect("end"));
    take(&registry, &keyed("b")).await;
    assert_conflict(registry.retry_job("a", NOW).await, "another job");
    registry.cancel_job("b", NOW).await.expect("cancelled");
    assert!(registry.retry_job("a", NOW).await.expect("again"));
    let job = self::claim(&registry, NOW).await.expect("its turn");
    assert_eq!((job.id.as_str(), job.attempts, job.reason), ("a", 1, None));
    assert!(!registry.retry_job("a", NOW).await.expect("it runs"));
}

pub(crate) async fn a_worker_that_stops_gives_its_job_back(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    let claim = claimed(&registry, NOW).await;
    assert!(
        registry
            .finish_job(&claim, &JobEnd::Released, NOW)
            .await
            .expect("end")
    );
    let job = state(&registry, "a").await;
    assert_eq!((job.state, job.attempts), (JobState::Waiting, 0));
    assert_eq!(self::claim(&registry, NOW).await.expect("its turn").attempts, 1);
}

pub(crate) async fn what_a_job_says_is_kept_in_order(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    let line = |text: &str, level| JobLine {
        at: NOW,
        level,
        text: text.to_owned(),
    };
    let first = [line("one", JobLevel::Info), line("two", JobLevel::Warning)];
    registry.add_job_lines("a", &first).await.expect("lines");
    let second = vec![line("three", JobLevel::Error); 3_000];
    registry.add_job_lines("a", &second).await.expect("lines");
    let lines = registry.job_lines("a").await.expect("read");
    assert_eq!(lines[..2], first);
    assert_eq!(lines.len(), 2_000, "a job cannot fill the disk");
    assert_conflict(registry.add_job_lines("nobody", &first).await, "gone");
}

pub(crate) async fn jobs_are_listed_counted_and_forgotten(place: &Place) {
    let registry = place.open().await;
    take(&registry, &job("a")).await;
    let other = NewJob {
        subject: None,
        kind: "mail".to_owned(),
        author: "bob@example.org".to_owned(),
        ..job("b")
    };
    registry.enqueue(&other, NOW + 1).await.expect("taken");
    registry.cancel_job("a", NOW).await.expect("cancelled");
    let ids = async |filter: JobFilter<'_>| {
        let jobs = registry.list_jobs(filter, 10, 0).await.expect("list");
        let count = registry.count_jobs(filter).await.expect("count");
        assert_eq!(count, i64::try_from(jobs.len()).expect("few"));
        jobs.into_iter().map(|job| job.id).collect::<Vec<_>>()
    };
    let all = JobFilter::default();
    assert_eq!(ids(all).await, ["b", "a"]);
    let waiting = Some(JobState::Waiting);
    assert_eq!(
        ids(JobFilter {
            state: waiting,
            ..all
        })
        .await,
        ["b"]
    );
    let kind = Some("import");
    assert_eq!(ids(JobFilter { kind, ..all }).await, ["a"]);
    let subject = Some("parks");
    assert_eq!(ids(JobFilter { subject, ..all }).await, ["a"]);
    let author = Some("bob@example.org");
    assert_eq!(ids(JobFilter { author, ..all }).await, ["b"]);
    assert_eq!(registry.list_jobs(all, 1, 1).await.expect("a page")[0].id, "a");
    assert_eq!(registry.purge_jobs(NOW).await.expect("purge"), 0);
    assert_eq!(registry.purge_jobs(NOW + 1).await.expect("purge"), 1);
    assert_eq!(ids(all).await, ["b"], "a job that waits is never forgotten");
}
