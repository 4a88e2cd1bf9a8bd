//! How does a second dataset like this one come to be? Metadata, rules, steps and source are copied; its records come with its publication.

use portico_model::{Action, Author, Dataset, Fault, Principal, Ruleset, Thing, Visibility};
use serde_json::json;

use super::{Document, ResourceSource};
use crate::{Change, NewDataset, Portal};

impl Portal {
    /// Makes a draft like a dataset that this principal may change. What readers may see of it is copied first, so that nothing of the
    /// copy is shown to more people; rights to change the dataset are not.
    ///
    /// # Errors
    /// As [`Self::dataset_to_edit_or_publish`] and [`Self::create_dataset`].
    pub async fn copy_dataset(
        &self,
        who: &Principal,
        id: &str,
        new_id: Option<String>,
        title: Option<String>,
    ) -> Result<Dataset, Fault> {
        let from = self.dataset_to_edit_or_publish(who, id).await?;
        let mut metadata = from.metadata.clone();
        metadata.title = title.unwrap_or_else(|| format!("{} (copy)", metadata.title));
        let new = NewDataset {
            id: new_id,
            metadata,
            draft: true,
            restricted: from.visibility == Visibility::Restricted,
        };
        let to = self.create_dataset(who, new).await?;
        let registry = &self.inner.registry;
        for ruleset in registry.list_rulesets().await? {
            if ruleset.dataset == from.uid {
                let copy = Ruleset {
                    dataset: to.uid.clone(),
                    ..ruleset
                };
                registry.put_ruleset(&copy).await?;
            }
        }
        let steps = self.steps_of(&from).await?;
        if !steps.steps.is_empty() {
            self.keep_steps(&to.uid, &steps).await?;
        }
        if let Some((_, document)) = self.resource_row(&from).await? {
            let source = match &document.source {
                ResourceSource::File(file) => {
                    let file = self.file_of(&from, file).await?;
                    ResourceSource::File(self.copy_file(who, &file, &to).await?.id)
                }
                address @ ResourceSource::Address(_) => address.clone(),
            };
            self.keep_resource(who, &to, Document { source, ..document })
                .await?;
        }
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Dataset, to.id.as_str(), Action::Change)
            .after(json!({"copied from": from.id.as_str(), "steps": steps.steps.len()}));
        self.record_change(&Author::from(who), change).await?;
        Ok(to)
    }
}
