//! What do the browser and database tests need, is it here, and can we bring it?

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What the tests need besides Rust.
#[derive(Debug)]
pub(crate) struct Tools {
    /// A Chromium to drive.
    pub(crate) chromium: PathBuf,
    /// A Python with the packages of `e2e/python/requirements.txt`.
    pub(crate) python: PathBuf,
    /// Lists of a blocker.
    pub(crate) lists: Option<PathBuf>,
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
        python: python_packages()?,
        lists: lists(),
    })
}

/// The lists of a blocker, for one browser test that is skipped without them: brought where that is easy, demanded nowhere. The package is
/// unpacked and not installed: Chromium would load the extension in every other test.
fn lists() -> Option<PathBuf> {
    const PACKAGE: &str = "webext-ublock-origin-chromium";
    let folder = crate::target().join("lists");
    let lists = folder.join("usr/share/chromium/extensions/ublock-origin/assets");
    if !lists.exists() && Path::new("/usr/bin/apt-get").exists() {
        println!("tools: fetching {PACKAGE}");
        if let Err(error) = unpack(PACKAGE, &folder) {
            println!("tools: {PACKAGE} is not to be had, the test with its lists is skipped: {error:#}");
        }
    }
    lists.exists().then_some(lists)
}

/// Fetches a Debian package and unpacks it into a folder.
fn unpack(package: &str, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    run(Command::new("apt-get")
        .args(["download", "-q", package])
        .current_dir(folder))?;
    let file = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .context("nothing was fetched")?;
    run(Command::new("dpkg-deb").arg("-x").args([&file, folder]))
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
            python_with_venv(),
            Need {
                what: "Python 3.11 or newer with venv",
                package: "python3-venv",
                why: "runs readers and clients that are not ours",
            },
        ),
        (
            on_path("ogrinfo"),
            Need {
                what: "GDAL's ogrinfo",
                package: "gdal-bin",
                why: "reads the geographic exports back",
            },
        ),
        (
            on_path("gpsbabel"),
            Need {
                what: "gpsbabel",
                package: "gpsbabel",
                why: "reads points of interest back",
            },
        ),
        (
            on_path("openssl"),
            Need {
                what: "openssl",
                package: "openssl",
                why: "makes a certificate that nobody trusts",
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

/// Debian splits `venv` off: the module answers only when `ensurepip` is there too.
fn python_with_venv() -> bool {
    Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .output()
        .is_ok_and(|output| output.status.success())
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

/// Makes an environment with the packages of `e2e/python` in the target directory; made again when the list changed.
pub(crate) fn python_packages() -> Result<PathBuf> {
    let list = crate::root().join("e2e/python/requirements.txt");
    let wanted = std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let folder = crate::target().join("python");
    let python = folder.join("bin/python");
    let installed = folder.join("requirements.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    println!("tools: pip install of e2e/python/requirements.txt");
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"])
        .arg(&list))?;
    std::fs::write(&installed, wanted)?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
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
