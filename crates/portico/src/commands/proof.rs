//! `portico cookies proof`: is what visitors were shown and asked still what was written down then?

use std::path::Path;

use anyhow::Result;
use portico_cookies::policy::{KeptReceipt, sha256};
use portico_services::Proof;
use serde_json::{Value, json};

use crate::cli::ProofArguments;
use crate::exit::{self, WrongUse};

/// Examines both chains and tells; the number is the exit code.
pub(super) async fn run(data: &Path, arguments: &ProofArguments) -> Result<u8> {
    let portal = super::open_existing(data).await?;
    let proof = portal.proof(arguments.head.as_deref()).await?;
    if let Some(number) = arguments.version
        && !proof
            .versions
            .iter()
            .any(|version| version.number == i64::from(number))
    {
        let last = proof.versions.last().map_or(0, |version| version.number);
        return Err(WrongUse(format!(
            "there is no version {number} of the policy: the last one is {last}"
        ))
        .into());
    }
    if arguments.json {
        tell!(
            "{}",
            serde_json::to_string_pretty(&document(&proof, arguments.version))?
        );
    } else {
        tell_words(&proof, arguments.version);
    }
    Ok(if proof.altered.is_empty() {
        exit::DONE
    } else {
        exit::FAILED
    })
}

fn document(proof: &Proof, only: Option<u32>) -> Value {
    let is_asked = |number: i64| only.is_none_or(|only| i64::from(only) == number);
    let versions = proof.versions.iter().filter(|version| is_asked(version.number));
    let receipts = proof.receipts.iter().filter_map(|row| {
        let kept = KeptReceipt::read(&row.document).ok()?;
        is_asked(i64::from(kept.receipt.policy))
            .then(|| json!({"sha256": row.sha256, "receipt": kept.receipt}))
    });
    json!({
        "format": 1,
        "whole": proof.altered.is_empty(),
        "altered": proof.altered,
        "versions": versions.map(|version| json!({"number": version.number, "date": version.day, "sha256": version.sha256})).collect::<Vec<_>>(),
        "receipts": receipts.collect::<Vec<_>>(),
        "head": proof.versions.last().map(|version| &version.sha256),
        "receipts_head": proof.receipts.last().map(|receipt| &receipt.sha256),
        "this_program": portico_site::mechanism().files,
    })
}

fn tell_words(proof: &Proof, only: Option<u32>) {
    let is_asked = |number: i64| only.is_none_or(|only| i64::from(only) == number);
    for version in proof.versions.iter().filter(|version| is_asked(version.number)) {
        tell!(
            "version {} of {}  {}",
            version.number,
            version.day,
            version.sha256
        );
        for row in &proof.receipts {
            let Ok(kept) = KeptReceipt::read(&row.document) else {
                continue;
            };
            let receipt = kept.receipt;
            if i64::from(receipt.policy) != version.number {
                continue;
            }
            tell!("  receipt {} of {}  {}", receipt.number, receipt.date, row.sha256);
            if only.is_some() {
                receipt
                    .parts
                    .iter()
                    .for_each(|(part, digest)| tell!("    {digest}  {part}"));
                receipt
                    .files
                    .iter()
                    .for_each(|(file, digest)| tell!("    {digest}  {file}"));
            } else {
                let files: String = receipt
                    .files
                    .iter()
                    .map(|(file, digest)| format!("{file} {digest}\n"))
                    .collect();
                let (files, count) = (sha256(files.as_bytes()), receipt.files.len());
                tell!("    program {}, {count} files  {files}", receipt.program);
            }
        }
    }
    tell!("");
    if proof.altered.is_empty() {
        tell!(
            "Both chains are whole. Note the last digest somewhere else: `portico cookies proof --head DIGEST` then shows whether they were written anew."
        );
    }
    for altered in &proof.altered {
        tell!("ALTERED: {}", altered.message);
    }
}
