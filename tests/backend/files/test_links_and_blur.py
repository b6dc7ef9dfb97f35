"""Who sees a picture, and is what was blurred out of reach at once?"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.actor import Actor
from backend.core.transaction import reading, transaction
from backend.files import blur, queries
from backend.files.attach import attach
from backend.files.keeping import key_of
from backend.files.rules import SIZES
from backend.files.schemas import BlurIn
from backend.integrations.storage.store import store
from backend.jobs.worker import work_off
from models.audit import AuditEntry
from models.file import File
from tests.backend.files.photos import encoded, look, opened, photo, upload
from tests.conftest import MovableClock
from tests.world import COMMUNITY, COUNTY, FAR_COMMUNITY, Person, World

CORNER = {"x": 0, "y": 0, "width": 0.25, "height": 0.25}


def blurred(world: World, who: Person | None, file_id: str, *rectangles: dict[str, float], **headers: str) -> Any:
    return world.post(f"/files/{file_id}/blur", who, {"rectangles": list(rectangles or [CORNER])}, **headers)


def row_of(file_id: str) -> Any:
    with reading() as connection:
        return connection.execute(sa.select(File.__table__).where(File.id == file_id)).one()


def attached(world: World, who: Person, event_id: str) -> dict[str, Any]:
    body: dict[str, Any] = upload(world, who, encoded(photo())).json
    with transaction() as session:
        attach(session, [body["id"]], event_id=event_id, actor=Actor(user_id=who.id))
    return body


def said(answer: TestResponse) -> tuple[int, str]:
    assert set(answer.json) == {"code", "message", "fields", "request_id"}
    return answer.status_code, answer.json["code"]


def test_link_is_good_for_a_while_and_then_says_so(world: World, time_stands: MovableClock) -> None:
    body = upload(world, world.resident(), encoded(photo())).json
    time_stands.move(minutes=15)
    assert look(world, body["url"]).status_code == 200
    time_stands.move(minutes=15)
    assert said(look(world, body["url"])) == (403, "link_expired")


def test_links_stay_the_same_for_a_while_so_that_phones_keep_the_picture(
    world: World, time_stands: MovableClock
) -> None:
    file_id = upload(world, world.resident(), encoded(photo())).json["id"]
    first = queries.links([file_id])
    time_stands.move(minutes=14)
    assert queries.links([file_id]) == first
    time_stands.move(minutes=1)
    assert queries.links([file_id]) != first


def test_link_is_good_for_nothing_else(world: World) -> None:
    person = world.resident()
    mine, other = (upload(world, person, encoded(photo())).json for _ in range(2))
    url = mine["urls"]["small"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    for wrong in (
        url.replace("/small", "/large"),
        url.replace(mine["id"], other["id"]),
        url.replace(asked["until"], str(int(asked["until"]) + 900)),
        url.replace(asked["revision"], row_of(other["id"]).revision),
        url.replace(asked["sig"], asked["sig"][:-1]),
        url.replace(asked["sig"], "é"),
        url.replace(asked["sig"], ""),
    ):
        assert said(look(world, wrong)) == (404, "not_found"), wrong
    assert look(world, url.replace("/small", "/original")).status_code == 404
    assert look(world, url.split("?", maxsplit=1)[0]).status_code == 422
    assert look(world, url).status_code == 200


def test_picture_that_the_store_has_lost_is_said(world: World) -> None:
    person = world.resident()
    body = upload(world, person, encoded(photo())).json
    for size in SIZES:
        store().delete(key_of(body["id"], row_of(body["id"]).revision, size))
    assert said(look(world, body["url"])) == (404, "file_missing")
    assert said(blurred(world, person, body["id"])) == (404, "file_missing")
    assert world.delete(f"/files/{body['id']}", person).status_code == 204


def test_picture_that_the_store_has_spoiled_is_said(world: World) -> None:
    person = world.resident()
    file_id = upload(world, person, encoded(photo())).json["id"]
    for content in (b"", b"not ours", encoded(photo())[:500]):
        store().put(key_of(file_id, row_of(file_id).revision, "large"), content)
        assert said(blurred(world, person, file_id)) == (422, "picture_broken")


def test_blurred_part_can_not_be_read_and_the_rest_is_as_before(world: World) -> None:
    person, image = world.resident(), photo(800, 600)
    for x in range(0, 200, 4):  # stripes, like writing
        image.paste((255, 255, 255), (x, 0, x + 2, 150))
    before = upload(world, person, encoded(image)).json
    after = blurred(world, person, before["id"]).json
    assert (after["id"], after["width"], after["height"]) == (before["id"], 800, 600)
    old, new = opened(encoded(image)), opened(look(world, after["url"]).data)

    def contrast(picture: Any, box: tuple[int, int, int, int]) -> float:
        line = [picture.convert("L").getpixel((x, (box[1] + box[3]) // 2)) for x in range(box[0], box[2])]
        return max(abs(a - b) for a, b in zip(line, line[2:], strict=False))

    assert contrast(old, (10, 10, 190, 140)) > 100
    assert contrast(new, (10, 10, 190, 140)) < 12
    for at in ((400, 300), (700, 100), (100, 500)):
        assert all(abs(a - b) < 12 for a, b in zip(old.getpixel(at), new.getpixel(at), strict=True))  # type: ignore[arg-type]


def test_unblurred_is_out_of_reach_at_once_and_then_gone(world: World) -> None:
    person = world.resident()
    before = upload(world, person, encoded(photo())).json
    old = row_of(before["id"])
    after = blurred(world, person, before["id"]).json
    new = row_of(before["id"])
    assert [said(look(world, url)) for url in before["urls"].values()] == [(404, "not_found")] * 3
    assert [look(world, url).status_code for url in after["urls"].values()] == [200] * 3
    assert (old.sha256 == new.sha256, new.blurred) == (False, [CORNER])
    work_off()
    assert [store().get(key_of(old.id, old.revision, size)) for size in SIZES] == [None] * 3
    assert all(store().get(key_of(new.id, new.revision, size)) for size in SIZES)
    blurred(world, person, before["id"], {"x": 0.9, "y": 0.9, "width": 1, "height": 1})
    assert len(row_of(before["id"]).blurred) == 2


def test_blur_sent_again_with_its_key_happens_once(world: World) -> None:
    person = world.resident()
    file_id = upload(world, person, encoded(photo())).json["id"]
    first, again = (blurred(world, person, file_id, Idempotency_Key="k") for _ in range(2))
    assert (again.status_code, again.data) == (200, first.data)
    assert len(row_of(file_id).blurred) == 1


def test_whoever_reads_while_others_blur_sees_no_revision_but_the_present(world: World) -> None:
    """Readers follow the old link all the time: once the blur is answered, none of them gets a picture any more."""
    person = world.resident()
    before = upload(world, person, encoded(photo(2000, 1500))).json
    done: list[bool] = []

    def read() -> list[tuple[bool, int]]:
        seen = []
        for _ in range(400):
            was_done = bool(done)
            seen.append((was_done, look(world, before["url"]).status_code))
            if was_done:
                return seen
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        after = pool.submit(blurred, world, person, before["id"]).result()
        done.append(True)
        seen = [pair for reader in readers for pair in reader.result()]
    assert after.status_code == 200
    assert {status for _, status in seen} <= {200, 404}
    assert {status for was_done, status in seen if was_done} == {404}


def test_two_who_blur_at_once_never_undo_each_other(world: World) -> None:
    person = world.resident()
    file_id = upload(world, person, encoded(photo())).json["id"]
    actor = Actor(user_id=person.id)
    first, second = (blur.prepare(file_id, BlurIn(rectangles=[CORNER]), actor=actor) for _ in range(2))  # type: ignore[list-item]
    blur.blur(first, actor=actor)
    with pytest.raises(blur.ConflictError) as refused:
        blur.blur(second, actor=actor)
    assert refused.value.code == "file_changed"
    assert row_of(file_id).revision == first.revision


@pytest.mark.parametrize(
    "rectangles",
    [
        [],
        [CORNER] * 51,
        [CORNER | {"width": 0}],
        [CORNER | {"x": -0.1}],
        [CORNER | {"x": 1.1}],
        [CORNER | {"height": 2}],
        [CORNER | {"angle": 3}],
        [{"x": 0, "y": 0}],
        "all",
    ],
)
def test_wrong_rectangles_are_refused(world: World, rectangles: Any) -> None:
    person = world.resident()
    file_id = upload(world, person, encoded(photo(100, 100))).json["id"]
    assert world.post(f"/files/{file_id}/blur", person, {"rectangles": rectangles}).status_code == 422


def test_rectangle_of_no_pixel_and_of_all(world: World) -> None:
    person = world.resident()
    for size in ((1, 1), (1, 900), (900, 600)):
        file_id = upload(world, person, encoded(photo(*size), "PNG")).json["id"]
        for x, length in ((1, 0.0001), (0, 1), (0.5, 0.0001), (0.999999, 1)):
            whole = {"x": x, "y": x, "width": length, "height": length}
            assert blurred(world, person, file_id, whole).status_code == 200


def test_only_the_owner_and_staff_of_its_event_change_a_photo(world: World) -> None:
    owner, event_id = world.staff("community_worker", COMMUNITY), world.event()
    own = upload(world, owner, encoded(photo())).json["id"]
    strangers = [world.resident(), world.staff("community_worker", FAR_COMMUNITY), world.staff("auditor", COUNTY)]
    colleague = world.staff("township_reviewer", COMMUNITY)
    for who in (*strangers, colleague):
        assert said(blurred(world, who, own)) == (404, "not_found")
        assert said(world.delete(f"/files/{own}", who)) == (404, "not_found")
    assert said(blurred(world, None, own)) == (401, "login_needed")
    shown = attached(world, owner, event_id)["id"]
    for who in strangers:
        assert said(blurred(world, who, shown)) == (404, "not_found")
    assert blurred(world, colleague, shown).status_code == 200
    assert blurred(world, owner, shown).status_code == 200
    assert said(world.delete(f"/files/{shown}", owner)) == (409, "file_attached")


def test_what_was_done_is_recorded_without_content(world: World) -> None:
    person = world.resident()
    file_id = upload(world, person, encoded(photo())).json["id"]
    blurred(world, person, file_id)
    world.delete(f"/files/{file_id}", person)
    with reading() as connection:
        entries = connection.execute(
            sa.select(AuditEntry.action, AuditEntry.details)
            .where(AuditEntry.target_id == file_id)
            .order_by(AuditEntry.id)
        ).all()
    assert [tuple(entry) for entry in entries] == [
        ("file.upload", {}),
        ("file.blur", {"rectangles": 1}),
        ("file.delete", {}),
    ]
