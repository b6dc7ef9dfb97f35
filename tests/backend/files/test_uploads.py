"""Does what comes in become three harmless pictures, whatever it was?"""

import hashlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

from backend.core.transaction import reading
from backend.files.keeping import key_of
from backend.http.uploads import InMemoryRequest
from backend.integrations.storage.store import store
from models.file import File
from tests.backend.files.photos import BOUNDARY, MULTIPART, encoded, look, multipart, opened, photo, upload
from tests.world import World

SECRET = b"GeheimSecret2026"


def rows() -> list[Any]:
    with reading() as connection:
        return list(connection.execute(sa.select(File.__table__)).all())


def test_photo_becomes_three_pictures(world: World) -> None:
    person = world.resident()
    answer = upload(world, person, encoded(photo(4032, 3024)))
    assert answer.status_code == 201
    body = answer.json
    assert (body["width"], body["height"], body["url"]) == (2048, 1536, body["urls"]["large"])
    sizes = {size: opened(look(world, url).data).size for size, url in body["urls"].items()}
    assert sizes == {"large": (2048, 1536), "medium": (1024, 768), "small": (320, 240)}
    row = rows()[0]
    large = look(world, body["url"]).data
    assert (row.sha256, row.bytes) == (hashlib.sha256(large).hexdigest(), len(large))
    assert (row.id, row.owner_id, row.attached_at, row.blurred) == (body["id"], person.id, None, [])


def test_every_size_is_shown_with_careful_headers(world: World) -> None:
    for url in upload(world, world.resident(), encoded(photo())).json["urls"].values():
        shown = look(world, url)
        assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
        assert shown.headers["Cache-Control"].startswith("private")
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert shown.headers["Content-Disposition"] == "inline"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_kind_of_photo_is_taken_whatever_its_name(world: World, kind: str) -> None:
    answer = upload(world, world.resident(), encoded(photo(), kind), "../../etc/passwd.exe")
    assert answer.status_code == 201
    picture = opened(look(world, answer.json["url"]).data)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1200, 900))
    red = picture.getpixel((20, 20))
    assert isinstance(red, tuple)
    assert (red[0] > 200, red[1] < 60) == (True, True)


STRANGE = {
    "cmyk": lambda: encoded(photo(mode="CMYK")),
    "grey": lambda: encoded(photo(mode="L")),
    "one_bit": lambda: encoded(photo(mode="1"), "PNG"),
    "sixteen_bit": lambda: encoded(Image.new("I;16", (300, 200), 40_000), "PNG"),
    "palette": lambda: encoded(photo(mode="P"), "PNG"),
    "palette_transparent": lambda: encoded(photo(mode="P"), "PNG", transparency=0),
    "colour_transparent": lambda: encoded(photo(), "PNG", transparency=(255, 0, 0)),
    "alpha": lambda: encoded(photo(mode="RGBA"), "WEBP"),
    "grey_alpha": lambda: encoded(photo(mode="LA"), "PNG"),
    "heic_alpha": lambda: encoded(photo(mode="RGBA"), "HEIF"),
    "one_pixel": lambda: encoded(photo(1, 1), "PNG"),
    "thread": lambda: encoded(photo(1, 5000), "PNG"),
    "animated_png": lambda: encoded(photo(), "PNG", save_all=True, append_images=[photo(mode="L").convert("RGB")]),
    "animated_webp": lambda: encoded(photo(), "WEBP", save_all=True, append_images=[Image.new("RGB", (1200, 900))]),
    "progressive": lambda: encoded(photo(), progressive=True),
}


@pytest.mark.parametrize("what", STRANGE)
def test_strange_photo_becomes_a_plain_one(world: World, what: str) -> None:
    answer = upload(world, world.resident(), STRANGE[what]())
    assert answer.status_code == 201, answer.json
    for url in answer.json["urls"].values():
        picture = opened(look(world, url).data)
        assert (picture.mode, getattr(picture, "n_frames", 1)) == ("RGB", 1)


def test_sixteen_bits_keep_their_brightness_and_transparent_is_white(world: World) -> None:
    person = world.resident()
    grey = upload(world, person, encoded(Image.new("I;16", (300, 200), 40_000), "PNG"))
    assert abs(opened(look(world, grey.json["url"]).data).getpixel((9, 9))[0] - 40_000 // 256) <= 2  # type: ignore[index]
    clear = upload(world, person, encoded(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG"))
    assert opened(look(world, clear.json["url"]).data).getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_turned_upright(world: World, kind: str, orientation: int) -> None:
    upright = photo(400, 200)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the turn that a camera held so would have made
    lying = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    answer = upload(world, world.resident(), encoded(lying, kind, exif=exif.tobytes()))
    assert (answer.json["width"], answer.json["height"]) == (400, 200)
    picture = opened(look(world, answer.json["url"]).data)
    corners = [picture.getpixel(at) for at in ((10, 10), (390, 10), (10, 190), (390, 190))]
    assert [corner[0] > 200 and corner[1] + corner[2] < 120 for corner in corners] == [True, False, False, False]  # type: ignore[index]


def revealing() -> dict[str, bytes]:
    """Return photos that say where they were taken, and more, in every way that their kind knows."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (IFDRational(25, 1), IFDRational(5, 1), IFDRational(0, 1))
    xmp, given = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>", exif.tobytes()
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return {
        "JPEG": encoded(photo(), exif=given, xmp=xmp, comment=SECRET, icc_profile=SECRET * 20),
        "PNG": encoded(photo(), "PNG", exif=given, pnginfo=text),
        "WEBP": encoded(photo(), "WEBP", exif=given, xmp=xmp, icc_profile=SECRET * 20),
        "HEIF": encoded(photo(), "HEIF", exif=given, xmp=xmp),
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_but_pixels_is_left(world: World, kind: str) -> None:
    content = revealing()[kind]
    assert SECRET in content
    for url in upload(world, world.resident(), content).json["urls"].values():
        shown = look(world, url).data
        picture = opened(shown)
        assert SECRET not in shown
        assert b"Exif" not in shown
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    "foreign",
    [b"PK\x03\x04" + b"zip" * 50, b"<html><script>alert(1)</script></html>", b"*/=1;alert(1)//", b"MZ\x90\x00" * 50],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_foreign_bytes_in_a_photo_are_dropped(world: World, kind: str, foreign: bytes) -> None:
    content = encoded(photo(), kind) + foreign
    for url in upload(world, world.resident(), content, "x.html").json["urls"].values():
        shown = look(world, url)
        assert foreign not in shown.data
        assert shown.data[-2:] == b"\xff\xd9"
        assert shown.content_type == "image/jpeg"


_seen: list[str] = []
_watching: list[bool] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event == "tempfile.mkstemp":
        _seen.append(event)
    if event == "open" and isinstance(arguments[0], str | bytes) and isinstance(arguments[2], int):
        made = arguments[2] & (os.O_CREAT | getattr(os, "O_TMPFILE", 0))
        if made:
            _seen.append(str(arguments[0]))


sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collect the paths of all files that are made inside."""
    _seen.clear()
    _watching.append(True)
    made: list[str] = []
    try:
        yield made
    finally:
        _watching.clear()
        made += _seen


def _environment(body: bytes) -> dict[str, Any]:
    return EnvironBuilder(method="POST", data=body, content_type=MULTIPART).get_environ()


def test_what_was_sent_never_lies_on_a_disk(world: World) -> None:
    content = encoded(Image.effect_noise((2600, 2000), 90), quality=95)
    assert len(content) > 2_000_000
    person, body = world.resident(), multipart(("file", content, "a.jpg"))
    with watched() as plain, Request(_environment(body)) as usual:
        assert usual.files["file"]
    assert plain, "werkzeug's own way makes a temporary file: the watch sees it"
    with watched() as ours:
        answer = upload(world, person, content)
    assert answer.status_code == 201
    ours_only = [path for path in ours if f"/files/pictures/{answer.json['id']}/" not in path and "sqlite" not in path]
    assert (len(ours) >= 3, ours_only) == (True, [])
    assert issubclass(world.app.request_class, InMemoryRequest)


def test_photo_sent_again_with_its_key_is_one(world: World) -> None:
    person, content = world.resident(), encoded(photo())
    first, again = (upload(world, person, content, Idempotency_Key="k") for _ in range(2))
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(rows()) == 1
    other = upload(world, person, encoded(photo(300, 300)), Idempotency_Key="k")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert [upload(world, person, content).status_code for _ in range(2)] == [201, 201]
    assert len(rows()) == 3


def test_photo_sent_four_times_at_once_with_one_key_is_one(world: World) -> None:
    person, content, start = world.resident(), encoded(photo()), Barrier(4)

    def one(_: int) -> TestResponse:
        start.wait(10)
        return upload(world, person, content, Idempotency_Key="k")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert len(rows()) == 1


def test_pictures_lie_in_the_store_under_id_and_revision(world: World) -> None:
    answer = upload(world, world.resident(), encoded(photo()))
    row = rows()[0]
    kept = store().get(key_of(row.id, row.revision, "large"))
    assert kept == look(world, answer.json["url"]).data


def test_other_fields_of_the_form_are_ignored(world: World) -> None:
    person = world.resident()
    note = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n'.encode()
    body = note + multipart(("file", encoded(photo()), "a.jpg"))
    headers = {"Authorization": f"Bearer {person.token}"}
    assert world.client.post("/api/v1/files", data=body, headers=headers, content_type=MULTIPART).status_code == 201
