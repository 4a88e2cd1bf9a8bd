//! Which requests does a page make, and what does it expect of them?

use serde_json::Value;

use super::cases::{Ask, Expected, Unit};
use super::markdown::{self, Part};
use super::tables;

/// Blocks that show something and are not run.
const ILLUSTRATIONS: [&str; 4] = ["", "odsql", "sh", "toml"];

/// What comments have said so far.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) file: String,
    heading: String,
    numbers: Vec<u16>,
    portal: String,
    /// What tables ask.
    pub(super) asks: String,
}

/// The requests of a page.
///
/// # Errors
/// File, line and what is wrong with the page.
pub(super) fn units(file: &str, text: &str) -> Result<Vec<Unit>, String> {
    read(file, text).map_err(|(line, wrong)| format!("{file}:{line}: {wrong}"))
}

fn read(file: &str, text: &str) -> Result<Vec<Unit>, (usize, String)> {
    let mut context = Context {
        file: file.to_owned(),
        heading: String::new(),
        numbers: Vec::new(),
        portal: "portal".to_owned(),
        asks: "/catalog/datasets/fx-cities/records".to_owned(),
    };
    let mut units: Vec<Unit> = Vec::new();
    // Whether the last unit may still be told what to expect.
    let mut open = false;
    let mut announced: Option<usize> = None;
    for part in markdown::parts(text)? {
        match part {
            Part::Heading { text } => {
                context.heading = text;
                open = false;
                unused(announced.take())?;
            }
            Part::Comment { line, text } => {
                unused(announced.take())?;
                if directive(&mut context, &text).map_err(|wrong| (line, wrong))? {
                    announced = Some(line);
                }
                open = false;
            }
            Part::Fence { line, info, text } if info.split(' ').next() == Some("http") => {
                announced = None;
                let requests = requests(&text, info == "http raw").map_err(|wrong| (line, wrong))?;
                units.push(context.unit(line + 1, requests));
                open = true;
            }
            Part::Fence { info, .. } if ILLUSTRATIONS.contains(&info.as_str()) => {}
            Part::Fence { line, info, text } => {
                let Some(unit) = units.last_mut().filter(|_| open) else {
                    return Err((
                        line,
                        format!("`{info}` expects an answer; no request comes before it"),
                    ));
                };
                let expected = expected(&info, &text).map_err(|wrong| (line, wrong))?;
                unit.expected.push(expected);
            }
            Part::Table { line, header, rows } => {
                let found = tables::units(&mut context, line, &header, &rows)?;
                if !found.is_empty() {
                    announced = None;
                    open = false;
                }
                units.extend(found);
            }
        }
    }
    unused(announced)?;
    match units.iter().find(|unit| unit.expected.is_empty()) {
        Some(unit) => Err((unit.line, "nothing is expected of this request".to_owned())),
        None => Ok(units),
    }
}

fn unused(announced: Option<usize>) -> Result<(), (usize, String)> {
    match announced {
        Some(line) => Err((line, "this case has no request".to_owned())),
        None => Ok(()),
    }
}

/// Follows a comment; whether it announces a case.
fn directive(context: &mut Context, text: &str) -> Result<bool, String> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "case" | "cases" => {
            context.numbers = numbers(rest)?;
            Ok(true)
        }
        "portal" => {
            rest.trim().clone_into(&mut context.portal);
            Ok(false)
        }
        "asks" => {
            rest.trim().clone_into(&mut context.asks);
            Ok(false)
        }
        _ => Err(format!(
            "`{text}` is no word to the runner; it knows case N, portal NAME, asks PATH"
        )),
    }
}

/// `12` or `12, 13`.
pub(super) fn numbers(text: &str) -> Result<Vec<u16>, String> {
    text.split(',')
        .map(|number| {
            number
                .trim()
                .parse()
                .map_err(|_| format!("`{text}` is no case number"))
        })
        .collect()
}

/// The requests of a block: a first line each, then headers, then a body behind an empty line.
fn requests(text: &str, raw: bool) -> Result<Vec<Ask>, String> {
    let mut requests: Vec<Ask> = Vec::new();
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    for line in head.lines() {
        if let Some(ask) = ask(line, raw) {
            requests.push(ask);
        } else if let (Some((name, value)), Some(last)) = (line.split_once(": "), requests.last_mut()) {
            last.headers.push((name.to_owned(), value.to_owned()));
        } else {
            return Err(format!(
                "`{line}` is neither a request such as `GET /path` nor a header"
            ));
        }
    }
    if let Some(last) = requests.last_mut() {
        body.clone_into(&mut last.body);
    }
    if requests.is_empty() {
        return Err("this block has no request".to_owned());
    }
    Ok(requests)
}

fn ask(line: &str, raw: bool) -> Option<Ask> {
    let (method, target) = line.split_once(' ')?;
    ["GET", "HEAD", "POST", "PUT", "OPTIONS"]
        .contains(&method)
        .then(|| Ask {
            method: method.to_owned(),
            target: target.to_owned(),
            raw,
            ..Ask::default()
        })
}

/// What a block expects.
fn expected(info: &str, text: &str) -> Result<Expected, String> {
    let json = |text: &str| -> Result<Value, String> {
        serde_json::from_str(text).map_err(|error| format!("this JSON cannot be read: {error}"))
    };
    let pairs = |text: &str| -> Result<Vec<(String, String)>, String> {
        text.lines()
            .map(|line| {
                line.split_once(": ")
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .ok_or(format!("`{line}`: write `name: value`"))
            })
            .collect()
    };
    let words: Vec<&str> = info.split(' ').collect();
    Ok(match words.as_slice() {
        ["json"] => Expected::Holds(json(text)?),
        ["json", "exactly"] => Expected::Exactly(json(text)?),
        ["text", "holds"] => Expected::Lines(text.lines().map(str::to_owned).collect()),
        ["text"] => Expected::Text {
            text: text.to_owned(),
            crlf: false,
            bom: false,
        },
        ["csv", rest @ ..] if rest.iter().all(|word| *word == "bom") => Expected::Text {
            text: format!("{text}\n"),
            crlf: true,
            bom: !rest.is_empty(),
        },
        ["headers"] => Expected::Headers(pairs(text)?),
        ["facts"] => Expected::Facts(pairs(text)?),
        ["same"] => Expected::SameAs(ask(text, false).ok_or("write one request, such as `GET /path`")?),
        ["error"] => {
            let mut lines = text.lines();
            let first = lines.next().unwrap_or_default();
            let (status, code) = first.split_once(' ').unwrap_or((first, ""));
            Expected::Error {
                status: status
                    .parse()
                    .map_err(|_| format!("`{first}`: write the status, then the code"))?,
                code: (!code.is_empty()).then(|| code.to_owned()),
                words: lines.map(str::to_owned).collect(),
            }
        }
        _ => return Err(format!("`{info}` is no kind of block that the runner knows")),
    })
}

impl Context {
    /// Announces cases.
    pub(super) fn numbers(&mut self, numbers: Vec<u16>) {
        self.numbers = numbers;
    }

    /// A unit that is the announced cases; the numbers are given once.
    pub(super) fn unit(&mut self, line: usize, requests: Vec<Ask>) -> Unit {
        let numbers = std::mem::take(&mut self.numbers);
        let label = match numbers.first() {
            Some(number) => format!("case {number}"),
            None => format!(
                "{}: {}",
                self.file.rsplit('/').next().unwrap_or_default(),
                self.heading
            ),
        };
        Unit {
            file: self.file.clone(),
            line,
            label,
            numbers,
            portal: self.portal.clone(),
            requests,
            expected: Vec::new(),
        }
    }
}

#[test]
fn a_request_and_what_is_expected_of_it_belong_together() {
    let page =
        "# A\n<!-- case 4 -->\n```http\nGET /catalog\nAccept: x\n```\n```error\n400 ODSQLError\nwords\n```\n";
    let units = units("spec/x.md", page).unwrap();
    assert_eq!((units.len(), units[0].numbers.as_slice()), (1, &[4][..]));
    assert_eq!(units[0].requests[0].headers.len(), 1);
    assert_eq!(units[0].label, "case 4");
}

#[test]
fn what_is_expected_of_nothing_is_refused() {
    for (page, wrong) in [
        ("```json\n{}\n```\n", "no request comes before"),
        ("```http\nGET /\n```\n", "nothing is expected"),
        ("<!-- case 1 -->\n# B\n", "no request"),
        ("<!-- cased 1 -->\n", "no word"),
        ("```http\nGET /\n```\n```jsno\n{}\n```\n", "no kind of block"),
        ("```http\nGET /\n```\n```json\n{\n```\n", "cannot be read"),
    ] {
        let found = units("spec/x.md", page).unwrap_err();
        assert!(
            found.contains(wrong) && found.starts_with("spec/x.md:"),
            "{found}"
        );
    }
}
