//! Which records does a map show, by which geometry, with which properties?

use portico_engine::{Query, Table};
use portico_model::{Fault, FaultKind, Field, FieldType, Version};
use portico_odsql::{ExprKind, SelectItem, Spanned};
use portico_services::Question;

use crate::ask::Ask;
use crate::explore::ExploreParams;
use crate::reply::{Tag, caller_key};

/// Name of the one layer in every tile.
pub(crate) const NAME: &str = "records";

/// A dataset as a layer of a map.
#[derive(Debug)]
pub(crate) struct Layer {
    /// The records.
    pub(crate) table: Table,
    /// Their version.
    pub(crate) version: Version,
    /// Words of credit.
    pub(crate) attributions: Vec<String>,
    /// Title of the dataset.
    pub(crate) title: String,
    /// The geometry that is shown.
    pub(crate) geometry: Field,
    /// The property that tells people what a feature is.
    pub(crate) label: Option<Field>,
    /// What was asked.
    pub(crate) question: Question,
    /// Which records.
    pub(crate) query: Query,
    changed: i64,
    /// What the caller sees of the dataset.
    mark: String,
}

impl Layer {
    /// The layer of a dataset under the filters of the request.
    ///
    /// # Errors
    /// `NotFoundResource` without such a dataset or without a geometry; a mistake in a filter.
    pub(crate) async fn open(ask: &Ask, id: &str) -> Result<Self, Fault> {
        let view = ask.dataset(id).await?;
        let table = view.table()?;
        let mark = view.mark();
        let version = view.version.ok_or_else(|| Fault::no_dataset(id))?;
        let schema = table.schema();
        let geometry = schema.geometry().cloned().ok_or_else(|| {
            let message = format!("The requested dataset {id} has nothing to show on a map.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        })?;
        let label = label(&schema.fields).cloned();
        let question = ExploreParams::read(&ask.params, ask.lang)?.question;
        let question = Question {
            select: None,
            group_by: None,
            order_by: None,
            ..question
        };
        let mut query = question.query()?;
        query.select = label.iter().map(column).collect();
        Ok(Self {
            table,
            version,
            attributions: view.dataset.metadata.attributions,
            title: view.dataset.metadata.title,
            geometry,
            label,
            question,
            query,
            changed: view.dataset.updated_at,
            mark,
        })
    }

    /// The tag of what the layer shows of `part`.
    pub(crate) fn tag(&self, ask: &Ask, part: &str) -> Tag {
        if self.question.depends_on_now() {
            return Tag::none();
        }
        Tag::of(&[
            self.version.id.as_bytes(),
            self.changed.to_be_bytes().as_slice(),
            caller_key(&ask.principal, &self.mark).as_bytes(),
            format!("{:?}", self.question).as_bytes(),
            part.as_bytes(),
        ])
    }
}

fn column(field: &Field) -> SelectItem {
    let expr = Spanned {
        node: ExprKind::Field(field.name.clone()),
        span: 0..field.name.len(),
    };
    SelectItem::Expr {
        expr,
        alias: None,
        key: field.name.clone(),
    }
}

/// The first text field that is called a name or a title, else the first text field of all.
fn label(fields: &[Field]) -> Option<&Field> {
    const NAMES: [&str; 8] = [
        "name", "title", "label", "nom", "titre", "nombre", "titulo", "libelle",
    ];
    let is_text = |field: &&Field| field.ty == FieldType::Text && !field.is_multivalued();
    let named = |word: &&str| {
        let ends =
            |name: &str| name == *word || name.strip_suffix(word).is_some_and(|rest| rest.ends_with('_'));
        fields.iter().filter(is_text).find(|field| ends(&field.name))
    };
    NAMES
        .iter()
        .find_map(named)
        .or_else(|| fields.iter().find(is_text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_called_by_its_name() {
        let of = |names: &[&str]| {
            let fields: Vec<_> = names
                .iter()
                .map(|name| Field::new(*name, FieldType::Text))
                .collect();
            label(&fields).map(|field| field.name.clone())
        };
        assert_eq!(of(&["code", "name", "title"]).as_deref(), Some("name"));
        assert_eq!(
            of(&["code", "surname", "station_name"]).as_deref(),
            Some("station_name")
        );
        assert_eq!(of(&["code", "kind"]).as_deref(), Some("code"));
        assert_eq!(of(&[]), None);
    }
}
