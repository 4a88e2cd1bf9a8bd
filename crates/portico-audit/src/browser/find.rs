//! Where is the browser of this machine?

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::AuditError;

/// Names under which Chromium and its kin are installed.
const NAMES: [&str; 7] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "brave-browser",
];

/// Places outside of the usual folders of programs.
const PLACES: [&str; 6] = [
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The browser to drive: the one that is named, else the first that `path` (the variable `PATH`) or the usual places hold.
///
/// # Errors
/// There is none, with what to install.
pub fn find_browser(named: Option<&Path>, path: Option<&OsStr>) -> Result<PathBuf, AuditError> {
    if let Some(named) = named {
        if named.is_file() {
            return Ok(named.to_owned());
        }
        return Err(AuditError::Browser(format!(
            "there is no program at {}; --browser names a Chromium, Chrome or Edge",
            named.display()
        )));
    }
    let folders = path.map(std::env::split_paths).into_iter().flatten();
    let on_path = folders.flat_map(|folder| NAMES.map(|name| folder.join(name)));
    on_path
        .chain(PLACES.map(PathBuf::from))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| {
            AuditError::Browser(
                "an audit needs a browser, and no Chromium, Chrome or Edge was found on this machine; install one (on Debian: apt \
                 install chromium) or name it with --browser PATH"
                    .to_owned(),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_browser_is_taken_and_a_missing_one_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("chromium");
        assert!(
            find_browser(Some(&program), None)
                .unwrap_err()
                .to_string()
                .contains("there is no program")
        );
        std::fs::write(&program, "").unwrap();
        assert_eq!(find_browser(Some(&program), None).unwrap(), program);
        assert_eq!(
            find_browser(None, Some(folder.path().as_os_str())).unwrap(),
            program
        );
    }
}
