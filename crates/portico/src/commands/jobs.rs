//! `portico jobs`: what runs in the background, how far it is, and what it said.

use std::path::Path;

use anyhow::Result;
use portico_model::Principal;
use portico_services::{JobInfo, JobLine, JobProgress, JobQuery, Portal};
use serde_json::{Value, json};

use crate::cli::JobsCommand;

/// Jobs that are listed.
const LISTED: u32 = 50;

pub(super) async fn run(data: &Path, as_json: bool, command: Option<JobsCommand>) -> Result<()> {
    let portal = super::open_existing(data).await?;
    let who = Principal::Operator;
    match command {
        None => list(&portal, as_json).await?,
        Some(JobsCommand::Show { id }) => {
            let (job, lines) = portal.job(&who, &id).await?;
            show(&job, &lines, as_json)?;
        }
        Some(JobsCommand::Cancel { id }) => {
            portal.cancel_job(&who, &id).await?;
            tell!("job {id} ends");
        }
        Some(JobsCommand::Retry { id }) => {
            portal.retry_job(&who, &id).await?;
            tell!("job {id} waits for its turn");
        }
    }
    Ok(())
}

async fn list(portal: &Portal, as_json: bool) -> Result<()> {
    let query = JobQuery::default();
    let (jobs, count) = portal.jobs(&Principal::Operator, &query, LISTED, 0).await?;
    if as_json {
        let list: Vec<Value> = jobs.iter().map(|job| to_json(job, &[])).collect();
        tell!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(());
    }
    for job in &jobs {
        let subject = job.subject.as_deref().unwrap_or("-");
        let more = job.reason.clone().or_else(|| job.progress.as_ref().map(in_words));
        tell!(
            "{}  {:9}  {:8}  {subject}  {}",
            job.id,
            job.state.as_str(),
            job.kind,
            more.unwrap_or_default()
        );
    }
    if jobs.is_empty() {
        eprintln!("no jobs yet");
    } else if count > jobs.len() as i64 {
        eprintln!("{} older ones are not listed", count - jobs.len() as i64);
    }
    Ok(())
}

fn show(job: &JobInfo, lines: &[JobLine], as_json: bool) -> Result<()> {
    if as_json {
        tell!("{}", serde_json::to_string_pretty(&to_json(job, lines))?);
        return Ok(());
    }
    let subject = job.subject.as_deref().unwrap_or("-");
    tell!("{}  {}  {subject}  asked for by {}", job.id, job.kind, job.author);
    tell!(
        "{}, attempt {} of {}",
        job.state.as_str(),
        job.attempts.0,
        job.attempts.1
    );
    if let Some(progress) = &job.progress {
        tell!("{}", in_words(progress));
    }
    if let Some(reason) = &job.reason {
        tell!("{reason}");
    }
    for line in lines {
        tell!("  {}: {}", line.level.as_str(), line.text);
    }
    Ok(())
}

/// How far it is, in a line.
fn in_words(progress: &JobProgress) -> String {
    let share = progress.percent().map(|percent| format!(" {percent} %"));
    let left = progress
        .seconds_left()
        .map(|seconds| format!(", {seconds} s left"));
    format!(
        "{}{}, {} rows{}",
        progress.phase,
        share.unwrap_or_default(),
        progress.rows,
        left.unwrap_or_default()
    )
}

fn to_json(job: &JobInfo, lines: &[JobLine]) -> Value {
    json!({
        "id": job.id,
        "kind": job.kind,
        "subject": job.subject,
        "author": job.author,
        "state": job.state.as_str(),
        "attempts": job.attempts.0,
        "attempts_allowed": job.attempts.1,
        "progress": job.progress,
        "result": job.result,
        "reason": job.reason,
        "log": lines.iter().map(|line| json!({"level": line.level.as_str(), "text": line.text})).collect::<Vec<_>>(),
    })
}
