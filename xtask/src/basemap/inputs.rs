//! Where are the sources of the base map, and how do they get here? Each comes through its ordinary package manager.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use geo_types::{Coord, LineString, Point};
use serde_json::Value;

use super::topology::Topology;

/// Natural Earth countries and land as `TopoJSON`.
const WORLD_ATLAS: &str = "world-atlas@2.0.2";
/// States and counties of the United States as `TopoJSON`.
const US_ATLAS: &str = "us-atlas@3.0.1";
/// Country codes, and names in many languages.
const COUNTRY_NAMES: &str = "i18n-iso-countries@7.14.0";
/// Natural Earth cities and facts of countries.
const GEOPANDAS: &str = "geopandas==0.14.4";
/// Natural Earth provinces and disputed borders.
const QGIS: &str = "qgis-common";

const EXTRACT: &str = include_str!("extract.py");

/// The sources, read or on disk.
#[derive(Debug)]
pub(super) struct Inputs {
    /// Folder of `countries-50m.json` and its like.
    pub(super) world_atlas: PathBuf,
    /// Folder of `states-10m.json`.
    pub(super) us_atlas: PathBuf,
    /// Folder of `codes.json` and `langs/`.
    pub(super) country_names: PathBuf,
    /// Lines between provinces of one country.
    pub(super) provinces: Vec<LineString<f64>>,
    /// Lines between counties of one state of the United States.
    pub(super) counties: Vec<LineString<f64>>,
    /// Lines that somebody disputes.
    pub(super) disputed: Vec<LineString<f64>>,
    /// Capitals and the largest cities.
    pub(super) cities: Vec<(String, Point<f64>)>,
    /// Code of three letters, name, continent, people.
    pub(super) countries: Vec<(String, String, String, f64)>,
}

impl Inputs {
    /// Brings what is missing and reads it.
    pub(super) fn ensure(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let extract = folder.join("extract.json");
        if !extract.exists() {
            let package = world_map(folder)?;
            let datasets = unpacked(folder, "geopandas", "geopandas/datasets", |into| {
                let from = ["download", "--no-deps", "-q", "-d", ".", GEOPANDAS];
                run(Command::new("pip").args(from).current_dir(into))?;
                let wheel = only(into, ".whl")?;
                run(Command::new("python3")
                    .args(["-m", "zipfile", "-e"])
                    .arg(wheel)
                    .arg(".")
                    .current_dir(into))
            })?;
            let mut python = Command::new("python3");
            run(python
                .arg("-c")
                .arg(EXTRACT)
                .args([&package, &datasets, &extract]))?;
        }
        let found: Value = json(&extract)?;
        let rows = |key: &str| {
            found[key]
                .as_array()
                .with_context(|| format!("no {key} in {}", extract.display()))
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let us_atlas = npm(folder, US_ATLAS, "package")?;
        let counties = Topology::load(&us_atlas.join("counties-10m.json"), 0.0)?;
        Ok(Self {
            world_atlas: npm(folder, WORLD_ATLAS, "package")?,
            us_atlas,
            counties: counties.borders_within("counties", "states")?,
            country_names: npm(folder, COUNTRY_NAMES, "package")?,
            provinces: rows("provinces")?.iter().map(line).collect::<Result<_>>()?,
            disputed: rows("disputed")?.iter().map(line).collect::<Result<_>>()?,
            cities: rows("cities")?
                .iter()
                .map(|row| Ok((text(&row[0]), Point::new(number(&row[1])?, number(&row[2])?))))
                .collect::<Result<_>>()?,
            countries: rows("countries")?
                .iter()
                .map(|row| Ok((text(&row[0]), text(&row[1]), text(&row[2]), number(&row[3])?)))
                .collect::<Result<_>>()?,
        })
    }
}

/// A JSON file.
pub(super) fn json(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

fn line(value: &Value) -> Result<LineString<f64>> {
    let places = value.as_array().context("a line is not a list")?;
    places
        .iter()
        .map(|place| {
            Ok(Coord {
                x: number(&place[0])?,
                y: number(&place[1])?,
            })
        })
        .collect()
}

fn number(value: &Value) -> Result<f64> {
    value.as_f64().with_context(|| format!("{value} is not a number"))
}

fn world_map(folder: &Path) -> Result<PathBuf> {
    unpacked(
        folder,
        "qgis",
        "usr/share/qgis/resources/data/world_map.gpkg",
        |into| {
            run(Command::new("apt-get")
                .args(["download", "-q", QGIS])
                .current_dir(into))?;
            run(Command::new("dpkg")
                .arg("-x")
                .arg(only(into, ".deb")?)
                .arg(".")
                .current_dir(into))
        },
    )
}

fn npm(folder: &Path, package: &str, inside: &str) -> Result<PathBuf> {
    let name = package.split('@').next().unwrap_or(package);
    unpacked(folder, name, inside, |into| {
        run(Command::new("npm")
            .args(["pack", "--silent", package])
            .current_dir(into))?;
        run(Command::new("tar")
            .arg("-xzf")
            .arg(only(into, ".tgz")?)
            .current_dir(into))
    })
}

/// `folder/name/inside`, made by `bring` in `folder/name` when it is not there.
fn unpacked(
    folder: &Path,
    name: &str,
    inside: &str,
    bring: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let into = std::path::absolute(folder.join(name))?;
    let wanted = into.join(inside);
    if !wanted.exists() {
        println!("basemap: bringing {name}");
        std::fs::create_dir_all(&into)?;
        bring(&into)?;
    }
    if !wanted.exists() {
        bail!("{name} has no {inside}");
    }
    Ok(wanted)
}

fn only(folder: &Path, ending: &str) -> Result<PathBuf> {
    let files = std::fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut files = files.filter(|path| path.to_string_lossy().ends_with(ending));
    files
        .next()
        .with_context(|| format!("no {ending} file in {}", folder.display()))
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
