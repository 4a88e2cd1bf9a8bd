//! Who may decide that a dataset is kept up to date, how does it begin, and which wishes are refused?

use portico_model::{DatasetRight, DatasetRights, Principal, Role, Subject};
use portico_services::{ImportMode, ImportRequest, ImportSource, RunOutcome, ScheduleRequest};

use super::source::{OPERATOR, Source, hour, outcome, parks, versions, wish};
use crate::bench::{Bench, PARKS, eventually, id, request};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_works_with_the_rights_of_who_decided_it_and_nobody_else_decides() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let source = Source::new("id,name,acres\n1,Oak,7\n").await;
    let portal = &bench.portal;
    let who = async |name: &str, role| {
        let email = format!("{name}@example.org");
        portal
            .add_person(&email, role, "a long enough password")
            .await
            .expect("a person");
        let signed_in = portal
            .sign_in(&email, "a long enough password", false)
            .await
            .expect("in");
        Principal::from(signed_in.person)
    };
    let (ann, eve) = (who("ann", Role::Publisher).await, who("eve", Role::Reader).await);
    let request = wish(&source, ImportMode::Replace);
    let refused = portal.add_schedule(&eve, "parks", &request).await;
    assert_eq!(refused.expect_err("no right").code, "ForbiddenAccess");
    assert!(portal.schedules(&Principal::Anonymous, "parks").await.is_err());
    let plan = portal
        .add_schedule(&ann, "parks", &request)
        .await
        .expect("a schedule");
    for refused in [
        portal
            .run_schedule(&eve, "parks", &plan.uid, None)
            .await
            .map(|_| ()),
        portal.remove_schedule(&eve, "parks", &plan.uid).await,
        portal
            .pause_schedule(&eve, "parks", &plan.uid, true)
            .await
            .map(|_| ()),
        portal.schedules(&eve, "parks").await.map(|_| ()),
    ] {
        assert_eq!(refused.expect_err("no right").code, "ForbiddenAccess");
    }
    assert!(portal.schedules_to_mind(&eve).await.expect("a list").is_empty());
    let info = hour(&bench, &plan.uid).await;
    assert_eq!(outcome(&info), RunOutcome::Updated);
    portal.disable_person("ann@example.org").await.expect("closed");
    source.set("id,name,acres\n1,Oak,77\n");
    let info = hour(&bench, &plan.uid).await;
    assert_eq!(outcome(&info), RunOutcome::Failed);
    let reason = info.last.and_then(|last| last.reason).expect("a reason");
    assert!(reason.contains("ann@example.org may not"), "{reason}");
    // Somebody else takes it over.
    let dataset = portal.dataset_to_manage(&OPERATOR, "parks").await.expect("it");
    let eve_id = eve.member().expect("a member").id.clone();
    let rights = DatasetRights::NONE.with(DatasetRight::Publish);
    portal
        .set_rights(&OPERATOR, dataset.id.as_str(), &Subject::Person(eve_id), rights)
        .await
        .expect("granted");
    portal
        .change_schedule(&eve, "parks", &plan.uid, info.revision, &request)
        .await
        .expect("taken over");
    let info = hour(&bench, &plan.uid).await;
    assert_eq!(outcome(&info), RunOutcome::Updated);
    assert_eq!(info.person.as_deref(), Some("eve@example.org"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_fetched_is_kept_up_to_date_when_its_publisher_says_so() {
    let bench = Bench::new().await;
    let source = Source::new(PARKS).await;
    let portal = &bench.portal;
    let (upload, _) = portal
        .fetch_upload(&OPERATOR, &source.address)
        .await
        .expect("taken");
    let runner = portal.start_jobs(1);
    eventually("the file is here", async || {
        portal
            .upload(&OPERATOR, &upload.id)
            .await
            .expect("an upload")
            .is_complete()
    })
    .await;
    let (seen, wish) = portal
        .upload_request(&OPERATOR, &upload.id)
        .await
        .expect("a wish");
    let mut metadata = wish.metadata.clone();
    metadata.title = "Parks".to_owned();
    let wish = ImportRequest {
        id: Some(id("parks")),
        metadata,
        ..wish
    };
    portal
        .decide_upload(&OPERATOR, &upload.id, seen.revision, &wish)
        .await
        .expect("decided");
    let often = portal
        .publish_upload_and_keep(&OPERATOR, &upload.id, None, Some("* * * * *"))
        .await;
    assert_eq!(often.expect_err("too often").code, "TooOften");
    portal
        .publish_upload_and_keep(&OPERATOR, &upload.id, None, Some("@daily"))
        .await
        .expect("taken");
    eventually("it is published", async || {
        portal.dataset(&OPERATOR, "parks").await.is_ok()
    })
    .await;
    runner.stop().await;
    let plans = portal.schedules(&OPERATOR, "parks").await.expect("schedules");
    assert_eq!(plans.len(), 1);
    assert_eq!(
        (plans[0].request.address.as_str(), plans[0].request.cron.as_str()),
        (source.address.as_str(), "0 0 * * *")
    );
    let info = hour(&bench, &plans[0].uid).await;
    assert_eq!(
        (outcome(&info), versions(&bench).await),
        (RunOutcome::Unchanged, 1)
    );
    source.set("id,name,acres\n1,Oak,7\n");
    let info = hour(&bench, &plans[0].uid).await;
    assert_eq!((outcome(&info), versions(&bench).await), (RunOutcome::Updated, 2));
}

#[tokio::test]
async fn wrong_wishes_are_refused_with_the_place_that_is_wrong() {
    let bench = Bench::new().await;
    parks(&bench).await;
    let right = ScheduleRequest {
        address: "https://example.org/parks.csv".to_owned(),
        cron: "0 6 * * *".to_owned(),
        mode: ImportMode::Replace,
        paused: false,
    };
    let with = |change: fn(&mut ScheduleRequest)| {
        let mut wish = right.clone();
        change(&mut wish);
        wish
    };
    for (wish, code, place) in [
        (
            with(|wish| wish.address = "file:///etc/passwd".into()),
            "InvalidAddress",
            "url",
        ),
        (
            with(|wish| wish.address = "https://me:pw@x.org/".into()),
            "InvalidAddress",
            "url",
        ),
        (with(|wish| wish.address = String::new()), "InvalidAddress", "url"),
        (
            with(|wish| wish.cron = "soon".into()),
            "InvalidCron",
            "cron_schedule",
        ),
        (
            with(|wish| wish.cron = "* * * * *".into()),
            "TooOften",
            "cron_schedule",
        ),
        (
            with(|wish| wish.mode = ImportMode::Upsert("nothing".into())),
            "UnusableKey",
            "key",
        ),
        (
            with(|wish| wish.mode = ImportMode::Upsert(String::new())),
            "UnusableKey",
            "key",
        ),
    ] {
        let fault = bench
            .portal
            .add_schedule(&OPERATOR, "parks", &wish)
            .await
            .expect_err(code);
        assert_eq!((fault.code, fault.clause.as_deref()), (code, Some(place)));
    }
    for _ in 0..5 {
        bench
            .portal
            .add_schedule(&OPERATOR, "parks", &right)
            .await
            .expect("a schedule");
    }
    let more = bench.portal.add_schedule(&OPERATOR, "parks", &right).await;
    assert_eq!(more.expect_err("enough").code, "TooManySchedules");
    let none = bench.portal.schedule(&OPERATOR, "parks", "sc_none").await;
    assert_eq!(none.expect_err("none").code, "NotFoundResource");
    // A private address is refused when it is asked, as for every import by address.
    let near = with(|wish| wish.address = "http://10.0.0.1/parks.csv".into());
    let plan = bench
        .portal
        .schedules(&OPERATOR, "parks")
        .await
        .expect("schedules")[0]
        .clone();
    let changed = bench
        .portal
        .change_schedule(&OPERATOR, "parks", &plan.uid, plan.revision, &near);
    changed.await.expect("changed");
    let request = ImportRequest {
        source: ImportSource::Url(near.address),
        id: Some(id("parks")),
        mode: ImportMode::Replace,
        ..request(bench.file("parks.csv", PARKS))
    };
    let fault = bench.portal.import(request, |_| {}).await.expect_err("private");
    assert!(fault.message.contains("not public"), "{}", fault.message);
}
