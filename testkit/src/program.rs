//! How do tests run the real program? Commands to their end, and a server on a free port that is stopped when dropped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Longest wait for a server to say its address: a debug build on a busy machine takes its time.
const START: Duration = Duration::from_secs(120);

/// The program under test.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
}

impl Program {
    /// The program at that path.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// A command with a clean environment: no setting of the machine reaches the program.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PORTICO_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn run(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments)
            .output()
            .with_context(|| format!("cannot run {}", self.path.display()))
    }

    /// Starts `serve` or `demo` on a free port and waits for the address it prints.
    ///
    /// # Errors
    /// When it ends, or says nothing, before an address is printed.
    pub fn serve(&self, command: &str, data: &Path) -> Result<Server> {
        let data = data.to_string_lossy();
        let mut child = self
            .command(&[command, "--data", &data, "--bind", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.path.display()))?;
        let output = child.stdout.take().context("no standard output")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(at) = line.find("http://127.0.0.1:") {
                    let address: String = line[at..].chars().take_while(|c| !c.is_whitespace()).collect();
                    // The receiver is gone once the address is known: later lines are read so that the pipe never fills.
                    let _ = sender.send(address.trim_end_matches('/').to_owned());
                }
            }
        });
        let errors = child.stderr.take().context("no standard error")?;
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            // A log that is not UTF-8 is of no use to a test: what was read before stays.
            let _ = BufReader::new(errors).read_to_string(&mut text);
            text
        });
        match receiver.recv_timeout(START) {
            Ok(address) => Ok(Server {
                child,
                address,
                log: Some(log),
            }),
            Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                bail!(
                    "`{command}` printed no address; its log:\n{}",
                    log.join().unwrap_or_default()
                )
            }
        }
    }
}

/// A running server, killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:<port>`
    pub address: String,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Server {
    /// Asks it to stop, waits until it has, and returns what it logged.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub fn stop(mut self) -> Result<String> {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .context("cannot run kill")?;
        if !asked.success() {
            bail!("the server cannot be asked to stop");
        }
        self.child.wait()?;
        Ok(self.end())
    }

    /// Kills it as a power cut would, and returns what it logged.
    pub fn kill(mut self) -> String {
        self.end()
    }

    fn end(&mut self) -> String {
        // It may have ended by itself: then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.log
            .take()
            .and_then(|log| log.join().ok())
            .unwrap_or_default()
    }
}

impl Server {
    /// The status and the text of an address below this server.
    ///
    /// # Errors
    /// When the connection breaks: the server may be gone.
    pub fn get(&self, path: &str) -> Result<(u16, String)> {
        self.get_with(path, "")
    }

    /// The same with more headers, each line ended by CR LF.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn get_with(&self, path: &str, headers: &str) -> Result<(u16, String)> {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(START))?;
        // HTTP/1.0: the answer comes in one piece and ends with the connection.
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let text = String::from_utf8_lossy(&answer);
        let (head, body) = text
            .split_once("\r\n\r\n")
            .context("an answer without an end of headers")?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .context("an answer without a status")?;
        Ok((status, body.to_owned()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
