//! Which cells are too small to be shown? Those under the threshold, and as many more as keep a total from betraying them.

use crate::sketch::Sketch;

/// For each cell of a column, whether it is hidden. `visitors` are those of each cell, `threshold` the fewest that are shown; cells that
/// are hidden for another reason `already` stay so.
///
/// Whoever knows the total of the column can subtract what is shown. So either nothing is hidden, or everything is, or what is hidden
/// has at least two cells and, together, at least as many different visitors as the threshold (complementary suppression, after Cox
/// 1980). The same few people in two cells are few people.
pub(crate) fn hidden<const P: usize>(visitors: &[&Sketch<P>], already: &[bool], threshold: u64) -> Vec<bool> {
    let counts: Vec<u64> = visitors.iter().map(|cell| cell.estimate()).collect();
    let mut hidden: Vec<bool> = counts
        .iter()
        .zip(already)
        .map(|(count, already)| *already || *count < threshold)
        .collect();
    let mut together = Sketch::<P>::default();
    let mut cells = 0;
    for (cell, _) in visitors.iter().zip(&hidden).filter(|(_, is_hidden)| **is_hidden) {
        together.take_in(cell);
        cells += 1;
    }
    if cells == 0 {
        return hidden;
    }
    let mut shown: Vec<usize> = (0..visitors.len()).filter(|at| !hidden[*at]).collect();
    shown.sort_by_key(|at| counts[*at]);
    for at in shown {
        if cells >= 2 && together.estimate() >= threshold {
            break;
        }
        hidden[at] = true;
        together.take_in(visitors[at]);
        cells += 1;
    }
    hidden
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::DayKey;

    /// Cells with those visitors.
    fn cells(key: &DayKey, visitors: &[BTreeSet<u32>]) -> Vec<Sketch<10>> {
        let one = |people: &BTreeSet<u32>| {
            let mut sketch = Sketch::default();
            for person in people {
                sketch.touch(&key.token(std::net::IpAddr::V4((*person).into()), "Mozilla"));
            }
            sketch
        };
        visitors.iter().map(one).collect()
    }

    /// What is hidden of cells that share nobody.
    fn apart(counts: &[u32]) -> Vec<bool> {
        let mut next = 0;
        let people: Vec<BTreeSet<u32>> = counts
            .iter()
            .map(|count| {
                next += count;
                (next - count..next).collect()
            })
            .collect();
        of(&people, 10)
    }

    fn of(people: &[BTreeSet<u32>], threshold: u64) -> Vec<bool> {
        let key = DayKey::random().unwrap();
        let cells = cells(&key, people);
        let cells: Vec<&Sketch<10>> = cells.iter().collect();
        hidden(&cells, &vec![false; cells.len()], threshold)
    }

    #[test]
    fn a_table_of_large_cells_is_shown_whole() {
        assert_eq!(apart(&[10, 50, 90]), [false, false, false]);
        assert_eq!(apart(&[]), Vec::<bool>::new());
    }

    #[test]
    fn one_small_cell_takes_the_next_one_with_it() {
        assert_eq!(apart(&[3, 90, 40]), [true, false, true]);
        assert_eq!(apart(&[9]), [true]);
        assert_eq!(apart(&[4, 4, 60]), [true, true, true]);
        assert_eq!(apart(&[6, 6, 60]), [true, true, false]);
    }

    #[test]
    fn the_same_few_people_in_several_cells_are_few() {
        let few: BTreeSet<u32> = (0..6).collect();
        let many: BTreeSet<u32> = (0..60).collect();
        assert_eq!(
            of(&[few.clone(), few.clone(), few, many.clone(), many], 10),
            [true, true, true, true, false]
        );
    }

    #[test]
    fn what_is_hidden_for_another_reason_takes_another_with_it() {
        let key = DayKey::random().unwrap();
        let cells = cells(&key, &[(0..50).collect(), (0..60).collect(), (0..70).collect()]);
        let cells: Vec<&Sketch<10>> = cells.iter().collect();
        assert_eq!(hidden(&cells, &[false, true, false], 10), [true, true, false]);
    }

    proptest! {
        #[test]
        fn no_small_cell_can_be_found_by_subtraction(
            people in prop::collection::vec(prop::collection::btree_set(0_u32..40, 0..30), 0..8),
            threshold in 1_u64..20,
        ) {
            let hidden = of(&people, threshold);
            for (cell, is_hidden) in people.iter().zip(&hidden) {
                prop_assert!(*is_hidden || cell.len() as u64 >= threshold);
            }
            let rest: Vec<&BTreeSet<u32>> = people.iter().zip(&hidden).filter(|(_, is_hidden)| **is_hidden).map(|(cell, _)| cell).collect();
            if !rest.is_empty() && rest.len() < people.len() {
                // What subtraction gives belongs to several cells and to enough different people.
                prop_assert!(rest.len() >= 2);
                let different: BTreeSet<u32> = rest.into_iter().flatten().copied().collect();
                prop_assert!(different.len() as u64 >= threshold);
            }
        }
    }
}
