//! What happens to the records of a dataset between their source and readers? Field configurations and processors: two views of one list of
//! steps, which the next publication applies.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Author, Fault, FaultKind};
use portico_processors::{ALL, Param, ParamType, Step};
use portico_services::{ProcessingChange, ProcessingView};
use portico_web::WebResult;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::field_words::{self, is_of_fields};
use super::{reply, shapes};

/// Which steps a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Fields,
    Processors,
}

macro_rules! endpoints {
    ($family:expr, $list:ident, $create:ident, $show:ident, $replace:ident, $remove:ident) => {
        /// The list.
        pub(super) async fn $list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
            list(&call, &uid, $family).await
        }

        /// A new one.
        pub(super) async fn $create(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
            create(&call, &uid, $family).await
        }

        /// One of them.
        pub(super) async fn $show(
            Path((uid, id)): Path<(String, String)>,
            call: Call,
        ) -> WebResult<Response> {
            let view = view(&call, &uid).await?;
            reply::ok(&$family.told(&view, &id)?)
        }

        /// Another one in its place.
        pub(super) async fn $replace(
            Path((uid, id)): Path<(String, String)>,
            call: Call,
        ) -> WebResult<Response> {
            replace(&call, &uid, &id, $family).await
        }

        /// Gone.
        pub(super) async fn $remove(
            Path((uid, id)): Path<(String, String)>,
            call: Call,
        ) -> WebResult<Response> {
            let view = view(&call, &uid).await?;
            $family.told(&view, &id)?;
            change(
                &call,
                &view,
                view.number,
                ProcessingChange::Delete(id),
                $family,
            )
            .await?;
            Ok(reply::deleted())
        }
    };
}

endpoints!(
    Family::Fields,
    list_fields,
    create_field,
    show_field,
    replace_field,
    remove_field
);
endpoints!(
    Family::Processors,
    list_processors,
    create_processor,
    show_processor,
    replace_processor,
    remove_processor
);

/// `GET /processors/`: every kind with its parameters.
pub(super) async fn list_kinds(call: Call) -> WebResult<Response> {
    let kinds: Vec<_> = ALL.iter().filter(|kind| !is_of_fields(kind.name)).collect();
    reply::ok(&call.page("/processors/", &kinds, |kind| {
        json!({
            "type": kind.name,
            "label": kind.title,
            "group": kind.group.as_str(),
            "help_text": kind.help,
            "params": kind.params.iter().map(parameter).collect::<Vec<_>>(),
        })
    })?)
}

impl Family {
    fn word(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Processors => "processors",
        }
    }

    fn has(self, kind: &str) -> bool {
        is_of_fields(kind) == (self == Self::Fields)
    }

    /// A step as it is told, with its place among all steps.
    fn shape(self, place: usize, step: &Step) -> Value {
        let mut told = match self {
            Self::Fields => field_words::told(step),
            Self::Processors => Map::from_iter(
                [("type".to_owned(), json!(step.kind))]
                    .into_iter()
                    .chain(step.params.clone()),
            ),
        };
        told.insert("uid".to_owned(), json!(step.uid));
        told.insert("label".to_owned(), json!(step.label));
        told.insert("disabled".to_owned(), json!(step.disabled));
        told.insert("position".to_owned(), json!(place));
        told.into()
    }

    fn all(self, view: &ProcessingView) -> Vec<Value> {
        let steps = view.steps.steps.iter().enumerate();
        steps
            .filter(|(_, step)| self.has(&step.kind))
            .map(|(place, step)| self.shape(place, step))
            .collect()
    }

    fn told(self, view: &ProcessingView, id: &str) -> Result<Value, Fault> {
        let found = view
            .steps
            .steps
            .iter()
            .position(|step| step.uid == id && self.has(&step.kind));
        let place = found.ok_or_else(|| {
            let what = match self {
                Self::Fields => "field configuration",
                Self::Processors => "processor",
            };
            let shown: String = id.chars().take(60).collect();
            let message = format!("The requested {what} {shown} does not exist.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        })?;
        Ok(self.shape(place, &view.steps.steps[place]))
    }

    /// What is sent as a step, and the place where it is wanted.
    fn read(self, mut sent: Map<String, Value>) -> Result<(Step, Option<usize>), Fault> {
        sent.remove("uid");
        let place = sent.remove("position").filter(|place| !place.is_null());
        let place = match place {
            None => None,
            Some(place) => {
                let place = place.as_u64().and_then(|place| usize::try_from(place).ok());
                Some(place.ok_or_else(|| {
                    let fault = Fault::invalid("InvalidBody", "`position` is a whole number from 0");
                    reply::wrong_field("position", fault)
                })?)
            }
        };
        let kind = sent.get("type").and_then(Value::as_str).unwrap_or_default();
        let is_known = ALL.iter().any(|known| known.name == kind);
        if kind.is_empty() || (is_known || is_of_fields(kind)) && !self.has(kind) {
            let (message, hint) = match (kind, self) {
                ("", _) => ("`type` is missing".to_owned(), "say what is done"),
                (_, Self::Fields) => (format!("`{kind}` is a processor"), "send it to processors/"),
                (_, Self::Processors) => (format!("`{kind}` configures a field"), "send it to fields/"),
            };
            let fault = Fault::invalid("InvalidProcessor", message).with_hint(hint);
            return Err(reply::wrong_field("type", fault));
        }
        let sent = match self {
            Self::Fields => field_words::read(sent)?,
            Self::Processors => sent,
        };
        let step = serde_json::from_value(sent.into())
            .map_err(|error| Fault::invalid("InvalidBody", format!("The body does not fit: {error}")))?;
        Ok((step, place))
    }
}

async fn view(call: &Call, uid: &str) -> Result<ProcessingView, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    call.portal.processing(&call.who, dataset.id.as_str()).await
}

async fn change(
    call: &Call,
    view: &ProcessingView,
    seen: i64,
    change: ProcessingChange,
    family: Family,
) -> Result<ProcessingView, Fault> {
    let author = Author::from(&call.who);
    let kind = match &change {
        ProcessingChange::Add(step, _)
        | ProcessingChange::Set(_, step)
        | ProcessingChange::Place(_, step, _) => step.kind.clone(),
        _ => String::new(),
    };
    let changed = call
        .portal
        .change_processing(&call.who, &author, view.dataset.id.as_str(), seen, change)
        .await;
    // `steps[3].to`: the caller knows the one step that was sent.
    changed.map_err(|fault| match fault.clause.as_deref() {
        Some(clause) if clause.starts_with("steps[") => {
            let param = clause.split_once("].").map_or("type", |(_, param)| param);
            let param = match family {
                Family::Fields => field_words::name_of(&kind, param).to_owned(),
                Family::Processors => param.to_owned(),
            };
            reply::wrong_field(&param, fault)
        }
        _ => fault,
    })
}

async fn list(call: &Call, uid: &str, family: Family) -> WebResult<Response> {
    let view = view(call, uid).await?;
    let path = format!("/datasets/{uid}/{}/", family.word());
    let mut page = call.page(&path, &family.all(&view), Value::clone)?;
    if family == Family::Fields {
        let version = view.dataset.current.as_ref();
        let fields = version.into_iter().flat_map(|version| &version.schema.fields);
        page["schema"] = fields.map(shapes::field).collect::<Vec<_>>().into();
    }
    reply::ok(&page)
}

async fn create(call: &Call, uid: &str, family: Family) -> WebResult<Response> {
    let before = view(call, uid).await?;
    let (step, place) = family.read(call.json()?)?;
    let known: Vec<String> = before.steps.steps.iter().map(|step| step.uid.clone()).collect();
    let wanted = ProcessingChange::Add(step, place);
    let after = change(call, &before, before.number, wanted, family).await?;
    let made = after.steps.steps.iter().find(|step| !known.contains(&step.uid));
    let made = made.ok_or_else(|| Fault::internal("a step that was added is not there"))?;
    reply::created(&family.told(&after, &made.uid)?)
}

async fn replace(call: &Call, uid: &str, id: &str, family: Family) -> WebResult<Response> {
    let before = view(call, uid).await?;
    let (step, place) = family.read(call.json()?)?;
    family.told(&before, id)?;
    let wanted = match place {
        None => ProcessingChange::Set(id.to_owned(), step),
        Some(place) => ProcessingChange::Place(id.to_owned(), step, place),
    };
    let after = change(call, &before, before.number, wanted, family).await?;
    reply::ok(&family.told(&after, id)?)
}

fn parameter(param: &Param) -> Value {
    let mut told = json!({
        "name": param.name,
        "type": param.ty.as_str(),
        "required": param.required,
        "default": param.default,
        "help_text": param.help,
    });
    match param.ty {
        ParamType::Choice(words) => told["values"] = json!(words),
        ParamType::Integer { min, max } => (told["min"], told["max"]) = (json!(min), json!(max)),
        ParamType::Number { min, max } => (told["min"], told["max"]) = (json!(min), json!(max)),
        _ => {}
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(family: Family, sent: Value) -> Result<(Step, Option<usize>), Fault> {
        family.read(sent.as_object().cloned().expect("an object"))
    }

    #[test]
    fn a_step_is_told_as_it_was_sent() {
        let sent =
            json!({"type": "split_text", "field": "a", "separator": ",", "label": "Parts", "position": 2});
        let (step, place) = read(Family::Processors, sent).expect("read");
        assert_eq!((step.kind.as_str(), place), ("split_text", Some(2)));
        let told = Family::Processors.shape(2, &step);
        assert_eq!(
            (&told["field"], &told["label"], &told["position"]),
            (&json!("a"), &json!("Parts"), &json!(2))
        );
    }

    #[test]
    fn each_list_takes_its_own_kinds() {
        let wrong = |family, kind: &str| read(family, json!({"type": kind})).expect_err("refused");
        for fault in [
            wrong(Family::Fields, "split_text"),
            wrong(Family::Processors, "rename"),
            wrong(Family::Processors, "description"),
            wrong(Family::Fields, ""),
        ] {
            assert_eq!(fault.clause.as_deref(), Some("type"), "{fault:?}");
        }
    }
}
