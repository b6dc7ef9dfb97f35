"""Uploading, blurring, deleting and showing photos."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.files import blur, queries, removal
from backend.files import upload as uploading
from backend.files.rules import Size
from backend.files.schemas import BlurIn, FileOut, LinkQuery
from backend.http.answers import answer, nothing
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.idempotency import prepare_and_answer_once, requested_key
from backend.http.spec import endpoint

api = Blueprint("files", __name__)


@api.post("/files")
@endpoint(SIGNED_IN, upload=True, answers={201: FileOut}, refuses=(503,), keeps_own_key=True)
def upload_file(upload: bytes, actor: Actor) -> Response:
    """Upload a photo: JPEG, PNG, WebP or HEIC, up to 10 MB."""
    return prepare_and_answer_once(
        actor.id,
        requested_key(upload),
        lambda: uploading.prepare(upload),
        lambda ready: answer(uploading.upload(ready, actor=actor), 201),
    )


@api.post("/files/<ulid:file_id>/blur")
@endpoint(SIGNED_IN, json=BlurIn, answers={200: FileOut}, refuses=(404, 409, 503), keeps_own_key=True)
def blur_file(file_id: str, data: BlurIn, actor: Actor) -> Response:
    """Make parts of a photo unreadable for good; links given out before lead nowhere."""
    return prepare_and_answer_once(
        actor.id,
        requested_key(),
        lambda: blur.prepare(file_id, data, actor=actor),
        lambda ready: answer(blur.blur(ready, actor=actor)),
    )


@api.delete("/files/<ulid:file_id>")
@endpoint(SIGNED_IN, answers={204: None}, refuses=(404, 409))
def delete_file(file_id: str, actor: Actor) -> Response:
    """Delete an own photo that is not used yet."""
    removal.delete_file(file_id, actor=actor)
    return nothing()


@api.get("/files/<ulid:file_id>/<any(small, medium, large):size>")
@endpoint(PUBLIC, query=LinkQuery, answers={200: None}, refuses=(403, 404, 503))
def show_picture(file_id: str, size: Size, query: LinkQuery) -> Response:
    """Show a photo (image/jpeg) to whoever has a link that was signed for it."""
    headers = {
        "Cache-Control": "private, max-age=300",
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(queries.picture(file_id, size, query), headers=headers, content_type="image/jpeg")
