"""How does somebody log in with WeChat, and out again?

A login code works once, and phones send it twice all the same: after a lost answer, or by a double tap. So the first
request claims the code, asks WeChat, and its outcome serves every other request with that code for five minutes.
No transaction is open while WeChat is asked.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import AppError, ForbiddenError, UnauthenticatedError, UnavailableError
from backend.core.transaction import reading, transaction
from backend.integrations.wechat.errors import WeChatError, WeChatErrorKind
from backend.integrations.wechat.gateway import WeChatGateway
from backend.security import sessions
from backend.security.tokens import derive_token, fingerprint, new_token
from models.ids import new_id
from models.user import LoginCode, Session, User

OUTCOME_KEPT = timedelta(minutes=5)
"""As long as WeChat's codes live; an older code is refused without asking."""

_LONGEST_WAIT_SECONDS = 8
"""For another request with the same code; WeChat is given up after seven seconds (`integrations/wechat`)."""


@dataclass(frozen=True, slots=True)
class Login:
    """A session: the only moment at which its token is known."""

    token: str
    expires_at: datetime
    user_id: str


def log_in(code: str, *, wechat: WeChatGateway) -> Login:
    """Return the session of whoever this login code belongs to; a person not seen before gets an account.

    Errors: 401 `login_code_invalid`, 403 `login_blocked`, 503 `wechat_unavailable` (WeChat), 503 `busy` (the same
    code is still being checked by another request).
    """
    code_hash = fingerprint(code)
    if not _claim(code_hash):
        return _outcome_of(code, code_hash)
    try:
        openid = wechat.code_to_session(code).openid
    except WeChatError as exc:
        return _fail(code_hash, exc)
    return _start_session(code, code_hash, openid)


def log_out(*, actor: Actor) -> None:
    """End the session of this request."""
    with transaction() as session:
        session.execute(
            sa.update(Session)
            .where(Session.token_hash == actor.session_hash, Session.revoked_at.is_(None))
            .values(revoked_at=now())
        )
    sessions.forget()


def _claim(code_hash: str) -> bool:
    """Be the one request that asks WeChat about this code; False when another is, or was."""
    try:
        with transaction() as session:
            session.add(LoginCode(code_hash=code_hash, salt=new_token(), created_at=now()))
    except sa.exc.IntegrityError:
        return False
    return True


def _fail(code_hash: str, error: WeChatError) -> Login:
    """Keep a refusal for whoever sends the code again; let go of the code when WeChat could not be asked."""
    if error.kind in _FINAL:
        with transaction() as session:
            session.execute(
                sa.update(LoginCode).where(LoginCode.code_hash == code_hash).values(failure=error.kind.value)
            )
        raise _refusal(error.kind.value) from None
    with transaction() as session:
        session.execute(sa.delete(LoginCode).where(LoginCode.code_hash == code_hash))
    raise UnavailableError(
        "wechat_unavailable", "微信暂时没有回应，请稍后再试", retry_after=error.retry_after or 2
    ) from None


_FINAL = {WeChatErrorKind.INVALID_CODE, WeChatErrorKind.BLOCKED}


def _refusal(failure: str) -> AppError:
    if failure == WeChatErrorKind.BLOCKED.value:
        return ForbiddenError("login_blocked", "微信暂时不允许这个账号登录，请联系社区工作人员")
    return UnauthenticatedError("login_code_invalid", "登录没有成功，请重新打开小程序再试")


def _start_session(code: str, code_hash: str, openid: str) -> Login:
    with transaction() as session:
        attempt = session.get_one(LoginCode, code_hash)
        user = _user_of(session, openid)
        attempt.user_id = user.id
        token = _token(attempt.salt, code)
        started = Session(
            token_hash=fingerprint(token),
            user_id=user.id,
            created_at=now(),
            expires_at=(now() + timedelta(days=settings().session_days)).replace(microsecond=0),
        )
        session.add(started)
        record(session, Actor(user_id=user.id), "session.start", target=user.id)
        return Login(token, started.expires_at, user.id)


def _user_of(session: sa.orm.Session, openid: str) -> User:
    find = sa.select(User).where(User.openid == openid)
    user = session.scalars(find).one_or_none()
    if user is not None:
        return user
    user_id = new_id()
    user = User(id=user_id, openid=openid, nickname=f"居民{user_id[-4:]}", created_at=now())
    try:
        with session.begin_nested():
            session.add(user)
    except sa.exc.IntegrityError:  # the same person, logging in on two devices for the first time
        return session.scalars(find).one()
    return user


def _token(salt: str, code: str) -> str:
    return derive_token(settings().secret_key, "login", salt, code)


def _outcome_of(code: str, code_hash: str) -> Login:
    """Wait for the request that claimed this code, and share its outcome."""
    gives_up = time.monotonic() + _LONGEST_WAIT_SECONDS
    while True:
        with reading() as connection:
            attempt = connection.execute(
                sa.select(LoginCode.__table__).where(LoginCode.code_hash == code_hash)
            ).one_or_none()
        if attempt is None:
            raise UnavailableError("wechat_unavailable", "微信暂时没有回应，请稍后再试")
        if attempt.failure is not None:
            raise _refusal(attempt.failure)
        if now() - attempt.created_at > OUTCOME_KEPT:
            raise _refusal("invalid_code")
        if attempt.user_id is not None:
            return _same_session(_token(attempt.salt, code), attempt.user_id)
        if time.monotonic() > gives_up:
            raise UnavailableError
        time.sleep(0.05)


def _same_session(token: str, user_id: str) -> Login:
    with reading() as connection:
        expires_at = connection.execute(
            sa.select(Session.expires_at).where(
                Session.token_hash == fingerprint(token), Session.revoked_at.is_(None), Session.expires_at > now()
            )
        ).scalar_one_or_none()
    if expires_at is None:
        raise _refusal("invalid_code")
    return Login(token, expires_at, user_id)
