"""Does what is written about the project match it, and does it speak of the project alone?"""

import re
from pathlib import Path

import sqlalchemy as sa

from backend.config import Settings
from models.base import db
from tests.architecture.names import all_schemas
from tests.architecture.source import ROOT, text_files

OPERATIONS = ROOT / "docs" / "operations.md"
ELSEWHERE = (
    re.compile("/" + r"work/"),
    re.compile(r"\b(?:pypi|npm|files)\.(?!org\b|pythonhosted\b)[a-z0-9-]+\.(?:internal|local|lan)\b"),
    re.compile(r"\b(?:artifactory|nexus|devpi|verdaccio|mirror)\.[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE),
    re.compile(r"(?:--index-url|--extra-index-url|registry\s*=|proxy\s*=)\s*https?://", re.IGNORECASE),
    re.compile(r"(?<!\w)/home/[a-z]|/Users/[A-Za-z]|/tmp/bash_jobs"),
)
"""Paths and hosts of one machine or one workplace: they mean nothing to whoever reads the project."""

ONE_WORD = {
    "activity": "event", "activities": "events", "enrolment": "signup", "enrollment": "signup", "enroll": "sign_up",
    "registration": "signup", "waitlist": "waiting", "waitinglist": "waiting", "district": "region", "area": "region",
    "division": "region", "award": "honour", "honor": "honour",
    "exam": "quiz", "programs": "programme",
}  # fmt: skip
"""Another word for a thing that has a name already -> the name it has."""


def missing_settings(text: str, names: list[str]) -> list[str]:
    return [name for name in names if not re.search(rf"\b{name}\b", text)]


def setting_names() -> list[str]:
    """Return the settings as they are written in the environment."""
    fields = Settings.model_fields.items()
    return [str(info.validation_alias) if info.validation_alias else f"SHILIU_{name.upper()}" for name, info in fields]


def speaks_of_elsewhere(text: str) -> list[str]:
    return [match.group() for pattern in ELSEWHERE for match in pattern.finditer(text)]


def second_words(names: set[str]) -> list[str]:
    """Name each that uses another word for a thing that has a name."""
    parts = [(name, word.lower()) for name in names for word in re.split(r"_|(?<=[a-z])(?=[A-Z])", name)]
    return sorted(f"{name}: say {ONE_WORD[word]}" for name, word in parts if word in ONE_WORD)


def test_every_setting_is_explained() -> None:
    assert len(setting_names()) > 10
    assert missing_settings(OPERATIONS.read_text("utf-8"), setting_names()) == []


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, info in Settings.model_fields.items() if not info.description] == []


def test_missing_setting_is_noticed() -> None:
    names = ["DATABASE_URL", "SHILIU_ENV", "SHILIU_HOSTS"]
    assert missing_settings("`DATABASE_URL`, SHILIU_ENVIRONMENT and `SHILIU_HOSTS`", names) == ["SHILIU_ENV"]


def test_project_speaks_of_itself() -> None:
    found = {}
    for path in text_files():
        if path == Path(__file__):
            continue
        places = speaks_of_elsewhere(path.read_text("utf-8", errors="replace"))
        if places:
            found[str(path.relative_to(ROOT))] = places
    assert found == {}


def test_speaking_of_elsewhere_is_noticed() -> None:
    for text in ("see /" + "work/x", "pip install --index-url https://a.b/c", "http://pypi.corp.internal", "/home/me"):
        assert speaks_of_elsewhere(text), text
    assert not speaks_of_elsewhere("framework/network, https://pypi.org/simple, see the network/ folder")


def test_every_thing_has_one_word() -> None:
    tables = {name for table in db.metadata.tables.values() for name in [table.name, *table.columns.keys()]}
    fields = {name for schema in all_schemas() for name in [schema.__name__, *schema.model_fields]}
    classes = {mapper.class_.__name__ for mapper in db.Model.registry.mappers}
    assert second_words(tables | fields | classes) == []


def test_second_word_is_noticed() -> None:
    assert second_words({"activity_id", "EventWaitlist", "area", "reactivity"}) == [
        "EventWaitlist: say waiting",
        "activity_id: say event",
        "area: say region",
    ]


def test_tables_are_named_in_the_singular() -> None:
    assert isinstance(db.metadata, sa.MetaData)
    assert [name for name in db.metadata.tables if name.endswith("s") and name != "series"] == []
