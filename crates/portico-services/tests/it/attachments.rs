//! Files beside a dataset are kept, replaced, read and removed.

use futures::TryStreamExt;
use portico_model::{AttachmentKind, FaultKind, Principal};
use portico_services::{ImportRequest, NewAttachment, Portal};

use crate::bench::{Bench, PARKS, id, request};

async fn content(portal: &Portal, name: &str) -> Result<String, FaultKind> {
    let view = portal
        .dataset(&Principal::Anonymous, "parks")
        .await
        .expect("a dataset");
    let file = portal
        .open_attachment(&view, AttachmentKind::Attachment, name)
        .await
        .map_err(|fault| fault.kind)?;
    let pieces: Vec<_> = file.content.try_collect().await.expect("content");
    let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.to_vec()).collect();
    assert_eq!(file.bytes, bytes.len() as u64);
    Ok(String::from_utf8(bytes).expect("text"))
}

#[tokio::test]
async fn an_attachment_is_listed_read_replaced_and_removed() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let wanted = ImportRequest {
        id: Some(id("parks")),
        ..request(bench.file("any.csv", PARKS))
    };
    portal.import(wanted, |_| {}).await.expect("imported");
    let new = |text: &str| NewAttachment {
        path: bench.file("Read me.txt", text),
        kind: AttachmentKind::Attachment,
        title: None,
        description: None,
    };
    let added = portal
        .attach(&Principal::Operator, "parks", new("first"))
        .await
        .expect("added");
    assert_eq!(
        (added.id.as_str(), added.media_type.as_str(), added.bytes),
        ("read_me_txt", "text/plain; charset=utf-8", 5)
    );
    assert_eq!(content(portal, "read_me_txt").await.as_deref(), Ok("first"));
    portal
        .attach(&Principal::Operator, "parks", new("second"))
        .await
        .expect("replaced");
    assert_eq!(content(portal, "read_me_txt").await.as_deref(), Ok("second"));
    let view = portal
        .dataset(&Principal::Anonymous, "parks")
        .await
        .expect("a dataset");
    let titles: Vec<&str> = view
        .attachments(AttachmentKind::Attachment)
        .map(|it| it.title.as_str())
        .collect();
    assert_eq!(titles, ["Read me.txt"]);
    assert_eq!(view.attachments(AttachmentKind::AlternativeExport).count(), 0);

    portal
        .detach(
            &Principal::Operator,
            "parks",
            AttachmentKind::Attachment,
            "read_me_txt",
        )
        .await
        .expect("removed");
    assert_eq!(content(portal, "read_me_txt").await, Err(FaultKind::NotFound));
    let again = portal
        .detach(
            &Principal::Operator,
            "parks",
            AttachmentKind::Attachment,
            "read_me_txt",
        )
        .await;
    assert_eq!(again.expect_err("nothing there").kind, FaultKind::NotFound);
    let nowhere = portal.attach(&Principal::Operator, "nowhere", new("x")).await;
    assert_eq!(nowhere.expect_err("no dataset").kind, FaultKind::NotFound);
}

#[tokio::test]
async fn hidden_records_hide_their_alternative_export_and_leave_the_documents() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let wanted = ImportRequest {
        id: Some(id("parks")),
        ..request(bench.file("any.csv", PARKS))
    };
    portal.import(wanted, |_| {}).await.expect("imported");
    for (name, kind) in [
        ("about.txt", AttachmentKind::Attachment),
        ("parks.dxf", AttachmentKind::AlternativeExport),
    ] {
        let new = NewAttachment {
            path: bench.file(name, "content"),
            kind,
            title: None,
            description: None,
        };
        portal
            .attach(&Principal::Operator, "parks", new)
            .await
            .expect("added");
    }
    for (shown, expected) in [(true, None), (false, Some(FaultKind::Forbidden))] {
        portal.show_records("parks", shown).await.expect("changed");
        let view = portal
            .dataset(&Principal::Anonymous, "parks")
            .await
            .expect("a dataset");
        let export = portal
            .open_attachment(&view, AttachmentKind::AlternativeExport, "parks_dxf")
            .await;
        assert_eq!(export.err().map(|fault| fault.kind), expected, "shown: {shown}");
        assert_eq!(content(portal, "about_txt").await.as_deref(), Ok("content"));
    }
}
