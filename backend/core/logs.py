"""What does a log line look like? One JSON object a line, on standard error."""

import logging
import sys
import traceback
from collections.abc import Callable
from typing import Any

import orjson
import structlog


def configure(level: str, redact: Callable[..., Any]) -> None:
    """Write all log lines, ours and the libraries', as JSON that passed through `redact`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.BytesLogger(sys.stderr.buffer),
        cache_logger_on_first_use=False,
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(lambda line, **_: _dumps(line).decode()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.WARNING))


class _StandardError(logging.StreamHandler[Any]):
    """Writes to what is standard error when a line comes, not when logging was set up: servers and tests change it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: Any) -> None:
        raise AttributeError("always standard error")


def where(error: BaseException) -> list[str]:
    """Return the innermost places that an error came from: all that a log may hold of it besides its class.

    Its text stays out: that may hold what somebody typed.
    """
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]


def _dumps(line: Any, **_options: Any) -> bytes:
    return orjson.dumps(line, default=str)
