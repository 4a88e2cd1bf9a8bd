//! Files on their way: pieces, resuming, first looks, and what their publishers decide.

use bytes::Bytes;
use futures::stream;
use portico_formats::read::{BadCells, Override};
use portico_model::{DatasetId, Fault, FaultKind, FieldType, JobState, Metadata, Person, Principal, Role};
use portico_services::{FieldWords, ImportMode, ImportRequest, JobInfo, UploadInfo};
use sha2::{Digest, Sha256};

use crate::bench::{Bench, PARKS, eventually, id, ordered};

fn person(name: &str, role: Role) -> Principal {
    Principal::from(Person {
        id: name.to_owned(),
        email: format!("{name}@example.org"),
        role,
        disabled: false,
        created_at: 0,
    })
}

async fn send(bench: &Bench, who: &Principal, name: &str, content: impl AsRef<[u8]>) -> UploadInfo {
    let piece: Result<Bytes, Fault> = Ok(Bytes::copy_from_slice(content.as_ref()));
    let pieces = Box::pin(stream::iter([piece]));
    bench
        .portal
        .receive_upload(who, name, pieces)
        .await
        .expect("a file")
}

async fn change(bench: &Bench, who: &Principal, upload: &str, change: impl FnOnce(&mut ImportRequest)) {
    let (info, mut request) = bench.portal.upload_request(who, upload).await.expect("decisions");
    change(&mut request);
    bench
        .portal
        .decide_upload(who, upload, info.revision, &request)
        .await
        .expect("kept");
}

async fn ended(bench: &Bench, job: &str) -> JobInfo {
    let who = Principal::Operator;
    eventually("the job is at its end", async || {
        bench
            .portal
            .job(&who, job)
            .await
            .expect("a job")
            .0
            .state
            .is_final()
    })
    .await;
    bench.portal.job(&who, job).await.expect("a job").0
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_goes_on_where_it_stopped() {
    let bench = Bench::new().await;
    let ann = person("ann", Role::Contributor);
    let all = PARKS.as_bytes();
    let begin = async || {
        let size = all.len() as u64;
        bench
            .portal
            .begin_upload(&ann, "dir/parks.csv", size, "parks 1")
            .await
    };
    let upload = begin().await.expect("announced");
    let take = async |offset: usize, piece: &'static [u8], hash: Option<&str>| {
        let piece = Bytes::from_static(piece);
        bench
            .portal
            .continue_upload(&ann, &upload.id, offset as u64, hash, piece)
            .await
    };
    let hash = hex::encode(Sha256::digest(&all[..10]));
    let first = take(0, &PARKS.as_bytes()[..10], Some(&hash))
        .await
        .expect("taken");
    assert_eq!((first.received, first.is_complete()), (10, false));
    let damaged = take(10, &PARKS.as_bytes()[10..12], Some(&hash)).await;
    assert_eq!(damaged.expect_err("damaged").code, "WrongHash");
    let again = take(0, &PARKS.as_bytes()[..10], None)
        .await
        .expect_err("it is here");
    assert_eq!((again.kind, again.code), (FaultKind::Conflict, "WrongOffset"));
    let early = bench
        .portal
        .preview_upload(&ann, &upload.id)
        .await
        .expect_err("a part");
    assert_eq!(early.code, "NotComplete");
    let resumed = begin().await.expect("the page was loaded again");
    assert_eq!((resumed.id.as_str(), resumed.received), (upload.id.as_str(), 10));
    let bob = person("bob", Role::Contributor);
    let foreign = bench.portal.upload(&bob, &upload.id).await.expect_err("not his");
    assert_eq!(foreign.kind, FaultKind::NotFound);
    let whole = take(10, &PARKS.as_bytes()[10..], None).await.expect("the rest");
    assert!(whole.is_complete());
    let more = take(all.len(), b"x", None)
        .await
        .expect_err("more than announced");
    assert_eq!(more.code, "FileTooLarge");
    let preview = bench
        .portal
        .preview_upload(&ann, &upload.id)
        .await
        .expect("a look");
    assert_eq!(preview.rows.len(), 3);
    assert!(preview.whole);
}

#[tokio::test]
async fn limits_are_told_and_nothing_is_left_of_what_is_refused() {
    let bench = Bench::new().await;
    let ann = person("ann", Role::Contributor);
    let limit = bench.portal.upload_limit();
    let fault = bench.portal.begin_upload(&ann, "big.csv", limit + 1, "").await;
    let fault = fault.expect_err("one byte too many");
    assert_eq!(fault.code, "FileTooLarge");
    assert!(fault.message.contains("1 MiB"), "{}", fault.message);
    bench
        .portal
        .begin_upload(&ann, "big.csv", limit, "")
        .await
        .expect("just as large");
    let piece = |size: usize| -> Result<Bytes, Fault> { Ok(Bytes::from(vec![b'a'; size])) };
    let whole = usize::try_from(limit).expect("small");
    for pieces in [vec![piece(whole), piece(1)], vec![]] {
        let pieces = Box::pin(stream::iter(pieces));
        bench
            .portal
            .receive_upload(&ann, "x.csv", pieces)
            .await
            .expect_err("refused");
    }
    assert_eq!(bench.portal.uploads(&ann).await.expect("a list").len(), 1);
    let nobody = Principal::Anonymous;
    let fault = bench
        .portal
        .begin_upload(&nobody, "a.csv", 1, "")
        .await
        .expect_err("who?");
    assert_eq!(fault.kind, FaultKind::Unauthenticated);
}

#[tokio::test]
async fn a_preview_follows_every_decision() {
    let bench = Bench::new().await;
    let ann = person("ann", Role::Publisher);
    let text =
        "Parc;Surface;Ouvert;Position\nChêne;12,5;2024-05-01;48.8, 2.3\nOrme;beaucoup;2024-06-30;48.9, 2.4\n";
    let upload = send(&bench, &ann, "parcs.csv", latin(text)).await;
    let look = async || bench.portal.preview_upload(&ann, &upload.id).await;
    let first = look().await.expect("a look");
    let encoding = first.inspection.encoding.expect("a guess");
    assert!(encoding.starts_with("windows-125"), "{encoding}");
    assert_eq!(first.inspection.separator, Some(';'));
    assert_eq!(first.schema.fields[1].ty, FieldType::Text);
    assert_eq!(first.rows[0][0].as_deref(), Some("Chêne"));
    assert_eq!(
        first.period,
        Some(("2024-05-01".to_owned(), "2024-06-30".to_owned()))
    );
    let extent = first.extent.expect("points");
    assert_eq!((extent.west, extent.north), (2.3, 48.9));
    let number = Override {
        field: "Surface".to_owned(),
        ty: Some(FieldType::Double),
        ..Override::default()
    };
    change(&bench, &ann, &upload.id, |request| {
        request.options.overrides.push(number)
    })
    .await;
    let second = look().await.expect("a look");
    assert_eq!(second.schema.fields[1].ty, FieldType::Double);
    assert_eq!(second.rows[1][1], None, "the cell is empty");
    assert_eq!(
        (second.refusals[0].line, second.refusals[0].column.as_deref()),
        (3, Some("Surface"))
    );
    change(&bench, &ann, &upload.id, |request| {
        request.options.bad_cells = BadCells::RefuseRow
    })
    .await;
    assert_eq!(look().await.expect("a look").rows.len(), 1, "the row is left out");
    change(&bench, &ann, &upload.id, |request| {
        request.options.bad_cells = BadCells::Text
    })
    .await;
    let third = look().await.expect("a look");
    assert_eq!(
        third.schema.fields[1].ty,
        FieldType::Text,
        "the column stays a text"
    );
    assert!(
        third
            .inspection
            .notes
            .iter()
            .any(|note| note.code == "kept_as_text")
    );
    change(&bench, &ann, &upload.id, |request| {
        request.options.separator = Some('|')
    })
    .await;
    assert_eq!(look().await.expect("a look").schema.fields.len(), 1);
    change(&bench, &ann, &upload.id, |request| {
        request.options.sheet = Some("x".to_owned())
    })
    .await;
    let (info, request) = bench
        .portal
        .upload_request(&ann, &upload.id)
        .await
        .expect("decisions");
    let fault = bench
        .portal
        .decide_upload(&ann, &upload.id, info.revision - 1, &request)
        .await;
    assert_eq!(fault.expect_err("another window").code, "Changed");
}

/// As a spreadsheet of Western Europe writes it.
fn latin(text: &str) -> Vec<u8> {
    let bytes = text
        .chars()
        .map(|character| u8::try_from(u32::from(character)).expect("Latin 1"));
    bytes.collect()
}

#[tokio::test]
async fn a_large_file_is_looked_at_in_part() {
    let bench = Bench::new().await;
    let ann = person("ann", Role::Publisher);
    let rows: String = (0..40_000).map(|row| format!("{row},tree {row}\n")).collect();
    let upload = send(&bench, &ann, "trees.csv", format!("id,name\n{rows}")).await;
    let preview = bench
        .portal
        .preview_upload(&ann, &upload.id)
        .await
        .expect("a look");
    assert!(!preview.whole);
    assert_eq!((preview.rows.len(), preview.looked_at), (20, 2_000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_becomes_a_dataset_and_an_update_of_other_fields_is_refused_until_it_is_seen() {
    let bench = Bench::new().await;
    let ann = Principal::Operator;
    let runner = bench.portal.start_jobs(1);
    let upload = send(&bench, &ann, "parks.csv", PARKS).await;
    change(&bench, &ann, &upload.id, |request| {
        request.id = Some(id("parks"));
        request.metadata = Metadata {
            title: "Parks".to_owned(),
            ..Metadata::default()
        };
    })
    .await;
    let job = bench
        .portal
        .publish_upload(&ann, &upload.id, None)
        .await
        .expect("a job");
    assert_eq!(ended(&bench, &job).await.state, JobState::Done);
    assert_eq!(bench.rows("parks", ordered("id", "id")).await.len(), 3);
    assert!(bench.portal.uploads(&ann).await.expect("a list").is_empty());

    let upload = send(&bench, &ann, "parks2.csv", "id,name,owner\n1,Oak,city\n").await;
    change(&bench, &ann, &upload.id, |request| {
        request.id = Some(DatasetId::new("parks").expect("an identifier"));
        request.mode = ImportMode::Replace;
    })
    .await;
    let preview = bench
        .portal
        .preview_upload(&ann, &upload.id)
        .await
        .expect("a look");
    let drift = preview.drift.expect("other fields");
    assert_eq!(
        (drift.added[0].name.as_str(), drift.missing[0].name.as_str()),
        ("owner", "acres")
    );
    let job = bench
        .portal
        .publish_upload(&ann, &upload.id, Some("another difference"))
        .await
        .expect("a job");
    let failed = ended(&bench, &job).await;
    assert_eq!(failed.state, JobState::Failed);
    assert!(
        failed
            .reason
            .expect("a reason")
            .contains("`acres` missing; `owner` new")
    );
    assert_eq!(
        bench.rows("parks", ordered("id", "id")).await.len(),
        3,
        "readers see the version before"
    );
    let job = bench
        .portal
        .publish_upload(&ann, &upload.id, Some(&drift.fingerprint()))
        .await
        .expect("a job");
    assert_eq!(ended(&bench, &job).await.state, JobState::Done);
    assert_eq!(bench.rows("parks", ordered("id", "id")).await, ["1"]);
    runner.stop().await;
}

#[tokio::test]
async fn what_was_said_of_a_column_that_is_gone_is_a_remark() {
    let bench = Bench::new().await;
    let ann = Principal::Operator;
    let upload = send(&bench, &ann, "parks.csv", "id;name\n1;Oak\n").await;
    change(&bench, &ann, &upload.id, |request| {
        request.labels = vec![FieldWords {
            name: "name".to_owned(),
            description: Some("what it is called".to_owned()),
            ..FieldWords::default()
        }];
        request.options.separator = Some('|');
    })
    .await;
    let look = bench.portal.preview_upload(&ann, &upload.id).await;
    let notes = look.expect("a look").inspection.notes;
    assert!(
        notes
            .iter()
            .any(|note| note.message == "there is no field `name` any more"),
        "{notes:?}"
    );
    change(&bench, &ann, &upload.id, |request| {
        request.options.separator = None
    })
    .await;
    let look = bench
        .portal
        .preview_upload(&ann, &upload.id)
        .await
        .expect("a look");
    let name = look.schema.field("name").expect("it is there again");
    assert_eq!(name.description.as_deref(), Some("what it is called"));
}
