"""For which schools, firms, offices … may people take part, and how do these come about?"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.paging import after, cut, decode_cursor
from backend.core.transaction import reading, transaction
from backend.quizzes.boards_schemas import (
    OrganisationChange,
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    OrganisationQuery,
)
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible, within
from models.organisation import Organisation
from models.region import PlaceKind, Region

_TABLE = Organisation.__table__
_ORDER: tuple[Any, ...] = (Organisation.region_code, Organisation.name)


def organisations(query: OrganisationQuery) -> OrganisationPage:
    """Return a page of those that may be chosen, by region and name."""
    wanted: list[Any] = [Organisation.active]
    if query.region is not None:
        wanted.append(within(Organisation.region_code, query.region))
    if query.q is not None:
        wanted.append(Organisation.name.contains(query.q, autoescape=True))
    if query.cursor is not None:
        wanted.append(after(_ORDER, decode_cursor(query.cursor, str, str)))
    statement = sa.select(_TABLE).where(*wanted).order_by(*_ORDER).limit(query.limit + 1)
    with reading() as connection:
        rows, next_cursor = cut(
            connection.execute(statement).all(), query.limit, lambda row: (row.region_code, row.name)
        )
    return OrganisationPage(items=[OrganisationOut.model_validate(row) for row in rows], next_cursor=next_cursor)


def create(data: OrganisationIn, *, actor: Actor) -> Organisation:
    """Add an organisation. Errors: 409 `organisation_exists` in this region; 422 for an unknown region or kind."""
    require(actor, Permission.QUIZ_EDIT, data.region_code)
    with transaction() as session:
        if session.get(Region, data.region_code) is None:
            raise InvalidError({"region_code": ["region_unknown"]})
        _require_kind(session, data.place_kind)
        made = Organisation(**data.model_dump(), updated_at=now())
        session.add(made)
        _flush(session)
        _record(session, actor, "organisation.create", made, {"headcount": made.headcount})
    return made


def change(organisation_id: str, data: OrganisationChange, *, actor: Actor) -> Organisation:
    """Change what was named; a null headcount says that nobody knows it. Errors: 404; 409 and 422 as `create`."""
    changes = data.model_dump(exclude_unset=True)
    nulls = [name for name, value in changes.items() if value is None and name != "headcount"]
    if nulls:
        raise InvalidError({name: ["missing"] for name in nulls})
    with transaction() as session:
        found = session.get(Organisation, organisation_id, with_for_update=True, populate_existing=True)
        if found is None:
            raise NotFoundError
        require_visible(actor, Permission.QUIZ_SEE, found.region_code)
        require(actor, Permission.QUIZ_EDIT, found.region_code)
        different = {name: value for name, value in changes.items() if getattr(found, name) != value}
        if not different:
            return found
        if "place_kind" in different:
            _require_kind(session, different["place_kind"])
        details: dict[str, Any] = {"fields": sorted(different)}
        if "headcount" in different:
            details |= {"headcount": different["headcount"], "headcount_before": found.headcount}
        for name, value in different.items():
            setattr(found, name, value)
        found.updated_at = now()
        _flush(session)
        _record(session, actor, "organisation.change", found, details)
    return found


def _require_kind(session: Session, kind: str) -> None:
    if session.get(PlaceKind, kind) is None:
        raise InvalidError({"place_kind": ["place_kind_unknown"]})


def _record(session: Session, actor: Actor, action: str, about: Organisation, details: dict[str, Any]) -> None:
    record(session, actor, action, target=about.id, region_code=about.region_code, details=details)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except sa.exc.IntegrityError as exc:
        raise ConflictError("organisation_exists", "这个地方已经有同名的单位，请直接选用，或换一个名称") from exc
