//! Which column does each value of a nested record belong to? Objects become columns, unless there would be too many.

use std::collections::HashMap;

use super::value::Json;
use crate::FormatError;
use crate::read::geometry::{clean, crs::Reprojection, geojson};
use crate::read::inspection::clip;
use crate::read::plan::{Cell, Sink};

/// Deepest object that becomes columns; deeper ones are kept as JSON text.
const DEPTH: usize = 4;
/// An object with more different members than this, over all records, is a map: kept as JSON text.
const MAP_MEMBERS: usize = 100;

/// A member of the records, or of an object inside them.
#[derive(Debug, Clone, Default)]
struct Node {
    /// Dotted path, the header of the column.
    path: String,
    depth: usize,
    members: HashMap<String, usize>,
    column: Option<usize>,
    /// Objects are kept as JSON text in the column.
    closed: bool,
    /// How often an object was here, and how many members these had together.
    objects: u64,
    filled: u64,
    /// Something that is neither an object nor null was here.
    plain: bool,
}

/// The members of the records and their columns.
#[derive(Debug, Clone)]
pub(crate) struct Members {
    nodes: Vec<Node>,
}

impl Members {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }

    fn child(&mut self, parent: usize, name: &str) -> usize {
        if let Some(index) = self.nodes[parent].members.get(name) {
            return *index;
        }
        let up = &self.nodes[parent];
        let path = if up.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", up.path)
        };
        let depth = up.depth + 1;
        self.nodes.push(Node {
            path,
            depth,
            ..Node::default()
        });
        let index = self.nodes.len() - 1;
        self.nodes[parent].members.insert(name.to_owned(), index);
        index
    }

    fn column(&mut self, node: usize, sink: &mut dyn Sink) -> Result<usize, FormatError> {
        if let Some(column) = self.nodes[node].column {
            return Ok(column);
        }
        let column = sink.declare(&self.nodes[node].path, None)?;
        self.nodes[node].column = Some(column);
        Ok(column)
    }

    /// Hands the members of a record over.
    ///
    /// # Errors
    /// When the sink has too many columns.
    pub(crate) fn record(
        &mut self,
        members: &[(String, Json)],
        sink: &mut dyn Sink,
    ) -> Result<(), FormatError> {
        members.iter().try_for_each(|(name, value)| {
            let node = self.child(0, name);
            self.value(node, value, sink)
        })
    }

    fn value(&mut self, node: usize, value: &Json, sink: &mut dyn Sink) -> Result<(), FormatError> {
        if let Some(place) = geojson::place_of(value) {
            self.nodes[node].plain = true;
            let column = self.column(node, sink)?;
            emit_geometry(column, &place, None, sink);
            return Ok(());
        }
        if let Json::Object(members) = value
            && !self.nodes[node].closed
        {
            if self.nodes[node].depth < DEPTH {
                let entry = &mut self.nodes[node];
                entry.objects += 1;
                entry.filled += members.len() as u64;
                for (name, member) in members {
                    let child = self.child(node, name);
                    if self.nodes[node].members.len() > MAP_MEMBERS {
                        self.nodes[node].objects -= 1;
                        self.close(node);
                        break;
                    }
                    self.value(child, member, sink)?;
                }
                if !self.nodes[node].closed {
                    return Ok(());
                }
            } else {
                self.close(node);
            }
        }
        if matches!(value, Json::Null)
            && self.nodes[node].column.is_none()
            && !self.nodes[node].members.is_empty()
        {
            return Ok(());
        }
        if !matches!(value, Json::Null | Json::Object(_)) {
            self.nodes[node].plain = true;
        }
        let column = self.column(node, sink)?;
        emit(column, value, sink);
        Ok(())
    }

    fn close(&mut self, node: usize) {
        self.nodes[node].closed = true;
    }

    /// After the first pass: objects that are maps, and those that are sometimes something else, become one column of JSON text.
    /// Returns the columns that are no longer read, and declares those that are now needed.
    ///
    /// # Errors
    /// When the sink has too many columns.
    pub(crate) fn settle(&mut self, limit: usize, sink: &mut dyn Sink) -> Result<Vec<usize>, FormatError> {
        for node in 1..self.nodes.len() {
            let one = &self.nodes[node];
            let members = one.members.len() as u64;
            // Many members, of which a record has few: the names are data.
            let sparse = members > 8 && one.filled * 5 < members * one.objects;
            if members > 0 && (one.plain || sparse) {
                self.close(node);
            }
        }
        // Still too many columns: the objects with the most members are kept as text.
        while self.open_columns() > limit {
            let widest = (1..self.nodes.len())
                .filter(|node| !self.nodes[*node].closed && !self.nodes[*node].members.is_empty())
                .max_by_key(|node| (self.nodes[*node].members.len(), self.nodes[*node].depth));
            match widest {
                Some(node) => self.close(node),
                None => break,
            }
        }
        let mut open = vec![false; self.nodes.len()];
        self.mark(0, &mut open);
        let mut dropped = Vec::new();
        for (node, open) in open.into_iter().enumerate().skip(1) {
            if open && self.nodes[node].closed {
                self.column(node, sink)?;
            } else if !open || !self.nodes[node].members.is_empty() {
                dropped.extend(self.nodes[node].column.take());
            }
        }
        Ok(dropped)
    }

    fn mark(&self, node: usize, open: &mut [bool]) {
        open[node] = true;
        if !self.nodes[node].closed {
            self.nodes[node]
                .members
                .values()
                .for_each(|child| self.mark(*child, open));
        }
    }

    fn open_columns(&self) -> usize {
        let mut open = vec![false; self.nodes.len()];
        self.mark(0, &mut open);
        (1..self.nodes.len())
            .filter(|node| open[*node] && (self.nodes[*node].closed || self.nodes[*node].members.is_empty()))
            .count()
    }

    /// The columns of closed objects, which hold JSON text, and how many values went by before they were closed.
    pub(crate) fn closed_columns(&self) -> impl Iterator<Item = (usize, u64)> {
        self.nodes
            .iter()
            .filter(|node| node.closed)
            .filter_map(|node| Some((node.column?, node.objects)))
    }
}

/// Hands the geometry of a GeoJSON object over, cleaned.
pub(crate) fn emit_geometry(
    column: usize,
    value: &Json,
    reprojection: Option<&Reprojection>,
    sink: &mut dyn Sink,
) {
    let cleaned =
        geojson::geometry(value).and_then(|found| found.map_or(Ok(None), |one| clean(one, reprojection)));
    match cleaned {
        Ok(Some((geometry, repaired))) => sink.cell(
            column,
            Cell::Shape {
                geometry: &geometry,
                repaired,
            },
        ),
        Ok(None) => sink.cell(column, Cell::Null),
        Err(reason) => {
            let mut text = String::new();
            value.write(&mut text);
            sink.cell(
                column,
                Cell::Unusable {
                    reason: &reason,
                    value: &clip(&text, 200),
                },
            );
        }
    }
}

/// Hands one value over: lists of plain values as lists, anything nested as JSON text.
fn emit(column: usize, value: &Json, sink: &mut dyn Sink) {
    match value {
        Json::Null => sink.cell(column, Cell::Null),
        Json::Bool(value) => sink.cell(column, Cell::Bool(*value)),
        Json::Int(value) => sink.cell(column, Cell::Int(*value)),
        Json::Float(value) => sink.cell(column, Cell::Float(*value)),
        Json::Text(text) => sink.cell(column, Cell::Text(text)),
        Json::Array(items) if items.is_empty() => sink.cell(column, Cell::Null),
        Json::Array(items)
            if !items
                .iter()
                .any(|item| matches!(item, Json::Array(_) | Json::Object(_))) =>
        {
            let texts: Vec<String> = items
                .iter()
                .filter_map(|item| match item {
                    Json::Text(text) => Some(text.clone()),
                    Json::Null => None,
                    other => {
                        let mut text = String::new();
                        other.write(&mut text);
                        Some(text)
                    }
                })
                .collect();
            if texts.is_empty() {
                sink.cell(column, Cell::Null);
            } else {
                sink.cell(column, Cell::List(&texts));
            }
        }
        Json::Object(members) if members.is_empty() => sink.cell(column, Cell::Null),
        nested => {
            let mut text = String::new();
            nested.write(&mut text);
            sink.cell(column, Cell::Json(&text));
        }
    }
}
