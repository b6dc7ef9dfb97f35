"""Does `dev.py test` hand on its arguments and its outcome, and name what could not run?"""

from pathlib import Path

import pytest

from tests.dev.calling import DevCommand

HOLDS = "def test_holds():\n    assert True\n"
FAILS = "def test_fails():\n    assert not 'holds'\n"
SKIPS = "import pytest\ndef test_needs_a_browser():\n    pytest.skip('no browser here')\n"
KNOWN = "import pytest\n@pytest.mark.xfail\ndef test_known():\n    assert not 'holds'\n"


def written(tmp_path: Path, *parts: str) -> Path:
    file = tmp_path / "test_sample.py"
    file.write_text("\n".join(parts), encoding="utf-8")
    return file


def test_arguments_select_tests_and_pytest_runs_alone(dev: DevCommand, tmp_path: Path) -> None:
    result = dev("test", written(tmp_path, HOLDS, FAILS), "-k", "holds")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed, 1 deselected" in result.stdout
    assert "=== mypy" not in result.stdout
    assert "Nothing was left out" in result.stdout


def test_failing_test_fails_the_command(dev: DevCommand, tmp_path: Path) -> None:
    result = dev("test", written(tmp_path, HOLDS, FAILS))
    assert result.returncode == 1
    assert "1 failed, 1 passed" in result.stdout
    assert "pytest         FAILED" in result.stdout


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_skipped_test_is_named_and_refused_in_ci(dev: DevCommand, tmp_path: Path, ci: str, code: int) -> None:
    result = dev("test", written(tmp_path, HOLDS, SKIPS, KNOWN), environment={"CI": ci})
    assert result.returncode == code
    last = result.stdout.splitlines()[-1]
    assert "test_needs_a_browser" in last
    assert "no browser here" in last
    assert "test_known" not in result.stdout.partition("Could not run")[2]


def test_nothing_collected_is_a_failure(dev: DevCommand, tmp_path: Path) -> None:
    assert dev("test", written(tmp_path, HOLDS), "-k", "nothing_of_that_name").returncode == 1
