//! Who computes a plan? The executor: this machine's workers, with a time and a memory limit for each query.

use std::fmt;
use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder, TaskContext};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionConfig;
use futures::StreamExt;
use object_store::ObjectStore;
use tokio::sync::mpsc;

use crate::permit::Permit;
use crate::{EngineError, EngineSettings};

/// Bytes of footers and page indexes kept in memory.
const METADATA_CACHE: usize = 64 << 20;
/// Bytes of a worker's stack: planning walks deep trees. Reserved, not used, as long as trees are shallow.
const STACK: usize = 64 << 20;
/// Bytes that all queries together may spill to the scratch folder.
const SPILLED: u64 = 16 << 30;

/// How a plan reads its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// A sorted page of many records: the sort prunes row groups, which it cannot do beside a page index.
    Ordered,
    /// Few records by condition or position, or all of them: the page index skips pages.
    Selective,
}

/// Batches as they are computed, in the order of the plan.
#[derive(Debug)]
pub(crate) struct Batches {
    /// A batch, or nothing at the end: a plan that dies on the way says neither.
    receiver: mpsc::Receiver<Result<Option<RecordBatch>, EngineError>>,
    ended: bool,
}

impl Batches {
    /// The next batch, or nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<RecordBatch>, EngineError> {
        if self.ended {
            return Ok(None);
        }
        let next = self
            .receiver
            .recv()
            .await
            .unwrap_or_else(|| Err(EngineError::Storage("a plan died".to_owned())));
        self.ended = !matches!(next, Ok(Some(_)));
        next
    }
}

/// Something that computes plans: this machine now, several machines one day.
#[async_trait]
pub(crate) trait Executor: fmt::Debug + Send + Sync {
    /// Starts a plan. The permit, when there is one, is held while the plan computes.
    fn start(&self, plan: LogicalPlan, read: Read, permit: Option<Permit>) -> Batches;

    /// Computes a plan whose answer is small.
    async fn collect(&self, plan: LogicalPlan, read: Read) -> Result<Vec<RecordBatch>, EngineError> {
        let mut batches = self.start(plan, read, None);
        let mut collected = Vec::new();
        while let Some(batch) = batches.next().await? {
            collected.push(batch);
        }
        Ok(collected)
    }
}

/// A runtime of its own for work that keeps a processor busy.
#[derive(Debug, Clone)]
pub(crate) struct Workers(Arc<Runtime>);

#[derive(Debug)]
struct Runtime(Option<tokio::runtime::Runtime>);

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Workers {
    fn start() -> Result<Self, EngineError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(parallelism())
            .thread_name("portico-engine")
            .thread_stack_size(STACK)
            .enable_all()
            .build()?;
        Ok(Self(Arc::new(Runtime(Some(runtime)))))
    }

    fn handle(&self) -> &tokio::runtime::Handle {
        self.0
            .0
            .as_ref()
            .expect("the runtime is only taken when dropped")
            .handle()
    }

    /// Runs something on these workers; when nobody waits any more, it stops.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, EngineError>> + Send + 'static,
    ) -> Result<T, EngineError> {
        let mut only = tokio::task::JoinSet::new();
        only.spawn_on(work, self.handle());
        match only.join_next().await {
            Some(Ok(done)) => done,
            Some(Err(error)) => Err(EngineError::Io(std::io::Error::other(error))),
            None => Err(EngineError::Storage("a plan died".to_owned())),
        }
    }

    /// Runs something that computes for long.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, EngineError> {
        let done = self.handle().spawn_blocking(work).await;
        done.map_err(|error| EngineError::Io(std::io::Error::other(error)))
    }

    /// Starts something nobody waits for.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        drop(self.handle().spawn(work));
    }
}

/// This machine.
#[derive(Debug)]
pub(crate) struct LocalExecutor {
    workers: Workers,
    runtime: Arc<RuntimeEnv>,
    ordered: Arc<SessionState>,
    selective: Arc<SessionState>,
    time: Duration,
    memory: usize,
}

impl LocalExecutor {
    /// Prepares the workers, the caches and the two configurations over that store.
    pub(crate) fn new(
        store: Arc<dyn ObjectStore>,
        url: &ObjectStoreUrl,
        settings: &EngineSettings,
    ) -> Result<Self, EngineError> {
        let spill = settings.scratch.join("spill");
        std::fs::create_dir_all(&spill)?;
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![spill]))
            .with_max_temp_directory_size(SPILLED);
        let runtime = RuntimeEnvBuilder::new()
            .with_disk_manager_builder(disk)
            .with_metadata_cache_limit(METADATA_CACHE)
            .build_arc()?;
        runtime.register_object_store(url.as_ref(), store);
        let session = |page_index| {
            let state = SessionStateBuilder::new()
                .with_config(config(page_index))
                .with_runtime_env(Arc::clone(&runtime))
                .with_default_features()
                .build();
            Arc::new(state)
        };
        Ok(Self {
            workers: Workers::start()?,
            ordered: session(false),
            selective: session(true),
            runtime,
            time: settings.query_time,
            memory: settings.query_memory,
        })
    }

    /// The physical plan as text.
    #[cfg(test)]
    pub(crate) async fn explain(&self, plan: &LogicalPlan, read: Read) -> String {
        let state = if read == Read::Ordered {
            &self.ordered
        } else {
            &self.selective
        };
        let plan = state.create_physical_plan(plan).await.unwrap();
        datafusion::physical_plan::displayable(plan.as_ref())
            .indent(false)
            .to_string()
    }

    /// What expressions are planned with.
    pub(crate) fn session(&self) -> &SessionState {
        &self.selective
    }

    pub(crate) fn workers(&self) -> &Workers {
        &self.workers
    }
}

impl Executor for LocalExecutor {
    fn start(&self, plan: LogicalPlan, read: Read, permit: Option<Permit>) -> Batches {
        let (sender, receiver) = mpsc::channel(1);
        let state = Arc::clone(match read {
            Read::Ordered => &self.ordered,
            Read::Selective => &self.selective,
        });
        let run = Run {
            state,
            runtime: Arc::clone(&self.runtime),
            time: self.time,
            memory: self.memory,
            sender,
        };
        self.workers.spawn(async move {
            let last = run.run(plan, permit).await.map(|()| None);
            drop(run.sender.send(last).await);
        });
        Batches {
            receiver,
            ended: false,
        }
    }
}

/// One plan under way.
struct Run {
    state: Arc<SessionState>,
    runtime: Arc<RuntimeEnv>,
    time: Duration,
    memory: usize,
    sender: mpsc::Sender<Result<Option<RecordBatch>, EngineError>>,
}

impl Run {
    async fn run(&self, plan: LogicalPlan, mut permit: Option<Permit>) -> Result<(), EngineError> {
        let Some(stream) = self.in_time(self.open(plan)).await? else {
            return Ok(());
        };
        let mut stream = stream?;
        loop {
            let Some(next) = self.in_time(stream.next()).await? else {
                return Ok(());
            };
            let Some(batch) = next else { return Ok(()) };
            let batch = batch.map_err(|error| self.blame(error))?;
            if batch.num_rows() == 0 {
                continue;
            }
            match self.sender.try_send(Ok(Some(batch))) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Closed(_)) => return Ok(()),
                Err(mpsc::error::TrySendError::Full(batch)) => {
                    // The reader is slower than we are: others may compute meanwhile.
                    if let Some(permit) = &mut permit {
                        permit.pause();
                    }
                    if self.sender.send(batch).await.is_err() {
                        return Ok(());
                    }
                    if let Some(permit) = &mut permit {
                        permit.resume().await;
                    }
                }
            }
        }
    }

    async fn open(
        &self,
        plan: LogicalPlan,
    ) -> Result<datafusion::execution::SendableRecordBatchStream, EngineError> {
        let plan = self
            .state
            .create_physical_plan(&plan)
            .await
            .map_err(|error| self.blame(error))?;
        let runtime = RuntimeEnvBuilder::from_runtime_env(&self.runtime)
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(self.memory)))
            .build_arc()?;
        let context = Arc::new(TaskContext::from(self.state.as_ref()).with_runtime(runtime));
        execute_stream(plan, context).map_err(|error| self.blame(error))
    }

    /// The outcome, or nothing when nobody listens any more. Each piece of an answer has the whole time limit: a long
    /// download is no long query.
    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Result<Option<T>, EngineError> {
        tokio::select! {
            done = work => Ok(Some(done)),
            () = self.sender.closed() => Ok(None),
            () = tokio::time::sleep(self.time) => Err(EngineError::Limit(format!(
                "The query took longer than {} seconds.",
                self.time.as_secs_f64()
            ))),
        }
    }

    fn blame(&self, error: DataFusionError) -> EngineError {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => EngineError::Limit(format!(
                "The query needs more than {} MiB of memory.",
                self.memory >> 20
            )),
            DataFusionError::ObjectStore(inner)
                if matches!(**inner, object_store::Error::NotFound { .. }) =>
            {
                EngineError::Storage(inner.to_string())
            }
            _ => EngineError::DataFusion(error),
        }
    }
}

fn config(page_index: bool) -> SessionConfig {
    let mut config = SessionConfig::new().with_target_partitions(parallelism());
    config.options_mut().execution.parquet.enable_page_index = page_index;
    config
}

fn parallelism() -> usize {
    std::thread::available_parallelism().map_or(2, NonZeroUsize::get)
}
