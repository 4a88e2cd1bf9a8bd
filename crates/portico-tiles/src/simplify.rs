//! Which places of a line can be left out without anybody seeing it? Douglas and Peucker, without recursion.

use crate::clip::Place;

/// Keeps the ends, and every place farther than `tolerance` from the line without it.
pub(crate) fn line(places: &[Place], tolerance: f64) -> Vec<Place> {
    if places.len() <= 2 {
        return places.to_vec();
    }
    let mut keep = vec![false; places.len()];
    keep[0] = true;
    keep[places.len() - 1] = true;
    mark(places, 0, places.len() - 1, tolerance, &mut keep);
    kept(places, &keep)
}

/// The same for a ring without a repeated last place: the first place and the one farthest from it are kept.
pub(crate) fn ring(places: &[Place], tolerance: f64) -> Vec<Place> {
    if places.len() <= 4 {
        return places.to_vec();
    }
    let distance = |place: Place| (place.0 - places[0].0).powi(2) + (place.1 - places[0].1).powi(2);
    let farthest = (0..places.len())
        .max_by(|a, b| distance(places[*a]).total_cmp(&distance(places[*b])))
        .unwrap_or(0);
    let mut closed = places.to_vec();
    closed.push(places[0]);
    let mut keep = vec![false; closed.len()];
    keep[0] = true;
    keep[farthest] = true;
    mark(&closed, 0, farthest, tolerance, &mut keep);
    mark(&closed, farthest, closed.len() - 1, tolerance, &mut keep);
    keep.pop();
    kept(places, &keep)
}

fn kept(places: &[Place], keep: &[bool]) -> Vec<Place> {
    places
        .iter()
        .zip(keep)
        .filter(|(_, keep)| **keep)
        .map(|(place, _)| *place)
        .collect()
}

fn mark(places: &[Place], from: usize, to: usize, tolerance: f64, keep: &mut [bool]) {
    let limit = tolerance * tolerance;
    let mut spans = vec![(from, to)];
    while let Some((from, to)) = spans.pop() {
        let mut worst = (limit, None);
        for (at, place) in places.iter().enumerate().take(to).skip(from + 1) {
            let distance = squared_distance(*place, places[from], places[to]);
            if distance > worst.0 {
                worst = (distance, Some(at));
            }
        }
        if let Some(at) = worst.1 {
            keep[at] = true;
            spans.push((from, at));
            spans.push((at, to));
        }
    }
}

fn squared_distance(place: Place, from: Place, to: Place) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let share = if length == 0.0 {
        0.0
    } else {
        ((place.0 - from.0) * dx + (place.1 - from.1) * dy) / length
    };
    let share = share.clamp(0.0, 1.0);
    (place.0 - from.0 - share * dx).powi(2) + (place.1 - from.1 - share * dy).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bumps_go_and_corners_stay() {
        let bumpy = [(0.0, 0.0), (1.0, 0.4), (2.0, -0.4), (3.0, 0.0), (3.0, 5.0)];
        assert_eq!(line(&bumpy, 1.0), vec![(0.0, 0.0), (3.0, 0.0), (3.0, 5.0)]);
        assert_eq!(line(&bumpy, 0.1).len(), 5);
        let square = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        assert_eq!(
            ring(&square, 1.0),
            vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
        );
    }

    #[test]
    fn long_curves_do_not_exhaust_the_stack() {
        let curve: Vec<Place> = (0..20_000)
            .map(|at| (f64::from(at), (f64::from(at) * 0.01).exp().min(1e9)))
            .collect();
        assert!(line(&curve, 0.5).len() > 2);
    }
}
