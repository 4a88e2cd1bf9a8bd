//! What separates the cells? Every candidate counted in every row of the file.

use std::collections::HashMap;
use std::io::Read;

use crate::FormatError;

/// Candidates, the likeliest first among equals. A colon is none: times are full of them.
const CANDIDATES: [u8; 4] = [b'\t', b';', b'|', b','];

/// How regularly each candidate occurs.
#[derive(Debug, Default)]
struct Tally {
    /// Rows by number of occurrences.
    rows: HashMap<u32, u64>,
    /// Occurrences in each of the first rows.
    first: Vec<u32>,
}

/// The separator of a text and the usual number of cells in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guess {
    pub(crate) separator: u8,
    pub(crate) width: usize,
}

/// Looks through the whole text. `wanted` is the caller's separator: then only the width is looked for.
///
/// # Errors
/// When the source fails.
pub(crate) fn guess(mut source: impl Read, wanted: Option<u8>) -> Result<Guess, FormatError> {
    let candidates: Vec<u8> = wanted.map_or_else(|| CANDIDATES.to_vec(), |one| vec![one]);
    let mut tallies: Vec<Tally> = candidates.iter().map(|_| Tally::default()).collect();
    let mut class = [0_u8; 256];
    for (index, byte) in candidates.iter().enumerate() {
        class[usize::from(*byte)] = index as u8 + 1;
    }
    (
        class[usize::from(b'\n')],
        class[usize::from(b'\r')],
        class[usize::from(b'"')],
    ) = (100, 100, 101);
    let mut counts = vec![0_u32; candidates.len()];
    let (mut rows, mut quoted, mut at_start, mut empty) = (0_u64, false, true, true);
    let mut end_row = |counts: &mut Vec<u32>, rows: &mut u64| {
        for (tally, count) in tallies.iter_mut().zip(counts.iter_mut()) {
            if tally.rows.len() < 10_000 || tally.rows.contains_key(count) {
                *tally.rows.entry(*count).or_default() += 1;
            }
            if tally.first.len() < 30 {
                tally.first.push(*count);
            }
            *count = 0;
        }
        *rows += 1;
    };
    let mut buffer = vec![0_u8; 128 << 10];
    loop {
        let length = source.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        for byte in &buffer[..length] {
            let kind = class[usize::from(*byte)];
            if quoted {
                // A doubled quote closes and opens again.
                if kind == 101 {
                    (quoted, at_start) = (false, true);
                }
                continue;
            }
            match kind {
                0 => (at_start, empty) = (false, false),
                100 => {
                    if !empty {
                        end_row(&mut counts, &mut rows);
                    }
                    (at_start, empty) = (true, true);
                }
                101 => {
                    quoted = at_start;
                    empty = false;
                }
                index => {
                    counts[usize::from(index) - 1] += 1;
                    (at_start, empty) = (true, false);
                }
            }
        }
    }
    if !empty {
        end_row(&mut counts, &mut rows);
    }
    Ok(best(&candidates, &tallies, rows))
}

fn best(candidates: &[u8], tallies: &[Tally], rows: u64) -> Guess {
    let scored = candidates
        .iter()
        .zip(tallies)
        .enumerate()
        .map(|(rank, (separator, tally))| {
            let usual = tally
                .rows
                .iter()
                .filter(|(count, _)| **count > 0)
                .max_by_key(|(count, rows)| (**rows, **count));
            let (count, found) = usual.map_or((0, 0), |(count, found)| (*count, *found));
            let share = found as f64 / rows.max(1) as f64;
            let header = tally
                .first
                .iter()
                .position(|seen| *seen == count)
                .unwrap_or(usize::MAX);
            (*separator, count, share, header, rank)
        });
    let scored: Vec<_> = scored.filter(|(_, count, ..)| *count > 0).collect();
    // Regular ones first: among them, the one whose header comes first (a decimal comma is not in the header), then the most cells.
    let regular = scored
        .iter()
        .filter(|(_, _, share, ..)| *share >= 0.95)
        .min_by_key(|(_, count, _, header, rank)| (*header, std::cmp::Reverse(*count), *rank));
    let any = || {
        scored
            .iter()
            .max_by(|a, b| a.2.total_cmp(&b.2).then(b.4.cmp(&a.4)))
    };
    match regular.or_else(any) {
        Some((separator, count, ..)) => Guess {
            separator: *separator,
            width: *count as usize + 1,
        },
        None => Guess {
            separator: candidates.last().copied().unwrap_or(b','),
            width: 1,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> (char, usize) {
        let guess = guess(text.as_bytes(), None).unwrap();
        (char::from(guess.separator), guess.width)
    }

    #[test]
    fn the_most_regular_candidate_separates() {
        assert_eq!(check("a,b\n1,2\n"), (',', 2));
        assert_eq!(check("a;b\n1,5;2,5\n3,5;4,5\n"), (';', 2));
        assert_eq!(check("a\tb\nx, y\tz\n"), ('\t', 2));
        assert_eq!(check("a|b|c\n1|2|3"), ('|', 3));
        assert_eq!(check("a,b\n\"x;y;z\",2\n\"x\ny\",\"a\"\"b,c\""), (',', 2));
        assert_eq!(check("name\nx\ny"), (',', 1));
        assert_eq!(check("Report, of 2024\n\na;b;c\n1;2;3\n1,1;2;3"), (';', 3));
    }
}
