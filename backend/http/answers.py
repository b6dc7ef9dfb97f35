"""How is an answer written?"""

import hashlib
from typing import Any
from urllib.parse import quote

import orjson
from flask import Response, request
from pydantic import BaseModel

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
JSON = "application/json"


def encode(body: Any) -> bytes:
    """Write a body as JSON; moments read `YYYY-MM-DDTHH:MM:SSZ`, in plain dicts as in schemas."""
    if isinstance(body, BaseModel):
        return orjson.dumps(body.model_dump(mode="python"), option=_OPTIONS)
    return orjson.dumps(body, option=_OPTIONS, default=_other)


def _other(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="python")
    raise TypeError(type(value).__name__)


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with JSON."""
    return raw_answer(encode(body), status, headers)


def raw_answer(body: bytes | str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with JSON that is written already."""
    return Response(body, status=status, headers=headers, content_type=JSON)


def nothing() -> Response:
    """Answer that it is done and there is nothing to say (204)."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def document(content: bytes, name: str, content_type: str) -> Response:
    """Answer with a document, under the file name that a person finds it by; only the asker may keep a copy.

    Programs that can't read Chinese names take the part of it that is ASCII.
    """
    plain = "shiliu" + "".join(character for character in name if character.isascii())
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = "private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response


def tagged(body: bytes, *, max_age: int = 0) -> Response:
    """Answer a read with an ETag, or with 304 when the client has this very body already."""
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers = {"ETag": f'"{tag}"', "Cache-Control": f"private, max-age={max_age}"}
    if request.if_none_match.contains_weak(tag):  # a proxy that compresses weakens the tag
        return Response(status=304, headers=headers)
    return raw_answer(body, 200, headers)
