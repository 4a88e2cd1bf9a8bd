//! The bundled datasets: files and what `datasets.toml` says of them.

use anyhow::{Context, Result};
use rust_embed::RustEmbed;
use serde::Deserialize;

/// The folder `demo` of the repository, inside the program.
#[derive(RustEmbed)]
#[folder = "../../demo"]
struct Files;

/// One bundled dataset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DemoDataset {
    pub(crate) id: String,
    pub(crate) file: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) theme: Vec<String>,
    pub(crate) keyword: Vec<String>,
    pub(crate) publisher: String,
    pub(crate) license: String,
    pub(crate) license_url: String,
    pub(crate) references: String,
    #[serde(default)]
    pub(crate) attributions: Vec<String>,
    #[serde(default)]
    pub(crate) territory: Vec<String>,
    pub(crate) update_frequency: String,
    pub(crate) fields: Vec<DemoField>,
}

/// How one field reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DemoField {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) description: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) multivalued: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    dataset: Vec<DemoDataset>,
}

/// What is bundled, in the order of publication.
///
/// # Errors
/// Only when the program was built from a damaged copy.
pub(crate) fn datasets() -> Result<Vec<DemoDataset>> {
    let file =
        Files::get("datasets.toml").context("the demo's list of datasets is missing from this program")?;
    let manifest: Manifest =
        toml::from_str(std::str::from_utf8(&file.data)?).context("demo/datasets.toml")?;
    Ok(manifest.dataset)
}

/// The bytes of a bundled file.
///
/// # Errors
/// Only when the program was built from a damaged copy.
pub(crate) fn file(name: &str) -> Result<Vec<u8>> {
    let path = format!("data/{name}");
    let file =
        Files::get(&path).with_context(|| format!("the demo's file {path} is missing from this program"))?;
    Ok(file.data.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_file_is_bundled() {
        let datasets = datasets().unwrap();
        assert!(datasets.len() >= 5);
        for dataset in datasets {
            assert!(file(&dataset.file).unwrap().len() > 1_000, "{}", dataset.id);
        }
    }
}
