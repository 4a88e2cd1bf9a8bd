//! Which datasets are there? The catalog as a table that answers the same language as records.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portico_engine::Table;
use portico_model::{Attachment, Dataset, Fault, OwnField, Principal};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, OnceCell};

use crate::access::{self, Rules};
use crate::portal::Inner;
use crate::{DatasetView, Portal, catalog_table, metas, site};

/// Another process may have published: it is asked at most this often.
const FRESH: Duration = Duration::from_millis(500);

/// Catalogs kept at once: those of people with rules of their own come and go.
const MOST_CATALOGS: usize = 24;

/// One dataset of the catalog.
pub type CatalogEntry = DatasetView;

/// The datasets that a principal may see, and a table over their metadata.
///
/// Fields of the table: `dataset_id` (alias `datasetid`), `dataset_uid`, `has_records`, `features` (multi-valued); for each basic
/// metadata of [`portico_model::meta_entry::ALL`] both the bare name and `default.<name>`; `dcat.<name>`, `explore.<name>` and
/// `processing.<name>`; and `custom.<name>` for the fields of the portal's own template and what any of these datasets has. Facets: `features theme keyword license language
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

    async fn build(inner: &Inner, who: &Principal, key: &str, known: &Known) -> Result<Self, Fault> {
        let mut entries: Vec<CatalogEntry> = Vec::new();
        for dataset in &known.datasets {
            let Some(decision) = access::decide(who, dataset, &known.rules) else {
                continue;
            };
            let beside = known.attachments.get(dataset.uid.as_str());
            let view = DatasetView::new(dataset, decision, beside.map_or(&[], Vec::as_slice));
            let view = view.with_own(&known.own);
            entries.push(inner.measures.complete(&inner.engine, view).await?);
        }
        entries.sort_by_cached_key(|entry| {
            (
                Reverse(metas::modified_at(&entry.dataset)),
                entry.dataset.id.clone(),
            )
        });
        let (schema, batch) = catalog_table::rows(&entries, &known.own)?;
        let places = entries
            .iter()
            .enumerate()
            .map(|(place, entry)| (entry.dataset.id.to_string(), place))
            .collect();
        let name = hex::encode(Sha256::digest(key));
        Ok(Self {
            table: Table::memory(format!("catalog-{name}-{}", known.number), schema, vec![batch]),
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

/// The registry at one moment.
#[derive(Debug)]
struct Known {
    number: i64,
    datasets: Vec<Dataset>,
    attachments: Attachments,
    rules: Arc<Rules>,
    own: Arc<Vec<OwnField>>,
}

/// A catalog that is built when the first one asks, while others wait for it alone.
type Slot = Arc<OnceCell<Catalog>>;

#[derive(Debug, Default)]
struct Kept {
    /// When the change number was last asked for.
    asked: Option<Instant>,
    known: Option<Arc<Known>>,
    /// By what distinguishes those who see the same; the one asked for last is last.
    catalogs: Vec<(String, Slot)>,
}

impl CatalogCache {
    /// The next reader asks the registry.
    pub(crate) async fn expire(&self) {
        self.state.lock().await.asked = None;
    }

    async fn catalog(&self, inner: &Inner, who: &Principal) -> Result<Catalog, Fault> {
        let (known, key, slot) = {
            let mut kept = self.state.lock().await;
            let known = kept.refresh(inner).await?;
            let key = known.rules.audience_key(who);
            let slot = kept.slot(&key);
            (known, key, slot)
        };
        let build = || Catalog::build(inner, who, &key, &known);
        slot.get_or_try_init(build).await.cloned()
    }
}

impl CatalogCache {
    /// Rights and rules, at most half a second old.
    pub(crate) async fn rules(&self, inner: &Inner) -> Result<Arc<Rules>, Fault> {
        let known = self.state.lock().await.refresh(inner).await?;
        Ok(Arc::clone(&known.rules))
    }

    /// The fields of the portal's own template, at most half a second old.
    pub(crate) async fn own(&self, inner: &Inner) -> Result<Arc<Vec<OwnField>>, Fault> {
        let known = self.state.lock().await.refresh(inner).await?;
        Ok(Arc::clone(&known.own))
    }
}

impl Kept {
    fn slot(&mut self, key: &str) -> Slot {
        let found = self.catalogs.iter().position(|(known, _)| known == key);
        let slot = match found {
            Some(place) => self.catalogs.remove(place).1,
            None => Slot::default(),
        };
        if self.catalogs.len() >= MOST_CATALOGS {
            self.catalogs.remove(0);
        }
        self.catalogs.push((key.to_owned(), Arc::clone(&slot)));
        slot
    }

    async fn refresh(&mut self, inner: &Inner) -> Result<Arc<Known>, Fault> {
        if let Some(known) = &self.known
            && self.asked.is_some_and(|asked| asked.elapsed() < FRESH)
        {
            return Ok(Arc::clone(known));
        }
        let asked = Instant::now();
        let registry = &inner.registry;
        // The number first: a change in between is then noticed the next time.
        let number = registry.change_number().await?;
        let known = match &self.known {
            Some(known) if known.number == number => Arc::clone(known),
            _ => {
                // Datasets before rules: what is opened after rules were made for it is never seen without them.
                let datasets = registry.list_datasets().await?;
                let mut attachments = Attachments::new();
                for (uid, attachment) in registry.list_attachments().await? {
                    attachments.entry(uid).or_default().push(attachment);
                }
                let rules = Rules::new(registry.list_grants().await?, registry.list_rulesets().await?);
                let rules = Arc::new(rules);
                let own = Arc::new(site::state(registry).await?.document.known_own());
                self.catalogs.clear();
                Arc::new(Known {
                    number,
                    datasets,
                    attachments,
                    rules,
                    own,
                })
            }
        };
        self.known = Some(Arc::clone(&known));
        self.asked = Some(asked);
        Ok(known)
    }
}

impl Portal {
    /// The catalog for this principal. Kept between calls until a dataset changes (also by another process).
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn catalog(&self, who: &Principal) -> Result<Catalog, Fault> {
        self.inner.catalog.catalog(&self.inner, who).await
    }

    /// Every dataset as the registry has it at this moment, by identifier: for the operator.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn list_datasets(&self) -> Result<Vec<Dataset>, Fault> {
        Ok(self.inner.registry.list_datasets().await?)
    }
}
