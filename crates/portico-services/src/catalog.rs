//! Which datasets are there? The catalog as a table that answers the same language as records.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portico_engine::Table;
use portico_model::{Attachment, Dataset, Fault, Principal};
use tokio::sync::Mutex;

use crate::access::{self, Class};
use crate::portal::Inner;
use crate::{DatasetView, Portal, catalog_table, metas};

/// Another process may have published: it is asked at most this often.
const FRESH: Duration = Duration::from_millis(500);

/// One dataset of the catalog.
pub type CatalogEntry = DatasetView;

/// The datasets that a principal may see, and a table over their metadata.
///
/// Fields of the table: `dataset_id` (alias `datasetid`), `dataset_uid`, `has_records`, `features` (multi-valued); for each basic
/// metadata of [`portico_model::meta_entry::ALL`] both the bare name and `default.<name>`; `dcat.<name>`, `explore.<name>` and
/// `processing.<name>`; and `custom.<name>` for what any of these datasets has. Facets: `features theme keyword license language
/// modified publisher`, and the portal's own lists.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Rows of metadata; row order is most recently modified first.
    pub table: Table,
    /// The datasets, same order.
    pub entries: Arc<Vec<CatalogEntry>>,
    /// Where each identifier is among the entries.
    places: Arc<HashMap<String, usize>>,
}

impl Catalog {
    /// The entry with that identifier.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&CatalogEntry> {
        self.entries.get(*self.places.get(id)?)
    }

    fn build(
        class: Class,
        number: i64,
        datasets: &[Dataset],
        attachments: &Attachments,
    ) -> Result<Self, Fault> {
        let mut entries: Vec<CatalogEntry> = datasets
            .iter()
            .filter_map(|dataset| access::view(class, dataset))
            .collect();
        for entry in &mut entries {
            let own = attachments.get(entry.dataset.uid.as_str());
            entry.attachments = own.cloned().unwrap_or_default();
        }
        entries.sort_by_cached_key(|entry| {
            (
                Reverse(metas::modified_at(&entry.dataset)),
                entry.dataset.id.clone(),
            )
        });
        let (schema, batch) = catalog_table::rows(&entries)?;
        let places = entries
            .iter()
            .enumerate()
            .map(|(place, entry)| (entry.dataset.id.to_string(), place))
            .collect();
        Ok(Self {
            table: Table::memory(format!("catalog-{class:?}-{number}"), schema, vec![batch]),
            entries: Arc::new(entries),
            places: Arc::new(places),
        })
    }
}

/// What was read of the registry, until it changes.
#[derive(Debug, Default)]
pub(crate) struct CatalogCache {
    state: Mutex<Kept>,
}

/// By the internal identifier of their dataset.
type Attachments = HashMap<String, Vec<Attachment>>;

#[derive(Debug, Default)]
struct Kept {
    /// When the change number was last asked for.
    asked: Option<Instant>,
    number: Option<i64>,
    datasets: Vec<Dataset>,
    attachments: Attachments,
    catalogs: [Option<Catalog>; Class::COUNT],
}

impl CatalogCache {
    /// The next reader asks the registry.
    pub(crate) async fn expire(&self) {
        self.state.lock().await.asked = None;
    }

    async fn catalog(&self, inner: &Inner, class: Class) -> Result<Catalog, Fault> {
        let mut kept = self.state.lock().await;
        if kept.asked.is_none_or(|asked| asked.elapsed() >= FRESH) {
            kept.refresh(inner).await?;
        }
        let place = class as usize;
        if let Some(catalog) = &kept.catalogs[place] {
            return Ok(catalog.clone());
        }
        let catalog = Catalog::build(
            class,
            kept.number.unwrap_or_default(),
            &kept.datasets,
            &kept.attachments,
        )?;
        kept.catalogs[place] = Some(catalog.clone());
        Ok(catalog)
    }
}

impl Kept {
    async fn refresh(&mut self, inner: &Inner) -> Result<(), Fault> {
        let asked = Instant::now();
        // The number first: a change in between is then noticed the next time.
        let number = inner.registry.change_number().await?;
        if self.number != Some(number) {
            self.datasets = inner.registry.list_datasets().await?;
            self.attachments.clear();
            for (uid, attachment) in inner.registry.list_attachments().await? {
                self.attachments.entry(uid).or_default().push(attachment);
            }
            self.catalogs = Default::default();
            self.number = Some(number);
        }
        self.asked = Some(asked);
        Ok(())
    }
}

impl Portal {
    /// The catalog for this principal. Kept between calls until a dataset changes (also by another process).
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn catalog(&self, who: &Principal) -> Result<Catalog, Fault> {
        self.inner.catalog.catalog(&self.inner, Class::of(who)).await
    }

    /// Every dataset as the registry has it at this moment, by identifier: for the operator.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn list_datasets(&self) -> Result<Vec<Dataset>, Fault> {
        Ok(self.inner.registry.list_datasets().await?)
    }
}
