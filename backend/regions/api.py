"""Regions and kinds of places over HTTP. Both change seldom, so that phones may keep them for a minute."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.http.answers import answer, encode, tagged
from backend.http.auth import PUBLIC
from backend.http.spec import endpoint
from backend.regions import place_kinds, queries
from backend.regions.schemas import (
    PlaceKindIn,
    PlaceKindOut,
    PlaceKindPage,
    PlaceKindPatch,
    PlaceKindQuery,
    RegionDetail,
    RegionPage,
    RegionQuery,
)
from backend.security.permissions import Permission

api = Blueprint("regions", __name__)

_KEPT_SECONDS = 60


@api.get("/regions")
@endpoint(PUBLIC, query=RegionQuery, answers={200: RegionPage})
def list_regions(query: RegionQuery) -> Response:
    """List the topmost regions, those right below a parent, or those with a name that holds `q`."""
    return tagged(encode(queries.regions(query)), max_age=_KEPT_SECONDS)


@api.get("/regions/<code>")
@endpoint(PUBLIC, answers={200: RegionDetail}, refuses=(404,))
def show_region(code: str) -> Response:
    """Show a region and those above it."""
    return tagged(encode(queries.region(code)), max_age=_KEPT_SECONDS)


@api.get("/place-kinds")
@endpoint(PUBLIC, query=PlaceKindQuery, answers={200: PlaceKindPage})
def list_place_kinds(query: PlaceKindQuery) -> Response:
    """List the kinds of places, in the order of the plan."""
    return tagged(encode(queries.place_kinds(query)))


@api.post("/place-kinds")
@endpoint(Permission.PLACE_KIND_EDIT, json=PlaceKindIn, answers={201: PlaceKindOut}, refuses=(409,))
def create_place_kind(data: PlaceKindIn, actor: Actor) -> Response:
    """Add a kind of places."""
    return answer(PlaceKindOut.model_validate(place_kinds.create_place_kind(data, actor=actor)), 201)


@api.patch("/place-kinds/<kind>")
@endpoint(Permission.PLACE_KIND_EDIT, json=PlaceKindPatch, answers={200: PlaceKindOut}, refuses=(404, 409))
def change_place_kind(kind: str, data: PlaceKindPatch, actor: Actor) -> Response:
    """Rename or move a kind of places, or take it out of use."""
    return answer(PlaceKindOut.model_validate(place_kinds.change_place_kind(kind, data, actor=actor)))
