"""In which state is an event, and who may take it to the next?"""

from enum import StrEnum

from backend.core.actor import Actor
from backend.core.errors import ConflictError
from backend.security.permissions import Permission
from backend.security.policy import require


class State(StrEnum):
    """What an event is; whether it is full, under way or over is read from counts and times, never stored."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    HELD_REPORTED = "held_reported"
    RETURNED = "returned"
    VERIFIED = "verified"
    NOT_HELD = "not_held"


CLOSED_SHEET = frozenset({State.HELD_REPORTED, State.RETURNED, State.VERIFIED})
"""States of an event that was reported held: nobody is checked in any more."""


class Action(StrEnum):
    """What can be done with an event."""

    CHANGE = "change"
    PUBLISH = "publish"
    CANCEL = "cancel"
    REPORT_HELD = "report_held"
    REPORT_NOT_HELD = "report_not_held"
    VERIFY = "verify"
    RETURN = "return"


TRANSITIONS: dict[tuple[State, Action], tuple[State, Permission]] = {
    (State.DRAFT, Action.CHANGE): (State.DRAFT, Permission.EVENT_EDIT),
    (State.DRAFT, Action.PUBLISH): (State.PUBLISHED, Permission.EVENT_EDIT),
    (State.PUBLISHED, Action.CHANGE): (State.PUBLISHED, Permission.EVENT_EDIT),
    (State.PUBLISHED, Action.CANCEL): (State.CANCELLED, Permission.EVENT_EDIT),
    (State.PUBLISHED, Action.REPORT_HELD): (State.HELD_REPORTED, Permission.EVENT_EDIT),
    (State.PUBLISHED, Action.REPORT_NOT_HELD): (State.NOT_HELD, Permission.EVENT_EDIT),
    (State.RETURNED, Action.REPORT_HELD): (State.HELD_REPORTED, Permission.EVENT_EDIT),
    (State.RETURNED, Action.REPORT_NOT_HELD): (State.NOT_HELD, Permission.EVENT_EDIT),
    (State.HELD_REPORTED, Action.VERIFY): (State.VERIFIED, Permission.EVENT_VERIFY),
    (State.HELD_REPORTED, Action.RETURN): (State.RETURNED, Permission.EVENT_VERIFY),
}
"""(state, action) -> (state afterwards, what the actor needs). What is not listed is refused with 409."""


def next_state(state: str, action: Action, *, region_code: str, actor: Actor) -> State:
    """Return the state to which the action leads; `ConflictError` `wrong_state`, `ForbiddenError`."""
    row = TRANSITIONS.get((State(state), action))
    if row is None:
        raise wrong_state(state)
    require(actor, row[1], region_code)
    return row[0]


def wrong_state(state: str) -> ConflictError:
    """Return the refusal of something that this state does not allow."""
    return ConflictError("wrong_state", _REFUSALS[State(state)])


_REFUSALS = {
    State.DRAFT: "活动还没有发布，请先发布",
    State.PUBLISHED: "活动已经发布，现在不能这样操作，请刷新查看",
    State.CANCELLED: "活动已经取消，如需举办请新建一个活动",
    State.HELD_REPORTED: "活动已经报告举办，正在等待核实",
    State.RETURNED: "活动的举办报告已被退回，请补充后重新报告",
    State.VERIFIED: "活动已经核实，不能再更改；签到有误可以更正",
    State.NOT_HELD: "活动已登记为没有举办，如需举办请新建一个活动",
}
