//! What does a publisher say of a dataset after an import? What is given changes, the rest stays.

use portico_model::{Metadata, meta_entry};

use super::fetch_source;

/// Metadata of an existing dataset after an update.
pub(crate) fn merged(old: &Metadata, given: &Metadata) -> Metadata {
    let mut new = old.clone();
    // A date that was said of the old records says nothing of the new ones, unless the publisher keeps the date.
    if old.modified_updates_on_data_change != Some(false) {
        new.modified = None;
    }
    meta_entry::ALL
        .iter()
        .for_each(|entry| entry.take_over(given, &mut new));
    new.custom.extend(given.custom.clone());
    new.data_visible = given.data_visible.or(old.data_visible);
    new
}

/// Metadata of a new dataset: without a title, one is made from the file's name.
pub(super) fn with_title(given: &Metadata, file_name: &str) -> Metadata {
    if !given.title.trim().is_empty() {
        return given.clone();
    }
    Metadata {
        title: title_of(file_name),
        ..given.clone()
    }
}

/// `parks_and-recreation.csv` gives `Parks and recreation`.
fn title_of(file_name: &str) -> String {
    let words = fetch_source::stem(file_name).replace(['_', '-', '+'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => "Dataset".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_made_of_the_name() {
        assert_eq!(title_of("parks_and-recreation.csv"), "Parks and recreation");
        assert_eq!(title_of("__.csv"), "Dataset");
    }

    #[test]
    fn only_what_is_given_changes() {
        let old = Metadata {
            title: "Parks".into(),
            license: Some("CC0".into()),
            keyword: vec!["tree".into()],
            modified: Some("2020-01-01".into()),
            ..Metadata::default()
        };
        let given = Metadata {
            license: Some("CC BY".into()),
            ..Metadata::default()
        };
        let merged = merged(&old, &given);
        assert_eq!(merged.license.as_deref(), Some("CC BY"));
        assert_eq!(
            merged,
            Metadata {
                license: Some("CC BY".into()),
                modified: None,
                ..old
            }
        );
    }
}
