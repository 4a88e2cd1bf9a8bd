//! Proof with pictures: their digests are in the receipts, and what was altered or taken away is named.

use std::collections::BTreeMap;

use portico_cookies::policy::{KeptReceipt, Mechanism, PolicyFacts};
use portico_services::Portal;

use crate::bench::Bench;

fn mechanism() -> Mechanism {
    Mechanism {
        program: "0".to_owned(),
        files: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
    }
}

async fn told(portal: &Portal) -> Vec<String> {
    let proof = portal.proof(None).await.expect("examined");
    proof.altered.into_iter().map(|altered| altered.message).collect()
}

#[tokio::test]
async fn pictures_are_part_of_the_proof() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let facts = PolicyFacts {
        title: "City".to_owned(),
        languages: vec!["en".to_owned()],
        ..PolicyFacts::default()
    };
    assert!(portal.keep_receipt(&facts, &mechanism()).await.expect("kept"));
    let pictures = vec![
        ("policy en 1280".to_owned(), b"one".to_vec()),
        ("policy en 390".to_owned(), b"other".to_vec()),
    ];
    let number = portal.keep_pictures(&facts, &mechanism(), pictures).await;
    assert_eq!(number.expect("kept"), 2);
    assert!(
        !portal.keep_receipt(&facts, &mechanism()).await.expect("asked"),
        "nothing has changed since"
    );
    assert_eq!(told(portal).await, [""; 0]);
    let proof = portal.proof(None).await.expect("examined");
    let last = KeptReceipt::read(&proof.receipts[1].document).expect("a receipt");
    assert_eq!(last.receipt.pictures.len(), 2);
    let digest = &last.receipt.pictures["policy en 390"];
    assert_eq!(&portal.policy_picture(digest).await.expect("there")[..], b"other");

    let place = bench.data().join(format!("objects/policy/{digest}.png"));
    std::fs::write(&place, b"nicer").expect("written");
    assert_eq!(
        told(portal).await,
        ["the picture `policy en 390` of receipt 2 is not the one that was taken"]
    );
    std::fs::remove_file(&place).expect("removed");
    assert_eq!(
        told(portal).await,
        ["the picture `policy en 390` of receipt 2 is not there"]
    );
}
