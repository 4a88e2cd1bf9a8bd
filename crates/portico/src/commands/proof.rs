//! `portico cookies proof`: is what visitors were shown and asked still what was written down then?

use std::path::Path;

use anyhow::{Context, Result};
use portico_cookies::policy::{KeptReceipt, sha256};
use portico_services::{Portal, Proof};
use serde_json::{Value, json};

use crate::cli::ProofArguments;
use crate::exit::{self, WrongUse};

/// Examines both chains and tells; the number is the exit code.
pub(super) async fn run(data: &Path, arguments: &ProofArguments) -> Result<u8> {
    let portal = super::open_existing(data).await?;
    if arguments.pictures {
        super::pictures::take(data, &portal, arguments).await?;
    }
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
    if let Some(folder) = &arguments.save {
        save(&portal, &proof, arguments.version, folder).await?;
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

/// Writes the pictures into a folder, each under its receipt's number and its name.
async fn save(portal: &Portal, proof: &Proof, only: Option<u32>, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for row in &proof.receipts {
        let Ok(kept) = KeptReceipt::read(&row.document) else {
            continue;
        };
        let receipt = kept.receipt;
        if only.is_some_and(|only| only != receipt.policy) {
            continue;
        }
        for (name, digest) in &receipt.pictures {
            // What is missing or altered is told with the proof.
            let Ok(bytes) = portal.policy_picture(digest).await else {
                continue;
            };
            let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
            let name: String = name.chars().map(word).collect();
            let place = folder.join(format!("receipt-{}-{name}.png", receipt.number));
            std::fs::write(&place, bytes).with_context(|| format!("cannot write {}", place.display()))?;
        }
    }
    Ok(())
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
                let files = receipt.files.iter();
                files
                    .chain(&receipt.pictures)
                    .for_each(|(file, digest)| tell!("    {digest}  {file}"));
            } else {
                let files: String = receipt
                    .files
                    .iter()
                    .map(|(file, digest)| format!("{file} {digest}\n"))
                    .collect();
                let (files, count) = (sha256(files.as_bytes()), receipt.files.len());
                tell!("    program {}, {count} files  {files}", receipt.program);
                if !receipt.pictures.is_empty() {
                    tell!("    {} pictures", receipt.pictures.len());
                }
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
