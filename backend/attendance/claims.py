"""Who is said to be there, at an event that takes people?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.events.states import CLOSED_SHEET
from models.event import Event
from models.signup import Signup


@dataclass(frozen=True, slots=True)
class Claim:
    """One person who is said to be there."""

    signup_id: str | None
    member: int
    user_id: str | None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everybody of one check-in, the way they came in, and the session if that was said."""

    way: str
    claims: list[Claim]
    session: int | None = None


def claims_of(signup: Signup, members: Sequence[int]) -> list[Claim]:
    """Return those of a party who are said to be there; `InvalidError` on `members` for somebody made up."""
    if max(members) >= signup.seats:
        raise InvalidError({"members": ["unknown"]}, message="这份报名没有这么多同行人，请重新选择")
    return [Claim(signup.id, member, signup.user_id if member == 0 else None) for member in members]


def shared_event(session: Session, event_id: str) -> Event:
    """Return a published event that stays as it is until the transaction ends.

    `NotFoundError`, also for drafts; `ConflictError` `sheet_closed` once it was reported held, or `wrong_state`.
    """
    event = session.get(Event, event_id, with_for_update={"read": True}, populate_existing=True)
    if event is None or event.state == "draft":
        raise NotFoundError
    require_open_sheet(event.state)
    return event


def require_open_sheet(state: str) -> None:
    """Pass the state of an event that takes people; `ConflictError` `sheet_closed` or `wrong_state`."""
    if state in CLOSED_SHEET:
        raise ConflictError("sheet_closed", "活动已经报告举办，签到表已封存；如有遗漏，请由核实人员更正")
    if state != "published":
        raise ConflictError("wrong_state", "活动没有发布或已经取消，不能签到")
