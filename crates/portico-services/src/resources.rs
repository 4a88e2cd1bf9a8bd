//! Where do the records of a dataset come from, when a program says so? One source a dataset: a file that was sent, or an address.

mod copy;
mod extractors;
mod files;
mod look;

use portico_model::{Action, Author, Dataset, Fault, FaultKind, Principal, Thing};
use portico_registry::{RegistryError, ResourceRow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use self::extractors::{EXTRACTORS, Extractor};
pub use self::files::ResourceFileInfo;
pub(crate) use self::files::{open, sweep};
pub use self::look::ResourceLook;
use crate::{Change, Portal, clock};

/// The format of the document.
const FORMAT: u32 = 1;
/// Characters of a title.
const LONGEST_TITLE: usize = 200;
/// Bytes of an address.
const LONGEST_ADDRESS: usize = 2_000;

/// Where a source is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceSource {
    /// A file that was sent, by its handle.
    File(String),
    /// An `http` or `https` address, fetched anew at every publication.
    Address(String),
}

/// A source to be kept.
#[derive(Debug, Clone, Default)]
pub struct ResourceDraft {
    /// How it is read; none means what the file looks like.
    pub kind: Option<String>,
    /// What people call it; none means the name of the file.
    pub title: Option<String>,
    /// What is said of it: `separator`, `encoding`…
    pub params: Map<String, Value>,
    /// Where it is.
    pub source: Option<ResourceSource>,
}

/// The source of a dataset's records.
#[derive(Debug, Clone)]
pub struct ResourceInfo {
    /// `re_` and letters.
    pub id: String,
    /// How it is read.
    pub kind: &'static Extractor,
    /// What people call it.
    pub title: String,
    /// What was said of it.
    pub params: Map<String, Value>,
    /// Where it is.
    pub source: ResourceSource,
    /// The file, when it is one.
    pub file: Option<ResourceFileInfo>,
    /// Who made it.
    pub author: String,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
    /// When it was changed last, likewise.
    pub updated_at: i64,
}

/// A source as it is stored. A stored document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Document {
    format: u32,
    kind: String,
    title: String,
    #[serde(default)]
    params: Map<String, Value>,
    source: ResourceSource,
}

impl Document {
    fn parse(text: &str) -> Result<Self, Fault> {
        let document: Self = serde_json::from_str(text).map_err(Fault::internal)?;
        if document.format > FORMAT {
            let message = format!("a resource has format {}, newer than {FORMAT}", document.format);
            return Err(Fault::internal(message));
        }
        Ok(document)
    }

    fn to_text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(Fault::internal)
    }

    /// Whether it reads that file.
    fn reads(&self, id: &str) -> bool {
        matches!(&self.source, ResourceSource::File(file) if file == id)
    }

    /// What the trail says of it.
    fn told(&self) -> Value {
        json!({"resource": {"kind": self.kind, "title": self.title, "params": self.params, "source": self.source}})
    }
}

impl Portal {
    /// The source of a dataset's records; none when nobody named one.
    ///
    /// # Errors
    /// As [`Self::dataset_to_edit_or_publish`].
    pub async fn resource(&self, who: &Principal, dataset: &str) -> Result<Option<ResourceInfo>, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, dataset).await?;
        match self.resource_row(&dataset).await? {
            Some((row, document)) => self.resource_info(&dataset, row, document).await.map(Some),
            None => Ok(None),
        }
    }

    /// Names the source of a dataset's records. They are read when the dataset is published.
    ///
    /// # Errors
    /// As [`Self::dataset_to_change`]; `ResourceExists` (a conflict); what is wrong with a parameter, or with a file whose type is to be
    /// found.
    pub async fn add_resource(
        &self,
        who: &Principal,
        dataset: &str,
        draft: ResourceDraft,
    ) -> Result<ResourceInfo, Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        if self.resource_row(&dataset).await?.is_some() {
            return Err(exists(&dataset));
        }
        let document = self.document_of(who, &dataset, draft).await?;
        self.keep_resource(who, &dataset, document).await
    }

    /// Replaces what was said of a source. A file that it read and reads no longer goes.
    ///
    /// # Errors
    /// As [`Self::add_resource`]; `NotFoundResource`; a conflict when somebody else changed it meanwhile.
    pub async fn change_resource(
        &self,
        who: &Principal,
        dataset: &str,
        id: &str,
        draft: ResourceDraft,
    ) -> Result<ResourceInfo, Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        let (row, before) = self.row_named(&dataset, id).await?;
        let draft = ResourceDraft {
            source: draft.source.or_else(|| Some(before.source.clone())),
            kind: draft.kind.or_else(|| Some(before.kind.clone())),
            ..draft
        };
        let after = self.document_of(who, &dataset, draft).await?;
        let written = self
            .inner
            .registry
            .update_resource(&row.id, &after.to_text()?, row.number, clock::now())
            .await?;
        if !written {
            let message = "somebody else changed the resource meanwhile";
            return Err(Fault::new(FaultKind::Conflict, "Changed", message)
                .with_hint("look at it again, and repeat your change"));
        }
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change)
            .before(before.told())
            .after(after.told());
        self.record_change(&Author::from(who), change).await?;
        if let ResourceSource::File(old) = &before.source
            && !after.reads(old)
        {
            self.forget_file(&self.file_of(&dataset, old).await?).await?;
        }
        let (row, document) = self.row_named(&dataset, id).await?;
        self.resource_info(&dataset, row, document).await
    }

    /// Forgets the source of a dataset's records, and its file. The records stay as they are.
    ///
    /// # Errors
    /// As [`Self::dataset_to_change`]; `NotFoundResource`.
    pub async fn remove_resource(&self, who: &Principal, dataset: &str, id: &str) -> Result<(), Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        let (row, document) = self.row_named(&dataset, id).await?;
        self.inner.registry.delete_resource(&row.id).await?;
        if let ResourceSource::File(file) = &document.source {
            self.forget_file(&self.file_of(&dataset, file).await?).await?;
        }
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change).before(document.told());
        self.record_change(&Author::from(who), change).await
    }

    /// The row and what it says.
    async fn resource_row(&self, dataset: &Dataset) -> Result<Option<(ResourceRow, Document)>, Fault> {
        let Some(row) = self.inner.registry.resource_of(&dataset.uid).await? else {
            return Ok(None);
        };
        let document = Document::parse(&row.document)?;
        Ok(Some((row, document)))
    }

    async fn row_named(&self, dataset: &Dataset, id: &str) -> Result<(ResourceRow, Document), Fault> {
        let found = self.resource_row(dataset).await?;
        found.filter(|(row, _)| row.id == id).ok_or_else(|| {
            let shown: String = id.chars().take(80).collect();
            let message = format!("The requested resource {shown} does not exist.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        })
    }

    async fn keep_resource(
        &self,
        who: &Principal,
        dataset: &Dataset,
        document: Document,
    ) -> Result<ResourceInfo, Fault> {
        let now = clock::now();
        let row = ResourceRow {
            id: handle("re_"),
            document: document.to_text()?,
            number: 1,
            author: who.author().to_owned(),
            created_at: now,
            updated_at: now,
        };
        let kept = self.inner.registry.insert_resource(&dataset.uid, &row).await;
        kept.map_err(|error| match error {
            RegistryError::Conflict(_) => exists(dataset),
            other => other.into(),
        })?;
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change).after(document.told());
        self.record_change(&Author::from(who), change).await?;
        self.resource_info(dataset, row, document).await
    }

    async fn resource_info(
        &self,
        dataset: &Dataset,
        row: ResourceRow,
        document: Document,
    ) -> Result<ResourceInfo, Fault> {
        let file = match &document.source {
            ResourceSource::File(id) => Some(self.file_of(dataset, id).await?.into()),
            ResourceSource::Address(_) => None,
        };
        Ok(ResourceInfo {
            id: row.id,
            kind: Extractor::named(&document.kind)?,
            title: document.title,
            params: document.params,
            source: document.source,
            file,
            author: row.author,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    /// Checks a draft, and fills in what it leaves open.
    async fn document_of(
        &self,
        who: &Principal,
        dataset: &Dataset,
        draft: ResourceDraft,
    ) -> Result<Document, Fault> {
        let source = draft.source.clone().ok_or_else(|| {
            let fault = Fault::invalid("InvalidBody", "`datasource` is missing");
            fault
                .with_hint("say where the records are")
                .with_position("datasource", None)
        })?;
        let name = match &source {
            ResourceSource::File(id) => self.file_of(dataset, id).await.map(|file| file.file_name),
            ResourceSource::Address(address) => checked_address(address),
        };
        let name = name.map_err(|fault| Fault {
            kind: FaultKind::Invalid,
            ..fault.with_position("datasource", None)
        })?;
        let kind = match &draft.kind {
            Some(kind) => Extractor::named(kind)?,
            None => self.look_at(who, dataset, &draft).await?.kind,
        };
        kind.options(&draft.params)?;
        let title = draft.title.unwrap_or(name);
        let title = title.trim();
        if title.chars().count() > LONGEST_TITLE || title.chars().any(char::is_control) {
            let message = format!("a title has at most {LONGEST_TITLE} characters in one line");
            return Err(Fault::invalid("InvalidTitle", message).with_position("title", None));
        }
        Ok(Document {
            format: FORMAT,
            kind: kind.name.to_owned(),
            title: title.to_owned(),
            params: draft
                .params
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect(),
            source,
        })
    }
}

/// Something that an address may be, and the name of its file.
fn checked_address(address: &str) -> Result<String, Fault> {
    let wrong = |why: &str| Fault::invalid("InvalidAddress", why.to_owned());
    if address.len() > LONGEST_ADDRESS {
        return Err(wrong("the address is too long"));
    }
    let url = url::Url::parse(address).map_err(|error| wrong(&format!("this is no address: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong(
            "only addresses that begin with http:// or https:// are fetched",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("addresses with a name and a password are not fetched"));
    }
    let last = url.path_segments().and_then(|mut parts| parts.next_back());
    let name = last.filter(|name| !name.is_empty()).unwrap_or("data");
    Ok(name.chars().take(LONGEST_TITLE).collect())
}

fn exists(dataset: &Dataset) -> Fault {
    let message = format!(
        "the dataset {} takes its records from a resource already",
        dataset.id
    );
    Fault::new(FaultKind::Conflict, "ResourceExists", message)
        .with_hint("change that resource with PUT, or delete it first; records of several files are joined before they are sent")
}

/// A new handle that begins with `start`.
fn handle(start: &str) -> String {
    let number: u64 = rand::random();
    format!("{start}{:010x}", number >> 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_the_web_and_holds_no_password() {
        let name = |address: &str| checked_address(address).expect("an address");
        assert_eq!(name("https://example.org/data/parks.csv?x=1"), "parks.csv");
        assert_eq!(name("https://example.org"), "data");
        for wrong in [
            "file:///etc/passwd",
            "parks.csv",
            "https://ann:secret@example.org/x.csv",
        ] {
            assert_eq!(
                checked_address(wrong).expect_err(wrong).code,
                "InvalidAddress",
                "{wrong}"
            );
        }
    }

    #[test]
    fn handles_have_their_length_and_differ() {
        let (one, other) = (handle("re_"), handle("re_"));
        assert_eq!(one.len(), 13);
        assert_ne!(one, other);
    }
}
