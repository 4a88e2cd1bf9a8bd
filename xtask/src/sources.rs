//! Which files does the project track? Asked of git, or walked where there is none.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Files with that ending, below the workspace, sorted.
pub(crate) fn with_ending(root: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .output();
    let mut files: Vec<PathBuf> = match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split('\0')
            .filter(|name| name.ends_with(ending))
            .map(|name| root.join(name))
            .filter(|path| path.is_file())
            .collect(),
        _ => {
            let mut files = Vec::new();
            for folder in ["crates", "xtask", "testkit", "e2e"] {
                walk(&root.join(folder), ending, &mut files)?;
            }
            files
        }
    };
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            walk(&path, ending, files)?;
        } else if path.to_string_lossy().ends_with(ending) {
            files.push(path);
        }
    }
    Ok(())
}
