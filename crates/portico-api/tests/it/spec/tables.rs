//! Which requests does a table make? One a row: headers in code are parameters, the others say what the answer must be.

use super::cases::{Ask, Expected, Unit};
use super::markdown::spans;
use super::page::{self, Context};

/// Headers of cells that are for people alone.
const REMARKS: [&str; 4] = ["meaning", "why", "client", "what"];

/// The requests of a table; none for a table that only shows something.
///
/// # Errors
/// The line and what is wrong.
pub(super) fn units(
    context: &mut Context,
    line: usize,
    header: &[String],
    rows: &[(usize, Vec<String>)],
) -> Result<Vec<Unit>, (usize, String)> {
    let columns = header
        .iter()
        .map(|cell| column(cell))
        .collect::<Vec<Option<Column>>>();
    let asks = columns.iter().any(|column| {
        matches!(
            column,
            Some(Column::Parameter(_) | Column::Request | Column::Test)
        )
    });
    if !asks {
        return match columns.iter().any(|column| matches!(column, Some(Column::Case))) {
            true => Err((
                line,
                "a table with cases has a column of requests: a parameter in code, `request` or `test`"
                    .to_owned(),
            )),
            false => Ok(Vec::new()),
        };
    }
    if let Some(place) = columns.iter().position(Option::is_none) {
        let name = &header[place];
        return Err((
            line,
            format!("`{name}` is no column that the runner knows; remarks are headed {REMARKS:?}"),
        ));
    }
    let columns: Vec<Column> = columns.into_iter().flatten().collect();
    let row = |(line, cells): &(usize, Vec<String>)| {
        self::row(context, *line, &columns, cells).map_err(|wrong| (*line, wrong))
    };
    rows.iter().map(row).collect()
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
enum Column {
    Parameter(String),
    Request,
    Test,
    Case,
    Remark,
    Cities { ordered: bool },
    FirstRow,
    Rows,
    Answer,
    Total,
    Failure,
    Status,
}

fn column(header: &str) -> Option<Column> {
    if let [parameter] = spans(header).as_slice() {
        return Some(Column::Parameter(parameter.clone()));
    }
    Some(match header {
        "request" => Column::Request,
        "test" => Column::Test,
        "case" => Column::Case,
        "cities" => Column::Cities { ordered: false },
        "cities in order" => Column::Cities { ordered: true },
        "first row" => Column::FirstRow,
        "rows" => Column::Rows,
        "answer" => Column::Answer,
        "total" => Column::Total,
        "error" => Column::Failure,
        "status" => Column::Status,
        remark if REMARKS.contains(&remark) => Column::Remark,
        _ => return None,
    })
}

fn row(context: &mut Context, line: usize, columns: &[Column], cells: &[String]) -> Result<Unit, String> {
    let mut targets = vec![context.asks.clone()];
    let mut expected = Vec::new();
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match column {
            Column::Parameter(name) => targets = with_parameter(&targets, name, cell)?,
            Column::Request => targets = spans(cell),
            Column::Case => context.numbers(page::numbers(cell)?),
            Column::Remark => {}
            answer => expected.push(self::expected(answer, cell)?),
        }
    }
    if expected.is_empty() {
        return Err("nothing is expected of this row".to_owned());
    }
    if expected
        .iter()
        .any(|expected| matches!(expected, Expected::Cities { .. }))
    {
        targets = with_parameter(&targets, "limit", "`100`")?;
    }
    let ask = |target: String| Ask {
        method: "GET".to_owned(),
        target,
        ..Ask::default()
    };
    let mut unit = context.unit(line, targets.into_iter().map(ask).collect());
    unit.expected = expected;
    Ok(unit)
}

/// The targets with that parameter. Spellings of the same, separated by `<br>`, make a target each; several spans of one spelling are
/// the parameter several times.
fn with_parameter(targets: &[String], name: &str, cell: &str) -> Result<Vec<String>, String> {
    let mut longer = Vec::new();
    for spelling in cell.split("<br>") {
        let values = spans(spelling);
        if values.is_empty() {
            return Err(format!("the value of `{name}` stands in code: `{cell}`"));
        }
        for target in targets {
            let mut target = target.clone();
            for value in &values {
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&format!("{name}={value}"));
            }
            longer.push(target);
        }
    }
    Ok(longer)
}

fn expected(column: &Column, cell: &str) -> Result<Expected, String> {
    let number = || cell.parse().map_err(|_| format!("`{cell}` is no number"));
    let json = || {
        let span = spans(cell).into_iter().next().unwrap_or_default();
        serde_json::from_str(&span).map_err(|error| format!("`{cell}`: JSON in code, please: {error}"))
    };
    Ok(match column {
        Column::Cities { ordered } => Expected::Cities {
            names: cell
                .split(", ")
                .filter(|name| *name != "none")
                .map(str::to_owned)
                .collect(),
            ordered: *ordered,
        },
        Column::FirstRow => Expected::ExactlyAt("/results/0".to_owned(), json()?),
        Column::Rows => Expected::ExactlyAt("/results".to_owned(), json()?),
        Column::Answer => Expected::Holds(json()?),
        Column::Total => Expected::Total(number()?),
        Column::Status => Expected::Status(u16::try_from(number()?).map_err(|error| error.to_string())?),
        Column::Failure => {
            let status = cell.split(' ').next().unwrap_or_default();
            let mut words = spans(cell).into_iter();
            Expected::Error {
                status: status
                    .parse()
                    .map_err(|_| format!("`{cell}`: write 400, the code and words of the message"))?,
                code: words.next(),
                words: words.collect(),
            }
        }
        Column::Test => {
            let span = spans(cell).into_iter().next().unwrap_or_default();
            let (file, name) = span
                .split_once("::")
                .ok_or(format!("`{cell}`: write `file::name`"))?;
            Expected::Test {
                file: file.to_owned(),
                name: name.to_owned(),
            }
        }
        _ => return Err(format!("{column:?} expects nothing")),
    })
}
