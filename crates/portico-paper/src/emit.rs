//! How is the laid-out document written? Pages, then the tree over their lines, then title, language and outline.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::{Document, SerializeSettings};

use crate::face::{Faces, Weight};
use crate::flow::{Bar, Flow, HEIGHT, MARGIN, Mark, Node, Role, Run, WIDTH};
use crate::{Paper, PaperError};

/// Writes the document.
pub(crate) fn emit(paper: &Paper, flow: &Flow, faces: &Faces) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::Writer(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut leaves: Vec<Option<Identifier>> = vec![None; flow.leaves];
    for (number, sheet) in flow.sheets.iter().enumerate() {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PaperError::Font)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        sheet.bars.iter().for_each(|bar| draw_bar(&mut surface, *bar));
        for run in &sheet.runs {
            let tag = match run.leaf {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => artifact(ArtifactType::PaginationOther),
            };
            let identifier = draw_run(&mut surface, run, tag, faces);
            if let Some(leaf) = run.leaf {
                leaves[leaf] = Some(identifier);
            }
        }
        let footer = format!("{} · {} / {}", paper.footer, number + 1, flow.sheets.len());
        draw_run(
            &mut surface,
            &footer_run(&footer, faces),
            artifact(ArtifactType::Footer),
            faces,
        );
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new();
    for node in &flow.tree {
        tree.push(group(node, &mut leaves)?);
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&flow.marks));
    document.set_metadata(metadata(paper));
    document
        .finish()
        .map_err(|error| PaperError::Writer(format!("{error:?}")))
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn fill(grey: u8) -> Fill {
    Fill {
        paint: rgb::Color::new(grey, grey, grey).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }
}

fn draw_bar(surface: &mut Surface<'_>, bar: Bar) {
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(bar.x, bar.y, bar.width, bar.height) {
        path.push_rect(rect);
    }
    let Some(path) = path.finish() else { return };
    surface.start_tagged(artifact(ArtifactType::Layout));
    surface.set_fill(Some(fill(bar.grey)));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn draw_run(surface: &mut Surface<'_>, run: &Run, tag: ContentTag<'_>, faces: &Faces) -> Identifier {
    let face = faces.of(run.weight);
    let identifier = surface.start_tagged(tag);
    surface.set_fill(Some(fill(20)));
    surface.draw_glyphs(
        Point::from_xy(run.x, run.y),
        &face.glyphs(&run.text),
        face.font.clone(),
        &run.text,
        run.size,
        false,
    );
    surface.end_tagged();
    identifier
}

fn footer_run(text: &str, faces: &Faces) -> Run {
    let face = faces.of(Weight::Regular);
    let text = face.writable(text);
    let wide = face.width(&text, 8.0);
    Run {
        x: ((WIDTH - wide) / 2.0).max(MARGIN),
        y: HEIGHT - 32.0,
        size: 8.0,
        weight: Weight::Regular,
        leaf: None,
        text,
    }
}

/// The tag of a part, with its parts.
fn group(node: &Node, leaves: &mut [Option<Identifier>]) -> Result<krilla::tagging::Node, PaperError> {
    match node {
        Node::Leaf(leaf) => {
            let identifier = leaves.get_mut(*leaf).and_then(Option::take);
            let lost = || PaperError::Writer("a line has no place in the tree".to_owned());
            Ok(identifier.ok_or_else(lost)?.into())
        }
        Node::Group(role, parts) => {
            let mut group = TagGroup::new(tag(role));
            for part in parts {
                group.push(self::group(part, leaves)?);
            }
            Ok(group.into())
        }
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, title) => Tag::Hn(
            NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN),
            Some(title.clone()),
        )
        .into(),
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::Bullet => Tag::Lbl.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Caption => Tag::Caption.into(),
        Role::Head => Tag::THead.into(),
        Role::Body => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
    }
}

/// Headings as a tree: those of level 3 below the last of level 2.
fn outline(marks: &[Mark]) -> Outline {
    let entry = |mark: &Mark| {
        OutlineNode::new(
            mark.text.clone(),
            XyzDestination::new(mark.page, Point::from_xy(MARGIN, mark.y)),
        )
    };
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for mark in marks {
        match (mark.level, &mut open) {
            (3, Some(parent)) => parent.push_child(entry(mark)),
            _ => {
                open.replace(entry(mark))
                    .into_iter()
                    .for_each(|node| outline.push_child(node));
            }
        }
    }
    open.into_iter().for_each(|node| outline.push_child(node));
    outline
}

fn metadata(paper: &Paper) -> Metadata {
    let metadata = Metadata::new()
        .title(paper.title.clone())
        .language(paper.lang.clone())
        .authors(vec![paper.author.clone()])
        .creator("Portico".to_owned())
        .producer("Portico".to_owned());
    match paper.date {
        Some((year, month, day)) => metadata.creation_date(
            DateTime::new(year)
                .month(month)
                .day(day)
                .hour(0)
                .minute(0)
                .second(0)
                .utc_offset_hour(0)
                .utc_offset_minute(0),
        ),
        None => metadata,
    }
}
