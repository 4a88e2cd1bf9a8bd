//! How do tests get a PostgreSQL server? Debian's, started on a free port in a folder of its own, gone when dropped.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};

/// Set to `1`, a missing PostgreSQL fails the tests instead of skipping them.
pub const REQUIRE: &str = "PORTICO_TEST_REQUIRE_POSTGRES";
/// The account that Debian's package makes: the server refuses to run as root.
const ACCOUNT: &str = "postgres";

/// A running server, stopped and removed when dropped.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    as_account: bool,
    port: u16,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts a server. None when this machine has no PostgreSQL, after saying so; with [`REQUIRE`] that is an error.
    ///
    /// # Errors
    /// When it is there but does not start, or when it is required and missing.
    pub fn start() -> Result<Option<Self>> {
        let required = std::env::var_os(REQUIRE).is_some_and(|value| value == "1");
        match missing() {
            Err(what) if required => bail!("{what} ({REQUIRE}=1)"),
            Err(what) => {
                #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
                {
                    eprintln!("skipped: {what}");
                }
                Ok(None)
            }
            Ok((programs, as_account)) => Self::start_from(programs, as_account).map(Some),
        }
    }

    fn start_from(programs: PathBuf, as_account: bool) -> Result<Self> {
        let folder = run(&mut command(
            as_account,
            Path::new("mktemp"),
            &["-d", "-t", "portico-postgres-XXXXXX"],
        ))?;
        let folder = PathBuf::from(folder.trim());
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Self {
            programs,
            folder,
            as_account,
            port,
            databases: AtomicU32::new(0),
        };
        let (data, log) = (server.inside("data"), server.inside("log"));
        let initialise = [
            "-D",
            &data,
            "-U",
            "portico",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ];
        run(&mut server.program("initdb", &initialise))?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c max_connections=60",
            server.folder.display()
        );
        // The server would keep a pipe open for ever: its output goes to the log file, that of pg_ctl nowhere.
        let status = server
            .program(
                "pg_ctl",
                &["-D", &data, "-l", &log, "-w", "-t", "60", "-o", &options, "start"],
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("cannot run pg_ctl")?;
        if !status.success() {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            bail!("PostgreSQL does not start:\n{said}");
        }
        Ok(server)
    }

    /// Makes an empty database and returns its address.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn database(&self) -> Result<String> {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let port = self.port.to_string();
        run(&mut self.program(
            "createdb",
            &["-h", "127.0.0.1", "-p", &port, "-U", "portico", &name],
        ))?;
        Ok(format!("postgres://portico@127.0.0.1:{port}/{name}"))
    }

    fn inside(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn program(&self, name: &str, arguments: &[&str]) -> Command {
        command(self.as_account, &self.programs.join(name), arguments)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.inside("data");
        // Nothing more can be done when it does not stop; its folder goes in any case.
        let _ = run(&mut self.program("pg_ctl", &["-D", &data, "-m", "immediate", "-w", "stop"]));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where the programs are and whether another account must run them, or what is missing.
fn missing() -> Result<(PathBuf, bool), String> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
        .collect();
    found.sort();
    let Some(programs) = found.pop() else {
        return Err(
            "no PostgreSQL here: tests of the registry on PostgreSQL need Debian's package `postgresql`"
                .to_owned(),
        );
    };
    let own = |arguments: &[&str]| run(Command::new("id").args(arguments)).map(|text| text.trim().to_owned());
    if own(&["-u"]).is_ok_and(|id| id != "0") {
        return Ok((programs, false));
    }
    match own(&["-u", ACCOUNT]) {
        Ok(_) => Ok((programs, true)),
        Err(_) => Err(format!(
            "PostgreSQL does not run as root, and there is no account `{ACCOUNT}`"
        )),
    }
}

fn command(as_account: bool, program: &Path, arguments: &[&str]) -> Command {
    let mut command = if as_account {
        let mut command = Command::new("runuser");
        command.args(["-u", ACCOUNT, "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    // The account may not look into the folder that the tests run in.
    command.args(arguments).current_dir("/").stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
