"""How does an error reach the client? Always with the four keys code, message, fields, request_id."""

import structlog
from flask import Flask, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from backend.core.errors import AppError, UnavailableError
from backend.core.logs import where
from backend.core.transaction import is_lock_timeout
from backend.http.answers import answer
from backend.http.request_id import current_request_id

_log = structlog.get_logger("http")

_PLAIN = {
    400: ("malformed", "请求的格式不对，请更新小程序后再试"),
    404: ("not_found", "没有找到，可能已被移除"),
    405: ("method_not_allowed", "这个地址不支持这种操作"),
    413: ("too_large", "内容太大了，请减少一些再提交"),
    415: ("unsupported_media_type", "请用 JSON 格式提交"),
    429: ("too_many_requests", "操作太频繁，请稍后再试"),
}


def init_app(app: Flask) -> None:
    """Answer every kind of failure in the one shape."""
    app.register_error_handler(AppError, _app_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def error_body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, object]:
    """Return the four keys."""
    return {"code": code, "message": message, "fields": fields or {}, "request_id": current_request_id()}


def field_errors(exc: ValidationError) -> dict[str, list[str]]:
    """Return which fields pydantic refused, with its error types: {"party.0.label": ["string_too_long"]}."""
    fields: dict[str, list[str]] = {}
    for error in exc.errors(include_url=False, include_context=False, include_input=False):
        *above, last = error["loc"] or ("body",)
        unknown = error["type"] == "extra_forbidden"  # a name of the client's, whatever it looks like
        parts = [str(part) for part in above if not _is_of_ours(part)]
        parts += [str(last)] if unknown or not _is_of_ours(last) else []
        kinds = fields.setdefault(".".join(parts), [])
        if error["type"] not in kinds:
            kinds.append(error["type"])
    return fields


def _is_of_ours(part: int | str) -> bool:
    """Tell whether a part of a field's name is what pydantic calls one of several schemas: nobody has sent that."""
    return isinstance(part, str) and (part[:1].isupper() or part.startswith("function-"))


def _app_error(exc: AppError) -> Response:
    headers = {"Retry-After": str(exc.retry_after)} if exc.retry_after is not None else None
    return answer(error_body(exc.code, exc.message, exc.fields), exc.status, headers)


def _http_error(exc: HTTPException) -> Response:
    status = exc.code or 500
    code, message = _PLAIN.get(status, ("http_error", "请求没有成功，请稍后再试"))
    headers = {k: v for k, v in exc.get_headers() if k in {"Allow", "Location", "Retry-After"}}
    return answer(error_body(code, message), status, headers)


def _unexpected(exc: Exception) -> Response:
    if is_lock_timeout(exc) or _pool_exhausted(exc):
        return _app_error(UnavailableError())
    _log.error("unexpected_error", request_id=current_request_id(), error=type(exc).__name__, where=where(exc))
    return answer(error_body("internal_error", "系统出了点问题，我们会尽快处理，请稍后再试"), 500)


def _pool_exhausted(exc: Exception) -> bool:
    from sqlalchemy.exc import TimeoutError as PoolTimeoutError

    return isinstance(exc, PoolTimeoutError)
