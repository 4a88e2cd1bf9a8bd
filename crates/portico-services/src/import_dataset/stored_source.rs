//! Can the file of the current version be read once more, with other steps? Its copy beside the records, under its old name.

use futures::StreamExt;
use object_store::ObjectStore;
use object_store::path::Path;
use portico_model::{Dataset, DatasetId, Fault, FaultKind, FieldType};

use super::fetch_source::LocalSource;
use super::recipe::Recipe;
use crate::object_copies::copy_out;
use crate::portal::Inner;

/// The file, copied to this machine.
///
/// # Errors
/// When the dataset has no records, or its file alone does not make them: records were added, or files came beside it.
pub(super) async fn open(inner: &Inner, id: Option<&DatasetId>) -> Result<LocalSource, Fault> {
    let id = id.ok_or_else(|| Fault::internal("no dataset was named"))?;
    let missing = || Fault::no_dataset(id.as_str());
    let dataset = inner.registry.dataset_by_id(id).await?.ok_or_else(missing)?;
    if let Some(reason) = obstacle(inner, &dataset).await? {
        return Err(reason);
    }
    let version = dataset.current.as_ref().ok_or_else(missing)?;
    let folder = Path::from_iter(["datasets", dataset.uid.as_str(), version.id.as_str()]);
    let mut objects = inner.store.list(Some(&folder));
    while let Some(object) = objects.next().await.transpose().map_err(Fault::internal)? {
        let is_source = object.location.parts_count() == folder.parts_count() + 1
            && object
                .location
                .filename()
                .is_some_and(|name| name.starts_with("source."));
        if !is_source {
            continue;
        }
        let file = copy_out(&inner.store, &object.location, inner.owner.folder()).await?;
        return LocalSource::unpacked(version.source_name.clone(), file);
    }
    Err(cannot("its file is not there any more"))
}

/// Why the current file cannot be read again; none when it can.
pub(crate) async fn obstacle(inner: &Inner, dataset: &Dataset) -> Result<Option<Fault>, Fault> {
    let Some(version) = &dataset.current else {
        return Ok(Some(cannot("it has no records yet")));
    };
    let recipe = inner.registry.recipe(&version.id).await?;
    let recipe = recipe.map(|text| Recipe::parse(&text)).transpose()?;
    if !recipe.is_some_and(|recipe| recipe.is_whole()) {
        return Ok(Some(cannot("its records came from several files")));
    }
    if version
        .schema
        .fields
        .iter()
        .any(|field| field.ty == FieldType::File)
    {
        return Ok(Some(cannot("its records name files that came with the table")));
    }
    Ok(None)
}

fn cannot(why: &str) -> Fault {
    let message = format!("the records of this dataset cannot be made again: {why}");
    Fault::new(FaultKind::Conflict, "CannotProcessAgain", message)
        .with_hint("the steps are applied at the next update: import the file again")
}
