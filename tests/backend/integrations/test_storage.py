"""Do both stores keep, give and remove objects alike: a folder, and a bucket behind a real S3 server?"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from backend.config import Settings
from backend.core.errors import UnavailableError
from backend.files.keeping import key_of
from backend.integrations.storage.local import LocalStore
from backend.integrations.storage.s3 import S3Store
from backend.integrations.storage.store import Store, store
from backend.jobs.worker import work_off
from tests.backend.files.photos import encoded, look, opened, photo, upload
from tests.world import World

KEY = "pictures/01M859KFE40QES7ACA9MQA7QBG/r1/large.jpg"
BUCKET: dict[str, str] = {"bucket": "photos", "region": "ap-guangzhou", "key_id": "id", "key_secret": "secret"}


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The address of an S3 server on this machine that has the bucket."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    given: dict[str, Any] = {"aws_access_key_id": "id", "aws_secret_access_key": "secret"}
    client = boto3.client("s3", endpoint_url=url, region_name=BUCKET["region"], **given)
    client.create_bucket(Bucket="photos", CreateBucketConfiguration={"LocationConstraint": BUCKET["region"]})
    client.close()
    yield url
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return LocalStore(tmp_path / "files")
    return S3Store(request.getfixturevalue("s3_url"), **BUCKET)


def test_object_is_kept_replaced_and_removed(kept: Store) -> None:
    assert kept.get(KEY) is None
    kept.put(KEY, b"first")
    kept.put(KEY, b"second" * 100_000)
    assert kept.get(KEY) == b"second" * 100_000
    kept.put(KEY.replace("large", "small"), b"")
    kept.delete(KEY)
    kept.delete(KEY)
    assert kept.get(KEY) is None
    assert kept.get(KEY.replace("large", "small")) == b""


def test_many_use_it_at_once(kept: Store) -> None:
    def use(number: int) -> bool:
        key = KEY.replace("r1", f"r{number % 5}")
        kept.put(key, bytes([number]) * 5000)
        found = kept.get(key)
        whole = found is None or (len(set(found)) == 1 and len(found) == 5000)
        kept.delete(key)
        return whole

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(40)))


def test_folder_is_private_and_left_tidy(tmp_path: Path) -> None:
    kept = LocalStore(tmp_path / "files")
    kept.put(KEY, b"x")
    assert (tmp_path / "files" / KEY).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "files" / KEY).parent.stat().st_mode & 0o077 == 0
    assert len(list((tmp_path / "files").rglob("*.jpg"))) == len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1
    kept.delete(KEY)
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.parametrize("use", [lambda s, k: s.get(k), lambda s, k: s.put(k, b"x"), lambda s, k: s.delete(k)])
def test_key_never_leads_out_of_the_folder(tmp_path: Path, use: Callable[[Store, str], object]) -> None:
    (tmp_path / "outside").write_bytes(b"x")
    for key in ("../outside", "/etc/passwd", "pictures/../../outside"):
        with pytest.raises(ValueError, match="folder"):
            use(LocalStore(tmp_path / "files"), key)
    assert (tmp_path / "outside").read_bytes() == b"x"


def test_folder_that_can_not_be_written_asks_to_come_back(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"a file where the folder should be")
    with pytest.raises(UnavailableError):
        LocalStore(tmp_path / "files").put(KEY, b"x")


@pytest.mark.parametrize("use", [lambda s: s.get(KEY), lambda s: s.put(KEY, b"x"), lambda s: s.delete(KEY)])
def test_store_that_does_not_answer_asks_to_come_back(s3_url: str, use: Callable[[Store], object]) -> None:
    for broken in (
        S3Store("http://127.0.0.1:9", **BUCKET),
        S3Store(s3_url, **(BUCKET | {"bucket": "another"})),
    ):
        with pytest.raises(UnavailableError) as refused:
            use(broken)
        assert refused.value.code == "storage_unavailable"
        assert "127.0.0.1" not in refused.value.message


@pytest.fixture
def s3_app(app: Flask, s3_url: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, with its photos in the bucket."""
    given = {f"s3_{name}": value for name, value in BUCKET.items()}
    changed: Settings = app.config["SETTINGS"].model_copy(update={"s3_endpoint": s3_url, **given})
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    return app


def test_photo_goes_its_whole_way_through_s3(s3_app: Flask, world: World) -> None:
    person = world.resident()
    before = upload(world, person, encoded(photo())).json
    assert isinstance(store(), S3Store)
    assert opened(look(world, before["url"]).data).size == (1200, 900)
    whole = {"x": 0, "y": 0, "width": 1, "height": 1}
    after = world.post(f"/files/{before['id']}/blur", person, {"rectangles": [whole]}).json
    assert look(world, before["url"]).status_code == 404
    assert look(world, after["url"]).status_code == 200
    work_off()
    revision = before["url"].split("revision=")[1].split("&")[0]
    assert store().get(key_of(before["id"], revision, "large")) is None
    assert world.delete(f"/files/{before['id']}", person).status_code == 204
    work_off()
    revision = after["url"].split("revision=")[1].split("&")[0]
    assert store().get(key_of(before["id"], revision, "large")) is None


def test_photo_that_vanished_from_s3_is_said(s3_app: Flask, world: World) -> None:
    body = upload(world, world.resident(), encoded(photo(50, 50))).json
    revision = body["url"].split("revision=")[1].split("&")[0]
    store().delete(key_of(body["id"], revision, "large"))
    answer = look(world, body["url"])
    assert (answer.status_code, answer.json["code"]) == (404, "file_missing")
    assert look(world, body["urls"]["small"]).status_code == 200
