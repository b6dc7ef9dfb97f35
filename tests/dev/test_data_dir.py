"""Is the data folder ours, private, and empty after a reset?"""

import stat
from pathlib import Path

import pytest

from devtools import data_dir
from devtools.failure import Failure
from devtools.folder_lock import FolderLock


def prepared(folder: Path, *, reset: bool = False) -> None:
    data_dir.check(folder, reset=reset)
    data_dir.make(folder)
    with FolderLock(folder) as lock:
        data_dir.prepare(folder, reset=reset, lock=lock)


def test_reset_empties_a_folder_of_ours_and_nothing_it_links_to(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    prepared(folder)
    elsewhere.mkdir()
    (elsewhere / "letter.txt").touch()
    (folder / "shiliu.sqlite3").touch()
    (folder / "files" / "deep").mkdir(parents=True)
    (folder / "link").symlink_to(elsewhere)
    prepared(folder, reset=True)
    assert sorted(entry.name for entry in folder.iterdir()) == [".shiliu-data", "log"]
    assert (elsewhere / "letter.txt").exists()


def test_start_without_reset_keeps_everything(tmp_path: Path) -> None:
    prepared(tmp_path / "data")
    (tmp_path / "data" / "shiliu.sqlite3").touch()
    prepared(tmp_path / "data")
    assert (tmp_path / "data" / "shiliu.sqlite3").exists()


def test_folder_is_private(tmp_path: Path) -> None:
    prepared(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_secret_is_made_once_and_private_even_if_it_was_not(tmp_path: Path) -> None:
    first = data_dir.secret_key(tmp_path)
    (tmp_path / "secret_key").chmod(0o644)
    assert data_dir.secret_key(tmp_path) == first
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_secrets_of_two_folders_differ(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    assert data_dir.secret_key(tmp_path / "one") != data_dir.secret_key(tmp_path / "two")


def test_folder_in_use_is_refused(tmp_path: Path) -> None:
    prepared(tmp_path)
    with FolderLock(tmp_path) as held:
        assert held.take()
        with pytest.raises(Failure, match=r"Another `dev\.py run` is using"):
            prepared(tmp_path)
    prepared(tmp_path)
