"""Logging in and out, the own profile, and rights."""

from flask import Blueprint, Response, current_app

from backend.accounts import grants, login, profile, queries, residents
from backend.accounts.schemas import (
    GrantIn,
    GrantOut,
    GrantPage,
    GrantQuery,
    LoginIn,
    LoginOut,
    ProfileIn,
    ResidentIn,
    ResidentOut,
    UserOut,
)
from backend.core.actor import Actor
from backend.http.answers import answer, nothing
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.spec import endpoint
from backend.security.permissions import Permission
from backend.security.redaction import mask_name

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


@api.get("/grants")
@endpoint(Permission.GRANT_SEE, query=GrantQuery, answers={200: GrantPage})
def list_grants(query: GrantQuery, actor: Actor) -> Response:
    """List the rights in the own regions, or in one of them."""
    return answer(queries.grants(query, actor=actor))


@api.post("/grants")
@endpoint(Permission.GRANT_GIVE, json=GrantIn, answers={201: GrantOut}, refuses=(409,))
def give_grant(data: GrantIn, actor: Actor) -> Response:
    """Give somebody a right below the own one."""
    return answer(GrantOut.model_validate(grants.give(data, actor=actor)), 201)


@api.delete("/grants/<ulid:grant_id>")
@endpoint(Permission.GRANT_GIVE, answers={204: None}, refuses=(404,))
def revoke_grant(grant_id: str, actor: Actor) -> Response:
    """Take back a right below the own one."""
    grants.revoke(grant_id, actor=actor)
    return nothing()


@api.post("/residents")
@endpoint(Permission.RESIDENT_RECORD, json=ResidentIn, answers={201: ResidentOut})
def record_resident(data: ResidentIn, actor: Actor) -> Response:
    """Record a resident without a phone, for whom a worker then signs up."""
    resident = residents.record_resident(data, actor=actor)
    shown = ResidentOut.model_validate(resident).model_copy(update={"nickname": mask_name(resident.nickname)})
    return answer(shown, 201)
