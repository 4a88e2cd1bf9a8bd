//! What is asked of places? Distances, rectangles, shapes, and the older names of these.

use super::{Entry, Example, Section, WHERE};

pub(super) const PLACES: Section = Section {
    title: "Places",
    summary: "Of fields of points and of shapes. Distances are numbers with a unit: `m km cm mm mi yd ft`, metres when there is none.",
    entries: &[
        Entry {
            name: "within_distance",
            signature: "within_distance(field, geom'…', distance)",
            returns: "boolean",
            clauses: WHERE,
            summary: "The place is at most so far from the geometry.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "within_distance(pos, geom'POINT(2.3522 48.8566)', 350km)",
                    ),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Paris"}, {"name": "Nantes"}, {"name": "Besançon"}]"#,
            }],
        },
        Entry {
            name: "in_bbox",
            signature: "in_bbox(field, lat, lon, lat, lon)",
            returns: "boolean",
            clauses: WHERE,
            summary: "The place touches the rectangle between two opposite corners; latitude comes first.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "in_bbox(pos, 47, -4, 48, 0)"),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Nantes"}, {"name": "Lorient"}]"#,
            }],
        },
        Entry {
            name: "intersects",
            signature: "intersects(field, geom'…')",
            returns: "boolean",
            clauses: WHERE,
            summary: "The place and the geometry have a point in common.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "intersects(pos, geom'POLYGON((5 45, 7 45, 7 48, 5 48, 5 45))')",
                    ),
                ],
                answer: r#"[{"name": "Besançon"}]"#,
            }],
        },
        Entry {
            name: "disjoint",
            signature: "disjoint(field, geom'…')",
            returns: "boolean",
            clauses: WHERE,
            summary: "They have no point in common.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "disjoint(pos, geom'POLYGON((-5 40, 20 40, 20 50, -5 50, -5 40))')",
                    ),
                ],
                answer: r#"[{"name": "Mexico City"}]"#,
            }],
        },
        Entry {
            name: "within",
            signature: "within(field, geom'…')",
            returns: "boolean",
            clauses: WHERE,
            summary: "The place lies inside the geometry.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "within(pos, geom'POLYGON((9 45, 10 45, 10 46, 9 46, 9 45))')",
                    ),
                ],
                answer: r#"[{"name": "Milan"}]"#,
            }],
        },
        Entry {
            name: "distance",
            signature: "distance(field, geom'POINT(lon lat)')",
            returns: "double, metres",
            clauses: &["select", "where", "order_by"],
            summary: "How far the point is, along a great circle. With a distance as third argument it is the older name of the condition \
                      within_distance.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("order_by", "distance(pos, geom'POINT(12 42)')"),
                    ("limit", "2"),
                ],
                answer: r#"[{"name": "Rome"}, {"name": "Milan"}]"#,
            }],
        },
        Entry {
            name: "geometry",
            signature: "geometry(field, geom'…' [, INTERSECTS or DISJOINT or WITHIN])",
            returns: "boolean",
            clauses: WHERE,
            summary: "The older name of intersects, disjoint and within.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "geometry(pos, geom'POLYGON((9 45, 10 45, 10 46, 9 46, 9 45))', WITHIN)",
                    ),
                ],
                answer: r#"[{"name": "Milan"}]"#,
            }],
        },
        Entry {
            name: "polygon",
            signature: "polygon(field, geom'…')",
            returns: "boolean",
            clauses: WHERE,
            summary: "The older name of within, for points.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "polygon(pos, geom'POLYGON((9 45, 10 45, 10 46, 9 46, 9 45))')",
                    ),
                ],
                answer: r#"[{"name": "Milan"}]"#,
            }],
        },
    ],
};
