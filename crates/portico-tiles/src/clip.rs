//! Which part of a line or ring lies in a rectangle? On plane coordinates.

/// A place on the plane.
pub(crate) type Place = (f64, f64);

/// A rectangle on the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Frame {
    pub(crate) fn contains(&self, (x, y): Place) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }

    /// All places lie in the frame; none does, and the rectangle around them misses it; or neither is sure.
    fn overlap(&self, places: &[Place]) -> Overlap {
        let (mut left, mut top, mut right, mut bottom) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for &(x, y) in places {
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
        if left >= self.left && right <= self.right && top >= self.top && bottom <= self.bottom {
            Overlap::Inside
        } else if right < self.left || left > self.right || bottom < self.top || top > self.bottom {
            Overlap::Outside
        } else {
            Overlap::Across
        }
    }
}

enum Overlap {
    Inside,
    Outside,
    Across,
}

/// The pieces of a line inside the frame.
pub(crate) fn line(places: &[Place], frame: &Frame) -> Vec<Vec<Place>> {
    match frame.overlap(places) {
        Overlap::Inside => return vec![places.to_vec()],
        Overlap::Outside => return Vec::new(),
        Overlap::Across => {}
    }
    let mut pieces: Vec<Vec<Place>> = Vec::new();
    let mut open = false;
    for pair in places.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1], frame) else {
            open = false;
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if open => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
        open = to == pair[1];
    }
    pieces
}

/// The part of a segment inside the frame (Liang and Barsky).
fn segment(from: Place, to: Place, frame: &Frame) -> Option<(Place, Place)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    let sides = [
        (-dx, from.0 - frame.left),
        (dx, frame.right - from.0),
        (-dy, from.1 - frame.top),
        (dy, frame.bottom - from.1),
    ];
    for (speed, distance) in sides {
        if speed == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            begin = begin.max(distance / speed);
        } else {
            end = end.min(distance / speed);
        }
    }
    if begin > end {
        return None;
    }
    let at = |share: f64| (from.0 + share * dx, from.1 + share * dy);
    Some((
        if begin == 0.0 { from } else { at(begin) },
        if end == 1.0 { to } else { at(end) },
    ))
}

/// The part of a ring inside the frame (Sutherland and Hodgman), without a repeated last place. Parts that only the outside
/// connects stay connected along the frame's edge, which the margin around a tile hides.
pub(crate) fn ring(places: &[Place], frame: &Frame) -> Vec<Place> {
    let places = match places {
        [rest @ .., last] if rest.first() == Some(last) => rest,
        all => all,
    };
    match frame.overlap(places) {
        Overlap::Inside => return places.to_vec(),
        Overlap::Outside => return Vec::new(),
        Overlap::Across => {}
    }
    let across_x = |limit: f64| {
        move |from: Place, to: Place| {
            (
                limit,
                from.1 + (to.1 - from.1) * (limit - from.0) / (to.0 - from.0),
            )
        }
    };
    let across_y = |limit: f64| {
        move |from: Place, to: Place| {
            (
                from.0 + (to.0 - from.0) * (limit - from.1) / (to.1 - from.1),
                limit,
            )
        }
    };
    let places = cut(places, |place| place.0 >= frame.left, across_x(frame.left));
    let places = cut(&places, |place| place.0 <= frame.right, across_x(frame.right));
    let places = cut(&places, |place| place.1 >= frame.top, across_y(frame.top));
    cut(&places, |place| place.1 <= frame.bottom, across_y(frame.bottom))
}

fn cut(
    places: &[Place],
    keeps: impl Fn(Place) -> bool,
    crossing: impl Fn(Place, Place) -> Place,
) -> Vec<Place> {
    let mut kept = Vec::with_capacity(places.len() + 4);
    let Some(&last) = places.last() else { return kept };
    let mut before = last;
    for &place in places {
        if keeps(place) != keeps(before) {
            kept.push(crossing(before, place));
        }
        if keeps(place) {
            kept.push(place);
        }
        before = place;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    #[test]
    fn a_line_is_cut_into_the_pieces_inside() {
        let zigzag = [
            (-5.0, 5.0),
            (5.0, 5.0),
            (15.0, 5.0),
            (15.0, 8.0),
            (5.0, 8.0),
            (5.0, 20.0),
        ];
        let expected = vec![
            vec![(0.0, 5.0), (5.0, 5.0), (10.0, 5.0)],
            vec![(10.0, 8.0), (5.0, 8.0), (5.0, 10.0)],
        ];
        assert_eq!(line(&zigzag, &FRAME), expected);
        assert_eq!(
            line(&[(1.0, 1.0), (2.0, 2.0)], &FRAME),
            vec![vec![(1.0, 1.0), (2.0, 2.0)]]
        );
        assert!(line(&[(-1.0, -1.0), (-2.0, 20.0)], &FRAME).is_empty());
        // Its rectangle meets the frame, the line does not.
        assert!(line(&[(-5.0, 2.0), (2.0, -5.0)], &FRAME).is_empty());
    }

    #[test]
    fn a_ring_is_cut_along_the_frame() {
        let square = [(5.0, 5.0), (15.0, 5.0), (15.0, 8.0), (5.0, 8.0), (5.0, 5.0)];
        let mut cut = ring(&square, &FRAME);
        cut.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(cut, vec![(5.0, 5.0), (5.0, 8.0), (10.0, 5.0), (10.0, 8.0)]);
        let around = [(-9.0, -9.0), (19.0, -9.0), (19.0, 19.0), (-9.0, 19.0)];
        assert_eq!(ring(&around, &FRAME).len(), 4);
        assert!(ring(&[(20.0, 0.0), (30.0, 0.0), (30.0, 9.0)], &FRAME).is_empty());
        assert!(ring(&[], &FRAME).is_empty());
    }
}
