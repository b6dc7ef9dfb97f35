"""Do the schemas agree with the tables: is what a client may write no longer than what the column holds, and may an
answer be empty exactly where the column may?"""

import re
from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pydantic import BaseModel, ConfigDict, create_model
from pydantic.fields import FieldInfo

from backend.http.schemas import In, Out
from models.base import Base, db
from models.fields import Id, Nickname, RegionCode, Summary, Title
from models.types import UtcDateTime
from tests.architecture.names import all_schemas

_WIDTH = re._parser  # type: ignore[attr-defined]  # the standard library knows how long a match can be
ROLES_OF_SCHEMAS = ("In", "Out", "Fields", "Changes", "Change", "Detail", "Summary", "Item", "Line", "Card", "")
TABLE_OF = {"Grant": "RoleGrant", "Profile": "User", "Resident": "User"}
"""Schemas that are named for what they do to a table of another name."""

KNOWN_DIFFERENCES: set[str] = set()
"""`Schema.field` that differs for a reason, which stands beside it."""


def table_of(schema: type[BaseModel]) -> type[Base] | None:
    """Return the table that a schema shows or writes: EventFields, EventIn, EventOut -> Event."""
    tables = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
    for ending in ROLES_OF_SCHEMAS:
        stem = schema.__name__.removesuffix(ending)
        found = tables.get(TABLE_OF.get(stem, stem))
        if found is not None:
            return found  # type: ignore[no-any-return]
    return None


def longest(json_schema: dict[str, Any]) -> float | None:
    """Return how many characters a text can have that this JSON schema lets through; None: it is no plain text."""
    if "anyOf" in json_schema:
        lengths = [n for n in map(longest, json_schema["anyOf"]) if n is not None]
        return max(lengths) if lengths else None
    if "enum" in json_schema or "const" in json_schema:
        choices = json_schema.get("enum", [json_schema.get("const")])
        return max((len(choice) for choice in choices if isinstance(choice, str)), default=None)
    if json_schema.get("type") != "string" or json_schema.get("format") in {"date-time", "date"}:
        return None
    if "maxLength" in json_schema:
        return float(json_schema["maxLength"])
    width: float = _WIDTH.parse(json_schema["pattern"]).getwidth()[1] if "pattern" in json_schema else float("inf")
    return width


def too_wide(schema: type[BaseModel], columns: Iterable[sa.Column[Any]]) -> list[str]:
    """Name the fields that let through more text than their column holds."""
    document = schema.model_json_schema()
    found = []
    for column in columns:
        part = document["properties"].get(column.name)
        if part is None or not isinstance(column.type, sa.String) or column.type.length is None:
            continue
        given = longest(_resolved(part, document))
        if given is not None and given > column.type.length:
            found.append(f"{schema.__name__}.{column.name}: {given} > {column.type.length}")
    return found


def _resolved(part: Any, document: dict[str, Any]) -> Any:
    if isinstance(part, dict) and "$ref" in part:
        return document["$defs"][part["$ref"].rsplit("/", 1)[-1]]
    if isinstance(part, dict) and "anyOf" in part:
        return {"anyOf": [_resolved(choice, document) for choice in part["anyOf"]]}
    return part


def wrongly_empty(schema: type[BaseModel], columns: Iterable[sa.Column[Any]]) -> list[str]:
    """Name the fields of an answer that refuse an empty value which their column may hold."""
    named = {column.name: column for column in columns}
    return [
        f"{schema.__name__}.{name}: the column may be empty"
        for name, field in schema.model_fields.items()
        if name in named and named[name].nullable and not _takes_none(field)
    ]


def never_empty(schema: type[BaseModel], columns: Iterable[sa.Column[Any]]) -> list[str]:
    """Name the fields of an answer that promise an empty value which their column never holds."""
    named = {column.name: column for column in columns}
    return [
        f"{schema.__name__}.{name}: the column is never empty"
        for name, field in schema.model_fields.items()
        if name in named and not named[name].nullable and _takes_none(field)
    ]


def _takes_none(field: FieldInfo) -> bool:
    from types import NoneType
    from typing import get_args

    return field.annotation is NoneType or NoneType in get_args(field.annotation)


def pairs(base: type[BaseModel]) -> list[tuple[type[BaseModel], Any]]:
    found = [(schema, table_of(schema)) for schema in all_schemas() if issubclass(schema, base)]
    return [(schema, table.__table__.columns) for schema, table in found if table is not None]


def test_what_comes_in_fits_into_its_column(migrated_app: Flask) -> None:
    assert migrated_app.url_map
    written = [(schema, columns) for schema, columns in pairs(In) if not schema.__name__.endswith("Out")]
    assert len(written) >= 3
    found = [line for schema, columns in written for line in too_wide(schema, columns)]
    assert [line for line in found if line.split(":")[0] not in KNOWN_DIFFERENCES] == []


def test_answers_are_empty_where_their_columns_are(migrated_app: Flask) -> None:
    assert migrated_app.url_map
    assert len(pairs(Out)) >= 2
    found = [
        line for schema, columns in pairs(Out) for line in wrongly_empty(schema, columns) + never_empty(schema, columns)
    ]
    assert [line for line in found if line.split(":")[0] not in KNOWN_DIFFERENCES] == []


def test_disagreement_is_noticed() -> None:
    columns = [
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("code", sa.String(12), nullable=True),
        sa.Column("note", sa.String(10), nullable=False),
    ]
    wide = create_model("Wide", title=(Summary, ...), code=(Id | None, ...), note=(str, ...))
    assert too_wide(wide, columns) == ["Wide.title: 200.0 > 60", "Wide.code: 26 > 12", "Wide.note: inf > 10"]
    fits = create_model("Fits", title=(Title, ...), code=(RegionCode | None, ...), note=(str | None, ...))
    assert too_wide(fits, columns[:2]) == []
    full = create_model("Full", __config__=ConfigDict(), code=(str, ...))
    assert wrongly_empty(full, columns) == ["Full.code: the column may be empty"]
    assert never_empty(fits, columns) == ["Fits.note: the column is never empty"]


def test_schemas_find_their_tables() -> None:
    def found(name: str) -> str | None:
        table = table_of(create_model(name))
        return table.__name__ if table else None

    names = ("EventOut", "EventFields", "UserOut", "GrantOut", "ProfileIn", "SignupOut", "Problem", "EventPage")
    assert [found(name) for name in names] == ["Event", "Event", "User", "RoleGrant", "User", "Signup", None, None]


@pytest.mark.parametrize("kind", [Title, Nickname, Id, RegionCode, Summary])
def test_every_kind_of_text_is_as_long_as_its_column(kind: Any) -> None:
    part = create_model("One", value=(kind, ...)).model_json_schema()["properties"]["value"]
    column = Base.registry.type_annotation_map[kind]
    assert isinstance(column, sa.String)
    assert longest(part) == column.length


def naive(metadata: sa.MetaData) -> list[str]:
    """Name the columns of moments that do not keep a moment's zone."""
    columns = [column for table in metadata.tables.values() for column in table.columns]
    return [str(column) for column in columns if isinstance(column.type, sa.DateTime | sa.Time)]


def test_every_moment_keeps_its_zone() -> None:
    assert naive(db.metadata) == []
    sample = sa.MetaData()
    sa.Table("a", sample, sa.Column("at", sa.DateTime(timezone=True)), sa.Column("good_at", UtcDateTime()))
    assert naive(sample) == ["a.at"]
