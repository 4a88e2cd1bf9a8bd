//! What does a step do to the first records? The table before it, the table after it, what is different, what could not be used.

use portico_formats::write::value::{Columns, Rendering};
use portico_i18n::Say;
use portico_model::Fault;
use portico_processors::{Preview, Stage};
use portico_web::WebResult;

use super::Told;

/// Letters of a cell.
const SHORT: usize = 48;
/// Refused values that are shown.
const REFUSED: usize = 10;
/// Columns that are shown; the fields of the form name all.
const COLUMNS: usize = 60;

/// What a preview shows.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) title: String,
    pub(super) before: Option<Sheet>,
    pub(super) after: Option<Sheet>,
    pub(super) refused: Option<String>,
    pub(super) values: Vec<String>,
    pub(super) fault: Option<Told>,
}

/// A table.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) headers: Vec<Header>,
    pub(super) rows: Vec<Vec<Cell>>,
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) ty: &'static str,
    /// The step made it, or gave it another type.
    pub(super) new: bool,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The step changed it.
    pub(super) new: bool,
}

impl Look {
    /// The work of the step at that place; without a step, the records as they are.
    pub(super) fn new(preview: &Preview, at: Option<usize>, say: Say) -> WebResult<Self> {
        let Some(at) = at else {
            let first = preview
                .stages
                .first()
                .map(|stage| sheet(stage, None))
                .transpose()?;
            return Ok(Self {
                title: say.t("processors-preview").into_owned(),
                before: None,
                after: first,
                refused: None,
                values: Vec::new(),
                fault: None,
            });
        };
        let before = preview
            .stages
            .iter()
            .rfind(|stage| stage.step.is_none_or(|step| step < at));
        let after = preview.stages.iter().find(|stage| stage.step == Some(at));
        let fault = preview.fault.as_ref().filter(|(step, _)| *step <= at);
        let troubles = after.map(|stage| stage.troubles.as_slice()).unwrap_or_default();
        let said = |trouble: &portico_processors::Trouble| {
            let row = say.t1("processors-row", "number", trouble.line);
            let field = trouble.field.as_deref().unwrap_or_default();
            format!("{row}, {field}: {} ({})", trouble.reason, short(&trouble.value))
        };
        Ok(Self {
            title: say.t1("processors-preview-of", "number", at as u64 + 1),
            before: before.map(|stage| sheet(stage, None)).transpose()?,
            after: after.map(|stage| sheet(stage, before)).transpose()?,
            refused: (!troubles.is_empty())
                .then(|| say.t1("processors-refused", "count", troubles.len() as u64)),
            values: troubles.iter().take(REFUSED).map(said).collect(),
            fault: fault.map(|(_, fault)| Told::of(fault)),
        })
    }
}

/// The records of a stage; beside those of the stage before, what is new is marked.
fn sheet(stage: &Stage, before: Option<&Stage>) -> WebResult<Sheet> {
    let texts = texts(stage)?;
    let earlier = before
        .map(|before| Ok::<_, Fault>((before, self::texts(before)?)))
        .transpose()?;
    let same_rows = earlier
        .as_ref()
        .is_some_and(|(before, _)| before.batch.num_rows() == stage.batch.num_rows());
    let fields = || stage.schema.fields.iter().take(COLUMNS);
    let places: Vec<Option<usize>> = fields()
        .map(|field| {
            let (before, _) = earlier.as_ref()?;
            before.schema.fields.iter().position(|old| old.name == field.name)
        })
        .collect();
    let headers = fields()
        .zip(&places)
        .map(|(field, place)| Header {
            name: field.name.clone(),
            ty: field.ty.as_str(),
            new: earlier.as_ref().is_some_and(|(before, _)| {
                place.is_none_or(|place| before.schema.fields[place].ty != field.ty)
            }),
        })
        .collect();
    let rows = texts.into_iter().enumerate().map(|(row, cells)| {
        let cell = |(column, text): (usize, String)| {
            let old = match (&earlier, places[column]) {
                (Some((_, texts)), Some(place)) if same_rows => {
                    texts.get(row).and_then(|cells| cells.get(place))
                }
                _ => None,
            };
            Cell {
                new: old.is_some_and(|old| *old != text),
                text,
            }
        };
        cells.into_iter().take(COLUMNS).enumerate().map(cell).collect()
    });
    Ok(Sheet {
        headers,
        rows: rows.collect(),
    })
}

fn texts(stage: &Stage) -> Result<Vec<Vec<String>>, Fault> {
    let fields = &stage.schema.fields;
    let columns = Columns::new(fields, &stage.batch, Rendering::default()).map_err(Fault::internal)?;
    let cell = |column: usize, row: usize| short(&columns.text(column, row).unwrap_or_default());
    Ok((0..columns.rows())
        .map(|row| (0..fields.len()).map(|column| cell(column, row)).collect())
        .collect())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
