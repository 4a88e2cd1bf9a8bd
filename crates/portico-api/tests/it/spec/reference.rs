//! Are the examples of the reference true? Each is asked of the portal of the specification.

use portico_odsql::reference::SECTIONS;
use serde_json::Value;

use super::cases::Ask;
use super::compare::difference;
use super::portal;

#[test]
fn every_example_of_the_reference_is_answered_as_it_says() {
    let mut wrong = Vec::new();
    for entry in SECTIONS.iter().flat_map(|section| section.entries) {
        for example in entry.examples {
            let pairs: Vec<String> = example
                .request
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let ask = Ask {
                method: "GET".to_owned(),
                target: format!("/catalog/datasets/fx-cities/records?{}", pairs.join("&")),
                ..Ask::default()
            };
            let body: Value = serde_json::from_slice(&portal::send("portal", &ask).body).unwrap();
            let expected: Value = serde_json::from_str(example.answer)
                .unwrap_or_else(|error| panic!("`{}`: {error}: {}", entry.name, example.answer));
            let difference = difference(&body["results"], &expected, true);
            if let Some(difference) = difference {
                wrong.push(format!(
                    "`{}`: {}\n  {difference}\n  {body}",
                    entry.name,
                    example.line()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
