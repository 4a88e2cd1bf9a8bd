//! What may this principal see of this dataset? The one function behind pages, API, exports and tiles.

mod calls;
mod decision;
mod measure;
mod rights;
mod row_filter;
mod rules;

use std::sync::Arc;

use portico_engine::Table;
use portico_model::{
    Attachment, AttachmentKind, Dataset, DatasetRights, Extent, Fault, FaultKind, FieldProfile, FieldType,
    OwnField, Principal, Profile, Schema, Version,
};
use sha2::{Digest, Sha256};

pub(crate) use self::calls::Calls;
use self::decision::Decision;
pub(crate) use self::decision::{Rules, decide};
pub(crate) use self::measure::Measures;
use self::row_filter::RowFilter;
pub use self::rules::{ReaderRules, RightsOf};
use crate::{Portal, clock};

/// A dataset as one principal may see it.
#[derive(Debug, Clone)]
pub struct DatasetView {
    /// Identity, metadata, state.
    pub dataset: Dataset,
    /// The version that is read; none for a dataset without records yet. What it says of hidden records and fields is left out.
    pub version: Option<Version>,
    /// The visible fields.
    pub schema: Schema,
    /// Whether the records may be read; the metadata may be when this is false.
    pub data_visible: bool,
    /// What the principal may do with it.
    pub rights: DatasetRights,
    /// Calls of the API that the principal may make on it in a day (UTC); none means no limit of its own.
    pub calls: Option<u64>,
    /// Files beside the records.
    pub(crate) attachments: Vec<Attachment>,
    /// The version as it is stored.
    stored: Option<Version>,
    filter: Option<RowFilter>,
    /// The fields that exist, in this version and others; none means all.
    names: Option<Vec<String>>,
    /// The fields of the portal's own template of metadata.
    pub(crate) own: Arc<Vec<OwnField>>,
}

/// What can be told of the records that a principal sees, when these are not all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    pub(crate) records: u64,
    pub(crate) extent: Option<Extent>,
}

impl DatasetView {
    /// The dataset under that decision. What is told of records that are not all is still to be measured: see [`Self::with_measure`].
    pub(crate) fn new(dataset: &Dataset, decision: Decision, attachments: &[Attachment]) -> Self {
        let stored = dataset.current.clone();
        let mut schema = stored
            .as_ref()
            .map(|version| version.schema.clone())
            .unwrap_or_default();
        if let Some(names) = &decision.fields {
            schema.fields.retain(|field| names.contains(&field.name));
        }
        let mut view = Self {
            dataset: dataset.clone(),
            version: None,
            schema,
            data_visible: decision.data_visible,
            rights: decision.rights,
            calls: decision.calls,
            attachments: attachments.to_vec(),
            stored,
            filter: decision.filter,
            names: decision.fields,
            own: Arc::default(),
        };
        let told = view.told();
        view.tell(told);
        view
    }

    /// Described with these fields of the portal's own besides.
    pub(crate) fn with_own(mut self, own: &Arc<Vec<OwnField>>) -> Self {
        self.own = Arc::clone(own);
        self
    }

    /// All records and all fields are visible: what was made of all of them may be shown.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let all = self.stored.as_ref().map(|version| version.schema.fields.len());
        self.data_visible && self.filter.is_none() && all.is_none_or(|all| all == self.schema.fields.len())
    }

    /// What distinguishes this view of the dataset from another one, of any version: for entity tags and caches. Says nothing by itself.
    #[must_use]
    pub fn mark(&self) -> String {
        let mut hash = Sha256::new();
        hash.update([u8::from(self.data_visible), u8::from(self.filter.is_some())]);
        for field in &self.schema.fields {
            hash.update((field.name.len() as u64).to_be_bytes());
            hash.update(&field.name);
        }
        if let Some(filter) = &self.filter {
            hash.update(&filter.text);
            if filter.text.to_ascii_lowercase().contains("now") {
                // It may show other records in a moment.
                hash.update(clock::now().to_be_bytes());
            }
        }
        hex::encode(hash.finalize())
    }

    /// Records are hidden, or a shape is: how many records and where they are must be found out.
    pub(crate) fn needs_measure(&self) -> bool {
        self.data_visible && self.stored.is_some() && !self.is_whole()
    }

    /// With what can be told of the visible records.
    pub(crate) fn with_measure(mut self, measured: &Measured) -> Self {
        if let Some(mut version) = self.told() {
            version.profile.records = measured.records;
            version.profile.extent = measured.extent;
            self.tell(Some(version));
        }
        self
    }

    /// The records cannot be computed for this principal: they stay hidden.
    pub(crate) fn without_data(mut self) -> Self {
        self.data_visible = false;
        let told = self.told();
        self.tell(told);
        self
    }

    /// The dataset as it was in that version, under the rules that hold today.
    pub(crate) fn at(&self, version: Version) -> Self {
        let mut earlier = self.clone();
        earlier.schema.clone_from(&version.schema);
        if let Some(names) = &self.names {
            earlier.schema.fields.retain(|field| names.contains(&field.name));
        }
        earlier.stored = Some(version);
        let told = earlier.told();
        earlier.tell(told);
        earlier
    }

    fn tell(&mut self, version: Option<Version>) {
        self.dataset.current.clone_from(&version);
        self.version = version;
    }

    /// The version without what it tells of hidden fields and records.
    fn told(&self) -> Option<Version> {
        let version = self.stored.as_ref()?;
        if self.is_whole() {
            return Some(version.clone());
        }
        let profile = &version.profile;
        let of_field = |name: &str| match profile.fields.iter().find(|field| field.name == name) {
            // Examples and extremes of all records are of hidden ones too.
            Some(field) if self.data_visible && self.filter.is_none() => field.clone(),
            _ => FieldProfile {
                name: name.to_owned(),
                ..FieldProfile::default()
            },
        };
        let shapes = self.data_visible && self.schema.fields.iter().any(|field| field.ty.is_geo());
        let fields = self.schema.fields.iter();
        Some(Version {
            schema: self.schema.clone(),
            profile: Profile {
                // Of records that are not for this reader, only how many there are is told.
                records: if self.filter.is_none() { profile.records } else { 0 },
                extent: None,
                geometry_types: if shapes {
                    profile.geometry_types.clone()
                } else {
                    Vec::new()
                },
                fields: fields.map(|field| of_field(&field.name)).collect(),
            },
            ..version.clone()
        })
    }

    /// The files of that kind beside the records, in the order in which they came. Alternative exports are all records in another form:
    /// there are none for whoever does not see all.
    pub fn attachments(&self, kind: AttachmentKind) -> impl Iterator<Item = &Attachment> {
        let shown = kind != AttachmentKind::AlternativeExport || self.is_whole();
        self.attachments
            .iter()
            .filter(move |attachment| shown && attachment.kind == kind)
    }

    /// The table to query.
    ///
    /// # Errors
    /// `ForbiddenAccess` when the records are not for this principal; not found when there are none.
    pub fn table(&self) -> Result<Table, Fault> {
        if !self.data_visible {
            return Err(Fault::forbidden());
        }
        let Some(version) = &self.stored else {
            let message = format!("The dataset {} has no records yet.", self.dataset.id);
            return Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message));
        };
        let mut table = Table::stored(&self.dataset.uid, version).with_dataset_id(self.dataset.id.as_str());
        if let Some(filter) = &self.filter {
            table = table.with_row_filter(filter.condition.clone());
        }
        if self.schema == version.schema {
            return Ok(table);
        }
        let visible: Vec<String> = self
            .schema
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect();
        Ok(table.with_visible_fields(&visible))
    }

    /// What the records lend themselves to, in the role model's words: `analyze`, `timeserie`, `geo`, `image`.
    #[must_use]
    pub fn features(&self) -> Vec<&'static str> {
        if !self.data_visible {
            return Vec::new();
        }
        let has = |wanted: fn(FieldType) -> bool| self.schema.fields.iter().any(|field| wanted(field.ty));
        let all = [
            ("analyze", has(|ty| !ty.is_geo() && ty != FieldType::File)),
            ("timeserie", has(FieldType::is_time)),
            ("geo", has(FieldType::is_geo)),
            ("image", has(|ty| ty == FieldType::File)),
        ];
        all.into_iter()
            .filter(|(_, holds)| *holds)
            .map(|(name, _)| name)
            .collect()
    }
}

impl Portal {
    /// The dataset with that identifier, if the principal may know of it.
    ///
    /// # Errors
    /// `NotFoundResource` when it does not exist, is a draft, or is restricted, and the principal has no right on it.
    pub async fn dataset(&self, who: &Principal, id: &str) -> Result<DatasetView, Fault> {
        let catalog = self.catalog(who).await?;
        // `countries@public` is a dataset that one portal takes from another. Here it is simply `countries`.
        let own = |id: &str| id.split_once('@').and_then(|(own, _)| catalog.entry(own));
        catalog
            .entry(id)
            .or_else(|| own(id))
            .cloned()
            .ok_or_else(|| Fault::no_dataset(id))
    }
}
