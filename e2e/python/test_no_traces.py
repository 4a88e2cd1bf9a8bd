"""Does any page, file or error leave something behind, tell visitors apart, or answer machines otherwise than people?

The addresses are those of the site's table of routes and of the sitemap, asked as strangers do.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from conftest import ROOT, Portal

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
BOT = "Mozilla/5.0 (compatible; WebsiteEvidenceCollector/3.0; HeadlessChrome/140.0)"
#: Pages that everybody may read; `/login/` has a form of its own and is asked apart.
PAGES = [
    "/",
    "/explore/",
    "/explore/?q=a",
    "/console",
    "/docs/odsql/",
    "/statistics/",
    "/cookies/preferences/",
    "/terms/cookies-policy/",
    "/terms/cookies-policy/versions/1/",
    "/terms/privacy-policy/",
    "/terms/terms-and-conditions/",
]
FILES = [
    "/robots.txt",
    "/sitemap.xml",
    "/favicon.ico",
    "/.well-known/gpc.json",
    "/consent-o-matic.json",
    "/healthz",
    "/readyz",
    "/data.json",
    "/statistics.csv",
    "/statistics.json",
    "/terms/cookies-policy.json",
    "/terms/cookies-policy.csv",
    "/terms/cookies-policy.pdf",
    "/terms/cookies-policy/versions/1.json",
    "/api/openapi.json",
    "/api/explore/v2.1/catalog/datasets",
    "/api/explore/v2.1/catalog/exports/rss",
    "/explore/embed/dataset/fx-cities/table/",
    "/explore/embed/dataset/fx-cities/map/",
    "/explore/embed/dataset/fx-cities/analyze/",
]
ELSEWHERE = [
    "/none",
    "/explore/dataset/none/",
    "/api/explore/v2.1/catalog/datasets/none",
    "/terms/cookies-information",
    "/terms/cookies-policy/versions/99/",
    "/account/",
    "/backoffice/",
]


@pytest.fixture(scope="module")
def pages(portal: Portal) -> list[str]:
    """The pages of the list, and every tab of the first datasets of the sitemap."""
    sitemap = portal.get("/sitemap.xml").text
    ids = re.findall(r"<loc>[^<]*/explore/dataset/([^/<]+)/information/</loc>", sitemap)
    assert ids, "the sitemap names datasets"
    tabs = ["information", "table", "map", "export", "api"]
    return PAGES + [f"/explore/dataset/{name}/{tab}/" for name in ids[:3] for tab in tabs]


def ask(portal: Portal, path: str, method: str = "GET", **headers: str) -> requests.Response:
    """One request of somebody who was never there; redirects are looked at, not followed."""
    usual = {"User-Agent": PERSON, "Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, portal.address + path, headers=usual | named, allow_redirects=False, timeout=60)


def test_nothing_that_is_read_sets_a_cookie(portal: Portal, pages: list[str]):
    for path in pages + FILES + ELSEWHERE:
        for method in ("GET", "HEAD"):
            answer = ask(portal, path, method)
            assert answer.status_code < 500, path
            assert "set-cookie" not in answer.headers, f"{method} {path}"


def test_head_answers_like_get(portal: Portal, pages: list[str]):
    for path in [*pages, *FILES, *ELSEWHERE, "/login/"]:
        get, head = ask(portal, path), ask(portal, path, "HEAD")
        assert head.status_code == get.status_code, path
        assert head.headers.get("content-type") == get.headers.get("content-type"), path
        assert head.content == b"", path


def test_two_strangers_get_the_same_bytes_tags_and_links(portal: Portal, pages: list[str]):
    for path in pages + FILES:
        first, second = ask(portal, path), ask(portal, path)
        assert first.headers.get("etag") == second.headers.get("etag"), path
        if "statistics" not in path:
            assert first.content == second.content, path


def test_machines_get_what_people_get(portal: Portal, pages: list[str]):
    for path in pages:
        if "statistics" not in path:
            assert ask(portal, path).text == ask(portal, path, User_Agent=BOT).text, path
    scripts = (ROOT / "crates/portico-site/assets/js").glob("*.js")
    for script in scripts:
        text = script.read_text("utf-8")
        for word in ("webdriver", "userAgent", "localStorage", "sessionStorage", "indexedDB", "sendBeacon", "document.cookie"):
            assert word not in text, f"{script.name}: {word}"


def test_whatever_changes_an_answer_is_named_in_vary(portal: Portal, pages: list[str]):
    inputs = [
        ("accept-language", {"Accept_Language": "fr"}),
        ("cookie", {"Cookie": "django_language=es"}),
        ("cookie", {"Cookie": "cookies_preferences=1.1.20261125.0"}),
        ("sec-gpc", {"Sec_GPC": "1"}),
        ("dnt", {"DNT": "1"}),
    ]
    for path in pages:
        usual = ask(portal, path)
        for name, headers in inputs:
            other = ask(portal, path, **headers)
            vary = {part.strip().lower() for part in usual.headers.get("vary", "").split(",")}
            if other.text != usual.text and "statistics" not in path:
                assert name in vary, f"{path} differs with {headers}, and Vary is {sorted(vary)}"


def test_every_page_leads_to_the_policy_and_to_the_choices(portal: Portal, pages: list[str]):
    for path in [*pages, "/login/", "/none"]:
        page = ask(portal, path).text
        footer = page[page.rindex("<footer") :]
        assert 'href="/terms/cookies-policy/"' in footer, path
        assert re.search(r'href="/cookies/preferences/[^"]*"', footer), path


def test_answers_carry_the_headers_of_a_careful_site(portal: Portal, pages: list[str]):
    for path in pages:
        headers = ask(portal, path).headers
        assert headers["referrer-policy"] in ("strict-origin-when-cross-origin", "same-origin", "no-referrer"), path
        assert "browsing-topics=()" in headers["permissions-policy"], path
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe-inline" not in policy and "unsafe-eval" not in policy, path


def test_links_to_others_are_plain_and_say_nothing_of_the_page(empty_portal: Portal, tmp_path: Path):
    source = tmp_path / "places.csv"
    source.write_text("name,site\nPort,https://port.example.org/a?b=1\n", "utf-8")
    about = '<p>From <a href="https://source.example.org/" onclick="x()" ping="https://e.example/">the source</a>.</p>'
    empty_portal.run("import", str(source), "--id", "places", "--description", about, "--license", "CC BY 4.0")
    empty_portal.serve()
    seen = set()
    for path in ["/explore/dataset/places/information/", "/explore/dataset/places/table/", "/explore/embed/dataset/places/table/", *PAGES]:
        page = ask(empty_portal, path).text
        for link in re.findall(r"<a\s[^>]*>", page):
            address = re.search(r'href="(https?://[^"]*)"', link)
            if not address or address[1].startswith(empty_portal.address):
                continue
            seen.add(address[1])
            rel = re.search(r'rel="([^"]*)"', link)
            assert rel and {"noopener", "noreferrer"} <= set(rel[1].split()), f"{path}: {link}"
            assert "onclick" not in link and "ping" not in link, f"{path}: {link}"
        for widget in ("facebook", "twitter", "linkedin", "sharethis", "addtoany"):
            assert widget not in page.lower(), f"{path}: {widget}"
    assert {"https://source.example.org/", "https://port.example.org/a?b=1"} <= seen, seen


def test_a_browser_that_blocks_cookies_learns_why_it_cannot_sign_in(portal: Portal):
    page = ask(portal, "/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    answer = requests.post(
        portal.address + "/login/",
        data={"email": "a@example.org", "password": "b", "csrfmiddlewaretoken": token},
        headers={"Origin": portal.address, "Accept": "text/html", "Accept-Language": "en"},
        timeout=60,
    )
    assert answer.status_code == 403
    assert "cookies" in answer.text and "Allow cookies for this site" in answer.text
    assert "set-cookie" not in answer.headers or "sessionid" not in answer.headers["set-cookie"]


def test_broken_cookies_change_nothing(portal: Portal):
    usual = ask(portal, "/explore/").text
    key = "a" * 32
    for cookie in (f"sessionid={key}; sessionid={key}", "x=" + "y" * 65_000, "csrftoken", "=;;=", "django_language=../../x", "sessionid=é".encode().decode("latin-1")):
        answer = ask(portal, "/explore/", Cookie=cookie)
        assert answer.status_code == 200, cookie[:40]
        assert answer.text == usual, cookie[:40]


#: Parts of names that lists of advertisements and annoyances hide or block, wherever they stand.
BLOCKED = re.compile(
    r"(^|[-_])(ad|ads|advert|advertising|sponsor|tracking|tracker|analytics|gdpr|ccpa|popup|overlay|newsletter|social|share|"
    r"cookiebar|cookiebanner|cookie-banner|cookie-notice|cookie-consent|cookie-law|consent-banner)([-_]|$)"
)


def test_no_name_on_a_page_is_one_that_blocking_lists_hide(portal: Portal, pages: list[str]):
    for path in pages:
        page = ask(portal, path).text
        names = {name for value in re.findall(r'\s(?:id|class)="([^"]*)"', page) for name in value.split()}
        assert not sorted(name for name in names if BLOCKED.search(name)), path
        for address in re.findall(r'(?:src|href)="(/assets/[^"]*)"', page):
            parts = re.split(r"[/.?]", address)
            assert not [part for part in parts if BLOCKED.search(part) or "cookie" in part or "consent" in part], address
