"""What can go wrong with WeChat, and what does it mean for us?"""

from enum import StrEnum

_CHINA = 8 * 3600


class WeChatErrorKind(StrEnum):
    """What the caller has to do differently."""

    INVALID_CODE = "invalid_code"
    """The login code is unknown, too old or used: the phone must get a new one."""
    BLOCKED = "blocked"
    """WeChat does not let this person in."""
    UNAVAILABLE = "unavailable"
    """Nobody could say: WeChat is unreachable, busy or out of quota. Later it may work."""
    CONFIG = "config"
    """Our app id, secret or address is not accepted: an operator has to act."""
    OTHER = "other"
    """Anything else; a mistake of ours until proven otherwise."""


_KINDS = {
    WeChatErrorKind.INVALID_CODE: (40029, 40163),
    WeChatErrorKind.BLOCKED: (40226, 50002),
    WeChatErrorKind.UNAVAILABLE: (-1, 44990, 44991, 44993, 45009, 45011),
    WeChatErrorKind.CONFIG: (40013, 40125, 40164, 40243, 41002, 41004, 48001, 50004, 50007, 89503, 89506, 89507),
}
_KIND_OF = {errcode: kind for kind, errcodes in _KINDS.items() for errcode in errcodes}

_SECOND = {-1, 44990}
_MINUTE = {44991, 45011}
_DAY = {44993, 45009}
_UNREACHABLE_SECONDS = 5


class WeChatError(Exception):
    """WeChat did not do what we asked. Its text holds no address, secret, token or code.

    `errcode` and `rid` (WeChat's name of the request) are None when no answer came; `failure` is then the short
    reason ("ReadTimeout", "http_502", "not_json"). `retry_after` is in seconds, set when `kind` is UNAVAILABLE.
    """

    def __init__(
        self,
        kind: WeChatErrorKind,
        errcode: int | None = None,
        rid: str | None = None,
        *,
        retry_after: int | None = None,
        failure: str | None = None,
    ) -> None:
        super().__init__(f"WeChat: {kind.value} (errcode {errcode}, rid {rid}, failure {failure})")
        self.kind = kind
        self.errcode = errcode
        self.rid = rid
        self.retry_after = retry_after
        self.failure = failure

    def again(self) -> "WeChatError":
        """Return an equal error, for another thread to raise."""
        return WeChatError(self.kind, self.errcode, self.rid, retry_after=self.retry_after, failure=self.failure)


def refusal(errcode: int, rid: str | None, *, at: float) -> WeChatError:
    """Return the error for an answer with this errcode, received `at` (seconds since 1970)."""
    kind = _KIND_OF.get(errcode, WeChatErrorKind.OTHER)
    return WeChatError(kind, errcode, rid, retry_after=_retry_after(errcode, at))


def no_answer(failure: str) -> WeChatError:
    """Return the error for a call that got no usable answer, for the short reason given."""
    return WeChatError(WeChatErrorKind.UNAVAILABLE, retry_after=_UNREACHABLE_SECONDS, failure=failure)


def _retry_after(errcode: int, at: float) -> int | None:
    """Seconds until the limit that was hit begins anew; WeChat's days end at midnight in China."""
    if errcode in _SECOND:
        return 1
    if errcode in _MINUTE:
        return 60 - int(at) % 60
    if errcode in _DAY:
        return 86400 - (int(at) + _CHINA) % 86400
    return None
