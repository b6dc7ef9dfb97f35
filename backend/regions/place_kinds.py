"""How do the kinds of places come about and change? They are data: a city keeps as many as its plan names."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.regions.rules import is_place_kind
from backend.regions.schemas import PlaceKindIn, PlaceKindPatch
from backend.security.permissions import Permission
from backend.security.policy import regions
from models.region import PlaceKind

FIFTEEN = (
    ("government", "机关"),
    ("enterprise", "企业"),
    ("township", "乡镇（街道）"),
    ("community", "村（社区）"),
    ("school", "学校"),
    ("religious_site", "宗教活动场所"),
    ("military_camp", "军（警）营"),
    ("scenic_spot", "景区"),
    ("park", "园区"),
    ("red_site", "红色圣地"),
    ("relocation_site", "易地扶贫搬迁安置点"),
    ("model_household", "示范户"),
    ("model_shop", "示范商铺"),
    ("model_street", "示范街"),
    ("new_organisation", "两新组织"),
)
"""The kinds of the plan (“十五进”): id and name, in its order."""


def seed_place_kinds(*, actor: Actor) -> int:
    """Add those of the fifteen that are missing, by id and by name; return how many. What a city edited stays."""
    with transaction() as session:
        known = set(session.execute(sa.select(PlaceKind.id)).scalars())
        names = set(session.execute(sa.select(PlaceKind.name)).scalars())
        added = [
            PlaceKind(id=kind, name=name, position=position)
            for position, (kind, name) in enumerate(FIFTEEN, 1)
            if kind not in known and name not in names
        ]
        session.add_all(added)
        for kind in added:
            record(session, actor, "place_kind.create", target=kind.id)
    return len(added)


def create_place_kind(data: PlaceKindIn, *, actor: Actor) -> PlaceKind:
    """Add a kind at the end of the list, or where `position` says. 409 when its id or name is taken."""
    _require_editor(actor)
    with transaction() as session:
        if session.get(PlaceKind, data.id) is not None:
            raise ConflictError("place_kind_exists", "这个领域编号已经有了，请换一个编号")
        position = data.position
        if position is None:
            position = (session.scalar(sa.select(sa.func.max(PlaceKind.position))) or 0) + 1
        kind = PlaceKind(id=data.id, name=data.name, position=position)
        session.add(kind)
        _flush(session)
        record(session, actor, "place_kind.create", target=kind.id)
    return kind


def change_place_kind(kind_id: str, data: PlaceKindPatch, *, actor: Actor) -> PlaceKind:
    """Change what was named, and count the version up if that made a difference.

    Errors: 404; 409 `place_kind_changed` when another version than the expected one stands there; 409
    `place_kind_exists` when the name is taken.
    """
    _require_editor(actor)
    changes = data.model_dump(exclude_unset=True, exclude={"version"})
    nulls = [name for name, value in changes.items() if value is None]
    if nulls:
        raise InvalidError({name: ["missing"] for name in nulls})
    with transaction() as session:
        kind = session.get(PlaceKind, kind_id, with_for_update=True) if is_place_kind(kind_id) else None
        if kind is None:
            raise NotFoundError
        if data.version is not None and data.version != kind.version:
            raise ConflictError("place_kind_changed", "刚才有人改过这个领域，请刷新后再修改")
        different = {name: value for name, value in changes.items() if getattr(kind, name) != value}
        if not different:
            return kind
        for name, value in different.items():
            setattr(kind, name, value)
        kind.version += 1
        _flush(session)
        record(session, actor, "place_kind.change", target=kind.id, details={"fields": sorted(different)})
    return kind


def _require_editor(actor: Actor) -> None:
    """Let in whoever edits kinds in any region: they are the same for all regions."""
    if not regions(actor, Permission.PLACE_KIND_EDIT):
        raise ForbiddenError


def _flush(session: Session) -> None:
    try:
        session.flush()
    except sa.exc.IntegrityError as exc:
        raise ConflictError("place_kind_exists", "已经有同名的领域，请换一个名称") from exc
