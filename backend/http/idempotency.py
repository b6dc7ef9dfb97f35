"""What if a phone sends the same write again, because it never heard the answer?

With an `Idempotency-Key` a write happens once: the answer is kept with the key, in the transaction of the write
itself, and given again. The same key with another request is refused.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask import Response, request

from backend.core.clock import now
from backend.core.errors import AppError, InvalidError
from backend.core.transaction import reading, transaction
from backend.http.answers import raw_answer
from models.outbox import IdempotentAnswer

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
"""For how long an answer is kept at least."""

_T = TypeVar("_T")
_KEY = re.compile(r"^[\x21-\x7e]{1,64}$")


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Which write this is: the client's key, and a hash of all that was asked."""

    key: str
    request_hash: str


def requested_key(upload: bytes | None = None) -> IdempotencyKey | None:
    """Return the key of this request; None when the client sent none.

    Of an upload only the file counts: what stands around it differs each time that it is sent.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.match(key):
        raise InvalidError({HEADER: ["key_malformed"]}, code="idempotency_key_malformed", message="请求编号的格式不对")
    asked = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    asked.update(request.get_data() if upload is None else upload)
    return IdempotencyKey(key, asked.hexdigest())


def answer_once(user_id: str, key: IdempotencyKey, work: Callable[[], Response]) -> Response:
    """Do the work and keep its answer, or give the answer kept from before.

    `InvalidError` when the key was used for something else.

    Two at once: the second waits for the first, then gives its answer.
    """
    kept = kept_answer(user_id, key)
    if kept is not None:
        return kept
    try:
        with transaction() as session:
            row = IdempotentAnswer(
                user_id=user_id, key=key.key, request_hash=key.request_hash, status=0, body="", created_at=now()
            )
            session.add(row)
            session.flush()
            response = work()
            row.status = response.status_code
            row.body = response.get_data(as_text=True)
    except sa.exc.IntegrityError:
        kept = kept_answer(user_id, key)
        if kept is None:
            raise
        return kept
    return response


def prepare_and_answer_once(
    user_id: str, key: IdempotencyKey | None, prepare: Callable[[], _T], work: Callable[[_T], Response]
) -> Response:
    """Like `answer_once`, for a write that first computes or uses the network, which no open transaction may wait for.

    What was prepared is left lying when another came first: `prepare` sees to it that it goes. Without a key the write
    is done each time.
    """
    if key is None:
        return work(prepare())
    kept = kept_answer(user_id, key)
    if kept is not None:
        return kept
    ready = prepare()
    return answer_once(user_id, key, lambda: work(ready))


def kept_answer(user_id: str, key: IdempotencyKey) -> Response | None:
    """Return the answer that this write got before; None when it is new."""
    with reading() as connection:
        row = connection.execute(
            sa.select(IdempotentAnswer.request_hash, IdempotentAnswer.status, IdempotentAnswer.body).where(
                IdempotentAnswer.user_id == user_id, IdempotentAnswer.key == key.key
            )
        ).one_or_none()
    if row is None:
        return None
    if row.request_hash != key.request_hash:
        raise InvalidError(
            {HEADER: ["key_reused"]},
            code="idempotency_key_reused",
            message="这个请求编号已用于另一次操作，请换一个再试",
        )
    return raw_answer(row.body, row.status, {"Idempotency-Replayed": "true"})


def or_kept(user_id: str, key: IdempotencyKey, work: Callable[[], Response]) -> Response:
    """Do work that keeps its own answer; when it is refused because it was done before, give that answer."""
    try:
        return work()
    except AppError:
        kept = kept_answer(user_id, key)
        if kept is None:
            raise
        return kept
