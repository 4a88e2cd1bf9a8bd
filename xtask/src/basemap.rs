//! Where does the bundled base map come from? Public-domain outlines of Natural Earth, cut into tiles by our own tile crate.
//!
//! `cargo xtask basemap [FOLDER]` brings the sources into FOLDER (`target/basemap` unless told), and writes the base map and
//! outlines of `crates/portico-site/assets/basemap` and the countries of `demo/data`. Only maintainers run it, when a source or
//! this program changes; the results are kept in the repository. It needs `npm`, `pip`, `apt-get`, `dpkg` and `python3`.

mod antimeridian;
mod archive;
mod inputs;
mod names;
mod outlines;
mod topology;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use self::archive::Layers;
use self::inputs::Inputs;
use self::names::Names;
use self::topology::Topology;

/// Largest base map that the program carries, in bytes.
const LARGEST_MAP: usize = 3_000_000;
/// Largest file of a demo dataset that this task writes.
const LARGEST_DATASET: usize = 700_000;

/// Makes every product; `arguments` may name the folder of the sources.
pub(crate) fn basemap(arguments: &[&str]) -> Result<()> {
    let root = crate::root();
    let folder = match arguments {
        [] => root.join("target/basemap"),
        [folder] => PathBuf::from(folder),
        _ => bail!("usage: cargo xtask basemap [FOLDER]"),
    };
    let inputs = Inputs::ensure(&folder)?;
    let names = Names::load(&inputs)?;
    let atlas = |name: &str, simplified: f64| Topology::load(&inputs.world_atlas.join(name), simplified);

    let assets = root.join("crates/portico-site/assets/basemap");
    std::fs::create_dir_all(&assets)?;
    let coarse = atlas("countries-110m.json", 0.0)?;
    let middle = atlas("countries-50m.json", 0.0)?;
    let fine = atlas("countries-10m.json", 0.0)?;
    let steps = [
        (0, 1, Layers::new(&coarse, &inputs, &names)?),
        (2, 3, Layers::new(&middle, &inputs, &names)?),
        (4, 6, Layers::new(&fine, &inputs, &names)?),
    ];
    let map = archive::build(&steps)?;
    save(&assets.join("basemap.pmtiles"), &map, LARGEST_MAP)?;

    let land = outlines::land(&atlas("countries-110m.json", 0.05)?)?;
    save(&assets.join("land-110m.txt"), land.as_bytes(), 60_000)?;
    let borders = outlines::borders(&atlas("countries-110m.json", 0.1)?)?;
    save(&assets.join("borders-110m.txt"), borders.as_bytes(), 60_000)?;
    let states = Topology::load(&inputs.us_atlas.join("states-10m.json"), 0.04)?;
    save(
        &assets.join("us-states.txt"),
        outlines::states(&states)?.as_bytes(),
        60_000,
    )?;

    let simplified = atlas("countries-50m.json", 0.035)?;
    let dataset = outlines::dataset(&simplified, &names)?;
    save(
        &root.join("demo/data/countries.geojson"),
        dataset.as_bytes(),
        LARGEST_DATASET,
    )
}

fn save(path: &std::path::Path, bytes: &[u8], largest: usize) -> Result<()> {
    if bytes.len() > largest {
        bail!(
            "{}: {} bytes, and the most is {largest}",
            path.display(),
            bytes.len()
        );
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    println!("basemap: {} bytes in {}", bytes.len(), path.display());
    Ok(())
}
