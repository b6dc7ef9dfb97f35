"""Do the documents' links lead somewhere, and do the README's two languages say the same?"""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, text_files

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_DOCUMENT_NAMED = re.compile(r"\bdocs/(?:adr/\d{4}|[a-z-]+\.md)")


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", _BLOCK.sub("", text))


def dead_links(document: Path) -> list[str]:
    """Return the links of a document to files that are not there, and to headings that are not in them."""
    dead = []
    for link in _LINK.findall(without_code(document.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, heading = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (heading and heading not in anchors(target)):
            dead.append(link)
    return dead


def anchors(document: Path) -> set[str]:
    """Return the names under which a document's headings are reached."""
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def headings(text: str) -> list[str]:
    """Return how deep each heading of a document is: what can be compared between languages."""
    return re.findall(r"^#+(?= )", _BLOCK.sub("", text), re.MULTILINE)


def absent_documents(text: str) -> list[str]:
    """Return the documents that a text names and that are not there; a decision is named by its number."""
    return [name for name in _DOCUMENT_NAMED.findall(text) if not list(ROOT.glob(f"{name}*"))]


def test_links_lead_somewhere() -> None:
    documents = [path for path in text_files() if path.suffix == ".md"]
    assert ENGLISH in documents
    dead = {str(path.relative_to(ROOT)): dead_links(path) for path in documents}
    assert {name: links for name, links in dead.items() if links} == {}


def test_dead_links_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A heading, here\n", "utf-8")
    text = (
        "[a](there.md) [b](gone.md) [c](there.md#a-heading-here) [d](there.md#other) [e](https://e.org) `[f](code.md)`"
    )
    (tmp_path / "links.md").write_text(text, "utf-8")
    assert dead_links(tmp_path / "links.md") == ["gone.md", "there.md#other"]


def test_documents_named_in_code_are_there() -> None:
    sources = [path for path in text_files() if path.suffix in {".py", ".conf", ".service", ".toml"}]
    absent = {str(path.relative_to(ROOT)): absent_documents(path.read_text("utf-8")) for path in sources}
    assert {name: found for name, found in absent.items() if found and name != _this()} == {}


def test_absent_document_is_noticed() -> None:
    assert absent_documents("see docs/adr/0003, docs/adr/9999 and docs/nowhere.md") == [
        "docs/adr/9999",
        "docs/nowhere.md",
    ]


def _this() -> str:
    return Path(__file__).relative_to(ROOT).as_posix()


def test_both_languages_have_the_same_headings() -> None:
    english, chinese = (headings(path.read_text("utf-8")) for path in (ENGLISH, CHINESE))
    assert len(english) > 5
    assert english == chinese


def test_both_languages_have_the_same_commands_and_links() -> None:
    english, chinese = (path.read_text("utf-8") for path in (ENGLISH, CHINESE))
    assert len(_BLOCK.findall(english)) > 5
    assert _BLOCK.findall(english) == _BLOCK.findall(chinese)
    assert sorted({*_LINK.findall(english)} - {CHINESE.name}) == sorted({*_LINK.findall(chinese)} - {ENGLISH.name})


@pytest.mark.parametrize("text", ["# a\n```\n# no heading\n```\n## b\n", "# x\n\n## y\n#no heading\n"])
def test_headings_in_code_do_not_count(text: str) -> None:
    assert headings(text) == ["#", "##"]
