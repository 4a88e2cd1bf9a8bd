//! How is a `Set-Cookie` written? The only maker of such headers, from values of the register.

use time::OffsetDateTime;

use crate::{CookieName, Preferences, SessionKey};

/// A cookie to set or delete. Built only by the constructors below, so that an undeclared one cannot exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetCookie {
    name: CookieName,
    value: String,
    life: Stay,
}

/// How long this one stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stay {
    /// Until the browser closes.
    Browser,
    /// Seconds from now.
    Seconds(i64),
    /// It is deleted.
    Deleted,
}

impl SetCookie {
    /// The session after a successful sign-in; with `keep`, for 14 days, else until the browser closes.
    #[must_use]
    pub fn session(key: &SessionKey, keep: bool) -> Self {
        let life = if keep {
            Stay::Seconds(CookieName::SessionId.item().life.seconds)
        } else {
            Stay::Browser
        };
        Self {
            name: CookieName::SessionId,
            value: key.as_str().to_owned(),
            life,
        }
    }

    /// The language that the visitor switched to; none when the code is not well formed.
    #[must_use]
    pub fn language(code: &str) -> Option<Self> {
        Self::full(CookieName::DjangoLanguage, code)
    }

    /// The CSRF token, as [`crate::CsrfKey::issue`] made it; none when it is not well formed.
    #[must_use]
    pub fn csrf(token: &str) -> Option<Self> {
        Self::full(CookieName::CsrfToken, token)
    }

    /// The visitor's choices.
    #[must_use]
    pub fn preferences(choices: &Preferences) -> Self {
        let name = CookieName::CookiesPreferences;
        Self {
            name,
            value: choices.to_string(),
            life: Stay::Seconds(name.item().life.seconds),
        }
    }

    /// Removes that cookie from the browser.
    #[must_use]
    pub fn deletion(name: CookieName) -> Self {
        Self {
            name,
            value: String::new(),
            life: Stay::Deleted,
        }
    }

    /// Which cookie.
    #[must_use]
    pub fn name(&self) -> CookieName {
        self.name
    }

    /// The header's value. `now` in seconds since the epoch; `https` as the browser sees the portal.
    #[must_use]
    pub fn header(&self, now: i64, https: bool) -> String {
        render(self.name, &self.value, self.life, now, https)
    }

    fn full(name: CookieName, value: &str) -> Option<Self> {
        let item = name.item();
        (item.is_value)(value).then(|| Self {
            name,
            value: value.to_owned(),
            life: Stay::Seconds(item.life.seconds),
        })
    }
}

/// Writes one header: attributes in alphabetical order, as Django does.
pub(crate) fn render(name: CookieName, value: &str, stay: Stay, now: i64, https: bool) -> String {
    let item = name.item();
    if stay == Stay::Deleted {
        return format!(
            "{name}=\"\"; expires={}; Max-Age=0; Path=/; SameSite=Lax",
            http_date(0)
        );
    }
    let mut header = format!("{name}={value}");
    if let Stay::Seconds(seconds) = stay {
        header.push_str(&format!("; expires={}", http_date(now.saturating_add(seconds))));
    }
    if item.http_only {
        header.push_str("; HttpOnly");
    }
    if let Stay::Seconds(seconds) = stay {
        header.push_str(&format!("; Max-Age={seconds}"));
    }
    header.push_str("; Path=/; SameSite=Lax");
    if https {
        header.push_str("; Secure");
    }
    header
}

/// `Mon, 22 Nov 2027 13:40:12 GMT`; an instant outside the calendar reads as the epoch.
fn http_date(seconds: i64) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let day = DAYS[usize::from(at.weekday().number_days_from_monday())];
    let month = MONTHS[usize::from(u8::from(at.month())) - 1];
    format!(
        "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_441_212;
    const KEY: &str = "0123456789abcdefghijklmnopqrstuv";

    fn check(cookie: &SetCookie, https: bool, expected: &str) {
        assert_eq!(cookie.header(NOW, https), expected);
    }

    #[test]
    fn headers_read_like_those_of_django() {
        let key = SessionKey::parse(KEY).expect("well formed");
        check(
            &SetCookie::session(&key, true),
            false,
            "sessionid=0123456789abcdefghijklmnopqrstuv; expires=Mon, 07 Dec 2026 13:40:12 GMT; HttpOnly; \
             Max-Age=1209600; Path=/; SameSite=Lax",
        );
        check(
            &SetCookie::session(&key, false),
            true,
            "sessionid=0123456789abcdefghijklmnopqrstuv; HttpOnly; Path=/; SameSite=Lax; Secure",
        );
        check(
            &SetCookie::language("fr").expect("well formed"),
            true,
            "django_language=fr; expires=Tue, 23 Nov 2027 13:40:12 GMT; HttpOnly; Max-Age=31536000; Path=/; \
             SameSite=Lax; Secure",
        );
    }

    #[test]
    fn the_csrf_cookie_stays_readable_by_scripts_for_52_weeks() {
        let header = SetCookie::csrf(&"aB3x".repeat(8))
            .expect("well formed")
            .header(NOW, false);
        assert!(
            header.contains("Max-Age=31449600") && !header.contains("HttpOnly"),
            "{header}"
        );
    }

    #[test]
    fn deletion_is_an_empty_quoted_value_at_the_epoch() {
        check(
            &SetCookie::deletion(CookieName::SessionId),
            true,
            "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax",
        );
    }

    #[test]
    fn a_malformed_value_makes_no_cookie() {
        assert_eq!(SetCookie::language("fr; Domain=evil"), None);
        assert_eq!(SetCookie::csrf("short"), None);
    }
}
