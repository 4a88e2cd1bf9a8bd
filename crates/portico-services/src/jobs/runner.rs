//! Who does the jobs? Workers of a portal that serves: they claim, give signs of life, and give back what they cannot finish.

use std::sync::Arc;
use std::time::Duration;

use portico_model::{Fault, FaultKind};
use portico_registry::{Beat, JobEnd, JobLevel, JobRecord};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::desk::{JobDesk, LEASE};
use super::kinds::{self, Ended, Failure};
use crate::portal::Inner;
use crate::{Portal, clock, schedules, sweep};

/// Time between looks for jobs that another process took.
const LOOK: Duration = Duration::from_secs(1);
/// Time between signs of life.
const BEAT: Duration = Duration::from_secs(1);
/// The first pause before another attempt, in microseconds; each later one is four times as long.
const PAUSE: i64 = 10_000_000;
/// The longest pause.
const LONGEST_PAUSE: i64 = 3_600_000_000;

/// The workers of this process.
#[derive(Debug)]
pub struct JobRunner {
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
}

impl Portal {
    /// Starts workers, each of which does one job at a time, and what begins scheduled updates.
    #[must_use]
    pub fn start_jobs(&self, workers: usize) -> JobRunner {
        let (stop, stopped) = watch::channel(false);
        let work = || tokio::spawn(work(self.clone(), stopped.clone()));
        let planner = tokio::spawn(plan(self.clone(), stopped.clone()));
        JobRunner {
            workers: (0..workers).map(|_| work()).chain([planner]).collect(),
            stop,
        }
    }
}

impl JobRunner {
    /// Ends the workers: no job is begun any more, and those that run have three seconds to end. What is left then waits for the next start.
    pub async fn stop(self) {
        // Nobody listens when every worker has ended: that is what is wanted.
        let _ = self.stop.send(true);
        let ended = futures::future::join_all(self.workers);
        // A worker gives its job back after `PATIENCE` by itself: this is only for one that cannot.
        if tokio::time::timeout(PATIENCE * 3, ended).await.is_err() {
            tracing::warn!("some jobs could not be given back: they are taken over at the next start");
        }
    }
}

/// Time for a job to end after the wish to stop.
const PATIENCE: Duration = Duration::from_secs(3);

async fn work(portal: Portal, mut stopped: watch::Receiver<bool>) {
    let inner = Arc::clone(&portal.inner);
    while !*stopped.borrow() {
        match next(&inner).await {
            Ok(Some(job)) => {
                // There may be more: another worker looks at the same time.
                inner.new_work.notify_one();
                attend(&portal, job, &mut stopped).await;
            }
            Ok(None) => {
                tokio::select! {
                    () = inner.new_work.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                    _ = stopped.changed() => {}
                }
            }
            Err(fault) => {
                tracing::warn!(error = ?fault, "no job could be claimed");
                tokio::select! {
                    () = tokio::time::sleep(LOOK * 5) => {}
                    _ = stopped.changed() => {}
                }
            }
        }
    }
}

/// Begins scheduled updates whose turn has come.
async fn plan(portal: Portal, mut stopped: watch::Receiver<bool>) {
    let mut nth = 0;
    while !*stopped.borrow() {
        schedules::look_ahead(&portal, nth).await;
        nth += 1;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn next(inner: &Inner) -> Result<Option<JobRecord>, Fault> {
    sweep::expire_jobs_of_the_dead(inner).await?;
    let now = clock::now();
    if !inner.registry.has_work(now).await? {
        return Ok(None);
    }
    let owner = inner.owner.name();
    Ok(inner.registry.claim_job(owner, now, now + LEASE).await?)
}

/// Does one job, with signs of life.
async fn attend(portal: &Portal, job: JobRecord, stopped: &mut watch::Receiver<bool>) {
    let inner = &portal.inner;
    let claim = job.claim();
    let desk = Arc::new(JobDesk::new(job.claim()));
    if job.attempts > 1 {
        let text = format!("attempt {} of {}", job.attempts, job.attempts_allowed);
        desk.say(JobLevel::Info, text);
    }
    let mut task = {
        let (portal, job, desk) = (portal.clone(), job.clone(), Arc::clone(&desk));
        // A task of its own: a panic in it is an end like another.
        tokio::spawn(async move { kinds::perform(&portal, &job, &desk).await })
    };
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut deadline = None;
    let end = loop {
        tokio::select! {
            result = &mut task => {
                let result = result.unwrap_or_else(|error| {
                    Err(Failure { fault: Fault::internal(error), may_pass: true })
                });
                break end_of(&job, &desk, result);
            }
            _ = beat.tick() => match desk.report(inner).await {
                Ok(Beat::Held) => {}
                Ok(Beat::CancelWanted) => {
                    give_up(&mut task).await;
                    desk.say(JobLevel::Info, "cancelled");
                    break Some(JobEnd::Cancelled);
                }
                // Done in step with its work, which may have a moment to go; else another worker has it.
                Ok(Beat::Lost) => {
                    if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
                        give_up(&mut task).await;
                    }
                    break None;
                }
                Err(error) => tracing::warn!(%error, job = job.id, "no sign of life could be given"),
            },
            _ = stopped.changed(), if deadline.is_none() => {
                deadline = Some(tokio::time::Instant::now() + PATIENCE);
            }
            () = until(deadline) => {
                give_up(&mut task).await;
                desk.say(JobLevel::Info, "the portal stops: the job waits for its next start");
                break Some(JobEnd::Released);
            }
        }
    };
    let written = async {
        desk.write_lines(inner).await?;
        match &end {
            Some(end) => inner.registry.finish_job(&claim, end, clock::now()).await,
            None => Ok(true),
        }
    };
    match written.await {
        Ok(true) => {}
        Ok(false) => tracing::info!(job = job.id, "the job was taken over by another worker"),
        // Its lease runs out, and it is done again: every kind bears that.
        Err(error) => tracing::warn!(%error, job = job.id, "the end of a job could not be written down"),
    }
}

async fn until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

async fn give_up<T>(task: &mut JoinHandle<T>) {
    task.abort();
    // Cancelled, or ended just before.
    let _ = task.await;
}

/// What becomes of a job after an attempt; none when its work has ended it.
fn end_of(job: &JobRecord, desk: &JobDesk, result: Result<Ended, Failure>) -> Option<JobEnd> {
    let failure = match result {
        Ok(Ended::InStep) => return None,
        Ok(Ended::Now(result)) => {
            return Some(JobEnd::Done {
                result: result.map(|value| value.to_string()),
            });
        }
        Err(failure) => failure,
    };
    let reason = reason_of(job, &failure.fault);
    desk.say(JobLevel::Error, reason.clone());
    if !failure.may_pass || job.attempts >= job.attempts_allowed {
        return Some(JobEnd::Failed { reason });
    }
    let doublings = u32::try_from(job.attempts - 1).unwrap_or(0).min(10);
    let pause = PAUSE.saturating_mul(4_i64.pow(doublings)).min(LONGEST_PAUSE);
    Some(JobEnd::Again {
        reason,
        not_before: clock::now() + pause,
    })
}

/// What a person is told. Our own faults are explained in the log of the portal, where the job is named.
fn reason_of(job: &JobRecord, fault: &Fault) -> String {
    if fault.kind == FaultKind::Internal {
        tracing::error!(job = job.id, kind = job.kind, error = ?fault, "a job failed");
        return format!(
            "an internal error occurred; the log of the portal says more under the job {}",
            job.id
        );
    }
    match &fault.hint {
        Some(hint) => format!("{}; {hint}", fault.message),
        None => fault.message.clone(),
    }
}
