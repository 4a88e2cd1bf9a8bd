//! How do the description's own words read on a page? Paragraphs, lists, and code between backquotes.

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) code: bool,
}

/// A paragraph or the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A paragraph.
    Text(Vec<Piece>),
    /// A list.
    List(Vec<Vec<Piece>>),
}

/// The pieces of a sentence: every second one between backquotes is code.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    text.split('`')
        .enumerate()
        .map(|(place, text)| Piece {
            text: text.to_owned(),
            code: place % 2 == 1,
        })
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

/// The blocks of a text: lines that begin with a star are a list.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("* "), blocks.last_mut()) {
            (Some(item), Some(Block::List(items))) => items.push(pieces(item)),
            (Some(item), _) => blocks.push(Block::List(vec![pieces(item)])),
            (None, _) => blocks.push(Block::Text(pieces(line))),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_lists_and_backquotes_are_code() {
        let piece = |text: &str, code| Piece {
            text: text.to_owned(),
            code,
        };
        assert_eq!(
            blocks("One.\n\n* `a` is\n* b"),
            [
                Block::Text(vec![piece("One.", false)]),
                Block::List(vec![
                    vec![piece("a", true), piece(" is", false)],
                    vec![piece("b", false)]
                ]),
            ]
        );
    }
}
