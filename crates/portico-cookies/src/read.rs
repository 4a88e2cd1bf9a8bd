//! Which declared cookies did the browser send? Names outside the register are never kept.

use crate::{CookieName, EffectiveRegister};

/// Bytes of `Cookie` headers that are read; the rest is ignored.
const LIMIT: usize = 8 * 1024;
/// Names of cookies of services that are remembered in one request.
const MOST_KEPT: usize = 20;

/// What the browser sent for one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen<'a> {
    /// Nothing.
    Absent,
    /// One value.
    Once(&'a str),
    /// Several: somebody else may have planted one, so none is believed.
    Several,
}

/// The declared cookies of one request.
#[derive(Debug, Clone, Default)]
pub struct RequestCookies {
    slots: [Slot; CookieName::ALL.len()],
    kept_by_services: Vec<String>,
}

#[derive(Debug, Clone, Default)]
enum Slot {
    #[default]
    Absent,
    Once(String),
    Several,
}

impl RequestCookies {
    /// Reads the values of the `Cookie` headers, 8 KiB in all. A pair cut by the limit is not read.
    #[must_use]
    pub fn parse<'a>(headers: impl IntoIterator<Item = &'a [u8]>, register: &EffectiveRegister) -> Self {
        let mut cookies = Self::default();
        let mut left = LIMIT;
        for header in headers {
            let (readable, is_cut) = match header.get(..left) {
                Some(start) => (start, header.len() > left),
                None => (header, false),
            };
            left -= readable.len();
            let mut pairs: Vec<&[u8]> = readable.split(|byte| *byte == b';').collect();
            if is_cut {
                pairs.pop();
            }
            pairs
                .into_iter()
                .filter_map(|pair| std::str::from_utf8(pair).ok())
                .for_each(|pair| cookies.keep(pair, register));
            if is_cut {
                break;
            }
        }
        cookies
    }

    /// The value, when there is exactly one.
    #[must_use]
    pub fn get(&self, name: CookieName) -> Option<&str> {
        match self.seen(name) {
            Seen::Once(value) => Some(value),
            Seen::Absent | Seen::Several => None,
        }
    }

    /// What was sent for that name.
    #[must_use]
    pub fn seen(&self, name: CookieName) -> Seen<'_> {
        match &self.slots[name as usize] {
            Slot::Absent => Seen::Absent,
            Slot::Once(value) => Seen::Once(value),
            Slot::Several => Seen::Several,
        }
    }

    /// The names of cookies that scripts of services keep under the portal's own address; never their values.
    #[must_use]
    pub fn kept_by_services(&self) -> &[String] {
        &self.kept_by_services
    }

    fn keep(&mut self, pair: &str, register: &EffectiveRegister) {
        let Some((name, value)) = pair.split_once('=') else {
            return;
        };
        let name = name.trim();
        let Some(name) = CookieName::parse(name) else {
            if self.kept_by_services.len() < MOST_KEPT && register.keeper_of(name).is_some() {
                self.kept_by_services.push(name.to_owned());
            }
            return;
        };
        let slot = &mut self.slots[name as usize];
        *slot = match slot {
            Slot::Absent => Slot::Once(unquoted(value.trim()).to_owned()),
            Slot::Once(_) | Slot::Several => Slot::Several,
        };
    }
}

/// Clients may send a value in quotes, and mean what stands between them.
fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[&str], name: CookieName, expected: Seen<'_>) {
        let cookies = RequestCookies::parse(
            headers.iter().map(|header| header.as_bytes()),
            &EffectiveRegister::default(),
        );
        assert_eq!(cookies.seen(name), expected, "{headers:?}");
    }

    #[test]
    fn declared_names_are_read_and_others_ignored() {
        use CookieName::{CsrfToken, DjangoLanguage, SessionId};
        check(
            &["django_language=fr; theme=dark"],
            DjangoLanguage,
            Seen::Once("fr"),
        );
        check(&["theme=dark", " sessionid = abc "], SessionId, Seen::Once("abc"));
        check(&["Sessionid=abc"], SessionId, Seen::Absent);
        check(&["csrftoken=a=b"], CsrfToken, Seen::Once("a=b"));
        check(&["sessionid=\"abc\""], SessionId, Seen::Once("abc"));
        check(&["sessionid=\"abc"], SessionId, Seen::Once("\"abc"));
        check(&["sessionid=\""], SessionId, Seen::Once("\""));
        check(&["", ";;;", "=x; novalue"], CsrfToken, Seen::Absent);
    }

    #[test]
    fn duplicates_are_invalid_even_when_equal() {
        check(
            &["sessionid=a; sessionid=b"],
            CookieName::SessionId,
            Seen::Several,
        );
        check(
            &["sessionid=a", "sessionid=a"],
            CookieName::SessionId,
            Seen::Several,
        );
    }

    #[test]
    fn bytes_beyond_eight_kib_are_ignored_and_a_cut_pair_is_not_read() {
        let bomb = "x".repeat(64 * 1024);
        check(
            &[&format!("django_language=fr; bomb={bomb}; sessionid=a")],
            CookieName::SessionId,
            Seen::Absent,
        );
        check(
            &[&format!("django_language=fr; bomb={bomb}")],
            CookieName::DjangoLanguage,
            Seen::Once("fr"),
        );
        let padding = "y".repeat(LIMIT - 14);
        check(
            &[&format!("{padding}; sessionid=abcdef")],
            CookieName::SessionId,
            Seen::Absent,
        );
    }

    #[test]
    fn bytes_that_are_not_text_spoil_only_their_own_pair() {
        let cookies = RequestCookies::parse(
            [b"sessionid=\xff\xfe; django_language=es".as_slice()],
            &EffectiveRegister::default(),
        );
        assert_eq!(cookies.get(CookieName::DjangoLanguage), Some("es"));
        assert_eq!(cookies.get(CookieName::SessionId), None);
    }

    #[test]
    fn of_services_only_the_names_are_known() {
        let register = EffectiveRegister::new(vec![crate::samples::analytics()]);
        let cookies = RequestCookies::parse(
            [b"_pk_id.1.2=secret; theme=dark; sessionid=a".as_slice()],
            &register,
        );
        assert_eq!(cookies.kept_by_services(), ["_pk_id.1.2"]);
        assert!(!format!("{cookies:?}").contains("secret"));
    }
}
