"""Which kinds of values do people write, and how long may they be?

Each type is said once: it makes the column, the check on what comes in, and the line in the OpenAPI document.
"""

from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator, Field, StringConstraints

from models.ids import ID_LENGTH
from models.types import Json

REGION_CODE = r"^(\d{4}|\d{6}|\d{9}|\d{12})$"


def _without_controls(value: str) -> str:
    """Refuse control characters: no one types them, and they break exports and screens."""
    if any((ord(c) < 32 and c not in "\n\t") or ord(c) == 127 for c in value):  # noqa: PLR2004
        raise ValueError("control characters are not text")
    return value


def _text(longest: int, shortest: int = 0) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


_CLEAN = AfterValidator(_without_controls)

Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$"), Field(description="ULID, 26 characters")]
RegionCode = Annotated[
    str, StringConstraints(pattern=REGION_CODE), Field(description="official code; 4, 6, 9 or 12 digits")
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Title = Annotated[str, _text(60, 1), _CLEAN]
Name = Annotated[str, _text(60, 1), _CLEAN]
Nickname = Annotated[str, _text(20, 1), _CLEAN]
Label = Annotated[str, _text(20, 1), _CLEAN, Field(description="how the family calls this person, e.g. 妈妈")]
Summary = Annotated[str, _text(200), _CLEAN]
Body = Annotated[str, _text(5000), _CLEAN]
Report = Annotated[str, _text(1000, 1), _CLEAN]
Venue = Annotated[str, _text(60), _CLEAN]
Address = Annotated[str, _text(120), _CLEAN]
Gate = Annotated[str, _text(20), _CLEAN, Field(description="where somebody came in, e.g. 东门; may be empty")]
Reason = Annotated[str, _text(200, 2), _CLEAN]
QuestionCode = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$"), Field(description="names a question in files")
]
Stem = Annotated[str, _text(500, 1), _CLEAN, Field(description="what is asked")]
Choice = Annotated[str, _text(200, 1), _CLEAN]
Source = Annotated[
    str, _text(200, 1), _CLEAN, Field(description="where the answer can be checked, e.g. a law's article")
]
Explanation = Annotated[str, _text(500), _CLEAN]
Places = Annotated[int, Field(ge=0, le=100_000, description="in people")]
JsonObject = dict[str, Any]
JsonList = list[Any]

TYPES: dict[Any, Any] = {
    Id: sa.String(ID_LENGTH),
    RegionCode: sa.String(12),
    Slug: sa.String(32),
    Title: sa.String(60),
    Name: sa.String(60),
    Nickname: sa.String(20),
    Label: sa.String(20),
    Summary: sa.String(200),
    Body: sa.String(5000),
    Report: sa.String(1000),
    Venue: sa.String(60),
    Address: sa.String(120),
    Gate: sa.String(20),
    Reason: sa.String(200),
    QuestionCode: sa.String(32),
    Stem: sa.String(500),
    Choice: sa.String(200),
    Source: sa.String(200),
    Explanation: sa.String(500),
    Places: sa.Integer,
    JsonObject: Json,
    JsonList: Json,
}
"""Annotated type -> column type, for the declarative base."""
