//! What may this principal see of this dataset? The one function behind pages, API, exports and tiles.

mod rights;

use portico_engine::Table;
use portico_model::{
    Attachment, AttachmentKind, Dataset, Fault, FaultKind, FieldType, Permission, Principal, Schema, State,
    Version, Visibility,
};

use crate::Portal;

/// A dataset as one principal may see it.
#[derive(Debug, Clone)]
pub struct DatasetView {
    /// Identity, metadata, state.
    pub dataset: Dataset,
    /// The version that is read; none for a dataset without records yet.
    pub version: Option<Version>,
    /// The visible fields.
    pub schema: Schema,
    /// Whether the records may be read; the metadata may be when this is false.
    pub data_visible: bool,
    /// Files beside the records.
    pub(crate) attachments: Vec<Attachment>,
}

/// Kinds of principals that see the same datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Nobody known.
    Public,
    /// Signed in: also what is restricted.
    Reader,
    /// Makes datasets: also drafts.
    Editor,
}

impl Class {
    pub(crate) const COUNT: usize = 3;

    pub(crate) fn of(who: &Principal) -> Self {
        if who.may(Permission::EditDataset) {
            Self::Editor
        } else if who.may(Permission::ExploreRestrictedDataset) {
            Self::Reader
        } else {
            Self::Public
        }
    }
}

/// The dataset as that class may see it; none when it may not know of it. Everything that shows a dataset goes through here.
pub(crate) fn view(class: Class, dataset: &Dataset) -> Option<DatasetView> {
    let needed = match (dataset.state, dataset.visibility) {
        (State::Draft, _) => Class::Editor,
        (State::Published, Visibility::Restricted) => Class::Reader,
        (State::Published, Visibility::Domain) => Class::Public,
    };
    (class >= needed).then(|| DatasetView {
        version: dataset.current.clone(),
        schema: dataset
            .current
            .as_ref()
            .map(|version| version.schema.clone())
            .unwrap_or_default(),
        data_visible: class >= Class::Editor || dataset.metadata.data_visible != Some(false),
        dataset: dataset.clone(),
        attachments: Vec::new(),
    })
}

impl DatasetView {
    /// The files of that kind beside the records, in the order in which they came.
    pub fn attachments(&self, kind: AttachmentKind) -> impl Iterator<Item = &Attachment> {
        self.attachments
            .iter()
            .filter(move |attachment| attachment.kind == kind)
    }

    /// The table to query.
    ///
    /// # Errors
    /// `ForbiddenAccess` when the records are not for this principal; not found when there are none.
    pub fn table(&self) -> Result<Table, Fault> {
        if !self.data_visible {
            return Err(Fault::forbidden());
        }
        let Some(version) = &self.version else {
            let message = format!("The dataset {} has no records yet.", self.dataset.id);
            return Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message));
        };
        let table = Table::stored(&self.dataset.uid, version).with_dataset_id(self.dataset.id.as_str());
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

#[cfg(test)]
mod tests {
    use portico_model::{DatasetId, DatasetUid, Metadata, Person, Role};

    use super::*;

    fn dataset(state: State, visibility: Visibility) -> Dataset {
        Dataset {
            uid: DatasetUid::from_random(1),
            id: DatasetId::from_title("parks"),
            state,
            visibility,
            metadata: Metadata::default(),
            current: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    fn person(role: Role, disabled: bool) -> Principal {
        Principal::from(Person {
            id: String::new(),
            email: String::new(),
            role,
            disabled,
            created_at: 0,
        })
    }

    #[test]
    fn every_role_sees_what_it_may_and_no_more() {
        let kinds = [
            dataset(State::Published, Visibility::Domain),
            dataset(State::Published, Visibility::Restricted),
            dataset(State::Draft, Visibility::Domain),
            dataset(State::Draft, Visibility::Restricted),
        ];
        let table = [
            (Principal::Anonymous, [true, false, false, false]),
            (person(Role::Reader, true), [true, false, false, false]),
            (person(Role::Administrator, true), [true, false, false, false]),
            (person(Role::Reader, false), [true, true, false, false]),
            (person(Role::Contributor, false), [true, true, true, true]),
            (person(Role::Publisher, false), [true, true, true, true]),
            (person(Role::Administrator, false), [true, true, true, true]),
            (Principal::Operator, [true, true, true, true]),
        ];
        for (who, expected) in table {
            let seen = kinds
                .each_ref()
                .map(|dataset| view(Class::of(&who), dataset).is_some());
            assert_eq!(seen, expected, "{who:?}");
        }
    }

    #[test]
    fn without_records_or_right_there_is_no_table() {
        let dataset = dataset(State::Published, Visibility::Domain);
        let mut view = view(Class::Public, &dataset).expect("everyone sees it");
        assert_eq!(view.table().expect_err("no records").kind, FaultKind::NotFound);
        view.data_visible = false;
        assert_eq!(view.table().expect_err("no right").kind, FaultKind::Forbidden);
    }
}
