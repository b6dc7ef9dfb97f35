"""Which regions and kinds of places are there?"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from backend.core.errors import NotFoundError
from backend.core.paging import after, cut, decode_cursor
from backend.core.transaction import reading
from backend.regions.rules import ancestors, is_code
from backend.regions.schemas import (
    AncestorOut,
    PlaceKindOut,
    PlaceKindPage,
    PlaceKindQuery,
    RegionDetail,
    RegionOut,
    RegionPage,
    RegionQuery,
)
from backend.security.policy import within
from models.region import PlaceKind, Region

_CHILD = sa.orm.aliased(Region)
_COLUMNS = (
    Region.code,
    Region.parent_code,
    Region.level,
    Region.name,
    sa.exists().where(_CHILD.parent_code == Region.code).label("has_children"),
)


def regions(query: RegionQuery) -> RegionPage:
    """Return a page of regions, sorted by code, in two statements however many there are."""
    wanted = _wanted(query)
    if query.cursor is not None:
        wanted.append(Region.code > decode_cursor(query.cursor, str)[0])
    statement = sa.select(*_COLUMNS).where(*wanted).order_by(Region.code).limit(query.limit + 1)
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.code,))
        names = _names(connection, [code for row in rows for code in ancestors(row.code)])
    return RegionPage(items=[_region(row, names) for row in rows], next_cursor=next_cursor)


def region(code: str) -> RegionDetail:
    """Return a region with those above it; `NotFoundError` when there is none with this code."""
    if not is_code(code):
        raise NotFoundError
    with reading() as connection:
        row = connection.execute(sa.select(*_COLUMNS).where(Region.code == code)).one_or_none()
        if row is None:
            raise NotFoundError
        names = _names(connection, ancestors(code))
    above = [AncestorOut(code=c, level=names[c].level, name=names[c].name) for c in ancestors(code) if c in names]
    return RegionDetail(**_region(row, names).model_dump(), ancestors=above)


def place_kinds(query: PlaceKindQuery) -> PlaceKindPage:
    """Return a page of the kinds of places, in the order of the plan."""
    statement = sa.select(PlaceKind.__table__).order_by(PlaceKind.position, PlaceKind.id).limit(query.limit + 1)
    if query.cursor is not None:
        key = decode_cursor(query.cursor, int, str)
        statement = statement.where(after((PlaceKind.__table__.c.position, PlaceKind.__table__.c.id), key))
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.position, row.id))
    return PlaceKindPage(items=[PlaceKindOut.model_validate(row) for row in rows], next_cursor=next_cursor)


def _wanted(query: RegionQuery) -> list[sa.ColumnElement[bool]]:
    if query.q is not None:
        named = Region.name.contains(query.q, autoescape=True)
        return [named] if query.parent is None else [named, within(Region.code, query.parent)]
    if query.parent is not None:
        return [Region.parent_code == query.parent]
    return [Region.parent_code.is_(None)]


def _names(connection: sa.Connection, codes: Sequence[str]) -> dict[str, Any]:
    rows = connection.execute(sa.select(Region.code, Region.level, Region.name).where(Region.code.in_(set(codes))))
    return {row.code: row for row in rows}


def _region(row: Any, names: dict[str, Any]) -> RegionOut:
    path = [names[code].name for code in ancestors(row.code) if code in names]
    return RegionOut.model_validate({**row._mapping, "path": " ".join([*path, row.name])})  # noqa: SLF001
