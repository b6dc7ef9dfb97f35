"""Does gunicorn take the settings of deploy/gunicorn.conf.py as they are meant?"""

import runpy
from types import ModuleType

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]

from tests.dev.calling import ROOT


def settings() -> dict[str, object]:
    names = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("_") and not isinstance(value, ModuleType | type)
    }


def test_every_name_is_a_setting_that_gunicorn_knows() -> None:
    # gunicorn passes over a misspelt one in silence.
    config = Config()
    for name, value in settings().items():
        config.set(name, value)


def test_processes_and_threads_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    monkeypatch.setenv("SHILIU_THREADS", "5")
    assert (settings()["workers"], settings()["threads"]) == (3, 5)
    monkeypatch.delenv("WEB_CONCURRENCY")
    monkeypatch.delenv("SHILIU_THREADS")
    workers = settings()["workers"]
    assert isinstance(workers, int)
    assert workers >= 1
    assert settings()["threads"] == 16


def test_nothing_is_written_that_could_name_a_person_and_no_door_is_open() -> None:
    values = settings()
    assert values["accesslog"] is None
    assert values["control_socket_disable"] is True
