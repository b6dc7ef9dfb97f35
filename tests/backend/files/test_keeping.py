"""Do photos stay exactly as long as they are needed, in the table and in the store?"""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.config import Settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import InvalidError
from backend.core.transaction import reading, transaction
from backend.files import queries
from backend.files import upload as uploading
from backend.files.attach import attach
from backend.files.removal import purge_unattached_files
from backend.files.rules import SIZES
from backend.jobs.worker import work_off
from models.base import db
from models.file import File
from tests.backend.files.photos import encoded, look, photo, upload
from tests.conftest import MovableClock
from tests.plans import assert_served_by
from tests.world import Person, World


def objects(app: Flask) -> list[Path]:
    settings: Settings = app.config["SETTINGS"]
    return [path for path in (settings.data_dir / "files").rglob("*") if path.is_file()]


def ids() -> list[str]:
    with reading() as connection:
        return list(connection.scalars(sa.select(File.id)).all())


def attach_to(event_id: str, who: Person, *file_ids: str) -> None:
    with transaction() as session:
        attach(session, file_ids, event_id=event_id, actor=Actor(user_id=who.id))


@pytest.fixture(autouse=True)
def _empty_store(app: Flask) -> None:
    for path in objects(app):
        path.unlink()


def test_deleted_photo_is_gone_from_table_links_and_store(world: World) -> None:
    person = world.resident()
    body = upload(world, person, encoded(photo())).json
    assert len(objects(world.app)) == 3
    assert world.delete(f"/files/{body['id']}", person).status_code == 204
    assert look(world, body["url"]).status_code == 404
    work_off()
    assert (ids(), objects(world.app)) == ([], [])
    assert world.delete(f"/files/{body['id']}", person).status_code == 404


def test_photo_attached_to_nothing_goes_after_a_day(world: World, time_stands: MovableClock) -> None:
    person, event_id = world.resident(), world.event()
    kept, left = (upload(world, person, encoded(photo())).json["id"] for _ in range(2))
    attach_to(event_id, person, kept)
    time_stands.move(hours=24)
    assert purge_unattached_files() == 0
    time_stands.move(seconds=1)
    assert purge_unattached_files() == 1
    assert purge_unattached_files() == 0
    work_off()
    assert ids() == [kept]
    assert {path.parts[-3] for path in objects(world.app)} == {kept}
    assert left not in str(objects(world.app))


def test_purge_goes_on_beyond_one_batch_and_an_index_serves_it(world: World) -> None:
    person = world.resident()
    with transaction() as session:
        session.add_all(
            File(
                owner_id=person.id, sha256="0" * 64, revision="r0", width=1, height=1, bytes=1,
                created_at=now() - timedelta(days=2),
            )
            for _ in range(450)
        )  # fmt: skip
    query = "select id from file where attached_at is null and created_at < '2026-11-23 00:00:00+00' "
    assert_served_by("ix_file_unattached", query + "order by created_at limit 200")
    assert purge_unattached_files() == 450


def test_pictures_whose_row_never_came_are_removed(world: World, time_stands: MovableClock) -> None:
    """As after a process that died between writing them and writing the row."""
    uploading.prepare(encoded(photo()))
    kept = upload(world, world.resident(), encoded(photo())).json
    assert len(objects(world.app)) == 6
    work_off()
    assert len(objects(world.app)) == 6
    time_stands.move(hours=1)
    work_off()
    assert {path.parts[-3] for path in objects(world.app)} == {kept["id"]}
    assert len(objects(world.app)) == 3


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/x.jpg",
        "/etc/passwd",
        "..\\\\..\\\\x.jpg",
        "%2e%2e%2f%2e%2e%2fx.jpg",
        "a.jpg/../../../shiliu.sqlite3",
        "x" * 300,
        "a\x00.jpg",
        "石榴😀.jpg",
        ".",
        "..",
    ],
)
def test_name_of_a_file_leads_nowhere(world: World, name: str) -> None:
    folder: Path = world.app.config["SETTINGS"].data_dir
    before = {path for path in folder.rglob("*") if path.is_file()}
    answer = upload(world, world.resident(), encoded(photo(30, 20)), name)
    assert answer.status_code == 201, answer.json
    made = {path for path in folder.rglob("*") if path.is_file()} - before
    [row_id], [revision] = ids(), {path.parent.name for path in made}
    assert {str(path.relative_to(folder)) for path in made} == {
        f"files/pictures/{row_id}/{revision}/{size}.jpg" for size in SIZES
    }


@pytest.mark.parametrize(
    "wrong",
    ["../../secret_key", "..%2f..%2fsecret_key", "%2e%2e/%2e%2e/secret_key", "small/../../../secret_key", "small%00"],
)
def test_address_of_a_picture_leads_nowhere_else(world: World, wrong: str) -> None:
    url = upload(world, world.resident(), encoded(photo(30, 20))).json["urls"]["small"]
    assert look(world, url.replace("/small", f"/{wrong}")).status_code == 404
    revision = url.split("revision=")[1].split("&")[0]
    answer = look(world, url.replace(f"revision={revision}", f"revision=../{revision}/.."))
    assert (answer.status_code, answer.json["code"]) in {(404, "not_found"), (422, "invalid_fields")}
    assert look(world, url).status_code == 200


def test_attached_is_what_is_own_or_there_already(world: World) -> None:
    mine, other = world.people(2)
    event_id, elsewhere = world.event(), world.event()
    first, second, foreign = (upload(world, who, encoded(photo(9, 9))).json["id"] for who in (mine, mine, other))
    attach_to(event_id, mine, first)
    attach_to(event_id, other, first)  # a colleague reports again, with the photos that are there
    attach_to(event_id, mine, first, second)
    for event, who, named in (
        (event_id, mine, [foreign]),
        (elsewhere, mine, [first]),
        (event_id, mine, ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]),
        (event_id, mine, [second, second]),
    ):
        with pytest.raises(InvalidError) as refused:
            attach_to(event, who, *named)
        assert list(refused.value.fields) == ["photo_ids"]


def test_attaching_is_undone_with_the_transaction_around_it(world: World) -> None:
    person, event_id = world.resident(), world.event()
    own, foreign = (upload(world, who, encoded(photo(9, 9))).json["id"] for who in (person, world.resident()))
    with pytest.raises(InvalidError):
        attach_to(event_id, person, own, foreign)
    assert world.delete(f"/files/{own}", person).status_code == 204


def test_links_are_made_in_one_statement_however_many(world: World) -> None:
    person = world.resident()
    named = [upload(world, person, encoded(photo(9, 9))).json["id"] for _ in range(3)]
    statements: list[str] = []
    engine = db.engines["reader"]

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    sa.event.listen(engine, "before_cursor_execute", count)
    found = queries.links([*named, "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    sa.event.remove(engine, "before_cursor_execute", count)
    assert (set(found), len(statements)) == (set(named), 1)
    assert all(look(world, found[name].small).status_code == 200 for name in named)


def test_what_a_server_seldom_needs_is_not_loaded_until_then(repository: Path, tmp_path: Path) -> None:
    said = "import sys, wsgi; print(sorted({'boto3', 'PIL', 'pillow_heif', 'alembic'} & set(sys.modules)))"
    environment = os.environ | {"SHILIU_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", said]
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
