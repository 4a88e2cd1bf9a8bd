//! Are files beside datasets remembered?

use portico_model::{Attachment, AttachmentKind};

use crate::Place;
use crate::sample::{NOW, dataset};

fn attachment(id: &str, object: &str) -> Attachment {
    Attachment {
        id: id.to_owned(),
        kind: AttachmentKind::Attachment,
        title: "Notice d'emploi".to_owned(),
        file_name: "notice.pdf".to_owned(),
        description: None,
        media_type: "application/pdf".to_owned(),
        bytes: 12,
        sha256: "cd".repeat(32),
        object: object.to_owned(),
        author: "command line".to_owned(),
        created_at: NOW,
    }
}

pub(crate) async fn an_attachment_is_replaced_and_removed(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("inserted");
    let number = registry.change_number().await.expect("a number");
    let first = attachment("notice_pdf", "one");
    assert_eq!(
        registry.put_attachment(&parks.uid, &first).await.expect("put"),
        None
    );
    let second = Attachment {
        description: Some("second edition".to_owned()),
        ..attachment("notice_pdf", "two")
    };
    let old = registry
        .put_attachment(&parks.uid, &second)
        .await
        .expect("replaced");
    assert_eq!(old.as_deref(), Some("one"));
    let export = Attachment {
        kind: AttachmentKind::AlternativeExport,
        ..attachment("notice_pdf", "three")
    };
    registry.put_attachment(&parks.uid, &export).await.expect("put");
    let uid = parks.uid.to_string();
    let listed = registry.list_attachments().await.expect("listed");
    assert_eq!(listed.len(), 2);
    assert!(listed.contains(&(uid.clone(), second)) && listed.contains(&(uid, export)));
    let removed = registry
        .delete_attachment(&parks.uid, AttachmentKind::Attachment, "notice_pdf")
        .await
        .expect("removed");
    assert_eq!(removed.as_deref(), Some("two"));
    let again = registry
        .delete_attachment(&parks.uid, AttachmentKind::Attachment, "notice_pdf")
        .await
        .expect("nothing to remove");
    assert_eq!(again, None);
    assert_eq!(registry.change_number().await.expect("a number"), number + 4);
    let gone = dataset("gone");
    let refused = registry.put_attachment(&gone.uid, &first).await;
    assert!(
        refused
            .expect_err("no such dataset")
            .to_string()
            .contains("removed")
    );
}
