//! How is the table of kinds written for people? As Markdown, for the documentation.

use crate::kind::{Group, Kind, ParamType};
use crate::registry::ALL;

/// Every kind and its parameters, as a page in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# Processors\n\nSteps that change the records of a dataset when it is imported, and at every later update. This page is written from the \
         table that the program itself uses; `spec/processors.md` shows each kind at work, with what goes in and what comes out.\n\n\
         Steps are a list in JSON, `portico import FILE --steps steps.json`:\n\n```json\n{\"steps\": [\n  {\"type\": \"split_text\", \"field\": \"address\", \
         \"separator\": \",\", \"part\": -1, \"output\": \"town\"},\n  {\"type\": \"skip_records\", \"condition\": \"=empty(town)\", \"label\": \"Without a \
         town\"}\n]}\n```\n\nEvery step may have a `label` (words of yours) and `\"disabled\": true`. A step sees the fields as the step before it left \
         them.\nA value that a step cannot use is left empty, and listed among the refused values; the record stays.\n",
    );
    for group in Group::ALL {
        let title = match group {
            Group::Fields => "Fields",
            Group::Text => "Text",
            Group::Dates => "Dates",
            Group::Values => "Values",
            Group::Records => "Records",
            Group::Places => "Places",
        };
        page.push_str(&format!("\n## {title}\n"));
        for kind in ALL.iter().filter(|kind| kind.group == group) {
            write(kind, &mut page);
        }
    }
    page
}

fn write(kind: &Kind, page: &mut String) {
    page.push_str(&format!(
        "\n### `{}`: {}\n\n{}\n",
        kind.name, kind.title, kind.help
    ));
    if kind.params.is_empty() {
        return;
    }
    page.push_str("\n| parameter | holds | default | what it says |\n| --- | --- | --- | --- |\n");
    for param in kind.params {
        let holds = match param.ty {
            ParamType::Choice(words) => words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", "),
            ParamType::Integer { min, max } => format!("whole number, {min} to {max}"),
            ParamType::Epsg => "an EPSG code".to_owned(),
            ParamType::Number { min, max } => format!("number, {min} to {max}"),
            ParamType::Flag => "true or false".to_owned(),
            ParamType::Field => "a field".to_owned(),
            ParamType::Fields => "a list of fields".to_owned(),
            ParamType::Name => "a field's name".to_owned(),
            ParamType::Pattern => "a regular expression".to_owned(),
            ParamType::Expression => "an expression".to_owned(),
            ParamType::Dataset => "a dataset's identifier".to_owned(),
            ParamType::Text => "text".to_owned(),
            ParamType::Lines => "text, several lines".to_owned(),
        };
        let default = match (param.required, param.default) {
            (true, _) => "required".to_owned(),
            (false, Some(default)) => format!("`{default}`"),
            (false, None) => String::new(),
        };
        let help = param.help.replace('|', "\\|");
        page.push_str(&format!("| `{}` | {holds} | {default} | {help} |\n", param.name));
    }
}
