//! Steps: applied at every import, kept, previewed, changed by editors, joined with what they may see.

use portico_model::{Author, FaultKind, Person, Principal, Role};
use portico_processors::{Step, Steps};
use portico_services::{ImportMode, ImportReport, ImportRequest, ImportSource, ProcessingChange};

use crate::bench::{Bench, PARKS, eventually, id, ordered, request};

const OPERATOR: Principal = Principal::Operator;

fn steps(text: &str) -> Steps {
    Steps::parse(text).expect("steps")
}

async fn import(bench: &Bench, content: &str, mode: ImportMode, steps: Option<Steps>) -> ImportReport {
    let request = ImportRequest {
        mode,
        steps,
        id: Some(id("parks")),
        ..request(bench.file("parks.csv", content))
    };
    bench.portal.import(request, |_| {}).await.expect("imported")
}

fn who(role: Role) -> Principal {
    Principal::from(Person {
        id: "someone".to_owned(),
        email: "someone@example.org".to_owned(),
        role,
        disabled: false,
        created_at: 0,
    })
}

fn author() -> Author {
    Author::Person("ann@example.org".to_owned())
}

const CLEAN: &str = r#"[
    {"type": "rename", "field": "name", "to": "park"},
    {"type": "expression", "expression": "=upper(park)", "output": "loud"},
    {"type": "type", "field": "acres", "to": "int"},
    {"type": "skip_records", "condition": "acres < 10"}
]"#;

#[tokio::test]
async fn steps_are_applied_at_every_update() {
    let bench = Bench::new().await;
    import(&bench, PARKS, ImportMode::Create, Some(steps(CLEAN))).await;
    let all = || bench.rows("parks", ordered("id, park, loud, acres", "id"));
    assert_eq!(all().await, ["1|Oak|OAK|12", "3|Ash|ASH|30"]);
    import(
        &bench,
        "id,name,acres\n4,Fir,11\n5,Low,2\n",
        ImportMode::Append,
        None,
    )
    .await;
    assert_eq!(all().await, ["1|Oak|OAK|12", "3|Ash|ASH|30", "4|Fir|FIR|11"]);
    let key = ImportMode::Upsert("id".to_owned());
    import(&bench, "id,name,acres\n4,Pine,40\n9,Yew,90\n", key, None).await;
    assert_eq!(
        all().await,
        ["1|Oak|OAK|12", "3|Ash|ASH|30", "4|Pine|PINE|40", "9|Yew|YEW|90"]
    );
    import(&bench, "id,name,acres\n7,Elm,70\n", ImportMode::Replace, None).await;
    assert_eq!(all().await, ["7|Elm|ELM|70"]);
    // No steps is a decision, too.
    import(&bench, PARKS, ImportMode::Replace, Some(Steps::default())).await;
    assert_eq!(
        bench.rows("parks", ordered("id, name, acres", "id")).await.len(),
        3
    );
}

#[tokio::test]
async fn an_upsert_replaces_by_a_key_that_a_step_makes() {
    let bench = Bench::new().await;
    let made = r#"[{"type": "concatenate", "fields": ["id", "name"], "separator": "-", "output": "key"}]"#;
    import(&bench, PARKS, ImportMode::Create, Some(steps(made))).await;
    let key = ImportMode::Upsert("key".to_owned());
    import(&bench, "id,name,acres\n2,Elm,8\n2,Elk,9\n", key, None).await;
    let all = bench.rows("parks", ordered("key, acres", "key")).await;
    assert_eq!(all, ["1-Oak|12", "2-Elk|9", "2-Elm|8", "3-Ash|30"]);
}

#[tokio::test]
async fn later_files_are_read_with_the_types_that_the_steps_found() {
    let bench = Bench::new().await;
    let steps = steps(r#"[{"type": "split_text", "field": "zip", "separator": "-", "output": "area"}]"#);
    import(
        &bench,
        "id,zip\n1,74103-1\n2,00501\n",
        ImportMode::Create,
        Some(steps),
    )
    .await;
    import(&bench, "id,zip\n3,74104\n", ImportMode::Append, None).await;
    let all = bench.rows("parks", ordered("id, zip, area", "id")).await;
    assert_eq!(all, ["1|74103-1|74103", "2|00501|00501", "3|74104|74104"]);
}

#[tokio::test]
async fn a_value_that_a_step_cannot_use_is_refused_with_its_line() {
    let bench = Bench::new().await;
    let steps = steps(r#"[{"type": "type", "field": "acres", "to": "int"}]"#);
    let content = "id,name,acres\n1,Oak,12\n2,Elm,many\n3,Ash,30\n";
    let report = import(&bench, content, ImportMode::Create, Some(steps)).await;
    assert_eq!((report.rows_read, report.refused), (3, 1));
    let refusal = &report.refusals[0];
    assert_eq!(
        (refusal.line, refusal.column.as_deref(), refusal.value.as_str()),
        (3, Some("acres"), "many")
    );
    assert_eq!(refusal.reason, "step 1 (type): it is not an integer");
    assert_eq!(
        bench.rows("parks", ordered("id, acres", "id")).await,
        ["1|12", "2|", "3|30"]
    );
}

#[tokio::test]
async fn expressions_of_the_query_language_are_computed_by_the_engine() {
    let bench = Bench::new().await;
    let asked = r#"[
        {"type": "expression", "expression": "length(name) + acres * 2", "output": "score"},
        {"type": "skip_records", "condition": "name like 'a*' or acres in [10..15]", "keep": true}
    ]"#;
    import(&bench, PARKS, ImportMode::Create, Some(steps(asked))).await;
    let all = bench.rows("parks", ordered("name, score", "id")).await;
    assert_eq!(all, ["Oak|27", "Ash|63"]);
    for (step, part) in [
        (
            r#"{"type": "expression", "expression": "lenght(name)", "output": "x"}"#,
            "lenght",
        ),
        (
            r#"{"type": "expression", "expression": "*", "output": "x"}"#,
            "one expression",
        ),
        (
            r#"{"type": "expression", "expression": "count(*)", "output": "x"}"#,
            "ggregate",
        ),
        (
            r#"{"type": "skip_records", "condition": "acre > 3"}"#,
            "Unknown field: acre",
        ),
    ] {
        let request = ImportRequest {
            mode: ImportMode::Replace,
            steps: Some(steps(&format!("[{step}]"))),
            ..request(bench.file("parks.csv", PARKS))
        };
        let fault = bench.portal.import(request, |_| {}).await.expect_err(step);
        assert_eq!(fault.kind, FaultKind::Invalid, "{step}");
        assert!(fault.message.contains(part), "{}", fault.message);
    }
    let deep = format!("acres{}", " + (acres".repeat(90)) + &")".repeat(90);
    let deep = format!(r#"[{{"type": "expression", "expression": "{deep}", "output": "sum"}}]"#);
    import(&bench, PARKS, ImportMode::Replace, Some(steps(&deep))).await;
    assert_eq!(
        bench.rows("parks", ordered("sum", "id")).await,
        ["1092", "637", "2730"]
    );
}

#[tokio::test]
async fn a_dataset_that_the_editor_may_not_read_is_not_joined() {
    let bench = Bench::new().await;
    bench
        .import("towns.csv", "id,town\n1,Tulsa\n3,Owasso\n", ImportMode::Create)
        .await
        .expect("towns");
    bench.portal.show_records("towns", false).await.expect("hidden");
    let joined = steps(r#"[{"type": "join", "dataset": "towns", "keys": ["id"]}]"#);
    let request = ImportRequest {
        steps: Some(joined.clone()),
        draft: true,
        id: Some(id("parks")),
        ..request(bench.file("parks.csv", PARKS))
    };
    let reader = who(Role::Reader);
    assert!(
        bench
            .portal
            .dataset(&reader, "towns")
            .await
            .expect("metadata")
            .table()
            .is_err()
    );
    // A contributor edits datasets, and so reads hidden records; the operator as well.
    bench
        .portal
        .import_for(&who(Role::Contributor), request, |_| {})
        .await
        .expect("joined");
    assert_eq!(
        bench.rows("parks", ordered("name, town", "id")).await,
        ["Oak|Tulsa", "Elm|", "Ash|Owasso"]
    );
    let fault = bench
        .portal
        .preview_processing(&reader, "parks", &joined, 5)
        .await
        .expect_err("no right");
    assert!(
        matches!(fault.kind, FaultKind::Forbidden | FaultKind::NotFound),
        "{fault:?}"
    );
    let nothing = steps(r#"[{"type": "join", "dataset": "nothing", "keys": ["id"]}]"#);
    let preview = bench
        .portal
        .preview_processing(&OPERATOR, "parks", &nothing, 5)
        .await;
    let (step, fault) = preview.expect("a preview").fault.expect("no such dataset");
    assert_eq!((step, fault.kind), (0, FaultKind::NotFound));
}

#[tokio::test]
async fn editors_change_steps_one_by_one_and_the_slower_one_learns_of_it() {
    let bench = Bench::new().await;
    import(&bench, PARKS, ImportMode::Create, None).await;
    let portal = &bench.portal;
    let step = |text: &str| steps(&format!("[{text}]")).steps.remove(0);
    let change = async |seen, change| {
        portal
            .change_processing(&OPERATOR, &author(), "parks", seen, change)
            .await
    };
    let view = portal.processing(&OPERATOR, "parks").await.expect("a view");
    assert_eq!(
        (view.number, view.is_applied, view.steps.steps.len()),
        (0, true, 0)
    );
    assert!(view.obstacle.is_none());
    let rename = step(r#"{"type": "rename", "field": "name", "to": "park"}"#);
    let view = change(0, ProcessingChange::Add(rename.clone(), None))
        .await
        .expect("added");
    let fault = change(0, ProcessingChange::Add(rename, None))
        .await
        .expect_err("too late");
    assert_eq!(
        (fault.kind, fault.code),
        (FaultKind::Conflict, "ProcessingChanged")
    );
    assert!(!view.is_applied);
    let first = view.steps.steps[0].uid.clone();
    assert!(first.starts_with("pr_"), "{first}");
    let order = step(r#"{"type": "order", "fields": ["acres"]}"#);
    let view = change(1, ProcessingChange::Add(order, Some(0)))
        .await
        .expect("added");
    let kinds = |steps: &[Step]| steps.iter().map(|step| step.kind.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&view.steps.steps), ["order", "rename"]);
    let view = change(2, ProcessingChange::Move(first.clone(), 0))
        .await
        .expect("moved");
    assert_eq!(kinds(&view.steps.steps), ["rename", "order"]);
    let again = step(r#"{"type": "rename", "field": "name", "to": "place"}"#);
    let view = change(3, ProcessingChange::Set(first.clone(), again))
        .await
        .expect("set");
    assert_eq!(view.steps.steps[0].uid, first);
    let view = change(4, ProcessingChange::Use(first.clone(), false))
        .await
        .expect("off");
    assert!(view.steps.steps[0].disabled);
    let fault = change(5, ProcessingChange::Delete("pr_none".to_owned()))
        .await
        .expect_err("none");
    assert_eq!(fault.kind, FaultKind::NotFound);
    change(5, ProcessingChange::Use(first, true)).await.expect("on");
    let wrong = Step {
        kind: "renam".to_owned(),
        ..Step::default()
    };
    let fault = change(6, ProcessingChange::Add(wrong, None))
        .await
        .expect_err("no kind");
    assert_eq!(fault.hint.as_deref(), Some("did you mean `rename`?"));
    let reader = portal
        .change_processing(
            &who(Role::Reader),
            &author(),
            "parks",
            6,
            ProcessingChange::Replace(Steps::default()),
        )
        .await;
    assert_eq!(reader.expect_err("no right").kind, FaultKind::Forbidden);
    // What was written down is what the next import does, and the file that is there can be read again.
    let once_more = ImportRequest {
        source: ImportSource::Current,
        mode: ImportMode::Replace,
        id: Some(id("parks")),
        ..request(bench.data())
    };
    let report = portal.import(once_more, |_| {}).await.expect("processed again");
    let names: Vec<&str> = report
        .schema
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(names, ["acres", "id", "place"]);
    assert!(
        portal
            .processing(&OPERATOR, "parks")
            .await
            .expect("a view")
            .is_applied
    );
}

#[tokio::test]
async fn a_preview_starts_with_the_records_as_the_file_has_them() {
    let bench = Bench::new().await;
    import(&bench, PARKS, ImportMode::Create, Some(steps(CLEAN))).await;
    let other = steps(r#"[{"type": "replace_text", "field": "name", "old": "k", "new": "ck"}]"#);
    let preview = bench
        .portal
        .preview_processing(&OPERATOR, "parks", &other, 2)
        .await
        .expect("a preview");
    let shown: Vec<_> = preview
        .stages
        .iter()
        .map(|stage| (stage.schema.fields.len(), stage.batch.num_rows()))
        .collect();
    assert_eq!(shown, [(3, 2), (3, 2)]);
    assert!(preview.stages[0].schema.field("name").is_some());
}

#[tokio::test]
async fn records_of_several_files_are_not_made_again_from_the_last_one() {
    let bench = Bench::new().await;
    import(&bench, PARKS, ImportMode::Create, None).await;
    import(&bench, "id,name,acres\n4,Fir,11\n", ImportMode::Append, None).await;
    let fault = bench
        .portal
        .apply_processing(&OPERATOR, "ann@example.org", "parks", 0)
        .await
        .expect_err("several files");
    assert_eq!(
        (fault.kind, fault.code),
        (FaultKind::Conflict, "CannotProcessAgain")
    );
    assert!(fault.hint.is_some());
    import(&bench, PARKS, ImportMode::Replace, None).await;
    assert!(
        bench
            .portal
            .apply_processing(&OPERATOR, "ann@example.org", "parks", 0)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_record_that_is_to_be_deleted_goes_wherever_it_came_from() {
    let bench = Bench::new().await;
    import(&bench, PARKS, ImportMode::Create, None).await;
    let gone = steps(r#"[{"type": "delete_record", "field": "name", "values": "Elm\nFir"}]"#);
    import(
        &bench,
        "id,name,acres\n4,Fir,11\n5,Yew,2\n",
        ImportMode::Append,
        Some(gone),
    )
    .await;
    let all = bench.rows("parks", ordered("name", "id")).await;
    assert_eq!(all, ["Oak", "Ash", "Yew"]);
}

#[tokio::test]
async fn what_steps_say_of_a_field_holds_for_a_dataset_that_is_there() {
    let bench = Bench::new().await;
    import(&bench, PARKS, ImportMode::Create, None).await;
    let said = r#"[
        {"type": "describe", "field": "acres", "field_label": "Size", "unit": "acre"},
        {"type": "annotate", "field": "name", "annotation": "sortable"},
        {"type": "rename", "field": "name", "to": "park"}
    ]"#;
    let report = import(&bench, PARKS, ImportMode::Replace, Some(steps(said))).await;
    let field = |name: &str| report.schema.field(name).expect("a field");
    assert_eq!(field("acres").label, "Size");
    assert_eq!(field("acres").annotations.unit.as_deref(), Some("acre"));
    assert!(field("park").annotations.sortable);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_earlier_version_comes_back_with_its_steps() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    import(&bench, PARKS, ImportMode::Create, None).await;
    import(&bench, PARKS, ImportMode::Replace, Some(steps(CLEAN))).await;
    let view = portal.processing(&OPERATOR, "parks").await.expect("a view");
    assert_eq!((view.steps.steps.len(), view.is_applied), (4, true));
    portal
        .enqueue_restore(&OPERATOR, "parks", 1, None)
        .await
        .expect("taken");
    let runner = portal.start_jobs(1);
    eventually("the steps are gone", async || {
        let view = portal.processing(&OPERATOR, "parks").await.expect("a view");
        view.steps.steps.is_empty() && view.is_applied
    })
    .await;
    runner.stop().await;
    assert_eq!(bench.rows("parks", ordered("name", "id")).await.len(), 3);
    // The next file is read as that version's was.
    import(&bench, "id,name,acres\n9,Fir,1\n", ImportMode::Append, None).await;
    assert_eq!(bench.rows("parks", ordered("id, name", "id")).await.len(), 4);
}
