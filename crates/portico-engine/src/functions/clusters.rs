//! Which cells of a map belong together? Cells whose middles are closer than the radius become one cluster.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::logical_expr::Expr;

use super::geo::mercator;
use super::own::call;

/// Rounds of merging: each brings clusters together whose middles moved in the one before.
const ROUNDS: usize = 50;

/// The points of a cell: how many, and their mean position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) cell: i64,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) count: f64,
}

/// The cluster of each cell that is not its own, named by one of its cells, and how often that cell is to be turned around the Earth to
/// lie beside it: clusters go over the antimeridian.
pub(crate) type Assigned = Arc<HashMap<i64, (i64, i8)>>;

/// The cluster of a cell.
pub(crate) fn cluster_of(cell: Expr, assigned: &Assigned) -> Expr {
    let fingerprint = fingerprint(assigned);
    let assigned = Arc::clone(assigned);
    call(
        "cluster_of",
        fingerprint,
        DataType::Int64,
        vec![cell],
        move |columns| {
            let found: Int64Array = columns[0]
                .as_primitive::<Int64Type>()
                .unary(|cell| assigned.get(&cell).map_or(cell, |(cluster, _)| *cluster));
            Ok(Arc::new(found) as ArrayRef)
        },
    )
}

/// The longitude of a point of that cell, beside the other points of its cluster: beyond 180 degrees when it is to be turned.
pub(crate) fn turned(lon: Expr, cell: Expr, assigned: &Assigned) -> Expr {
    if assigned.values().all(|(_, turn)| *turn == 0) {
        return lon;
    }
    let fingerprint = fingerprint(assigned);
    let assigned = Arc::clone(assigned);
    call(
        "turned_to_cluster",
        fingerprint,
        DataType::Float64,
        vec![lon, cell],
        move |columns| {
            let lon = columns[0].as_primitive::<Float64Type>();
            let cell = columns[1].as_primitive::<Int64Type>();
            let turn = |cell: i64| assigned.get(&cell).map_or(0.0, |(_, turn)| f64::from(*turn));
            let found: Float64Array =
                arrow::compute::binary(lon, cell, |lon, cell| lon + 360.0 * turn(cell))?;
            Ok(Arc::new(found) as ArrayRef)
        },
    )
}

fn fingerprint(assigned: &Assigned) -> String {
    let mut pairs: Vec<_> = assigned.iter().collect();
    pairs.sort_unstable();
    let mut fingerprint = DefaultHasher::new();
    pairs.hash(&mut fingerprint);
    format!("{:x}", fingerprint.finish())
}

/// Merges cells until no two clusters have their middles less than a cell's width apart, `cells` being the number of
/// cells around the world. The clusters with most points come first, so that the answer does not depend on any order.
pub(crate) fn merge(found: &[Cell], cells: f64) -> Assigned {
    let mut clusters: Vec<Cell> = found.to_vec();
    let mut assigned: HashMap<i64, (i64, i8)> = HashMap::new();
    for _ in 0..ROUNDS {
        let (merged, moved) = round(&clusters, cells);
        if moved.is_empty() {
            break;
        }
        for (target, turn) in assigned.values_mut() {
            if let Some((next, more)) = moved.get(target) {
                *target = *next;
                *turn = turn.saturating_add(*more);
            }
        }
        assigned.extend(moved);
        clusters = merged;
    }
    Arc::new(assigned)
}

/// The clusters after one round, and those that went into another one.
fn round(clusters: &[Cell], cells: f64) -> (Vec<Cell>, HashMap<i64, (i64, i8)>) {
    let places: Vec<(f64, f64)> = clusters
        .iter()
        .map(|cluster| {
            let (x, y) = mercator(on_earth(cluster.lon), cluster.lat);
            (x * cells, y * cells)
        })
        .collect();
    let square = |place: (f64, f64)| (place.0.floor() as i64, place.1.floor() as i64);
    let mut squares: HashMap<(i64, i64), Vec<usize>> = HashMap::with_capacity(clusters.len());
    for (index, place) in places.iter().enumerate() {
        squares.entry(square(*place)).or_default().push(index);
    }
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    order.sort_by(|left, right| {
        let (left, right) = (&clusters[*left], &clusters[*right]);
        right
            .count
            .total_cmp(&left.count)
            .then(left.cell.cmp(&right.cell))
    });
    let mut taken = vec![false; clusters.len()];
    let mut merged = Vec::with_capacity(clusters.len());
    let mut moved = HashMap::new();
    for index in order {
        if taken[index] {
            continue;
        }
        taken[index] = true;
        let mut cluster = clusters[index];
        let own_turn = whole_turns(cluster.lon);
        for turn in turns(places[index].0, cells) {
            let here = (places[index].0 + f64::from(turn) * cells, places[index].1);
            let (column, row) = square(here);
            let around = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (column + x, row + y)));
            for other in around.filter_map(|place| squares.get(&place)).flatten() {
                let (x, y) = (places[*other].0 - here.0, places[*other].1 - here.1);
                if !taken[*other] && x * x + y * y < 1.0 {
                    taken[*other] = true;
                    let other = &clusters[*other];
                    let turn = own_turn - whole_turns(other.lon) - turn;
                    cluster = cluster.with(other, turn);
                    moved.insert(other.cell, (cluster.cell, turn));
                }
            }
        }
        merged.push(cluster);
    }
    (merged, moved)
}

/// From which sides neighbours may come: also over the antimeridian, for what is less than a cell away from it.
fn turns(x: f64, cells: f64) -> impl Iterator<Item = i8> {
    let is_needed = move |turn: &i8| match turn {
        1 => x < 1.0,
        -1 => x > cells - 1.0,
        _ => true,
    };
    [0, 1, -1].into_iter().filter(is_needed)
}

/// How often a longitude has gone around the Earth.
fn whole_turns(lon: f64) -> i8 {
    ((lon - on_earth(lon)) / 360.0).round().clamp(-9.0, 9.0) as i8
}

/// The longitude between -180 and 180 degrees.
pub(crate) fn on_earth(lon: f64) -> f64 {
    if (-180.0..=180.0).contains(&lon) {
        return lon;
    }
    (lon + 180.0).rem_euclid(360.0) - 180.0
}

impl Cell {
    /// Both together, the other one turned around the Earth so often.
    fn with(self, other: &Self, turn: i8) -> Self {
        let count = self.count + other.count;
        let mean = |left: f64, right: f64| (left * self.count + right * other.count) / count;
        Self {
            cell: self.cell,
            lon: mean(self.lon, other.lon + 360.0 * f64::from(turn)),
            lat: mean(self.lat, other.lat),
            count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(cell: i64, lon: f64, lat: f64, count: f64) -> Cell {
        Cell {
            cell,
            lon,
            lat,
            count,
        }
    }

    #[test]
    fn neighbours_closer_than_the_radius_become_one() {
        // 360 cells around the world: one is a degree wide.
        let near = [
            cell(1, 10.9, 0.0, 1.0),
            cell(2, 11.1, 0.0, 5.0),
            cell(3, 13.0, 0.0, 2.0),
        ];
        let assigned = merge(&near, 360.0);
        assert_eq!(assigned.get(&1), Some(&(2, 0)));
        assert_eq!(assigned.len(), 1);
        assert!(merge(&near[1..], 360.0).is_empty());
        assert!(merge(&[], 360.0).is_empty());
    }

    #[test]
    fn neighbours_over_the_antimeridian_become_one() {
        let near = [
            cell(1, 179.8, -17.0, 3.0),
            cell(2, -179.9, -17.0, 1.0),
            cell(3, -179.5, -17.0, 1.0),
            cell(4, 0.0, -17.0, 1.0),
        ];
        let assigned = merge(&near, 360.0);
        assert_eq!(assigned.get(&2), Some(&(1, 1)));
        assert_eq!(assigned.get(&3), Some(&(1, 1)));
        assert_eq!(assigned.len(), 2, "{assigned:?}");
        let mirrored = near.map(|one| Cell { lon: -one.lon, ..one });
        assert_eq!(merge(&mirrored, 360.0).get(&2), Some(&(1, -1)));
        // Three in a row: what came over it brings others along.
        let row = [
            cell(1, 179.5, 0.0, 2.0),
            cell(2, -179.9, 0.0, 4.0),
            cell(3, -179.0, 0.0, 1.0),
        ];
        let assigned = merge(&row, 360.0);
        assert_eq!(assigned.get(&1), Some(&(2, -1)));
        assert_eq!(
            (on_earth(180.5), on_earth(-180.0), on_earth(541.0)),
            (-179.5, -180.0, -179.0)
        );
    }

    #[test]
    fn no_two_clusters_stay_closer_than_the_radius() {
        let mut cells: Vec<Cell> = (0..400_i32)
            .map(|n| {
                let (x, y) = (f64::from(n % 20) * 0.7, f64::from(n / 20) * 0.6);
                cell(i64::from(n), x, y, f64::from(n % 7 + 1))
            })
            .collect();
        let assigned = merge(&cells, 360.0);
        let mut clusters: HashMap<i64, Cell> = HashMap::new();
        for one in &cells {
            let (name, turn) = assigned.get(&one.cell).copied().unwrap_or((one.cell, 0));
            clusters
                .entry(name)
                .and_modify(|all| *all = all.with(one, turn))
                .or_insert(*one);
        }
        assert!(clusters.len() > 10 && clusters.len() < 200, "{}", clusters.len());
        let total: f64 = clusters.values().map(|cluster| cluster.count).sum();
        assert!((total - cells.iter().map(|cell| cell.count).sum::<f64>()).abs() < 1e-9);
        let all: Vec<&Cell> = clusters.values().collect();
        for (index, left) in all.iter().enumerate() {
            for right in &all[index + 1..] {
                let [left, right] = [left, right].map(|one| mercator(one.lon, one.lat));
                let distance = (left.0 - right.0).hypot(left.1 - right.1) * 360.0;
                assert!(distance > 0.99, "{left:?} {right:?}");
            }
        }
        cells.reverse();
        assert_eq!(
            merge(&cells, 360.0),
            assigned,
            "the order of cells changes nothing"
        );
    }
}
