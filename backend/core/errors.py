"""What can go wrong, in words that a person can act on?

A use case raises one of these; `http/errors.py` turns it into an answer with the four keys
`code`, `message`, `fields` and `request_id`.
"""


class AppError(Exception):
    """Something the person who asked should be told."""

    status = 500

    def __init__(
        self,
        code: str,
        message: str,
        *,
        fields: dict[str, list[str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Take a stable code for programs, a sentence for people, and which fields are meant."""
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = fields or {}
        self.retry_after = retry_after


class MalformedError(AppError):
    """What came in can't be read at all (400)."""

    status = 400


class UnauthenticatedError(AppError):
    """Nobody is logged in, or the session has ended (401)."""

    status = 401

    def __init__(self, code: str = "login_needed", message: str = "请先登录，再继续操作") -> None:
        """Ask for a login."""
        super().__init__(code, message)


class ForbiddenError(AppError):
    """This person may not do that (403)."""

    status = 403

    def __init__(self, code: str = "not_allowed", message: str = "您没有进行这项操作的权限") -> None:
        """Refuse."""
        super().__init__(code, message)


class NotFoundError(AppError):
    """There is no such thing, or not for this person (404): the answer is the same, so that nobody can probe."""

    status = 404

    def __init__(self, code: str = "not_found", message: str = "没有找到，可能已被移除") -> None:
        """Say that there is nothing here."""
        super().__init__(code, message)


class ConflictError(AppError):
    """The state of things does not allow it now (409)."""

    status = 409


class TooLargeError(AppError):
    """More came in than is taken (413)."""

    status = 413


class UnsupportedMediaTypeError(AppError):
    """What came in is of a kind that this address does not read (415)."""

    status = 415

    def __init__(self, message: str = "请用 JSON 格式提交") -> None:
        """Say which kind is read."""
        super().__init__("unsupported_media_type", message)


class InvalidError(AppError):
    """Some fields can't be taken as they are (422)."""

    status = 422

    def __init__(
        self,
        fields: dict[str, list[str]],
        *,
        code: str = "invalid_fields",
        message: str = "有些内容填写得不对，请检查标出的地方",
    ) -> None:
        """Name the fields and what is wrong with each."""
        super().__init__(code, message, fields=fields)


class UnavailableError(AppError):
    """Something we lean on does not answer, or too many ask at once (503)."""

    status = 503

    def __init__(self, code: str = "busy", message: str = "现在人有点多，请稍后再试", *, retry_after: int = 2) -> None:
        """Ask to come back after some seconds."""
        super().__init__(code, message, retry_after=retry_after)
