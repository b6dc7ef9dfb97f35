"""What must never be read in a log, or in a list of people?"""

from collections.abc import MutableMapping
from typing import Any

SECRET_KEYS = frozenset(
    {
        "access_token", "answers", "authorization", "code", "js_code", "label", "name", "nickname", "openid", "party",
        "phone", "secret", "session_key", "token",
    }
)  # fmt: skip
"""Names whose values never reach a log line."""

REDACTED = "[redacted]"


def redact(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank out secrets and people in a log line, however deep they stand (a structlog processor)."""
    for key, value in line.items():
        line[key] = _redacted(key, value)
    return line


def _redacted(key: str, value: Any) -> Any:
    if key.lower() in SECRET_KEYS:
        return REDACTED
    if isinstance(value, dict):
        return {k: _redacted(str(k), v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(key, v) for v in value]
    return value


def mask_name(name: str) -> str:
    """Show who is meant without the name: the first and the last character stay, 王小明 -> 王*明, 王明 -> 王*."""
    if len(name) <= 1:
        return "*"
    if len(name) == 2:  # noqa: PLR2004
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
