//! What do the pages of a dataset share? Its head, its tabs, and the filters that go with the reader from tab to tab.

mod console;
mod drawing;
mod embed;
mod export;
mod information;
mod map;
mod record;
mod sample;
mod table;
mod versions;

pub(crate) use console::show_console;
pub(crate) use embed::{
    show_map as show_embedded_map, show_table as show_embedded_table,
    show_table_instead as show_embedded_table_instead,
};
pub(crate) use export::show_export;
pub(crate) use information::show_information;
pub(crate) use map::show_map;
pub(crate) use record::{say_of_record, show_record};
pub(crate) use table::show_table;
pub(crate) use versions::{VersionRow, row as version_row, show_versions};

use axum::extract::{Path, State};
use axum::response::Response;
use portico_i18n::Say;
use portico_model::{Fault, FieldType, State as DatasetState, Version};
use portico_odsql::{ExprKind, SelectItem, Spanned, quote_field, quote_text};
use portico_services::{DatasetView, Question};
use portico_web::{AppState, Params, Visitor, WebResult};

use crate::filters::{Chip, Filters};
use crate::href::Pairs;
use crate::page::{Page, Section};
use crate::words;

/// The tabs, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Information,
    Table,
    Map,
    Export,
    Api,
    Versions,
}

impl Tab {
    /// The word in addresses.
    fn as_str(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Table => "table",
            Self::Map => "map",
            Self::Export => "export",
            Self::Api => "api",
            Self::Versions => "versions",
        }
    }
}

/// What stands above every tab.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) title: String,
    pub(crate) facts: Vec<String>,
    pub(crate) licence: Option<Licence>,
    pub(crate) is_draft: bool,
    /// An earlier version is looked at: which one, and where the current one is.
    pub(crate) earlier: Option<(String, String)>,
    pub(crate) tabs: Vec<TabLink>,
}

/// A licence, with its text when it is known.
#[derive(Debug, Clone)]
pub(crate) struct Licence {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
}

/// One tab.
#[derive(Debug)]
pub(crate) struct TabLink {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// A dataset that someone looks at.
pub(crate) struct Opened {
    /// The dataset as this visitor may see it.
    pub(crate) view: DatasetView,
    /// Identifier.
    pub(crate) id: String,
    /// What is asked of it.
    pub(crate) question: Question,
    /// The filters that are on.
    pub(crate) filters: Pairs,
    /// Head of the page.
    pub(crate) head: Head,
    /// Words of the page.
    pub(crate) say: Say,
}

impl Opened {
    /// Opens a dataset for a visitor.
    ///
    /// # Errors
    /// Not found when there is none, or none for this visitor.
    pub(crate) async fn open(
        state: &AppState,
        visitor: &Visitor,
        id: &str,
        params: &Params,
        tab: Option<Tab>,
    ) -> Result<Self, Fault> {
        let current = state.portal.dataset(&visitor.principal, id).await?;
        let asked = params.integer_between("version", 1, i64::MAX)?;
        let asked = asked.filter(|number| current.version.as_ref().is_none_or(|now| now.number != *number));
        let view = match asked {
            Some(number) => state.portal.dataset_in_version(&current, number).await?,
            None => current,
        };
        let mut question = Question::from_pairs(params.iter());
        question.lang = None;
        let mut filters = Pairs::of(question.filter_pairs());
        if let Some(number) = asked {
            // An earlier version goes with the reader from tab to tab.
            filters = filters.with("version", &number.to_string());
        }
        let say = visitor.say();
        let id = view.dataset.id.to_string();
        let earlier = asked.map(|number| {
            let made = view.version.as_ref().map_or(0, |version| version.created_at);
            let words = say.t2(
                "dataset-earlier",
                ("number", number),
                ("date", say.day_of_micros(made)),
            );
            (words, format!("/explore/dataset/{id}/"))
        });
        Ok(Self {
            head: Head {
                earlier,
                ..head(&view, &filters, tab, say)
            },
            view,
            id,
            question,
            filters,
            say,
        })
    }

    /// The path of a tab.
    pub(crate) fn path(&self, tab: Tab) -> String {
        format!("/explore/dataset/{}/{}/", self.id, tab.as_str())
    }

    /// The path of the dataset in the API, and below.
    pub(crate) fn api(&self, below: &str) -> String {
        format!("/api/explore/v2.1/catalog/datasets/{}{below}", self.id)
    }

    /// The version that is read.
    ///
    /// # Errors
    /// Not found for a dataset without records.
    pub(crate) fn version(&self) -> Result<&Version, Fault> {
        self.view
            .version
            .as_ref()
            .ok_or_else(|| Fault::no_dataset(&self.id))
    }

    /// The frame of the page.
    pub(crate) fn page(&self, visitor: &Visitor, tab: Option<Tab>) -> Page {
        let metadata = &self.view.dataset.metadata;
        let tab = tab
            .map(|tab| format!("{} · ", tab_name(tab, self.say)))
            .unwrap_or_default();
        let about = words::plain(metadata.description.as_deref().unwrap_or_default());
        Page::of(visitor, format!("{tab}{}", metadata.title))
            .in_section(Section::Data)
            .described(words::excerpt(&about, 200))
    }

    /// The filters that are on; each chip leads to `path` without it and with `pairs` otherwise.
    pub(crate) fn chips(&self, path: &str, pairs: &Pairs) -> Vec<Chip> {
        self.with_filters(path, pairs, |filters| filters.chips(&self.question))
    }

    /// Links of filters on that page.
    pub(crate) fn with_filters<T>(
        &self,
        path: &str,
        pairs: &Pairs,
        make: impl FnOnce(&Filters<'_>) -> T,
    ) -> T {
        make(&Filters {
            path,
            pairs,
            fields: &self.view.schema.fields,
            say: self.say,
            label: &|_| None,
            value: &|_, _| None,
        })
    }

    /// The filters as the API spells them.
    pub(crate) fn api_filters(&self) -> Pairs {
        let question = &self.question;
        let spelled =
            |(field, value): &(String, String)| format!("{}:{}", quote_field(field), quote_text(value));
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
        let version = self.filters.iter().find(|(name, _)| *name == "version");
        version
            .iter()
            .for_each(|(name, number)| add(name, (*number).to_owned()));
        question.words.iter().for_each(|words| add("q", words.clone()));
        question.filter.iter().for_each(|text| add("where", text.clone()));
        question
            .refine
            .iter()
            .for_each(|text| add("refine", text.clone()));
        question
            .refine_by
            .iter()
            .for_each(|pair| add("refine", spelled(pair)));
        question
            .exclude
            .iter()
            .for_each(|text| add("exclude", text.clone()));
        question
            .exclude_by
            .iter()
            .for_each(|pair| add("exclude", spelled(pair)));
        for field in &question.disjunctive {
            add(
                "facet",
                format!("facet(name={}, disjunctive=true)", quote_text(field)),
            );
        }
        Pairs::of(pairs)
    }
}

/// `GET /explore/dataset/{id}/`: the table when there are records, else the information.
pub(crate) async fn show_default(
    state: State<AppState>,
    visitor: Visitor,
    path: Path<String>,
    params: Params,
) -> WebResult<Response> {
    // Links of the former portal name the tab among the parameters.
    match params.last("tab").unwrap_or_default() {
        "table" => return show_table(state, visitor, path, params).await,
        "map" => return show_map(state, visitor, path, params).await,
        "export" => return show_export(state, visitor, path, params).await,
        "api" => return show_console(state, visitor, path, params).await,
        "versions" => return show_versions(state, visitor, path, params).await,
        "information" | "metas" | "metadata" => return show_information(state, visitor, path, params).await,
        _ => {}
    }
    let view = state.portal.dataset(&visitor.principal, &path.0).await?;
    if view.version.is_some() && view.data_visible {
        show_table(state, visitor, path, params).await
    } else {
        show_information(state, visitor, path, params).await
    }
}

/// A column of the answer that is a field as it is.
pub(crate) fn column(name: &str) -> SelectItem {
    let expr = Spanned {
        node: ExprKind::Field(name.to_owned()),
        span: 0..name.len(),
    };
    SelectItem::Expr {
        expr,
        alias: None,
        key: name.to_owned(),
    }
}

/// `12 of 1,707 records`, or all of them.
pub(crate) fn count_words(count: u64, total: u64, say: Say) -> String {
    if count == total {
        return say.t1("common-records", "count", total);
    }
    say.t2(
        "dataset-count-of",
        ("count", say.integer(count)),
        ("total", total),
    )
}

/// The field that tells people what a record is: called a name or a title, else the first text.
pub(crate) fn naming_field(view: &DatasetView) -> Option<&portico_model::Field> {
    const NAMES: [&str; 9] = [
        "name", "title", "label", "nom", "titre", "nombre", "titulo", "libelle", "place",
    ];
    let fields = &view.schema.fields;
    let is_text = |field: &&portico_model::Field| field.ty == FieldType::Text && !field.is_multivalued();
    let called = |word: &&str| {
        fields
            .iter()
            .filter(is_text)
            .find(|field| field.name.split('_').any(|part| part == *word))
    };
    NAMES
        .iter()
        .find_map(called)
        .or_else(|| fields.iter().find(is_text))
}

fn head(view: &DatasetView, filters: &Pairs, current: Option<Tab>, say: Say) -> Head {
    let metadata = &view.dataset.metadata;
    let id = &view.dataset.id;
    let mut facts: Vec<String> = metadata.publisher.iter().cloned().collect();
    if let Some(version) = &view.version {
        let day = say.day_of_micros(version.created_at);
        facts.push(say.t2("dataset-version", ("number", version.number), ("date", day)));
    }
    let has_records = view.version.is_some() && view.data_visible;
    let all = [
        Tab::Information,
        Tab::Table,
        Tab::Map,
        Tab::Export,
        Tab::Api,
        Tab::Versions,
    ];
    let tabs = all.into_iter().filter(|tab| match tab {
        Tab::Information => true,
        Tab::Map => has_records && view.schema.geometry().is_some(),
        Tab::Table | Tab::Export | Tab::Api | Tab::Versions => has_records,
    });
    Head {
        title: metadata.title.clone(),
        facts,
        licence: metadata.license.clone().map(|name| Licence {
            name,
            href: web_address(metadata.license_url.as_deref()),
        }),
        is_draft: view.dataset.state == DatasetState::Draft,
        earlier: None,
        tabs: tabs
            .map(|tab| TabLink {
                name: tab_name(tab, say),
                href: filters.on(&format!("/explore/dataset/{id}/{}/", tab.as_str())),
                current: current == Some(tab),
            })
            .collect(),
    }
}

fn tab_name(tab: Tab, say: Say) -> String {
    match tab {
        Tab::Information => say.t("dataset-tab-information"),
        Tab::Table => say.t("dataset-tab-table"),
        Tab::Map => say.t("dataset-tab-map"),
        Tab::Export => say.t("dataset-tab-export"),
        Tab::Api => say.t("dataset-tab-api"),
        Tab::Versions => say.t("dataset-tab-versions"),
    }
    .into_owned()
}

/// An address that a link may lead to.
pub(crate) fn web_address(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    (is_web && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}
