"""How do tests and demos steer the simulated WeChat? The control API under /__sim__/, for this machine only."""

from ipaddress import ip_address
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from werkzeug.exceptions import HTTPException

from sandbox.wechat_server import clock, codes, messages, quota, tokens, users
from sandbox.wechat_server.faults import Fault
from sandbox.wechat_server.store import clear, keep_setting
from sandbox.wechat_server.world import world

PREFIX = "/__sim__"
control = Blueprint("control", __name__, url_prefix=PREFIX)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UserBody(_Body):
    """A person; only the fields given are changed when the openid exists."""

    name: str = Field("", max_length=60)
    openid: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{1,28}$")
    unionid: str | None = Field(None, max_length=64)
    role: str | None = Field(None, max_length=60)
    region_code: str | None = Field(None, max_length=12)
    blocked: bool = False


class CodeBody(_Body):
    """Whose code, of which kind; `appid` when it is another application's."""

    openid: str
    kind: Literal["login", "phone"] = "login"
    appid: str | None = None


class TemplateBody(_Body):
    """A template of messages, with the fields it has."""

    template_id: str = Field(min_length=1, max_length=64)
    title: str = Field(min_length=1, max_length=60)
    fields: list[Annotated[str, Field(pattern=f"^{messages.FIELD.pattern}$")]] = Field(min_length=1, max_length=5)


class SubscribeBody(_Body):
    """What a person answered when asked for a message."""

    openid: str
    tmpl: str
    result: Literal["accept", "reject"]


class ConsoleBody(_Body):
    """What an administrator can set in WeChat's console."""

    secret_frozen: bool = False
    ip_whitelist: list[str] | None = None
    needs_confirmation: bool = False


class ClockBody(_Body):
    """Seconds to let pass. Time never goes back: what happened would lie in the future."""

    advance: float = Field(ge=0, le=400 * 86400, allow_inf_nan=False)


class QuotaBody(_Body):
    """So many calls were made already."""

    path: str
    used: int = Field(ge=0)
    openid: str | None = None


class FaultBody(_Body):
    """What shall go wrong: exactly one of the kinds."""

    path: str
    times: int = Field(1, ge=1)
    openid: str | None = None
    errcode: int | None = None
    http_status: int | None = Field(None, ge=300, le=599)
    delay_ms: int | None = Field(None, ge=0, le=60_000)
    drop: Literal[True] | None = None
    html: Literal[True] | None = None
    truncate: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "FaultBody":
        if len(self.kinds()) != 1:
            raise ValueError("exactly one of errcode, http_status, delay_ms, drop, html, truncate")
        return self

    def kinds(self) -> dict[str, Any]:
        """Return the kinds asked for, with their values."""
        return self.model_dump(exclude={"path", "times", "openid"}, exclude_none=True)


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise _bad("the body must be a JSON object")
    return body


def _bad(error: str, status: int = 400) -> HTTPException:
    response = jsonify(error=error)
    response.status_code = status
    return HTTPException(response=response)


@control.before_request
def _loopback_only() -> None:
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104  # not an address to listen on
        raise _bad("the control API answers this machine only", 403)


@control.errorhandler(ValidationError)
def _invalid(error: ValidationError) -> tuple[Response, int]:
    first = error.errors(include_url=False, include_context=False)[0]
    return jsonify(error=f"{'.'.join(map(str, first['loc']))}: {first['msg']}"), 400


@control.post("/users")
def _save_user() -> Response:
    data = UserBody.model_validate(_body())
    changes = data.model_dump(exclude={"openid"}, exclude_unset=True)
    with world().store.transaction() as db:
        is_new = data.openid is None or users.find(db, data.openid) is None
        if not data.name and (is_new or "name" in changes):
            raise _bad("name: required")
        return jsonify(openid=users.save(db, data.openid, changes))


@control.post("/codes")
def _issue_code() -> Response:
    data = CodeBody.model_validate(_body())
    with world().store.transaction() as db:
        if users.find(db, data.openid) is None:
            raise _bad("nobody has this openid", 404)
        return jsonify(code=codes.issue(db, data.openid, kind=data.kind, appid=data.appid or world().appid))


@control.get("/people")
def _people() -> Response:
    with world().store.transaction() as db:
        return jsonify(users.people(db))


@control.post("/templates")
def _keep_template() -> Response:
    data = TemplateBody.model_validate(_body())
    with world().store.transaction() as db:
        messages.keep_template(db, data.template_id, title=data.title, fields=data.fields)
    return jsonify(template_id=data.template_id)


@control.post("/subscribe")
def _subscribe() -> Response:
    data = SubscribeBody.model_validate(_body())
    with world().store.transaction() as db:
        if users.find(db, data.openid) is None:
            raise _bad("nobody has this openid", 404)
        return jsonify(remaining=messages.subscribe(db, data.openid, data.tmpl, result=data.result))


@control.get("/outbox")
def _outbox() -> Response:
    with world().store.transaction() as db:
        return jsonify(messages.outbox(db))


@control.post("/console")
def _set_console() -> Response:
    settings = ConsoleBody.model_validate(_body()).model_dump(exclude_unset=True)
    with world().store.transaction() as db:
        for name, value in settings.items():
            keep_setting(db, name, value)
    return jsonify(settings)


@control.get("/clock")
def _clock() -> Response:
    with world().store.transaction() as db:
        return jsonify(now=clock.now(db), offset=clock.ahead(db))


@control.post("/clock")
def _advance_clock() -> Response:
    data = ClockBody.model_validate(_body())
    store = world().store
    with store.transaction() as db:
        clock.advance(db, data.advance)
        clock.publish(store.folder, clock.ahead(db))
        return jsonify(now=clock.now(db), offset=clock.ahead(db))


@control.post("/faults")
def _add_fault() -> Response:
    data = FaultBody.model_validate(_body())
    [(kind, value)] = data.kinds().items()
    world().faults.add(Fault(data.path, kind, value, data.times, data.openid))
    return jsonify(kind=kind, times=data.times)


@control.get("/tokens")
def _list_tokens() -> Response:
    with world().store.transaction() as db:
        return jsonify(tokens.standing(db))


@control.post("/tokens/expire")
def _expire_tokens() -> Response:
    with world().store.transaction() as db:
        tokens.expire(db)
        return jsonify(tokens.standing(db))


@control.post("/tokens/invalidate")
def _invalidate_tokens() -> Response:
    with world().store.transaction() as db:
        tokens.invalidate(db)
        return jsonify(tokens.standing(db))


@control.post("/quota")
def _set_quota() -> Response:
    data = QuotaBody.model_validate(_body())
    limit = quota.LIMITS.get(data.path)
    if limit is None:
        raise _bad("path: has no limit", 404)
    if limit.per_user and data.openid is None:
        raise _bad("openid: this limit is counted per user")
    with world().store.transaction() as db:
        quota.set_used(db, data.path, data.used, data.openid)
    return jsonify(used=data.used)


@control.get("/calls")
def _calls() -> Response:
    return jsonify(world().journal.calls(request.args.get("path")))


@control.post("/reset")
def _reset() -> Response:
    store = world().store
    with store.transaction() as db:
        clear(db)
        clock.publish(store.folder, clock.ahead(db))
    world().faults.clear()
    world().journal.clear()
    return jsonify(status="empty")


@control.get("/healthz")
def _healthz() -> Response:
    with world().store.transaction() as db:
        return jsonify(status="ok", now=clock.now(db))
