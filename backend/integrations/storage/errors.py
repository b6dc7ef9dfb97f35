"""What is said when a store does not do what we asked?"""

import structlog

from backend.core.errors import UnavailableError

_log = structlog.get_logger("storage")


def unavailable(call: str, failure: str) -> UnavailableError:
    """Return what people are told; the log gets the call and the kind of failure, never the store's own text."""
    _log.warning("storage_call", call=call, failure=failure)
    return UnavailableError("storage_unavailable", "照片暂时存取不了，请稍后再试", retry_after=5)
