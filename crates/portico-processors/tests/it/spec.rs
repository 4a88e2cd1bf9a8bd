//! Does every example of `spec/processors.md` hold, and does every kind of step have one?

use std::ops::ControlFlow;

use portico_processors::{ALL, Limits, Plan, Steps};

use crate::page::{Example, Page, Table, examples};

/// What comes out, and what was said on the way.
fn run(example: &Example) -> Result<(Table, Vec<String>), String> {
    let steps = Steps::parse(&format!("[{}]", example.steps)).map_err(|fault| fault.message)?;
    let (schema, batch) = example.input.read();
    let mut plan = Plan::new(&steps, &schema, &Page(&example.others), Limits::default())
        .map_err(|fault| fault.message)?;
    let lines = (1..=batch.num_rows() as u64).collect();
    let (mut batches, mut said) = (Vec::new(), Vec::new());
    let _ = plan
        .run(
            &batch,
            lines,
            &mut |trouble| {
                let field = trouble.field.unwrap_or_default();
                said.push(format!(
                    "refused: row {}, `{field}`: {}",
                    trouble.line, trouble.reason
                ));
            },
            &mut |batch, lines| {
                assert_eq!(batch.num_rows(), lines.len(), "{}", example.heading);
                batches.push(batch);
                ControlFlow::Continue(())
            },
        )
        .map_err(|fault| fault.message)?;
    Ok((Table::write(plan.schema(), &batches), said))
}

fn shown(table: &Table) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ").replace('\n', "↵"));
    let rule = vec!["---".to_owned(); table.headers.len()];
    let rows: String = table.rows.iter().map(|row| line(row)).collect();
    line(&table.headers) + &line(&rule) + &rows
}

#[test]
fn every_example_of_the_page_holds() {
    let mut wrong = Vec::new();
    for example in examples() {
        let place = format!("line {} ({})", example.line, example.heading);
        match (run(&example), &example.output) {
            (Ok((found, said)), Some(wanted)) => {
                if found != *wanted || said != example.said {
                    wrong.push(format!("{place}:\n{}{}", shown(&found), said.join("\n")));
                }
            }
            (Ok((found, _)), None) => wrong.push(format!("{place}: no table follows\n{}", shown(&found))),
            (Err(reason), _) => {
                if example.said != [format!("error: {reason}")] {
                    wrong.push(format!("{place}: {reason}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_kind_of_step_has_an_example_and_words() {
    let examples = examples();
    for kind in ALL {
        let written = format!("\"{}\"", kind.name);
        assert!(
            examples.iter().any(|example| example.steps.contains(&written)),
            "spec/processors.md has no example of `{}`",
            kind.name
        );
        assert!(
            kind.help.ends_with('.') && !kind.title.ends_with('.'),
            "{}",
            kind.name
        );
        for (place, param) in kind.params.iter().enumerate() {
            assert!(param.help.ends_with('.'), "{}: {}", kind.name, param.name);
            assert!(
                kind.params[..place].iter().all(|other| other.name != param.name),
                "{}: {}",
                kind.name,
                param.name
            );
            assert!(
                !["uid", "type", "label", "disabled"].contains(&param.name),
                "{}",
                kind.name
            );
        }
    }
}

#[test]
fn the_documentation_names_every_kind() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/processors.md");
    let wanted = portico_processors::reference();
    if std::env::var_os("PORTICO_BLESS").is_some() {
        std::fs::write(&path, &wanted).expect("written");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        found, wanted,
        "run the test with PORTICO_BLESS=1 and look at the difference"
    );
}
