//! How does an answer of API v1 leave? As JSON, indented on demand, wrapped in a callback, or as an error in the old words.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use portico_model::{Fault, FaultKind};
use portico_services::invalid_parameter;
use portico_web::{Params, WebFault, WebResult};
use serde::Serialize;
use serde_json::{Value, json};

use super::params::is_true;
use crate::ask::Ask;
use crate::reply::{self, JSON, Tag};
use crate::wire::json;

/// Longest name of a callback.
const CALLBACK: usize = 100;

/// Programs of that age read `errorcode` and `error`, today's read `error_code` and `message`. Our own mistakes take the
/// usual way, by the log.
pub(crate) fn in_old_words(answer: WebResult<Response>) -> WebResult<Response> {
    let Err(fault) = answer else { return answer };
    let told = fault.fault().clone();
    if told.kind == FaultKind::Internal {
        return Err(fault.json());
    }
    let mut body = json!({
        "errorcode": number_of(&told),
        "error": told.message,
        "error_code": told.code,
        "message": told.message,
    });
    if let (Some(hint), Some(members)) = (told.hint, body.as_object_mut()) {
        members.insert("hint".to_owned(), hint.into());
    }
    let mut response = reply::body("application/json; charset=utf-8", body.to_string());
    *response.status_mut() = fault.into_response().status();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A number for programs that tell errors apart by it: classes, since the role model published only those of its quotas.
fn number_of(fault: &Fault) -> u32 {
    match fault.kind {
        FaultKind::Busy => 10_002,
        FaultKind::Unauthenticated => 10_003,
        FaultKind::Forbidden => 10_004,
        FaultKind::NotFound | FaultKind::Gone => 20_002,
        FaultKind::Timeout => 10_006,
        _ => 20_001,
    }
}

/// The answer of a handler whose request may not have been readable at all.
pub(crate) fn finish(answer: Result<Response, Fault>) -> WebResult<Response> {
    in_old_words(answer.map_err(WebFault::from))
}

/// How JSON is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    callback: Option<String>,
    pretty: bool,
}

impl Manner {
    /// Reads `callback`, `pretty_print` and whether the format is one with a callback.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` for a callback that is no name of a function.
    pub(crate) fn read(params: &Params) -> Result<Self, Fault> {
        let with_callback = params
            .text("format")
            .is_some_and(|format| matches!(format.to_ascii_lowercase().as_str(), "jsonp" | "geojsonp"));
        let callback = match params.text("callback") {
            Some(name) if is_function_name(name) => Some(name.to_owned()),
            Some(name) => {
                let expected = "the name of a JavaScript function";
                return Err(invalid_parameter("callback", name, expected));
            }
            None => with_callback.then(|| "callback".to_owned()),
        };
        Ok(Self {
            callback,
            pretty: params.text("pretty_print").is_some_and(is_true),
        })
    }

    /// What stands before and after the JSON text.
    pub(crate) fn around(&self) -> (String, &'static str) {
        match &self.callback {
            // The comment in front keeps a plug-in of old from taking the bytes for its own.
            Some(callback) => (format!("/**/{callback}("), ");"),
            None => (String::new(), ""),
        }
    }

    /// The answer with that JSON text.
    ///
    /// # Errors
    /// When the text is no JSON: a mistake of ours.
    pub(crate) fn answer(&self, ask: &Ask, tag: &Tag, text: Vec<u8>) -> Result<Response, Fault> {
        if let Some(response) = tag.unchanged(&ask.headers) {
            return Ok(response);
        }
        let text = if self.pretty {
            let value: Value = serde_json::from_slice(&text).map_err(Fault::internal)?;
            serde_json::to_vec_pretty(&value).map_err(Fault::internal)?
        } else {
            text
        };
        if self.callback.is_none() {
            return Ok(tag.mark(reply::body(JSON, text)));
        }
        let (before, after) = self.around();
        let script = [before.as_bytes(), &text, after.as_bytes()].concat();
        Ok(tag.mark(reply::body("application/javascript; charset=utf-8", script)))
    }

    /// The answer with that value, its tag made of itself.
    ///
    /// # Errors
    /// When the value cannot be JSON: a mistake of ours.
    pub(crate) fn value<T: Serialize + ?Sized>(&self, ask: &Ask, value: &T) -> Result<Response, Fault> {
        let text = json::to_bytes(value)?;
        let tag = Tag::of(&[&text, format!("{self:?}").as_bytes()]);
        self.answer(ask, &tag, text)
    }
}

/// Names and members of names, as `jQuery123` and `angular.callbacks._0`: nothing that could be a program of its own.
fn is_function_name(name: &str) -> bool {
    let part = |part: &str| {
        let mut signs = part.chars();
        signs
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
            && signs.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'))
    };
    name.len() <= CALLBACK && name.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_are_names_and_nothing_else() {
        for good in ["f", "jQuery1124_16", "angular.callbacks._0", "$_"] {
            assert!(is_function_name(good), "{good}");
        }
        for bad in ["", "a b", "alert(1)", "a..b", "1a", "a;b", "<script>", "é"] {
            assert!(!is_function_name(bad), "{bad}");
        }
        let read = |query: &str| Manner::read(&Params::parse(query));
        assert_eq!(
            read("format=jsonp").unwrap().callback.as_deref(),
            Some("callback")
        );
        assert!(read("callback=alert(1)").is_err());
        assert!(read("pretty_print=True").unwrap().pretty);
    }
}
