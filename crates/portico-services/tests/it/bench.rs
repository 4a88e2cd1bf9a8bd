//! What the tests work with: a portal in a folder of its own, small files, short questions.

use std::path::{Path, PathBuf};
use std::time::Duration;

use arrow::array::ArrayRef;
use arrow::util::display::array_value_to_string;
use futures::StreamExt;
use portico_formats::read::ReadOptions;
use portico_model::{DatasetId, Fault, Metadata, Principal};
use portico_services::{
    FetchSettings, ImportMode, ImportReport, ImportRequest, ImportSource, Portal, PortalSettings, Question,
};
use tempfile::TempDir;

pub(crate) const PARKS: &str = "id,name,acres\n1,Oak,12\n2,Elm,7\n3,Ash,30\n";

/// A data directory and the portal in it.
pub(crate) struct Bench {
    pub(crate) portal: Portal,
    folder: TempDir,
    database: Option<String>,
}

pub(crate) fn settings(data: &Path, database: Option<String>) -> PortalSettings {
    PortalSettings {
        data: data.to_owned(),
        database,
        query_time: Duration::from_secs(30),
        query_memory: 256 << 20,
        queries_running: 4,
        queries_waiting: 16,
        archive_limit: 1 << 30,
        upload_limit: 1 << 20,
        // Servers of tests are on this machine.
        fetch: FetchSettings {
            networks: vec!["127.0.0.0/8".parse().expect("a network")],
            ..FetchSettings::default()
        },
    }
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with_database(None).await
    }

    pub(crate) async fn with_database(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let portal = Portal::open(settings(&folder.path().join("data"), database.clone()))
            .await
            .expect("a portal");
        Self {
            portal,
            folder,
            database,
        }
    }

    /// Another portal on the same data directory, as another process opens it.
    pub(crate) async fn another(&self) -> Portal {
        Portal::open(settings(&self.data(), self.database.clone()))
            .await
            .expect("another portal")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes a file to import.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// Imports text as the file `name`.
    pub(crate) async fn import(
        &self,
        name: &str,
        content: &str,
        mode: ImportMode,
    ) -> Result<ImportReport, Fault> {
        let request = ImportRequest {
            mode,
            ..request(self.file(name, content))
        };
        self.portal.import(request, |_| {}).await
    }

    /// The values of the question's columns, one text a row, cells separated by `|`.
    pub(crate) async fn rows(&self, id: &str, question: Question) -> Vec<String> {
        rows(&self.portal, id, question).await
    }

    /// The folders of versions that are in the object store.
    pub(crate) fn version_folders(&self) -> Vec<String> {
        let list = |folder: &Path| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            entries.map(|entry| entry.expect("an entry").path()).collect()
        };
        let datasets = list(&self.data().join("objects/datasets"));
        let versions = datasets.iter().flat_map(|dataset| list(dataset));
        let mut names: Vec<String> = versions
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

pub(crate) async fn rows(portal: &Portal, id: &str, question: Question) -> Vec<String> {
    let view = portal.dataset(&Principal::Operator, id).await.expect("a dataset");
    let table = view.table().expect("a table");
    let answer = portal
        .engine()
        .select(&table, &question.query().expect("a query"))
        .await
        .expect("an answer");
    let mut rows = Vec::new();
    let mut batches = answer.batches;
    while let Some(batch) = batches.next().await {
        let batch = batch.expect("a batch");
        for row in 0..batch.num_rows() {
            let cell = |column: &ArrayRef| array_value_to_string(column, row).expect("a value");
            rows.push(batch.columns().iter().map(cell).collect::<Vec<_>>().join("|"));
        }
    }
    rows
}

/// A plain request for a file.
pub(crate) fn request(path: PathBuf) -> ImportRequest {
    ImportRequest {
        source: ImportSource::Path(path),
        id: None,
        metadata: Metadata::default(),
        options: ReadOptions::default(),
        labels: Vec::new(),
        mode: ImportMode::Create,
        draft: false,
        dry_run: false,
        author: "command line".to_owned(),
        note: None,
        steps: None,
    }
}

pub(crate) fn ordered(select: &str, order: &str) -> Question {
    Question {
        select: Some(select.to_owned()),
        order_by: Some(order.to_owned()),
        ..Question::default()
    }
}

pub(crate) fn id(text: &str) -> DatasetId {
    DatasetId::new(text).expect("an identifier")
}

/// Waits for something that happens in the background; fails when it never does.
pub(crate) async fn eventually(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {what}");
}
