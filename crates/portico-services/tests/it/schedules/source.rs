//! What the tests of scheduled updates work with: a server with one file, and a clock that they turn.

use std::sync::{Arc, Mutex};

use portico_model::Principal;
use portico_registry::{Registry, ScheduleRecord};
use portico_services::{ImportMode, ImportRequest, Portal, RunOutcome, ScheduleInfo, ScheduleRequest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::bench::{Bench, PARKS, eventually, id, request};

pub(super) const OPERATOR: Principal = Principal::Operator;
pub(super) const HOUR: i64 = 3_600_000_000;

/// A server with one file.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) address: String,
    pub(super) state: Arc<Mutex<State>>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) content: String,
    pub(super) marked: bool,
    pub(super) broken: bool,
    /// First lines and marks of every request.
    pub(super) asked: Vec<String>,
}

impl Source {
    pub(super) async fn new(content: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let source = Self {
            address: format!("http://{}/parks.csv", listener.local_addr().expect("an address")),
            state: Arc::default(),
        };
        source.set(content);
        source.state.lock().expect("the state").marked = true;
        let state = Arc::clone(&source.state);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 8192];
                let length = stream.read(&mut request).await.unwrap_or_default();
                let text = String::from_utf8_lossy(&request[..length]).to_lowercase();
                let answer = state.lock().expect("the state").answer(&text);
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        source
    }

    pub(super) fn set(&self, content: &str) {
        content.clone_into(&mut self.state.lock().expect("the state").content);
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("the state"));
    }

    /// How many requests there were, and what the last one knew.
    pub(super) fn asked(&self) -> (usize, String) {
        let state = self.state.lock().expect("the state");
        (state.asked.len(), state.asked.last().cloned().unwrap_or_default())
    }
}

impl State {
    fn answer(&mut self, request: &str) -> String {
        let mark = request.lines().find(|line| line.starts_with("if-none-match"));
        self.asked.push(mark.unwrap_or_default().to_owned());
        if self.broken {
            return "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned();
        }
        let etag = format!(
            "\"v{}-{}\"",
            self.content.len(),
            self.content.matches('7').count()
        );
        if self.marked && mark.is_some_and(|mark| mark.contains(&etag)) {
            return "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned();
        }
        let header = if self.marked {
            format!("ETag: {etag}\r\n")
        } else {
            String::new()
        };
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: {}\r\nConnection: close\r\n{header}\r\n{}",
            self.content.len(),
            self.content
        )
    }
}

pub(super) fn wish(source: &Source, mode: ImportMode) -> ScheduleRequest {
    ScheduleRequest {
        address: source.address.clone(),
        cron: "0 * * * *".to_owned(),
        mode,
        paused: false,
    }
}

pub(super) async fn parks(bench: &Bench) {
    let request = ImportRequest {
        id: Some(id("parks")),
        ..request(bench.file("parks.csv", PARKS))
    };
    bench.portal.import(request, |_| {}).await.expect("imported");
}

pub(super) async fn add(bench: &Bench, source: &Source, mode: ImportMode) -> ScheduleInfo {
    let wish = wish(source, mode);
    let added = bench.portal.add_schedule(&OPERATOR, "parks", &wish).await;
    added.expect("a schedule")
}

pub(super) async fn now(portal: &Portal, uid: &str) -> ScheduleInfo {
    portal
        .schedule(&OPERATOR, "parks", uid)
        .await
        .expect("a schedule")
}

pub(super) async fn registry(bench: &Bench) -> Registry {
    let path = bench.data().join("portico.db");
    Registry::open(&path.display().to_string())
        .await
        .expect("a registry")
}

pub(super) async fn record(bench: &Bench, uid: &str) -> ScheduleRecord {
    let found = registry(bench).await.schedule(uid).await.expect("read");
    found.expect("a schedule")
}

/// Lets the hour come, and waits until the run is at its end.
pub(super) async fn hour(bench: &Bench, uid: &str) -> ScheduleInfo {
    let due = now(&bench.portal, uid).await.next_at.expect("a plan");
    assert_eq!(
        bench.portal.plan_updates(due - 1).await.expect("looked"),
        0,
        "not yet"
    );
    assert_eq!(bench.portal.plan_updates(due).await.expect("looked"), 1);
    settle(bench, uid).await
}

/// Works until the run of a schedule is at its end.
pub(super) async fn settle(bench: &Bench, uid: &str) -> ScheduleInfo {
    let runner = bench.portal.start_jobs(1);
    eventually("the run is at its end", async || {
        now(&bench.portal, uid).await.running.is_none()
    })
    .await;
    runner.stop().await;
    now(&bench.portal, uid).await
}

pub(super) fn outcome(info: &ScheduleInfo) -> RunOutcome {
    info.last.as_ref().expect("a run").outcome
}

pub(super) async fn versions(bench: &Bench) -> usize {
    let view = bench.portal.dataset(&OPERATOR, "parks").await.expect("a dataset");
    bench.portal.versions(&view).await.expect("versions").len()
}
