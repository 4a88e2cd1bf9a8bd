//! What happens when a program pushes? Key and records are checked, the push is kept; only then is it told that all is well.

use portico_model::{Dataset, DatasetId, Fault, FaultKind};
use portico_registry::{Push, PushKind, PushResource};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::records;
use super::shape::{self, Flat};
use crate::{Portal, clock, keys};

/// Largest body of a push, in bytes.
pub const PUSH_LIMIT: usize = 5 << 20;
/// Bytes that may wait for one dataset.
const WAITING: i64 = 64 << 20;

/// Where something is pushed to, and the key that was shown.
#[derive(Clone, Copy)]
pub struct PushCall<'a> {
    /// Public identifier of the dataset.
    pub dataset: &'a str,
    /// Name of the resource.
    pub resource: &'a str,
    /// The key.
    pub key: &'a str,
}

impl std::fmt::Debug for PushCall<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushCall")
            .field("dataset", &self.dataset)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

impl Portal {
    /// Whether the key opens the resource; to be asked before a body is read.
    ///
    /// # Errors
    /// `InvalidPushKey` when it does not, whether or not there is such a dataset; `PushDisabled`.
    pub async fn check_push(&self, call: PushCall<'_>) -> Result<(), Fault> {
        self.opened(call).await.map(|_| ())
    }

    /// Takes records: a JSON object, or an array of objects. When this returns, they survive the end of the process; readers see them a
    /// moment later. All of them or none.
    ///
    /// # Errors
    /// As [`Self::check_push`]; `InvalidJson`, `UnknownField` or `InvalidRecord` with the number of the record; `TooLarge` above
    /// [`PUSH_LIMIT`]; `Busy` while too much waits.
    pub async fn push_records(&self, call: PushCall<'_>, body: &[u8]) -> Result<(), Fault> {
        self.take(call, PushKind::Push, body).await
    }

    /// Removes the records that are equal to the given ones; with unique identifiers, those with the same ones.
    ///
    /// # Errors
    /// As [`Self::push_records`].
    pub async fn push_deletions(&self, call: PushCall<'_>, body: &[u8]) -> Result<(), Fault> {
        self.take(call, PushKind::Delete, body).await
    }

    /// Removes the record of that identifier, as the API shows it. One that is not there is no error: it may be on its way.
    ///
    /// # Errors
    /// As [`Self::check_push`]; `InvalidRecordId` for a text that no record can have.
    pub async fn push_deletion_of(&self, call: PushCall<'_>, record: &str) -> Result<(), Fault> {
        let (dataset, resource) = self.opened(call).await?;
        let record = record.trim().to_ascii_lowercase();
        if record.len() != 40 || !record.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Fault::invalid(
                "InvalidRecordId",
                "the identifier of a record has 40 hexadecimal digits",
            )
            .with_hint("read it from `recordid` or, with include_app_metas=true, from `_id`"));
        }
        self.keep_push(&dataset, &resource, PushKind::DeleteId, record)
            .await
    }

    async fn take(&self, call: PushCall<'_>, kind: PushKind, body: &[u8]) -> Result<(), Fault> {
        let (dataset, resource) = self.opened(call).await?;
        if body.len() > PUSH_LIMIT {
            return Err(too_large());
        }
        let sent = parse(body)?;
        if sent.is_empty() {
            return Ok(());
        }
        let known = dataset.current.as_ref().map(|version| version.schema.clone());
        let new_fields = resource.new_fields && kind == PushKind::Push;
        let folder = self.inner.owner.folder().to_owned();
        let lines = tokio::task::spawn_blocking(move || -> Result<String, Fault> {
            let mut flat: Vec<Flat> = Vec::with_capacity(sent.len());
            for (index, record) in sent.iter().enumerate() {
                flat.push(shape::record(index + 1, record, known.as_ref(), new_fields)?);
            }
            // Read once as it will be taken over, so that a value of another type is refused now and not later, when nobody listens.
            let files = records::file_members(&flat, known.as_ref());
            records::read(&flat, known.as_ref(), new_fields, &files, &folder)?;
            let mut lines = String::new();
            for record in &flat {
                lines.push_str(&serde_json::to_string(record).map_err(Fault::internal)?);
                lines.push('\n');
            }
            Ok(lines)
        });
        let lines = lines.await.map_err(Fault::internal)??;
        self.keep_push(&dataset, &resource, kind, lines).await
    }

    async fn keep_push(
        &self,
        dataset: &Dataset,
        resource: &PushResource,
        kind: PushKind,
        body: String,
    ) -> Result<(), Fault> {
        let registry = &self.inner.registry;
        let waiting = registry.waiting_bytes(&dataset.uid).await?;
        if waiting > WAITING {
            let message = format!(
                "{} MiB of pushes to {} wait to be taken over",
                waiting >> 20,
                dataset.id
            );
            return Err(Fault::new(FaultKind::Busy, "TooManyPushes", message)
                .with_hint("wait a minute and send this call again; send more records in fewer calls"));
        }
        let push = Push {
            id: Uuid::now_v7().to_string(),
            dataset_uid: dataset.uid.as_str().to_owned(),
            kind,
            body,
            new_fields: resource.new_fields,
            received_at: clock::now(),
        };
        registry.insert_push(&push, &resource.id).await?;
        Ok(())
    }

    /// The dataset and the resource that the key opens.
    async fn opened(&self, call: PushCall<'_>) -> Result<(Dataset, PushResource), Fault> {
        let registry = &self.inner.registry;
        let refused = || {
            let message = "The push key does not open this address.";
            Fault::new(FaultKind::Unauthenticated, "InvalidPushKey", message).with_hint(
                "check dataset, resource and key; whoever publishes the dataset can list and renew push keys",
            )
        };
        let id = DatasetId::new(call.dataset).map_err(|_| refused())?;
        let dataset = registry.dataset_by_id(&id).await?.ok_or_else(refused)?;
        let resource = registry
            .push_resource(&dataset.uid, call.resource)
            .await?
            .ok_or_else(refused)?;
        // Digests of long random texts: what a comparison tells by its time helps nobody.
        if resource.key_hash != keys::digest(call.key) {
            return Err(refused());
        }
        if resource.disabled {
            let message = format!("Pushing to {}/{} is switched off.", dataset.id, resource.id);
            return Err(Fault::new(FaultKind::Forbidden, "PushDisabled", message)
                .with_hint("ask whoever publishes the dataset; the key stays valid"));
        }
        Ok((dataset, resource))
    }
}

/// A body above the limit.
fn too_large() -> Fault {
    let message = format!("The body of a push has at most {} MiB.", PUSH_LIMIT >> 20);
    Fault::new(FaultKind::TooLarge, "PushTooLarge", message).with_hint("send the records in several calls")
}

/// One object, or an array of objects.
fn parse(body: &[u8]) -> Result<Vec<Map<String, Value>>, Fault> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let value: Value = serde_json::from_slice(body).map_err(|error| {
        Fault::invalid("InvalidJson", format!("The body is not JSON: {error}"))
            .with_hint("send one object, or an array of objects, as UTF-8")
    })?;
    let shaped = |message: String| {
        Fault::invalid("InvalidRecord", message)
            .with_hint("send one object, or an array of objects, with a member for each field")
    };
    match value {
        Value::Object(record) => Ok(vec![record]),
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| match item {
                Value::Object(record) => Ok(record),
                _ => Err(shaped(format!("record {} is no object", index + 1))),
            })
            .collect(),
        _ => Err(shaped("the body is neither an object nor an array".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_or_an_array_of_objects_is_taken() {
        assert_eq!(parse(b"{\"a\": 1}").expect("one").len(), 1);
        assert_eq!(parse(b"[{\"a\": 1}, {}]").expect("two").len(), 2);
        assert!(parse(b"[]").expect("none").is_empty());
        for (body, words) in [
            ("[1]", "record 1 is no object"),
            ("3", "neither"),
            ("{\"a\": 1", "not JSON"),
            ("\u{1}", "not JSON"),
        ] {
            let fault = parse(body.as_bytes()).expect_err(body);
            assert!(fault.message.contains(words), "{}", fault.message);
        }
        let deep = "[".repeat(10_000);
        assert_eq!(parse(deep.as_bytes()).expect_err("too deep").code, "InvalidJson");
    }
}
