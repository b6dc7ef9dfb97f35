import sys
from pathlib import Path

import pytest

from bench import ctfd, ctfd_site
from bench.ctfd_site import UnavailableError
from bench.postgres import Cluster
from bench.scale import QUICK

_NOWHERE = "http://127.0.0.1:9/CTFd"


@pytest.fixture
def cluster() -> Cluster:
    """A server that is never asked: CTFd is looked for first."""
    return Cluster("postgresql+psycopg://127.0.0.1:9/none", 0)


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in which there is no copy, and an address at which nobody answers."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("SHILIU_BENCH_CTFD", _NOWHERE)
    return tmp_path


@pytest.mark.usefixtures("empty_cache")
def test_without_a_network_it_says_so_and_misses_no_goal(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctfd, "have_wrk", lambda: True)
    [row] = ctfd.measure(cluster, QUICK)
    assert (row.goal, row.kept) == ("G11", None)
    assert row.what.startswith(f"CTFd could not be had: git could not copy {_NOWHERE}")


@pytest.mark.usefixtures("empty_cache")
def test_without_git_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="git could not copy"):
        ctfd_site.get()


def test_without_wrk_it_says_so(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    [row] = ctfd.measure(cluster, QUICK)
    assert row.kept is None
    assert "no wrk" in row.what


def test_a_directory_is_copied_without_git(tmp_path: Path) -> None:
    (tmp_path / "source" / "CTFd").mkdir(parents=True)
    ctfd_site._fetch(str(tmp_path / "source"), tmp_path / "copy")
    assert (tmp_path / "copy" / "CTFd").is_dir()


def test_what_its_installation_complains_of_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "requirements.txt").write_text("gevent==25.5.1\nno such line\n", "utf-8")
    with pytest.raises(UnavailableError, match=r"its packages could not be installed \(ERROR: Invalid requirement"):
        ctfd_site._install(Path(sys.executable), folder)


def test_sqlite_is_not_measured() -> None:
    assert ctfd.measure(None, QUICK) == []


@pytest.mark.parametrize(("number", "person", "before"), [(0, 2, 0), (1, 3, 0), (2, 2, 1)])
def test_submissions_go_through_half_of_the_people_and_then_to_the_next_paper(
    number: int, person: int, before: int
) -> None:
    theirs, ours = ctfd._theirs(["a", "b", "c", "d"])["submit"](number), ctfd._ours(4)["submit"](number)
    assert theirs.headers["Authorization"] == f"Token {ctfd_site.api_token(person + 1)}"
    assert f'"challenge_id": {ctfd_site.SOLVED + 1 + before},' in theirs.body
    assert ours.path == f"/api/v1/attempts/01BENCHTRY{6 + before:02d}{person:014d}/submit"
