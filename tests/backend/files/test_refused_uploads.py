"""Is everything that is no good photo refused in one shape, quickly, and does nothing of it stay?"""

import resource
import struct
import threading
import time
import zlib
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.transaction import reading
from backend.files import pictures
from backend.files.rules import MOST_PIXELS
from backend.http.uploads import LARGEST_FILE
from models.file import File
from models.outbox import OutboxEntry
from tests.backend.files.photos import MULTIPART, encoded, photo, send, upload
from tests.world import API, Person, World

WEBP_BOMB = bytes.fromhex("524946461a000000574542505650384c0e0000002ffebfff0f071011fd0f4444ff03")
"""A black picture of 16,383 by 16,383: a gigabyte once unpacked."""


def nothing_stayed() -> bool:
    with reading() as connection:
        counts = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (File, OutboxEntry)
        ]
    return counts == [0, 0]


def problem(answer: TestResponse) -> tuple[int, str]:
    assert set(answer.json) == {"code", "message", "fields", "request_id"}
    return answer.status_code, answer.json["code"]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, packed: bytes = b"") -> bytes:
    """Return a PNG that claims a size; nothing of its pixels need be there."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def gigabyte_png() -> bytes:
    """Return a megabyte that would unpack to a gigabyte."""
    packer = zlib.compressobj(9)
    row = b"\x00" * (1 + 3 * 18_000)
    return png(18_000, 18_000, b"".join(packer.compress(row) for _ in range(18_000)) + packer.flush())


def many_scans() -> bytes:
    """Return a small JPEG that goes over its pixels more often than any camera would."""
    whole = encoded(photo(4000, 3000), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * 150 + b"\xff\xd9"


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "exe": (lambda: b"MZ\x90\x00" + b"\x00" * 5000, "not_a_picture"),
    "html": (lambda: b"<html><script>alert(1)</script>", "not_a_picture"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_picture"),
    "gif": (lambda: encoded(photo(mode="P"), "GIF"), "not_a_picture"),
    "tiff": (lambda: encoded(photo(), "TIFF"), "not_a_picture"),
    "bmp": (lambda: encoded(photo(), "BMP"), "not_a_picture"),
    "avif": (lambda: encoded(photo(), "AVIF"), "not_a_picture"),
    "pdf": (lambda: b"%PDF-1.7\n" + b"x" * 500, "not_a_picture"),
    "zip": (lambda: b"PK\x03\x04" + b"x" * 500, "not_a_picture"),
    "empty": (lambda: b"", "not_a_picture"),
    "two_bytes": (lambda: b"\xff\xd8", "not_a_picture"),
    "jpeg_head_only": (lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 100, "picture_broken"),
    "jpeg_with_exe": (lambda: b"\xff\xd8\xff" + b"MZ\x90\x00" * 500, "picture_broken"),
    "jpeg_cut": (lambda: encoded(photo())[:-4000], "picture_broken"),
    "png_cut": (lambda: encoded(photo(), "PNG")[:-4000], "picture_broken"),
    "webp_cut": (lambda: encoded(photo(), "WEBP")[:-2000], "picture_broken"),
    "jpeg_of_many_scans": (many_scans, "picture_broken"),
    "heic_cut": (lambda: encoded(photo(), "HEIF")[:-400], "picture_broken"),
    "heic_head_only": (lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "picture_broken"),
    "png_without_pixels": (lambda: png(100, 100), "picture_broken"),
    "png_no_size": (lambda: png(0, 0), "picture_broken"),
    "png_wrong_sum": (lambda: encoded(photo(), "PNG").replace(b"IDAT", b"IDAX", 1), "picture_broken"),
    "one_pixel_too_many": (lambda: png(MOST_PIXELS["PNG"] + 1, 1), "too_many_pixels"),
    "webp_bomb": (lambda: WEBP_BOMB, "too_many_pixels"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_photo_is_refused_and_nothing_stays(world: World, what: str) -> None:
    make, code = WRONG[what]
    answer = upload(world, world.resident(), make(), "photo.jpg")
    assert problem(answer) == (422, code)
    assert answer.json["fields"] == {"file": [code]}
    assert nothing_stayed()


def test_bomb_of_a_gigabyte_is_refused_before_it_is_unpacked(world: World) -> None:
    bomb, person = gigabyte_png(), world.resident()
    upload(world, person, encoded(photo()))  # what is loaded with the first photo does not count
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert problem(upload(world, person, bomb)) == (422, "too_many_pixels")
    assert time.monotonic() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_broken_photos_never_crash(world: World) -> None:
    """Flip and cut bytes here and there: each is taken or refused, never a 500."""
    person = world.resident()
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        whole = encoded(photo(120, 90), kind)
        for turn in range(40):
            at = (turn * 7919) % len(whole)
            broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 : len(whole) - turn % 3]
            assert upload(world, person, broken).status_code in {201, 422}, (kind, turn)


def padded(length: int) -> bytes:
    content = encoded(photo())
    return content + b"\x00" * (length - len(content))


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(world: World) -> None:
    person = world.resident()
    assert upload(world, person, padded(LARGEST_FILE)).status_code == 201
    for length in (LARGEST_FILE + 1, LARGEST_FILE + 100_000, 3 * LARGEST_FILE):
        assert problem(upload(world, person, padded(length))) == (413, "too_large")


def test_other_addresses_take_no_more_than_before(world: World) -> None:
    person = world.resident()
    headers = {"Authorization": f"Bearer {person.token}"}
    body = b"{" + b" " * (1024 * 1024) + b"}"
    answer = world.client.patch(f"{API}/me", data=body, headers=headers, content_type="application/json")
    assert problem(answer) == (413, "too_large")


def test_anything_but_one_file_in_its_field_is_refused(world: World) -> None:
    person, content = world.resident(), encoded(photo())
    for files, reason in (
        ((), "missing"),
        ((("photo", content, "a.jpg"),), "one_file_only"),
        ((("file", content, "a.jpg"), ("file", content, "b.jpg")), "one_file_only"),
        ((("file", content, "a.jpg"), ("other", content, "b.jpg")), "one_file_only"),
    ):
        answer = send(world, person, *files)
        assert problem(answer) == (422, "invalid_fields")
        assert answer.json["fields"] == {"file": [reason]}
    assert upload(world, person, content, "").status_code == 201


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", b"{}", (415, "unsupported_media_type")),
        ("image/jpeg", b"\xff\xd8\xff", (415, "unsupported_media_type")),
        ("", b"x", (415, "unsupported_media_type")),
        ("multipart/form-data", b"x", (422, "invalid_fields")),
        (MULTIPART, b"no part at all", (422, "invalid_fields")),
        (MULTIPART, b"--a-boundary\r\nContent-Disposition: form-data", (422, "invalid_fields")),
    ],
)
def test_what_is_no_form_is_refused(world: World, content_type: str, body: bytes, expected: tuple[int, str]) -> None:
    headers = {"Authorization": f"Bearer {world.resident().token}"}
    answer = world.client.post(f"{API}/files", data=body, headers=headers, content_type=content_type)
    assert problem(answer) == expected


def test_nobody_uploads_without_a_login(world: World) -> None:
    assert problem(upload(world, None, encoded(photo()))) == (401, "login_needed")
    assert problem(upload(world, Person("x", "wrong"), encoded(photo()))) == (401, "session_ended")


def test_too_many_at_once_are_asked_to_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE_SECONDS", 0.2)
    person = world.resident()
    with pictures._turn():
        answer = upload(world, person, encoded(photo()))
    assert problem(answer) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert upload(world, person, encoded(photo())).status_code == 201


def test_turns_are_given_back_whatever_happens(world: World) -> None:
    person = world.resident()
    for _ in range(3):
        upload(world, person, png(100, 100))
    assert upload(world, person, encoded(photo())).status_code == 201
    assert threading.active_count() < 50
