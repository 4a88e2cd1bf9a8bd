//! Which steps did an editor choose? An ordered list with a version, as it is stored and as it is written by hand.

use portico_model::Fault;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::arguments::{self, Wrong};
use crate::registry;

/// Steps of one list.
pub const MOST_STEPS: usize = 500;
/// The format of the document.
const FORMAT: u32 = 1;
/// Bytes of a list as text.
const MOST_BYTES: usize = 1 << 20;
/// Letters of the words that an editor gives a step.
const LONGEST_LABEL: usize = 200;

/// The steps of a dataset, in order. A stored document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// Version of the document; what is missing is the present one.
    #[serde(default = "present")]
    pub format: u32,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Handle that stays when steps are moved: `pr_` and letters; given when the step is first stored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub uid: String,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the editor says of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Left out for now.
    #[serde(default, skip_serializing_if = "is_false")]
    pub disabled: bool,
    /// Its parameters, beside the keys above.
    #[serde(flatten)]
    pub params: Map<String, Value>,
}

fn present() -> u32 {
    FORMAT
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            format: FORMAT,
            steps: Vec::new(),
        }
    }
}

impl Steps {
    /// Reads a list of steps: `{"steps": [{"type": "rename", "field": "a", "to": "b"}]}`, or the list alone.
    ///
    /// # Errors
    /// `InvalidProcessor` with the step and what is wrong: unknown kinds and parameters with the nearest known name, wrong values.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > MOST_BYTES {
            return Err(Fault::invalid(
                "InvalidProcessor",
                format!("a list of steps has at most {MOST_BYTES} bytes"),
            ));
        }
        let unreadable = |error: serde_json::Error| {
            Fault::invalid(
                "InvalidProcessor",
                format!("the list of steps cannot be read: {error}"),
            )
            .with_hint(r#"write {"steps": [{"type": "rename", "field": "a", "to": "b"}]}"#)
        };
        let value: Value = serde_json::from_str(text).map_err(unreadable)?;
        let mut steps = match value {
            Value::Array(_) => Self {
                format: FORMAT,
                steps: serde_json::from_value(value).map_err(unreadable)?,
            },
            value => serde_json::from_value::<Self>(value).map_err(unreadable)?,
        };
        steps.check()?;
        Ok(steps)
    }

    /// Checks every step by itself, and writes its parameters as they are stored. Fields are checked when a plan is made.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn check(&mut self) -> Result<(), Fault> {
        if self.format > FORMAT {
            let message = format!(
                "the list of steps has format {}, newer than {FORMAT}",
                self.format
            );
            return Err(Fault::invalid("InvalidProcessor", message));
        }
        if self.steps.len() > MOST_STEPS {
            let message = format!(
                "a dataset has at most {MOST_STEPS} steps; these are {}",
                self.steps.len()
            );
            return Err(Fault::invalid("InvalidProcessor", message)
                .with_hint("several of them may be one: a formula can do a lot at once"));
        }
        for (index, step) in self.steps.iter_mut().enumerate() {
            step.check()
                .map_err(|wrong| wrong.into_fault(index, &step.kind))?;
        }
        Ok(())
    }

    /// The datasets that steps in use ask for.
    #[must_use]
    pub fn datasets(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for step in self.steps.iter().filter(|step| !step.disabled) {
            let Some(kind) = registry::find(&step.kind) else {
                continue;
            };
            let named = kind
                .params
                .iter()
                .filter(|param| param.ty == crate::ParamType::Dataset);
            for id in named.filter_map(|param| step.params.get(param.name)?.as_str()) {
                if !ids.iter().any(|known| known == id) {
                    ids.push(id.to_owned());
                }
            }
        }
        ids
    }

    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.steps.iter().all(|step| step.disabled)
    }
}

impl Step {
    fn check(&mut self) -> Result<(), Wrong> {
        let kind = registry::find(&self.kind).ok_or_else(|| registry::unknown(&self.kind))?;
        if self.label.chars().count() > LONGEST_LABEL {
            return Err(Wrong::new(format!(
                "the label has more than {LONGEST_LABEL} letters"
            )));
        }
        let well_formed = |uid: &str| {
            uid.len() <= 40
                && uid
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if !well_formed(&self.uid) {
            return Err(Wrong::new(
                "the `uid` has other characters than letters, digits and `_`",
            ));
        }
        self.params = arguments::normalised(kind, &self.params)?;
        Ok(())
    }
}
