//! What does a question in text mean? The clauses of an address or of a command line as one engine query, for every door the same.

use chrono_tz::{TZ_VARIANTS, Tz};
use portico_engine::Query;
use portico_model::Fault;
use portico_odsql::{
    FacetSpec, Refinement, SyntaxError, nearest, parse_facet, parse_group_by, parse_order_by,
    parse_refinement, parse_select, parse_where, v1,
};

/// A question as it was written: each clause apart, an empty one is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Question {
    /// `select`.
    pub select: Option<String>,
    /// `where`: all of them must hold.
    pub filter: Vec<String>,
    /// `q`: what people type into a search box, in the language of API v1; plain words must all occur, the last one may be
    /// unfinished.
    pub words: Option<String>,
    /// `qv1`: more of that language; all of them must hold.
    pub qv1: Vec<String>,
    /// `group_by`.
    pub group_by: Option<String>,
    /// `order_by`.
    pub order_by: Option<String>,
    /// `refine=name:value`.
    pub refine: Vec<String>,
    /// `exclude=name:value`.
    pub exclude: Vec<String>,
    /// `refine.name=value`, as pages write it.
    pub refine_by: Vec<(String, String)>,
    /// `exclude.name=value`, as pages write it.
    pub exclude_by: Vec<(String, String)>,
    /// `facet=name` or `facet=facet(name="…", …)`.
    pub facet: Vec<String>,
    /// `disjunctive.name=true`: several values of that facet are alternatives.
    pub disjunctive: Vec<String>,
    /// `timezone`: a name of the IANA database; none means UTC.
    pub timezone: Option<String>,
    /// `lang`: ISO 639-1; none means English.
    pub lang: Option<String>,
}

impl Question {
    /// The question in the parameters of an address; others are left alone. Where only one value makes sense, the last counts.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut question = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() {
                question.take(name, value);
            }
        }
        question
    }

    fn take(&mut self, name: &str, value: &str) {
        let text = value.to_owned();
        match name {
            "select" => self.select = Some(text),
            "where" => self.filter.push(text),
            "q" => self.words = Some(text),
            "qv1" => self.qv1.push(text),
            "group_by" => self.group_by = Some(text),
            "order_by" => self.order_by = Some(text),
            "refine" => self.refine.push(text),
            "exclude" => self.exclude.push(text),
            "facet" => self.facet.push(text),
            "timezone" => self.timezone = Some(text),
            "lang" => self.lang = Some(text),
            _ => self.take_dotted(name, text),
        }
    }

    fn take_dotted(&mut self, name: &str, value: String) {
        match name.split_once('.') {
            Some((_, "")) | None => {}
            Some(("refine", field)) => self.refine_by.push((field.to_owned(), value)),
            Some(("exclude", field)) => self.exclude_by.push((field.to_owned(), value)),
            Some(("disjunctive", field)) if value.eq_ignore_ascii_case("true") || value == "1" => {
                self.disjunctive.push(field.to_owned());
            }
            Some(_) => {}
        }
    }

    /// What chooses records, as parameters of an address, without columns, groups and order: for links from one view to another.
    #[must_use]
    pub fn filter_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        self.words.iter().for_each(|words| add("q", words));
        self.qv1.iter().for_each(|text| add("qv1", text));
        self.filter.iter().for_each(|text| add("where", text));
        self.refine.iter().for_each(|text| add("refine", text));
        self.exclude.iter().for_each(|text| add("exclude", text));
        self.refine_by
            .iter()
            .for_each(|(field, value)| add(&format!("refine.{field}"), value));
        self.exclude_by
            .iter()
            .for_each(|(field, value)| add(&format!("exclude.{field}"), value));
        self.disjunctive
            .iter()
            .for_each(|field| add(&format!("disjunctive.{field}"), "true"));
        let disjunctive = self.facet.iter().filter(|text| text.contains("disjunctive"));
        disjunctive.for_each(|text| add("facet", text));
        self.timezone.iter().for_each(|zone| add("timezone", zone));
        pairs
    }

    /// The answer depends on the moment of the question: it must not be kept.
    #[must_use]
    pub fn depends_on_now(&self) -> bool {
        let single = [&self.select, &self.group_by, &self.order_by]
            .into_iter()
            .flatten();
        let asks_the_clock = |clause: &String| {
            let text: String = clause.to_ascii_lowercase().split_whitespace().collect();
            text.contains("now(") || text.contains("#now")
        };
        single
            .chain(&self.filter)
            .chain(&self.words)
            .chain(&self.qv1)
            .any(asks_the_clock)
    }

    /// The query; limit and offset are the caller's to set.
    ///
    /// # Errors
    /// `ODSQLSyntaxError` with clause and position; `InvalidRESTParameterError` for an unknown time zone or language.
    pub fn query(&self) -> Result<Query, Fault> {
        let filter = self.filter.iter().map(|text| parse("where", text, parse_where));
        let refine = self
            .refine
            .iter()
            .map(|text| parse("refine", text, parse_refinement));
        let exclude = self
            .exclude
            .iter()
            .map(|text| parse("exclude", text, parse_refinement));
        let mut query = Query {
            select: self
                .select
                .as_deref()
                .map_or(Ok(Vec::new()), |text| parse("select", text, parse_select))?,
            filter: filter.collect::<Result<_, _>>()?,
            group_by: self
                .group_by
                .as_deref()
                .map_or(Ok(Vec::new()), |text| parse("group_by", text, parse_group_by))?,
            order_by: self
                .order_by
                .as_deref()
                .map_or(Ok(Vec::new()), |text| parse("order_by", text, parse_order_by))?,
            refine: refine.collect::<Result<_, _>>()?,
            exclude: exclude.collect::<Result<_, _>>()?,
            facets: self
                .facet
                .iter()
                .map(|text| parse("facet", text, parse_facet))
                .collect::<Result<_, _>>()?,
            timezone: self.zone()?,
            lang: self.language()?,
            ..Query::default()
        };
        for (name, text) in self
            .words
            .iter()
            .map(|text| ("q", text))
            .chain(self.qv1.iter().map(|text| ("qv1", text)))
        {
            let clause = parse(name, text, v1::parse)?;
            query
                .old_words
                .extend(Some(clause).filter(|clause| *clause != v1::Clause::Everything));
        }
        query.refine.extend(self.refine_by.iter().map(refinement));
        query.exclude.extend(self.exclude_by.iter().map(refinement));
        for name in &self.disjunctive {
            match query.facets.iter_mut().find(|facet| facet.name == *name) {
                Some(facet) => facet.disjunctive = Some(true),
                None => query.facets.push(FacetSpec {
                    name: name.clone(),
                    disjunctive: Some(true),
                    ..FacetSpec::default()
                }),
            }
        }
        Ok(query)
    }

    fn zone(&self) -> Result<Tz, Fault> {
        let Some(name) = &self.timezone else {
            return Ok(Tz::UTC);
        };
        let found = TZ_VARIANTS
            .iter()
            .find(|zone| zone.name().eq_ignore_ascii_case(name));
        found.copied().ok_or_else(|| {
            let near = nearest(name, TZ_VARIANTS.iter().map(|zone| zone.name()));
            let hint = match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "for example `Europe/Paris` or `America/Chicago`".to_owned(),
            };
            invalid_parameter("timezone", name, "a name of the IANA time zone database").with_hint(hint)
        })
    }

    fn language(&self) -> Result<String, Fault> {
        let Some(tag) = &self.lang else {
            return Ok("en".to_owned());
        };
        let lang = short(tag);
        if LANGUAGES.contains(&lang.as_str()) {
            return Ok(lang);
        }
        let fault = invalid_parameter("lang", tag, &format!("one of {}", LANGUAGES.join(", ")));
        Err(match nearest(&lang, LANGUAGES) {
            Some(near) => fault.with_hint(format!("Did you mean `{near}`?")),
            None => fault,
        })
    }
}

/// Whether months and days have names in that language.
#[must_use]
pub fn speaks(tag: &str) -> bool {
    LANGUAGES.contains(&short(tag).as_str())
}

/// `fr` of `fr-FR`.
fn short(tag: &str) -> String {
    let lang = tag.split(['-', '_']).next().unwrap_or_default();
    lang.to_ascii_lowercase()
}

/// Languages of month and day names, in the role model's order.
const LANGUAGES: [&str; 11] = ["en", "fr", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv"];

/// Reads a clause; what is wrong with it is a fault that names it.
pub(crate) fn parse<T>(
    clause: &'static str,
    text: &str,
    read: impl Fn(&str) -> Result<T, SyntaxError>,
) -> Result<T, Fault> {
    read(text).map_err(|error| {
        let fault = Fault::invalid(error.code(), error.full_message(clause));
        Fault {
            hint: error.hint.clone(),
            ..fault.with_position(clause, Some(error.span.clone()))
        }
    })
}

fn refinement((field, value): &(String, String)) -> Refinement {
    Refinement {
        field: field.clone(),
        value: value.clone(),
    }
}

/// A parameter that cannot be, in the role model's words; a long value is cut short.
#[must_use]
pub fn invalid_parameter(name: &str, found: &str, expected: &str) -> Fault {
    let found: String = found.chars().take(200).collect();
    Fault::invalid(
        "InvalidRESTParameterError",
        format!("Invalid value for {name} API parameter: {found} was found but {expected} is expected."),
    )
    .with_position(name, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(pairs: &[(&str, &str)]) -> Question {
        Question::from_pairs(pairs.iter().copied())
    }

    #[test]
    fn pages_and_programs_ask_the_same_question() {
        let page = question(&[
            ("refine.country", "FR"),
            ("disjunctive.country", "true"),
            ("q", "city li"),
        ]);
        let query = page.query().expect("a question");
        assert_eq!(
            query.refine,
            [Refinement {
                field: "country".into(),
                value: "FR".into()
            }]
        );
        assert_eq!(query.facets[0].disjunctive, Some(true));
        assert_eq!(query.old_words, [v1::Clause::Words("city li".to_owned())]);
        let program = question(&[
            ("refine", "country:\"FR\""),
            ("where", "a = 1"),
            ("where", "b = 2"),
        ]);
        let query = program.query().expect("a question");
        assert_eq!(query.refine[0].value, "FR");
        assert_eq!(query.filter.len(), 2);
    }

    #[test]
    fn an_empty_clause_is_absent_and_the_last_value_counts() {
        let question = question(&[
            ("where", " "),
            ("select", ""),
            ("order_by", "a"),
            ("order_by", "b"),
        ]);
        assert_eq!(
            question,
            Question {
                order_by: Some("b".into()),
                ..Question::default()
            }
        );
    }

    #[test]
    fn wrong_clauses_and_parameters_say_where() {
        let fault = question(&[("where", "name = ")]).query().expect_err("cut off");
        assert_eq!(
            (fault.code, fault.clause.as_deref()),
            ("ODSQLSyntaxError", Some("where"))
        );
        let fault = question(&[("timezone", "Mars/Olympus")])
            .query()
            .expect_err("no such zone");
        assert_eq!(fault.code, "InvalidRESTParameterError");
        let fault = question(&[("timezone", "Europe/Pari")])
            .query()
            .expect_err("no such zone");
        assert_eq!(fault.hint.as_deref(), Some("Did you mean `Europe/Paris`?"));
        let zone = question(&[("timezone", "europe/paris")]).query().expect("a zone");
        assert_eq!(zone.timezone, Tz::Europe__Paris);
        assert!(question(&[("lang", "fr-FR")]).query().is_ok());
        assert!(question(&[("lang", "tlh")]).query().is_err());
    }

    #[test]
    fn the_clock_is_noticed() {
        assert!(question(&[("where", "d < NOW (days=-1)")]).depends_on_now());
        assert!(!question(&[("where", "know = 1")]).depends_on_now());
        assert!(question(&[("qv1", "date < #now")]).depends_on_now());
    }
}
