"""Signing up, the own sign-ups, and those of an event."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.http.answers import answer, nothing, raw_answer
from backend.http.auth import SIGNED_IN
from backend.http.idempotency import or_kept, requested_key
from backend.http.spec import endpoint
from backend.security.permissions import Permission
from backend.signups import queries, signup, waiting_list
from backend.signups.schemas import (
    EventSignupsQuery,
    MoveUpIn,
    MySignup,
    MySignupPage,
    MySignupsQuery,
    SignupChange,
    SignupIn,
    SignupOut,
    StaffSignupPage,
)

api = Blueprint("signups", __name__)


@api.post("/events/<ulid:event_id>/signups")
@endpoint(SIGNED_IN, json=SignupIn, answers={201: SignupOut}, refuses=(403, 404, 409, 503), keeps_own_key=True)
def sign_up(event_id: str, data: SignupIn, actor: Actor) -> Response:
    """Take places for oneself and those who come along, or join the waiting list."""
    key = requested_key()
    if key is None:
        return raw_answer(signup.sign_up(event_id, data, actor=actor), 201)
    return or_kept(
        actor.id,
        key,
        lambda: raw_answer(
            signup.sign_up(event_id, data, actor=actor, key=key.key, request_hash=key.request_hash), 201
        ),
    )


@api.get("/events/<ulid:event_id>/signups")
@endpoint(Permission.SIGNUP_SEE_ALL, query=EventSignupsQuery, answers={200: StaffSignupPage}, refuses=(404,))
def list_signups_of_event(event_id: str, query: EventSignupsQuery, actor: Actor) -> Response:
    """List who takes part and who waits (staff; names masked)."""
    return answer(queries.signups_of(event_id, query, actor=actor))


@api.get("/me/signups")
@endpoint(SIGNED_IN, query=MySignupsQuery, answers={200: MySignupPage})
def list_my_signups(query: MySignupsQuery, actor: Actor) -> Response:
    """List the own sign-ups, newest first."""
    return answer(queries.my_signups(query, actor=actor))


@api.get("/signups/<ulid:signup_id>")
@endpoint(SIGNED_IN, answers={200: MySignup}, refuses=(404,))
def show_signup(signup_id: str, actor: Actor) -> Response:
    """Show a sign-up, with the position in the waiting list."""
    return answer(queries.signup(signup_id, actor=actor))


@api.patch("/signups/<ulid:signup_id>")
@endpoint(SIGNED_IN, json=SignupChange, answers={200: MySignup}, refuses=(404, 409, 503))
def change_signup(signup_id: str, data: SignupChange, actor: Actor) -> Response:
    """Change who comes along, or the answers."""
    signup.change(signup_id, data, actor=actor)
    return answer(queries.signup(signup_id, actor=actor))


@api.delete("/signups/<ulid:signup_id>")
@endpoint(SIGNED_IN, answers={204: None}, refuses=(404, 409, 503))
def cancel_signup(signup_id: str, actor: Actor) -> Response:
    """Give the places back, or leave the waiting list."""
    signup.cancel(signup_id, actor=actor)
    return nothing()


@api.post("/signups/<ulid:signup_id>/accept")
@endpoint(SIGNED_IN, answers={200: MySignup}, refuses=(404, 409, 503))
def accept_offer(signup_id: str, actor: Actor) -> Response:
    """Take the places that are held for this sign-up."""
    waiting_list.accept(signup_id, actor=actor)
    return answer(queries.signup(signup_id, actor=actor))


@api.post("/signups/<ulid:signup_id>/decline")
@endpoint(SIGNED_IN, answers={204: None}, refuses=(404, 409, 503))
def decline_offer(signup_id: str, actor: Actor) -> Response:
    """Leave the places that are held for this sign-up to the next."""
    waiting_list.decline(signup_id, actor=actor)
    return nothing()


@api.post("/events/<ulid:event_id>/signups/<ulid:signup_id>/move-up")
@endpoint(Permission.SIGNUP_MANAGE, json=MoveUpIn, answers={200: MySignup}, refuses=(404, 409, 503))
def move_up(event_id: str, signup_id: str, data: MoveUpIn, actor: Actor) -> Response:
    """Give a waiting party its places by hand; the reason is kept (staff)."""
    waiting_list.move_up(event_id, signup_id, data.reason, actor=actor)
    return answer(queries.signup(signup_id, actor=actor))
