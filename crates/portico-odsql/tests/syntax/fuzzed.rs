//! Do the seeds of the fuzz targets read back, and thousands of texts made of them? The same on every run.

#[expect(
    unreachable_pub,
    reason = "the library of the fuzz targets, whose functions are public there"
)]
#[path = "../../../../fuzz/src/lib.rs"]
mod reading;

use std::path::Path;

use portico_odsql::MAX_NESTING;

/// Texts made of the seeds of one target.
const MADE: usize = 3000;

/// Pieces that are put in.
const PIECES: &[&str] = &[
    " AND ",
    " OR ",
    " NOT ",
    "(",
    ")",
    "[",
    "]",
    "..",
    " TO ",
    ",",
    "*",
    "+",
    "-",
    "/",
    "=",
    ":",
    "<",
    ">=",
    "!=",
    "'",
    "\"",
    "`",
    "\\",
    "\\u12",
    "date'",
    "geom'",
    "null",
    "TRUE",
    "1",
    ".5",
    "1e",
    "9223372036854775808",
    "1e999",
    " IN ",
    " LIKE ",
    " IS ",
    " AS ",
    " DESC",
    "count(*)",
    "count(distinct ",
    "range(a, ",
    "now(day=31, ",
    "facet(",
    "name=",
    "search(",
    "é",
    "\u{1F600}",
    "\u{0}",
    " ",
    "\n",
    "a",
    "`a b`",
    "x.y",
    "1_a",
];

/// A small generator of numbers (xorshift): no two runs differ.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).expect("below a usize")
    }
}

fn seeds(target: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| String::from_utf8_lossy(&std::fs::read(file).expect("a seed")).into_owned())
        .collect()
}

/// A text made of two seeds: pieces cut, doubled, put in, taken from the other.
fn made(seeds: &[String], numbers: &mut Numbers) -> String {
    let seed = |numbers: &mut Numbers| -> Vec<char> { seeds[numbers.below(seeds.len())].chars().collect() };
    let mut text = seed(numbers);
    for _ in 0..1 + numbers.below(4) {
        let from = numbers.below(text.len() + 1);
        let to = (from + numbers.below(8)).min(text.len());
        match numbers.below(5) {
            0 => drop(text.drain(from..to)),
            1 => {
                let piece = text[from..to].to_vec();
                text.splice(from..from, piece);
            }
            2 => {
                let other = seed(numbers);
                let start = numbers.below(other.len() + 1);
                text.splice(from..to, other[start..].iter().copied());
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                text.splice(from..from, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

fn check(target: &str, reads_back: fn(&str)) {
    let seeds = seeds(target);
    assert!(seeds.len() > 10, "{target} has seeds");
    seeds.iter().for_each(|seed| reads_back(seed));
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    for _ in 0..MADE {
        reads_back(&made(&seeds, &mut numbers));
    }
    for piece in PIECES {
        reads_back(&piece.repeat(MAX_NESTING + 1));
    }
}

#[test]
fn conditions_made_of_seeds_read_back() {
    check("where", reading::where_reads_back);
}

#[test]
fn selections_made_of_seeds_read_back() {
    check("select", reading::select_reads_back);
}

#[test]
fn groups_made_of_seeds_read_back() {
    check("group_by", reading::group_by_reads_back);
}

#[test]
fn orders_made_of_seeds_read_back() {
    check("order_by", reading::order_by_reads_back);
}

#[test]
fn refinements_made_of_seeds_read_back() {
    check("refine", reading::refine_reads_back);
}

#[test]
fn facets_made_of_seeds_read_back() {
    check("facet", reading::facet_reads_back);
}
