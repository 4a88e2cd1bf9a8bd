//! Where do the records of a dataset come from? A file that was sent or an address, read when the dataset is published; places to push to.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Dataset, Fault, FaultKind};
use portico_services::{EXTRACTORS, Extractor, ResourceDraft, ResourceInfo, ResourceSource};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::{realtime, reply, resource_files, shapes};

/// A resource as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    #[serde(rename = "type")]
    kind: Option<String>,
    title: Option<String>,
    params: Map<String, Value>,
    datasource: Option<Datasource>,
}

/// Where it is.
#[derive(Debug, Deserialize)]
struct Datasource {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    file: Option<FileNamed>,
    #[serde(default)]
    url: Option<String>,
    /// The other way to say an address: a server and the rest.
    #[serde(default)]
    connection: Option<Connection>,
    #[serde(default)]
    relative_url: Option<String>,
    #[serde(default)]
    headers: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct FileNamed {
    uid: String,
}

#[derive(Debug, Deserialize)]
struct Connection {
    url: String,
    #[serde(default)]
    auth: Option<Value>,
}

impl Datasource {
    fn source(self) -> Result<ResourceSource, Fault> {
        let wrong = |message: &str, hint: &str| {
            let fault = Fault::invalid("InvalidDatasource", message);
            reply::wrong_field("datasource", fault.with_hint(hint))
        };
        let is_said = |value: &Option<Value>| {
            let value = value.as_ref().filter(|value| !value.is_null());
            value.is_some_and(|value| value.as_array().is_none_or(|list| !list.is_empty()))
        };
        match self.kind.as_str() {
            "uploaded_file" => {
                let file = self.file.map(|file| ResourceSource::File(file.uid));
                file.ok_or_else(|| {
                    let hint = "send the file to resources/files/ first, and its `uid` here";
                    wrong("`file` is missing", hint)
                })
            }
            "http" => {
                let auth = self.connection.as_ref().is_some_and(|known| is_said(&known.auth));
                if auth || is_said(&self.headers) {
                    let hint = "a key may stand in the address; the address is shown to those who may change the dataset";
                    return Err(wrong(
                        "addresses are fetched without sign-in and without headers of their own",
                        hint,
                    ));
                }
                let address = match (self.url, self.connection) {
                    (Some(url), _) => Some(url),
                    (None, Some(server)) => Some(match self.relative_url {
                        Some(rest) => format!(
                            "{}/{}",
                            server.url.trim_end_matches('/'),
                            rest.trim_start_matches('/')
                        ),
                        None => server.url,
                    }),
                    (None, None) => None,
                };
                let address =
                    address.ok_or_else(|| wrong("`url` is missing", "say from where it is fetched"))?;
                Ok(ResourceSource::Address(address))
            }
            other => {
                let shown: String = other.chars().take(60).collect();
                let message = format!("`{shown}` is no kind of datasource here");
                Err(wrong(&message, "use `uploaded_file` or `http`"))
            }
        }
    }
}

impl Sent {
    fn draft(self) -> Result<ResourceDraft, Fault> {
        Ok(ResourceDraft {
            kind: self.kind,
            title: self.title,
            params: self.params,
            source: self.datasource.map(Datasource::source).transpose()?,
        })
    }
}

/// `GET /extractors/`: how files can be read.
pub(super) async fn list_extractors(call: Call) -> WebResult<Response> {
    reply::ok(&call.page("/extractors/", &EXTRACTORS, extractor)?)
}

/// `GET /datasets/{uid}/resources/`
pub(super) async fn list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let own = call.portal.resource(&call.who, dataset.id.as_str()).await?;
    let mut all: Vec<Value> = own.iter().map(|own| shape(&call, &uid, own)).collect();
    all.extend(realtime::all(&call, &dataset).await?);
    let path = format!("/datasets/{uid}/resources/");
    reply::ok(&call.page(&path, &all, Value::clone)?)
}

/// `POST /datasets/{uid}/resources/`: of a place to push to, the answer holds the key, this once.
pub(super) async fn create(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    if sent.kind.as_deref() == Some("realtime") {
        return reply::created(&realtime::create(&call, &dataset, sent.title, sent.params).await?);
    }
    let made = call
        .portal
        .add_resource(&call.who, dataset.id.as_str(), sent.draft()?)
        .await?;
    reply::created(&shape(&call, &uid, &made))
}

/// `GET /datasets/{uid}/resources/{resource}/`
pub(super) async fn show(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    match own(&call, &dataset, &resource).await? {
        Some(own) => reply::ok(&shape(&call, &uid, &own)),
        None => reply::ok(&realtime::told(&call, &dataset, &resource).await?),
    }
}

/// `PUT /datasets/{uid}/resources/{resource}/`
pub(super) async fn replace(
    Path((uid, resource)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    if own(&call, &dataset, &resource).await?.is_none() {
        realtime::told(&call, &dataset, &resource).await?;
        let fault = Fault::invalid("InvalidBody", "a place to push to stays what it is");
        return Err(fault.with_hint("use renew_api_key/, enable/ and disable/").into());
    }
    let changed = call
        .portal
        .change_resource(&call.who, dataset.id.as_str(), &resource, sent.draft()?)
        .await?;
    reply::ok(&shape(&call, &uid, &changed))
}

/// `DELETE /datasets/{uid}/resources/{resource}/`
pub(super) async fn remove(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    match own(&call, &dataset, &resource).await? {
        Some(own) => {
            call.portal
                .remove_resource(&call.who, dataset.id.as_str(), &own.id)
                .await?;
        }
        None => realtime::remove(&call, &dataset, &resource).await?,
    }
    Ok(reply::deleted())
}

/// `POST /datasets/{uid}/resources/guess_extractors/`: how a source that is sent looks like it is to be read.
pub(super) async fn guess_extractors(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let draft = ResourceDraft {
        kind: None,
        params: Map::new(),
        ..sent.draft()?
    };
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let look = call
        .portal
        .look_at_resource(&call.who, dataset.id.as_str(), &draft)
        .await?;
    reply::ok(&json!([extractor(look.kind)]))
}

/// `POST /datasets/{uid}/resources/guess_extractor_params/`: what was found where nothing is said.
pub(super) async fn guess_params(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let draft = call.json::<Sent>()?.draft()?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let look = call
        .portal
        .look_at_resource(&call.who, dataset.id.as_str(), &draft)
        .await?;
    reply::ok(&json!({"type": look.kind.name, "params": look.params}))
}

/// `POST /datasets/{uid}/resources/preview/`: the first records of a source that is sent.
pub(super) async fn preview(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let draft = call.json::<Sent>()?.draft()?;
    look(&call, &uid, &draft).await
}

/// `GET /datasets/{uid}/resources/{resource}/preview/`
pub(super) async fn preview_kept(
    Path((uid, resource)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let kept = kept(&call, &dataset, &resource).await?;
    let draft = ResourceDraft {
        kind: Some(kept.kind.name.to_owned()),
        title: None,
        params: kept.params,
        source: Some(kept.source),
    };
    look(&call, &uid, &draft).await
}

/// `POST …/clean_cache/`: a source is fetched anew at every publication, so there is nothing to throw away.
pub(super) async fn clean_cache(
    Path((uid, resource)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .dataset_to_change(&call.who, dataset.id.as_str())
        .await?;
    kept(&call, &dataset, &resource).await?;
    reply::done()
}

async fn own(call: &Call, dataset: &Dataset, resource: &str) -> Result<Option<ResourceInfo>, Fault> {
    let own = call.portal.resource(&call.who, dataset.id.as_str()).await?;
    Ok(own.filter(|own| own.id == resource))
}

async fn kept(call: &Call, dataset: &Dataset, resource: &str) -> Result<ResourceInfo, Fault> {
    let shown: String = resource.chars().take(80).collect();
    own(call, dataset, resource).await?.ok_or_else(|| {
        let message = format!("The requested resource {shown} does not exist, or holds no file.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })
}

async fn look(call: &Call, uid: &str, draft: &ResourceDraft) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let look = call
        .portal
        .look_at_resource(&call.who, dataset.id.as_str(), draft)
        .await?;
    let preview = &look.preview;
    let fields = &preview.inspection.schema.fields;
    let results = preview.rows.iter().map(|row| {
        let cells = fields.iter().zip(row);
        let cells = cells.map(|(field, cell)| (field.name.clone(), json!(cell)));
        Value::Object(cells.collect())
    });
    let notes = preview
        .inspection
        .notes
        .iter()
        .map(|note| json!({"code": note.code, "column": note.column, "message": note.message}));
    let errors = preview.refusals.iter().map(|refusal| {
        json!({"line": refusal.line, "column": refusal.column, "reason": refusal.reason, "value": refusal.value})
    });
    reply::ok(&json!({
        "type": look.kind.name,
        "params": look.params,
        "fields": fields.iter().map(shapes::field).collect::<Vec<_>>(),
        "results": results.collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
        "records_errors": errors.collect::<Vec<_>>(),
        "is_whole": preview.whole,
    }))
}

fn extractor(kind: &Extractor) -> Value {
    let params = kind.params.iter().map(|param| {
        json!({"name": param.name, "type": param.ty, "default": param.default, "help_text": param.help})
    });
    json!({
        "type": kind.name,
        "aliases": kind.aliases,
        "label": kind.title,
        "params": params.collect::<Vec<_>>(),
    })
}

fn shape(call: &Call, uid: &str, resource: &ResourceInfo) -> Value {
    let datasource = match (&resource.source, &resource.file) {
        (ResourceSource::Address(address), _) => json!({"type": "http", "url": address}),
        (ResourceSource::File(_), Some(file)) => {
            json!({"type": "uploaded_file", "file": resource_files::shape(call, uid, file)})
        }
        (ResourceSource::File(id), None) => json!({"type": "uploaded_file", "file": {"uid": id}}),
    };
    json!({
        "uid": resource.id,
        "type": resource.kind.name,
        "title": resource.title,
        "display_name": format!("{}: {}", resource.kind.name, resource.title),
        "params": resource.params,
        "datasource": datasource,
        "created_at": shapes::moment(resource.created_at),
        "updated_at": shapes::moment(resource.updated_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(sent: Value) -> Result<ResourceSource, Fault> {
        let sent: Datasource = serde_json::from_value(sent).expect("the form");
        sent.source()
    }

    #[test]
    fn an_address_is_said_in_one_piece_or_in_two() {
        let wanted = ResourceSource::Address("https://example.org/data/a.csv".to_owned());
        let whole = json!({"type": "http", "url": "https://example.org/data/a.csv"});
        assert_eq!(source(whole).expect("one piece"), wanted);
        let parts = json!({"type": "http", "connection": {"url": "https://example.org/", "auth": null},
            "relative_url": "/data/a.csv", "headers": []});
        assert_eq!(source(parts).expect("two"), wanted);
    }

    #[test]
    fn what_cannot_be_fetched_is_refused_with_its_member() {
        for sent in [
            json!({"type": "ftp", "url": "ftp://example.org"}),
            json!({"type": "http"}),
            json!({"type": "uploaded_file"}),
            json!({"type": "http", "url": "https://example.org", "headers": [{"name": "a", "value": "b"}]}),
            json!({"type": "http", "connection": {"url": "https://example.org", "auth": {"type": "basic"}}}),
        ] {
            let fault = source(sent.clone()).expect_err("refused");
            assert_eq!(fault.clause.as_deref(), Some("datasource"), "{sent}");
        }
    }
}
