//! What do the parameters of the Explore API ask for? Names, old names, limits and their messages.

use portico_engine::Query;
use portico_model::Fault;
use portico_odsql::quote_text;
use portico_services::Question;
use portico_web::Params;

use super::aggregates::sorts_by_aggregate;
use crate::limits::ApiLimits;

/// The parameters of listings and exports. Unknown names are ignored.
#[derive(Debug, Clone)]
pub(crate) struct ExploreParams {
    /// What is asked.
    pub(crate) question: Question,
    /// `limit`, or its old name `rows`.
    pub(crate) limit: Option<i64>,
    /// `offset`, or its old name `start`.
    pub(crate) offset: i64,
    /// `include_links`.
    pub(crate) include_links: bool,
    /// `include_app_metas`.
    pub(crate) include_app_metas: bool,
}

impl ExploreParams {
    /// Reads them; `lang` is what the portal speaks when the request does not say.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` for a value that is not of its type.
    pub(crate) fn read(params: &Params, lang: &str) -> Result<Self, Fault> {
        let mut question = Question::from_pairs(params.iter());
        question.lang.get_or_insert_with(|| lang.to_owned());
        if question.order_by.is_none() {
            question.order_by = params.text("sort").map(str::to_owned);
        }
        question.filter.extend(params.text("search").map(quote_text));
        // A wrong value is told even where the other name of the parameter counts.
        for (name, least) in [("offset", 0), ("start", 0), ("rows", -1)] {
            if let Some(value) = params.integer(name)?.filter(|value| *value < least) {
                return Err(invalid(name, value, &format!("{least} <= {name}")));
            }
        }
        let offset = either(params, "offset", "start")?.unwrap_or(0);
        Ok(Self {
            question,
            limit: either(params, "limit", "rows")?,
            offset,
            include_links: params.boolean("include_links")?.unwrap_or(false),
            include_app_metas: params.boolean("include_app_metas")?.unwrap_or(false),
        })
    }

    /// The query of one page of records, datasets or groups, within the ceilings.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` when a ceiling is passed; a syntax error of a clause.
    pub(crate) fn page(&self, limits: &ApiLimits) -> Result<Query, Fault> {
        let grouped = self.question.group_by.is_some();
        let (most, window) = if grouped {
            (limits.groups_limit, limits.groups_window)
        } else {
            (limits.records_limit, limits.records_window)
        };
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let rest = window.saturating_sub(offset);
        let given = self.limit.map(|limit| within("limit", limit, most)).transpose()?;
        let limit = match given.flatten() {
            Some(limit) => limit,
            None if grouped => most.min(rest),
            None if self.limit.is_some() => most.min(rest.max(1)),
            None => limits.default_limit,
        };
        let sum = offset.saturating_add(limit);
        if sum > window || (grouped && offset > window) {
            let fault = invalid("sum of offset + limit", sum, &format!("<= {window}"));
            return Err(fault.with_hint("use an export for more, or narrow the query with `where`"));
        }
        let query = self.question.query()?;
        Ok(Query {
            limit: Some(limit),
            offset,
            with_record_ids: self.include_app_metas && !grouped,
            ..query
        })
    }

    /// The query of an export: no ceiling, except for groups sorted by an aggregate.
    ///
    /// # Errors
    /// `ODSQLError` when too many groups would have to be sorted; a syntax error of a clause.
    pub(crate) fn export(&self, limits: &ApiLimits) -> Result<Query, Fault> {
        let limit = self
            .limit
            .map(|limit| within("limit", limit, usize::MAX))
            .transpose()?
            .flatten();
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let query = self.question.query()?;
        let most = limits.sorted_groups;
        let sorts_groups = !query.group_by.is_empty() && sorts_by_aggregate(&query);
        if sorts_groups && limit.is_none_or(|limit| limit > most) {
            return Err(Fault::invalid(
                "ODSQLError",
                format!(
                    "ODSQL query is malformed: aggregation function in order by is not supported with a limit > {most}. \
                     Please remove the order by or set a limit parameter lower than {}. \
                     Clause(s) containing the error(s): order_by.",
                    most + 1
                ),
            )
            .with_position("order_by", None));
        }
        Ok(Query {
            limit,
            offset,
            ..query
        })
    }
}

/// `-1` means all and gives none.
fn within(name: &str, value: i64, most: usize) -> Result<Option<usize>, Fault> {
    match usize::try_from(value) {
        Ok(value) if value <= most => Ok(Some(value)),
        _ if value == -1 => Ok(None),
        _ if most == usize::MAX => Err(invalid(name, value, &format!("-1 <= {name}"))),
        _ => Err(invalid(name, value, &format!("-1 <= {name} <= {most}"))),
    }
}

fn either(params: &Params, name: &str, old: &str) -> Result<Option<i64>, Fault> {
    Ok(match params.integer(name)? {
        Some(value) => Some(value),
        None => params.integer(old)?,
    })
}

fn invalid(name: &str, found: impl std::fmt::Display, expected: &str) -> Fault {
    Fault::invalid(
        "InvalidRESTParameterError",
        format!("Invalid value for {name} API parameter: {found} was found but {expected} is expected."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Result<(Option<usize>, usize), String> {
        let params = ExploreParams::read(&Params::parse(query), "en").map_err(|fault| fault.message)?;
        params
            .page(&ApiLimits::default())
            .map(|query| (query.limit, query.offset))
            .map_err(|fault| fault.message)
    }

    fn refused(query: &str) -> String {
        page(query).expect_err("refused")
    }

    #[test]
    fn pages_stay_within_the_ceilings() {
        assert_eq!(page(""), Ok((Some(10), 0)));
        assert_eq!(page("limit=0"), Ok((Some(0), 0)));
        assert_eq!(page("limit=-1"), Ok((Some(100), 0)));
        assert_eq!(page("limit=-1&offset=9950"), Ok((Some(50), 9950)));
        assert_eq!(page("offset=9900&limit=100"), Ok((Some(100), 9900)));
        assert_eq!(page("rows=3&start=2"), Ok((Some(3), 2)));
        assert_eq!(page("limit=&offset="), Ok((Some(10), 0)));
        assert_eq!(
            refused("limit=101"),
            "Invalid value for limit API parameter: 101 was found but -1 <= limit <= 100 is expected."
        );
        assert_eq!(
            refused("offset=9901&limit=100"),
            "Invalid value for sum of offset + limit API parameter: 10001 was found but <= 10000 is expected."
        );
        for bad in [
            "limit=-2",
            "offset=-1",
            "offset=0&start=-1",
            "limit=1&rows=-2",
            "offset=10000",
            "offset=10490&limit=10",
            "limit=ten",
            "limit=1.5",
        ] {
            assert!(refused(bad).starts_with("Invalid value for "), "{bad}");
        }
    }

    #[test]
    fn groups_come_all_unless_a_limit_is_given() {
        assert_eq!(page("group_by=k"), Ok((Some(20_000), 0)));
        assert_eq!(page("group_by=k&limit=20000"), Ok((Some(20_000), 0)));
        assert_eq!(page("group_by=k&offset=5"), Ok((Some(19_995), 5)));
        assert_eq!(page("group_by=k&limit=-1"), Ok((Some(20_000), 0)));
        assert!(refused("group_by=k&limit=20001").contains("-1 <= limit <= 20000"));
        assert!(refused("group_by=k&limit=100&offset=19950").contains("20050 was found"));
        assert!(refused("group_by=k&offset=20001").contains("sum of offset + limit"));
    }

    #[test]
    fn exports_have_no_ceiling_but_for_sorted_groups() {
        let export = |query: &str| {
            let params = ExploreParams::read(&Params::parse(query), "en").expect("parameters");
            params
                .export(&ApiLimits::default())
                .map(|query| query.limit)
                .map_err(|fault| fault.message)
        };
        assert_eq!(export(""), Ok(None));
        assert_eq!(export("limit=-1"), Ok(None));
        assert_eq!(export("limit=1000000"), Ok(Some(1_000_000)));
        let sorted = "group_by=country&select=count(*)+as+n&order_by=n+desc";
        assert!(export(sorted).expect_err("refused").contains("lower than 20001"));
        assert_eq!(export(&format!("{sorted}&limit=100")), Ok(Some(100)));
        assert_eq!(export("group_by=country&order_by=country"), Ok(None));
    }

    #[test]
    fn old_names_still_mean_something() {
        let read = |query: &str| {
            ExploreParams::read(&Params::parse(query), "fr")
                .expect("parameters")
                .question
        };
        assert_eq!(read("sort=-date").order_by.as_deref(), Some("-date"));
        assert_eq!(read("search=big+%22tree").filter, ["\"big \\\"tree\""]);
        assert_eq!(read("").lang.as_deref(), Some("fr"));
        assert_eq!(read("lang=es").lang.as_deref(), Some("es"));
    }
}
