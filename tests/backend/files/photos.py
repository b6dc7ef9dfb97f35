"""Photos to upload, made on the spot, and short words for sending them."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from werkzeug.test import TestResponse

from tests.world import API, Person, World

BOUNDARY = "a-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def photo(width: int = 1200, height: int = 900, mode: str = "RGB") -> Image.Image:
    """Return a picture with no two parts alike: a gradient with a red corner on the upper left."""
    image = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (image, image.transpose(Image.Transpose.FLIP_TOP_BOTTOM), image))
    image.paste((255, 0, 0), (0, 0, max(1, width // 4), max(1, height // 4)))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def multipart(*files: tuple[str, bytes, str]) -> bytes:
    """Write (field, content, file name) each as a phone does; werkzeug's own writer would use temporary files."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n".encode()
        + content
        + b"\r\n"
        for field, content, name in files
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send(world: World, who: Person | None, *files: tuple[str, bytes, str], **headers: str) -> TestResponse:
    """Upload these."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if who is not None:
        sent["Authorization"] = f"Bearer {who.token}"
    client = world.app.test_client()
    return client.post(f"{API}/files", data=multipart(*files), headers=sent, content_type=MULTIPART)


def upload(world: World, who: Person | None, content: bytes, name: str = "a.jpg", **headers: str) -> TestResponse:
    return send(world, who, ("file", content, name), **headers)


def look(world: World, url: str) -> TestResponse:
    """Follow a signed link, as anybody who has it can."""
    parts = urlsplit(url)
    return world.app.test_client().get(f"{parts.path}?{parts.query}")
