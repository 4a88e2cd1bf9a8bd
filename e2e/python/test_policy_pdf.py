"""Is the PDF of the cookies policy what the page is? Read back with pypdf: text, title, language, tags."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from conftest import Portal


def policy(portal: Portal, lang: str) -> pypdf.PdfReader:
    """The PDF in that language."""
    answer = portal.get(f"/terms/cookies-policy.pdf?flg={lang}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "set-cookie" not in answer.headers
    return pypdf.PdfReader(io.BytesIO(answer.content))


def flat(text: str) -> str:
    """Lines joined: cells break words over lines, and hyphenated names too."""
    return re.sub(r"\s+", " ", text)


def elements(node, found: list) -> list:
    """Every element of the structure tree, depth first."""
    if isinstance(node, pypdf.generic.IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for child in node:
            elements(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(node)
        if "/K" in node:
            elements(node["/K"], found)
    return found


@pytest.mark.parametrize("lang", ["en", "fr", "es", "de", "nl"])
def test_the_pdf_holds_every_name_and_duration_in_each_language(portal: Portal, lang: str):
    told = portal.get(f"/terms/cookies-policy.json?flg={lang}").json()
    assert told["language"] == lang
    text = flat("".join(page.extract_text() for page in policy(portal, lang).pages))
    assert len(told["items"]) == 4
    for item in told["items"]:
        for part in ("name", "provider", "purpose", "function", "duration"):
            assert flat(item[part]) in text, f"{lang}: {item['name']}: {part}"


@pytest.mark.parametrize("lang", ["en", "fr", "es", "de", "nl"])
def test_the_pdf_has_a_title_a_language_and_tags(portal: Portal, lang: str):
    document = policy(portal, lang)
    page = portal.get(f"/terms/cookies-policy/?flg={lang}").text
    heading = re.search(r"<h1>(.*?)</h1>", page)[1]
    assert document.metadata.title.startswith(heading)
    root = document.trailer["/Root"]
    assert root["/Lang"] == lang
    assert bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    kinds = [element["/S"] for element in elements(root["/StructTreeRoot"]["/K"], [])]
    assert kinds.count("/Table") == 1
    assert kinds.count("/TR") == 5, "a header and four rows; a header that comes again is decoration"
    assert kinds.count("/TH") == 7 + 4, "seven columns, four rows"
    assert kinds.count("/TD") == 4 * 6
    assert "/H1" in kinds and "/H2" in kinds and "/H3" in kinds and "/LI" in kinds
    assert document.outline, "headings are in the outline"


def test_the_page_links_the_pdf_plainly(portal: Portal):
    page = portal.get("/terms/cookies-policy/?flg=fr").text
    link = re.search(r'<a href="([^"]*cookies-policy\.pdf[^"]*)"([^>]*)>', page)
    assert link, "a link, no script"
    assert link[1] == "/terms/cookies-policy.pdf?flg=fr"
    assert portal.get(link[1]).headers["content-language"] == "fr"


def test_the_same_policy_gives_the_same_bytes(portal: Portal):
    first, second = (portal.get("/terms/cookies-policy.pdf?flg=en").content for _ in range(2))
    assert first == second
