//! Which cells are too small to be shown? Those under the threshold, and as many more as keep a total from betraying them.

/// For each cell of a table, whether it is hidden. `visitors` are the visitors of each cell, `threshold` the fewest that are shown.
///
/// Whoever knows the total of the table can subtract what is shown. So either nothing is hidden, or everything is, or what is hidden
/// has at least two cells and, together, at least as many visitors as the threshold (complementary suppression, after Cox 1980).
pub(crate) fn hidden(visitors: &[u64], threshold: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = visitors.iter().map(|count| *count < threshold).collect();
    let mut together: u64 = sum(visitors, &hidden);
    let small = hidden.iter().filter(|is_hidden| **is_hidden).count();
    if small == 0 {
        return hidden;
    }
    let mut shown: Vec<usize> = (0..visitors.len()).filter(|at| !hidden[*at]).collect();
    shown.sort_by_key(|at| visitors[*at]);
    for (cells, at) in (small..).zip(shown) {
        if cells >= 2 && together >= threshold {
            break;
        }
        hidden[at] = true;
        together += visitors[at];
    }
    hidden
}

fn sum(visitors: &[u64], hidden: &[bool]) -> u64 {
    visitors
        .iter()
        .zip(hidden)
        .filter(|(_, is_hidden)| **is_hidden)
        .map(|(count, _)| count)
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_table_of_large_cells_is_shown_whole() {
        assert_eq!(hidden(&[10, 250, 4000], 10), [false, false, false]);
        assert_eq!(hidden(&[], 10), Vec::<bool>::new());
    }

    #[test]
    fn one_small_cell_takes_the_next_one_with_it() {
        assert_eq!(hidden(&[3, 250, 40], 10), [true, false, true]);
        assert_eq!(hidden(&[9], 10), [true]);
        assert_eq!(hidden(&[4, 4, 300], 10), [true, true, true]);
        assert_eq!(hidden(&[6, 6, 300], 10), [true, true, false]);
    }

    proptest! {
        #[test]
        fn no_small_cell_can_be_found_by_subtraction(visitors in prop::collection::vec(0_u64..60, 0..12), threshold in 1_u64..20) {
            let hidden = hidden(&visitors, threshold);
            for (count, is_hidden) in visitors.iter().zip(&hidden) {
                prop_assert!(*is_hidden || *count >= threshold);
            }
            let cells = hidden.iter().filter(|is_hidden| **is_hidden).count();
            if cells > 0 && cells < visitors.len() {
                // The rest that subtraction gives belongs to several cells and to enough people.
                prop_assert!(cells >= 2);
                prop_assert!(sum(&visitors, &hidden) >= threshold);
            }
        }
    }
}
