"""Logging in and out, the own profile, and rights."""

from flask import Blueprint, Response, current_app

from backend.accounts import login, profile, queries
from backend.accounts.schemas import LoginIn, LoginOut, ProfileIn, UserOut
from backend.core.actor import Actor
from backend.http.answers import answer, nothing
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.spec import endpoint

api = Blueprint("accounts", __name__)


@api.post("/login")
@endpoint(PUBLIC, json=LoginIn, answers={200: LoginOut}, refuses=(401, 403, 503), keeps_own_key=True)
def log_in(data: LoginIn) -> Response:
    """Log in with a code from `wx.login`."""
    started = login.log_in(data.code, wechat=current_app.extensions["wechat"])
    user = queries.profile(started.user_id)
    return answer(LoginOut(token=started.token, expires_at=started.expires_at, user=user))


@api.post("/logout")
@endpoint(SIGNED_IN, answers={204: None})
def log_out(actor: Actor) -> Response:
    """Log out: the token of this request is no longer good."""
    login.log_out(actor=actor)
    return nothing()


@api.get("/me")
@endpoint(SIGNED_IN, answers={200: UserOut})
def my_profile(actor: Actor) -> Response:
    """Show the own profile and rights."""
    return answer(queries.profile(actor.id))


@api.patch("/me")
@endpoint(SIGNED_IN, json=ProfileIn, answers={200: UserOut})
def change_my_profile(data: ProfileIn, actor: Actor) -> Response:
    """Change nickname, home community, language or text size."""
    profile.change_profile(data, actor=actor)
    return answer(queries.profile(actor.id))
