//! What does the query string say? Ordered parameters, read tolerantly; typed values with the role model's messages.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;
use portico_model::Fault;
use portico_services::invalid_parameter;
use url::form_urlencoded;

use crate::WebFault;
use crate::csrf::is_form;

/// The parameters of a request in the order written. `+` and `%20` are spaces; broken escapes stay as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query string, without its question mark.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        Self::parse_bytes(query.as_bytes())
    }

    /// Reads a form's body.
    #[must_use]
    pub fn parse_bytes(form: &[u8]) -> Self {
        Self(form_urlencoded::parse(form).into_owned().collect())
    }

    /// Every pair.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value of a parameter, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |(other, _)| *other == name)
            .map(|(_, value)| value)
    }

    /// The first value.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| value)
    }

    /// The last value: the one that counts where only one makes sense.
    #[must_use]
    pub fn last(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// The last value, unless it is blank.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.last(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The parameters whose name is `prefix` and something: `refine.theme` with `refine.` gives `theme`. Names and values, in order.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter_map(move |(name, value)| {
            name.strip_prefix(prefix)
                .filter(|rest| !rest.is_empty())
                .map(|rest| (rest, value))
        })
    }

    /// `true` or `false` in any case, also `1` and `0`; none when absent or blank.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` for anything else.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => Err(invalid_parameter(name, text, "true or false")),
        }
    }

    /// A whole number; none when absent or blank.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` when it is not one.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| invalid_parameter(name, text, "an integer"))
    }

    /// A whole number between two others, both allowed; none when absent or blank.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` when it is not one or lies outside.
    pub fn integer_between(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Fault> {
        let Some(number) = self.integer(name)? else {
            return Ok(None);
        };
        if (least..=most).contains(&number) {
            return Ok(Some(number));
        }
        Err(invalid_parameter(
            name,
            &number.to_string(),
            &format!("{least} <= {name} <= {most}"),
        ))
    }

    /// One of a list of words, in any case; none when absent or blank.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` for another word.
    pub fn word<'a>(&self, name: &str, words: &[&'a str]) -> Result<Option<&'a str>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let found = words.iter().find(|word| word.eq_ignore_ascii_case(text)).copied();
        found
            .map(Some)
            .ok_or_else(|| invalid_parameter(name, text, &format!("one of {}", words.join(", "))))
    }

    /// Written back as a query string, without a question mark.
    #[must_use]
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.iter())
            .finish()
    }

    /// The same without the parameters of that name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(other, _)| other != name)
                .cloned()
                .collect(),
        )
    }

    /// The same with that parameter added at the end.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        pairs.push((name.to_owned(), value.to_owned()));
        Self(pairs)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

/// The query string's parameters, then those of a form in the body: endpoints that are also called by POST.
#[derive(Debug, Clone, Default)]
pub struct FormParams(pub Params);

impl<S: Send + Sync> FromRequest<S> for FormParams {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebFault> {
        let mut params = Params::parse(request.uri().query().unwrap_or_default());
        if is_form(request.headers()) {
            let body = Bytes::from_request(request, state).await;
            let body = body.map_err(|rejection| WebFault::of_status(rejection.status()))?;
            params.0.extend(Params::parse_bytes(&body).0);
        }
        Ok(Self(params))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_order_and_repeat() {
        let params = Params::parse("where=a+%3D+1&refine=x%3Ay&where=b&&=z&bare&refine.theme=Parks");
        assert_eq!(params.all("where").collect::<Vec<_>>(), ["a = 1", "b"]);
        assert_eq!(
            (params.first("where"), params.last("where")),
            (Some("a = 1"), Some("b"))
        );
        assert_eq!(params.last("bare"), Some(""));
        assert_eq!(params.text("bare"), None);
        assert_eq!(params.under("refine.").collect::<Vec<_>>(), [("theme", "Parks")]);
    }

    #[test]
    fn broken_escapes_and_bytes_are_tolerated() {
        let params = Params::parse("q=100%&r=%zz&s=%ff&t=a%00b");
        assert_eq!(params.last("q"), Some("100%"));
        assert_eq!(params.last("r"), Some("%zz"));
        assert_eq!(params.last("s"), Some("\u{fffd}"));
        assert_eq!(params.last("t"), Some("a\0b"));
    }

    #[test]
    fn numbers_outside_their_range_read_like_the_role_model() {
        let error = Params::parse("limit=101")
            .integer_between("limit", -1, 100)
            .expect_err("outside");
        assert_eq!(
            error.message,
            "Invalid value for limit API parameter: 101 was found but -1 <= limit <= 100 is expected."
        );
        assert_eq!(error.code, "InvalidRESTParameterError");
        assert_eq!(
            Params::parse("limit=").integer("limit").expect("blank is absent"),
            None
        );
        assert!(Params::parse("limit=ten").integer("limit").is_err());
        assert!(
            Params::parse("limit=99999999999999999999")
                .integer("limit")
                .is_err()
        );
    }

    #[test]
    fn booleans_and_words_are_read_in_any_case() {
        let params = Params::parse("a=True&b=FALSE&c=maybe&lang=FR");
        assert_eq!(params.boolean("a").expect("a boolean"), Some(true));
        assert_eq!(params.boolean("b").expect("a boolean"), Some(false));
        assert!(params.boolean("c").is_err());
        assert_eq!(params.word("lang", &["en", "fr"]).expect("a word"), Some("fr"));
        assert!(params.word("lang", &["en"]).is_err());
    }

    #[test]
    fn parameters_are_written_back() {
        let params = Params::parse("a=1&b=x+y&a=2");
        assert_eq!(params.without("a").with("page", "2").to_query(), "b=x+y&page=2");
    }
}
