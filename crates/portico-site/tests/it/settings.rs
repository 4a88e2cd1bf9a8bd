//! Do the settings of the back office hold at once, are wrong ones refused, and does nothing in them run?

use http::{Method, StatusCode};
use portico_web::SiteSettings;

use crate::fixture::{ADMINISTRATOR, Fresh, ORIGIN, PASSWORD, Reply};

const NASTY: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

/// The smallest picture: one transparent pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";

/// A portal with someone who works in its back office.
pub(crate) struct Desk {
    portal: Fresh,
    cookies: String,
}

fn value(text: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let rest = text
        .split_once(&field)
        .unwrap_or_else(|| panic!("no {name} in {text}"))
        .1;
    rest.split('"').next().unwrap().to_owned()
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut body = url(&[]);
    for (name, value) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(&format!("{name}={}", url(value.as_bytes())));
    }
    body
}

fn url(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

impl Desk {
    fn new(site: SiteSettings) -> Self {
        let portal = Fresh::new(site);
        let page = portal.call(Method::GET, "/login/", &[], "");
        let token = value(&page.text, "csrfmiddlewaretoken");
        let cookies = page.cookies().join("; ");
        let headers = [
            ("cookie", cookies.as_str()),
            ("origin", ORIGIN),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let fields = [
            ("csrfmiddlewaretoken", token.as_str()),
            ("email", ADMINISTRATOR),
            ("password", PASSWORD),
        ];
        let reply = portal.call(Method::POST, "/login/", &headers, &form(&fields));
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        Self {
            cookies: reply.cookies().join("; "),
            portal,
        }
    }

    fn look(&self, path: &str) -> Reply {
        self.portal
            .call(Method::GET, path, &[("cookie", &self.cookies)], "")
    }

    /// What a stranger sees.
    pub(crate) fn public(&self, path: &str) -> String {
        self.portal.call(Method::GET, path, &[], "").text
    }

    /// Opens a screen and sends its form, with these fields.
    pub(crate) fn save(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.look(path).text;
        self.send(path, &page, fields)
    }

    /// Sends the form of a page that was opened before.
    fn send(&self, path: &str, page: &str, fields: &[(&str, &str)]) -> Reply {
        let (token, seen) = (value(page, "csrfmiddlewaretoken"), value(page, "seen"));
        let mut all = vec![("csrfmiddlewaretoken", token.as_str()), ("seen", seen.as_str())];
        all.extend(fields);
        let headers = [
            ("cookie", self.cookies.as_str()),
            ("origin", ORIGIN),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.portal.call(Method::POST, path, &headers, &form(&all))
    }

    fn upload(&self, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Reply {
        let token = value(
            &self.look("/backoffice/settings/look/").text,
            "csrfmiddlewaretoken",
        );
        let mut body = Vec::new();
        for (name, value) in [("csrfmiddlewaretoken", token.as_str())].iter().chain(fields) {
            body.extend(
                format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        if let Some((name, bytes)) = file {
            let head =
                format!("--x\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        let headers = [
            ("cookie", self.cookies.as_str()),
            ("origin", ORIGIN),
            ("content-type", "multipart/form-data; boundary=x"),
        ];
        self.portal.send("/backoffice/settings/logo/", &headers, &body)
    }
}

pub(crate) fn default_desk() -> Desk {
    Desk::new(SiteSettings::new("Before"))
}

pub(crate) const GENERAL: &str = "/backoffice/settings/";
const LOOK: &str = "/backoffice/settings/look/";
const CATALOG: &str = "/backoffice/settings/catalog/";
pub(crate) const LEGAL: &str = "/backoffice/settings/legal/";

#[test]
fn what_is_saved_holds_at_once_and_is_in_the_trail() {
    let desk = default_desk();
    let reply = desk.save(
        GENERAL,
        &[
            ("title", "Town of <X>"),
            ("languages", "en"),
            ("languages", "es"),
            ("first", "es"),
            ("timezone", "America/Chicago"),
            ("contact", "data@x.example"),
            ("footer", "Town hall\n1 Main Street"),
        ],
    );
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    assert_eq!(reply.header("location"), "/backoffice/settings/?done=saved");
    let home = desk.public("/");
    assert!(
        home.contains("Town of &#60;X&#62;") && !home.contains("Before"),
        "{home}"
    );
    assert!(
        home.contains("<html lang=\"es\"") && home.contains("1 Main Street"),
        "{home}"
    );
    assert!(!home.contains("hreflang=\"fr\""), "{home}");
    assert!(desk.public("/terms/privacy-policy/").contains("data@x.example"));
    let trail = desk.look("/backoffice/trail/?thing=settings").text;
    assert!(trail.contains("general.title: Town of &#60;X&#62;"), "{trail}");
    assert!(
        trail.contains("CST") || trail.contains("CDT"),
        "times in the zone of the portal: {trail}"
    );
    let sessions = desk.look("/account/security/").text;
    assert!(
        sessions.contains("CST") || sessions.contains("CDT"),
        "also on the pages of an account: {sessions}"
    );
    let again = desk.look(GENERAL).text;
    assert!(again.contains("value=\"Town of &#60;X&#62;\""), "{again}");
}

#[test]
fn one_language_alone_takes_the_menu_away() {
    let desk = default_desk();
    let reply = desk.save(GENERAL, &[("languages", "fr"), ("first", "fr")]);
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let home = desk.public("/");
    assert!(
        home.contains("<html lang=\"fr\"") && !home.contains("setlang"),
        "{home}"
    );
    let switch = desk.portal.call(
        Method::POST,
        "/i18n/setlang/",
        &[
            ("origin", ORIGIN),
            ("content-type", "application/x-www-form-urlencoded"),
        ],
        "language=en",
    );
    assert_eq!(switch.status, StatusCode::NOT_FOUND);
    assert!(switch.cookies().is_empty());
}

#[test]
fn two_who_edit_the_same_are_told_and_two_who_edit_different_parts_are_not() {
    let desk = default_desk();
    let (mine, other) = (desk.look(GENERAL).text, desk.look(CATALOG).text);
    assert_eq!(
        desk.save(GENERAL, &[("title", "Theirs")]).status,
        StatusCode::SEE_OTHER
    );
    let reply = desk.send(CATALOG, &other, &[("themes", "Parks"), ("licences", "Mine")]);
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let reply = desk.send(GENERAL, &mine, &[("title", "Mine")]);
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.text);
    assert!(
        reply.text.contains("value=\"Mine\""),
        "what was typed stays: {}",
        reply.text
    );
    assert!(
        reply.text.contains(ADMINISTRATOR) && reply.text.contains("/backoffice/trail/"),
        "{}",
        reply.text
    );
    assert!(desk.public("/").contains("Theirs"));
    let reply = desk.send(GENERAL, &reply.text, &[("title", "Mine")]);
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    assert!(desk.public("/").contains("Mine"));
}

#[test]
fn what_the_operator_wrote_is_shown_and_stays() {
    let desk = Desk::new(SiteSettings {
        fixed: ["title", "languages"].into(),
        ..SiteSettings::new("Written")
    });
    let page = desk.look(GENERAL).text;
    assert!(
        page.contains("cannot be changed here") && page.contains("value=\"Written\""),
        "{page}"
    );
    let reply = desk.save(
        GENERAL,
        &[("title", "Other"), ("languages", "fr"), ("footer", "Foot")],
    );
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let home = desk.public("/");
    assert!(
        home.contains("Written") && home.contains("Foot") && home.contains("hreflang=\"es\""),
        "{home}"
    );
}

#[test]
fn colours_that_cannot_be_read_are_refused_and_others_reach_every_page() {
    let desk = default_desk();
    let reply = desk.save(LOOK, &[("accent_light", "#ffcc00"), ("accent_dark", "#6cc3b7")]);
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        reply.text.contains("cannot be read well") && reply.text.contains("href=\"#f-accent_light\""),
        "{}",
        reply.text
    );
    assert!(!desk.public("/").contains("theme.css"));
    let reply = desk.save(
        LOOK,
        &[
            ("accent_light", "#7a1f5c"),
            ("accent_dark", "#e6a3d0"),
            ("act", "preview"),
        ],
    );
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    assert!(reply.text.contains("fill=\"#7a1f5c\"") && !desk.public("/").contains("theme.css"));
    let reply = desk.save(LOOK, &[("accent_light", "#7A1F5C"), ("accent_dark", "#e6a3d0")]);
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let home = desk.public("/");
    let href = home
        .split('"')
        .find(|part| part.starts_with("/assets/portal/theme.css"))
        .unwrap();
    let css = desk.portal.call(Method::GET, href, &[], "");
    assert!(
        css.text.contains("--verdigris: #7a1f5c") && css.text.contains("--verdigris: #e6a3d0"),
        "{}",
        css.text
    );
    assert!(css.header("cache-control").contains("immutable"));
    assert_eq!(desk.save(LOOK, &[("act", "usual")]).status, StatusCode::SEE_OTHER);
    assert!(!desk.public("/").contains("theme.css"));
}

#[test]
fn a_logo_is_a_picture_and_nothing_else() {
    let desk = default_desk();
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (name, bytes, status) in [
        ("logo.svg", &drawing[..], 415),
        ("logo.png", &drawing[..], 415),
        ("logo.png", b"<html>", 415),
        ("logo.png", &vec![0; 600 * 1024], 413),
    ] {
        let reply = desk.upload(&[], Some((name, bytes)));
        assert_eq!(reply.status.as_u16(), status, "{name}: {}", reply.text);
        assert!(reply.text.contains("id=\"f-logo-error\""), "{}", reply.text);
    }
    assert_eq!(desk.upload(&[], None).status, StatusCode::UNPROCESSABLE_ENTITY);
    let reply = desk.upload(&[], Some(("../../x.png", PIXEL)));
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    let home = desk.public("/");
    let src = home
        .split('"')
        .find(|part| part.starts_with("/assets/portal/") && part.ends_with(".png"));
    let src = src.unwrap().to_owned();
    let logo = desk.portal.call(Method::GET, &src, &[], "");
    assert_eq!(
        (logo.status, logo.header("content-type")),
        (StatusCode::OK, "image/png")
    );
    assert!(logo.header("content-security-policy").contains("sandbox"));
    assert_eq!(
        desk.portal
            .call(Method::GET, "/assets/portal/none.png", &[], "")
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        desk.upload(&[("act", "remove")], None).status,
        StatusCode::SEE_OTHER
    );
    assert!(!desk.public("/").contains("/assets/portal/"));
    assert_eq!(
        desk.portal.call(Method::GET, &src, &[], "").status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn legal_texts_are_written_in_markdown_and_looked_at_before_they_hold() {
    let desk = default_desk();
    let text = format!("# Who we are\n\n{NASTY} **us** [x](javascript:alert(1))");
    let fields = [
        ("privacy_en", text.as_str()),
        ("terms_fr", "Conditions *propres*"),
    ];
    let mut preview = fields.to_vec();
    preview.push(("act", "preview"));
    let reply = desk.save(LEGAL, &preview);
    assert!(reply.text.contains("<h2>Who we are</h2>"), "{}", reply.text);
    assert!(!desk.public("/terms/privacy-policy/").contains("Who we are"));
    assert_eq!(desk.save(LEGAL, &fields).status, StatusCode::SEE_OTHER);
    for page in [desk.public("/terms/privacy-policy/?flg=en"), reply.text] {
        assert!(page.contains("<strong>us</strong>"), "{page}");
        assert!(
            !page.contains("<script>alert")
                && !page.contains("<img src=x")
                && !page.contains("href=\"javascript"),
            "{page}"
        );
    }
    assert!(
        desk.public("/terms/terms-and-conditions/?flg=fr")
            .contains("<em>propres</em>")
    );
    assert!(
        desk.public("/terms/terms-and-conditions/?flg=en")
            .contains("Fair use"),
        "no text in the first language"
    );
}

#[test]
fn no_text_of_the_settings_runs_anywhere() {
    let desk = default_desk();
    let fields = [("title", NASTY), ("contact", NASTY), ("footer", NASTY)];
    assert_eq!(desk.save(GENERAL, &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(
        desk.save(CATALOG, &[("licences", NASTY), ("themes", NASTY)])
            .status,
        StatusCode::SEE_OTHER
    );
    let wrong = desk.save(LOOK, &[("accent_light", NASTY), ("accent_dark", NASTY)]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut pages = vec![wrong.text];
    for path in [
        GENERAL,
        LOOK,
        CATALOG,
        LEGAL,
        "/backoffice/",
        "/backoffice/trail/",
        "/",
        "/explore/",
        "/none/",
    ] {
        pages.push(desk.look(path).text);
    }
    pages.push(desk.public("/terms/cookies-policy/"));
    for page in pages {
        assert!(
            page.contains("&#60;script") || page.contains("accent_light"),
            "{page}"
        );
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x"),
            "{page}"
        );
    }
}
