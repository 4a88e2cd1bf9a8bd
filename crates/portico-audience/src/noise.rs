//! How is a figure blurred, once and for ever? By a two-sided geometric number, drawn when the day ends and kept.
//!
//! One visitor changes a count of visitors by one, so a number with parameter `exp(-epsilon)` gives differential privacy of
//! `epsilon` for that figure (Ghosh, Roughgarden, Sundararajan 2009). Views have no such bound and get none.

use rand::Rng;

/// The count with noise of that strength; never below zero. Without a strength the count stays.
pub(crate) fn blur(count: u64, epsilon: Option<f64>, random: &mut impl Rng) -> u64 {
    let Some(epsilon) = epsilon.filter(|epsilon| epsilon.is_finite() && *epsilon > 0.0) else {
        return count;
    };
    let noise = geometric(epsilon, random) - geometric(epsilon, random);
    count.saturating_add_signed(noise)
}

/// How many failures come before the first success, when a failure has probability `exp(-epsilon)`.
fn geometric(epsilon: f64, random: &mut impl Rng) -> i64 {
    let uniform: f64 = 1.0 - random.random::<f64>();
    // Inverse of the distribution; in (0, 1] the logarithm is finite and not positive.
    (uniform.ln() / -epsilon).floor().min(1e9) as i64
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn without_a_strength_nothing_changes() {
        let mut random = StdRng::seed_from_u64(1);
        assert_eq!(blur(17, None, &mut random), 17);
        assert_eq!(blur(17, Some(f64::NAN), &mut random), 17);
        assert_eq!(blur(17, Some(-1.0), &mut random), 17);
    }

    #[test]
    fn nearly_all_figures_stay_within_three_at_strength_one() {
        let mut random = StdRng::seed_from_u64(2);
        let drawn: Vec<i64> = (0..4000)
            .map(|_| blur(1000, Some(1.0), &mut random) as i64 - 1000)
            .collect();
        let near = drawn.iter().filter(|noise| noise.abs() <= 3).count();
        assert!((3680..=3960).contains(&near), "{near} of 4000");
        let mean = drawn.iter().sum::<i64>() as f64 / 4000.0;
        assert!(mean.abs() < 0.15, "{mean}");
        assert!(drawn.iter().any(|noise| *noise != 0));
    }

    #[test]
    fn a_count_never_falls_below_zero() {
        let mut random = StdRng::seed_from_u64(3);
        assert!((0..200).all(|_| blur(0, Some(0.5), &mut random) < 100));
    }
}
