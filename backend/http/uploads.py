"""How does one file come in, without ever lying on a disk as it was sent?"""

from io import BytesIO
from typing import IO, Annotated

from flask import Request, request
from pydantic import Field

from backend.core.errors import InvalidError, TooLargeError, UnsupportedMediaTypeError
from backend.http.schemas import In

FIELD = "file"
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UPLOAD = LARGEST_FILE + 64 * 1024
"""Bytes of the whole body: the file and what multipart/form-data writes around it."""

_MOST_PARTS = 10


class UploadForm(In):
    """What an upload looks like in the OpenAPI document."""

    file: Annotated[bytes, Field(description="up to 10 MB")]


class InMemoryRequest(Request):
    """A request whose files stay in memory: werkzeug would write those over 500 kB into temporary files."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return BytesIO()


def read_upload() -> bytes:
    """Return the one file of this request; its name and declared type are not looked at.

    Errors: 415 no multipart/form-data, 413 over 10 MB, 422 no file, several, or one in another field.
    """
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaTypeError("请用 multipart/form-data 上传文件")
    request.max_content_length = LARGEST_UPLOAD
    request.max_form_parts = _MOST_PARTS
    files = list(request.files.items(multi=True))
    if not files:
        raise InvalidError({FIELD: ["missing"]}, message="没有收到文件，请选择一个再上传")
    if len(files) > 1 or files[0][0] != FIELD:
        raise InvalidError({FIELD: ["one_file_only"]}, message="一次只能上传一个文件，请逐个上传")
    content: bytes = files[0][1].stream.getvalue()  # type: ignore[attr-defined]  # the BytesIO from above: no copy
    if len(content) > LARGEST_FILE:
        raise TooLargeError("too_large", "文件超过 10 MB，请压缩或拆分后再上传")
    return content
