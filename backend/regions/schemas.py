"""What comes in and goes out about regions and kinds of places?"""

from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.paging import MAX_LIMIT
from backend.http.schemas import In, Out, PageQuery
from backend.regions.rules import PLACE_KIND
from models.fields import Name, RegionCode, Slug

PlaceKindId = Annotated[str, StringConstraints(pattern=PLACE_KIND)]
Position = Annotated[int, Field(ge=0, le=1000, description="place in the list, smallest first")]


class RegionQuery(PageQuery):
    """Which regions: the roots; those right below `parent`; or those whose name holds `q`, in all of `parent`."""

    parent: RegionCode | None = None
    q: Name | None = None


class RegionOut(Out):
    """A region. `path` names it with all above it: 黔西南州 兴义市 黄草街道."""

    code: RegionCode
    parent_code: RegionCode | None
    level: Slug
    name: Name
    path: str
    has_children: bool


class RegionPage(Out):
    """A page of regions, sorted by code."""

    items: list[RegionOut]
    next_cursor: str | None


class AncestorOut(Out):
    """A region above another."""

    code: RegionCode
    level: Slug
    name: Name


class RegionDetail(RegionOut):
    """A region with all above it, from the top."""

    ancestors: list[AncestorOut]


class PlaceKindIn(In):
    """A new kind of places."""

    id: PlaceKindId
    name: Name
    position: Position | None = None


class PlaceKindPatch(In):
    """What to change of a kind. `version` is the one that was read: another one now means that somebody was faster."""

    name: Name | None = None
    position: Position | None = None
    active: bool | None = None
    version: Annotated[int, Field(ge=1)] | None = None


class PlaceKindOut(Out):
    """A kind of places; one that is not `active` is kept for what it was used for."""

    id: Slug
    name: Name
    position: int
    active: bool
    version: int


class PlaceKindQuery(PageQuery):
    """How much of the list of kinds; a city has few, so that one page holds them all."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = MAX_LIMIT


class PlaceKindPage(Out):
    """A page of kinds, in the order of the plan."""

    items: list[PlaceKindOut]
    next_cursor: str | None
