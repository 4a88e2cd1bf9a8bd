//! Can every colour be read? The tokens of the style sheet, light and dark, against the contrast that WCAG asks for.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../assets/css/tokens.css");

/// Text colours, each on the grounds it stands on.
const TEXT: [(&str, &[&str]); 8] = [
    ("ink", &["paper", "paper-2", "verdigris-2", "mark"]),
    ("ink-2", &["paper", "paper-2", "verdigris-2"]),
    ("verdigris", &["paper", "paper-2", "verdigris-2"]),
    ("on-verdigris", &["verdigris"]),
    ("brick", &["paper", "paper-2", "verdigris-2"]),
    ("ochre", &["paper", "paper-2"]),
    ("moss", &["paper", "paper-2"]),
    ("map-label", &["map-land"]),
];
/// Controls and marks.
const MARKS: [(&str, &[&str]); 11] = [
    ("edge", &["paper", "paper-2"]),
    ("verdigris", &["paper", "paper-2"]),
    ("terracotta", &["paper", "map-land", "map-water"]),
    ("series-1", &["paper"]),
    ("series-2", &["paper"]),
    ("series-3", &["paper"]),
    ("series-4", &["paper"]),
    ("series-5", &["paper"]),
    ("series-6", &["paper"]),
    ("series-7", &["paper"]),
    ("series-8", &["paper"]),
];

/// The colours of one `:root` block.
fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let lines = block.lines().filter_map(|line| {
        line.trim()
            .strip_prefix("--")?
            .strip_suffix(';')?
            .split_once(": #")
    });
    let part = |hex: &str, at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
    lines
        .filter(|(_, hex)| hex.len() == 6)
        .map(|(name, hex)| (name, [0, 2, 4].map(|at| part(hex, at))))
        .collect()
}

fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_colour_stands_out_from_its_ground_in_both_schemes() {
    let (light, dark) = TOKENS.split_once("@media (prefers-color-scheme: dark)").unwrap();
    for (scheme, block) in [("light", light), ("dark", dark)] {
        let colours = colours(block);
        assert!(colours.len() >= 20, "{scheme}: {}", colours.len());
        for (pairs, least) in [(&TEXT[..], 4.5), (&MARKS[..], 3.0)] {
            for (name, grounds) in pairs {
                for ground in *grounds {
                    let found = contrast(colours[name], colours[ground]);
                    assert!(
                        found >= least,
                        "{scheme}: {name} on {ground} is {found:.2}, less than {least}"
                    );
                }
            }
        }
    }
}

#[test]
fn black_on_white_is_21() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}
