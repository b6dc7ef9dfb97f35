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


class Action(StrEnum):
    """What can be done with an event."""

    CHANGE = "change"
    PUBLISH = "publish"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[State, Action], tuple[State, Permission]] = {
    (State.DRAFT, Action.CHANGE): (State.DRAFT, Permission.EVENT_EDIT),
    (State.DRAFT, Action.PUBLISH): (State.PUBLISHED, Permission.EVENT_EDIT),
    (State.PUBLISHED, Action.CHANGE): (State.PUBLISHED, Permission.EVENT_EDIT),
    (State.PUBLISHED, Action.CANCEL): (State.CANCELLED, Permission.EVENT_EDIT),
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
    State.PUBLISHED: "活动已经发布，不用再次发布",
    State.CANCELLED: "活动已经取消，如需举办请新建一个活动",
}
