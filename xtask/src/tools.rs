//! What do the browser and database tests need, is it here, and can we bring it?

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What the tests need besides Rust.
#[derive(Debug)]
pub(crate) struct Tools {
    /// A Chromium to drive.
    pub(crate) chromium: PathBuf,
}

/// Installs what is missing when we may (Debian or Ubuntu, as root), else says precisely what is missing.
pub(crate) fn ensure() -> Result<Tools> {
    let mut missing = missing();
    if !missing.is_empty() && is_root() && Path::new("/usr/bin/apt-get").exists() {
        let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
        println!("tools: installing {}", packages.join(", "));
        apt(&["update", "-q"])?;
        let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
        install.extend(packages);
        apt(&install)?;
        missing = self::missing();
    }
    if !missing.is_empty() {
        let lines: Vec<String> = missing
            .iter()
            .map(|need| format!("  {} (Debian package {}): {}", need.what, need.package, need.why))
            .collect();
        bail!(
            "the tests need these programs, and they cannot be installed from here:\n{}\nInstall them and run again, or run `cargo xtask test --no-browser`.",
            lines.join("\n")
        );
    }
    node_packages()?;
    Ok(Tools {
        chromium: chromium().context("chromium disappeared")?,
    })
}

/// A program that the tests need.
#[derive(Debug, Clone, Copy)]
struct Need {
    what: &'static str,
    package: &'static str,
    why: &'static str,
}

fn missing() -> Vec<Need> {
    let needs = [
        (
            chromium().is_some(),
            Need {
                what: "Chromium",
                package: "chromium",
                why: "looks at the pages",
            },
        ),
        (
            on_path("node"),
            Need {
                what: "Node.js 20 or newer",
                package: "nodejs",
                why: "drives the browser",
            },
        ),
        (
            on_path("npm"),
            Need {
                what: "npm",
                package: "npm",
                why: "brings the driver's packages",
            },
        ),
        (
            postgres(),
            Need {
                what: "PostgreSQL server",
                package: "postgresql",
                why: "the second database of the registry",
            },
        ),
    ];
    needs
        .into_iter()
        .filter(|(present, _)| !present)
        .map(|(_, need)| need)
        .collect()
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("PORTICO_TEST_CHROMIUM")
        .map(PathBuf::from)
        .filter(|path| path.exists());
    named.or_else(|| {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .find_map(|name| find(name))
    })
}

fn postgres() -> bool {
    find("initdb").is_some()
        || std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut versions| {
            versions.any(|version| version.is_ok_and(|version| version.path().join("bin/initdb").exists()))
        })
}

fn on_path(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn apt(arguments: &[&str]) -> Result<()> {
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()?;
    if !status.success() {
        bail!("apt-get {} failed", arguments.join(" "));
    }
    Ok(())
}

/// Installs the packages of `e2e/js` when the lock file is newer than what is installed.
fn node_packages() -> Result<()> {
    let folder = crate::root().join("e2e/js");
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    let age = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if age(&installed).is_some_and(|installed| age(&lock).is_some_and(|lock| lock <= installed)) {
        return Ok(());
    }
    println!("tools: npm ci in e2e/js");
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .status()
        .context("npm ci")?;
    if !status.success() {
        bail!(
            "npm ci failed in {}: the browser tests need the packages of package-lock.json",
            folder.display()
        );
    }
    Ok(())
}
