"""Does dev.py say in one sentence why it cannot start, and touch nothing when it does not?"""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dev.calling import ROOT, DevCommand, one_sentence


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["run", "--port", "many"], ["run", "--seed", "planet"], ["run", "-x"]]
)
def test_unknown_arguments_show_the_usage(dev: DevCommand, arguments: list[str]) -> None:
    result = dev(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: dev.py")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [[], ["run"], ["test"]])
def test_help_names_what_can_be_asked(dev: DevCommand, command: list[str]) -> None:
    result = dev(*command, "--help")
    assert result.returncode == 0
    assert "usage: dev.py" in result.stdout


@pytest.mark.parametrize("offset", [0, 1])
def test_port_in_use_is_named(dev: DevCommand, port: int, tmp_path: Path, offset: int) -> None:
    with socket.create_server(("127.0.0.1", port + offset)):
        result = dev("run", "--port", str(port), "--data", tmp_path / "data")
    assert result.returncode == 1
    assert f"Port {port + offset}" in one_sentence(result.stderr)
    assert "in use" in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("number", ["0", "-4", "65535", "70000"])
def test_port_that_does_not_exist_is_named(dev: DevCommand, tmp_path: Path, number: str) -> None:
    result = dev("run", "--port", number, "--data", tmp_path / "data")
    assert result.returncode == 1
    assert "There is no port" in one_sentence(result.stderr)


@pytest.mark.parametrize("reset", [[], ["--reset"]])
def test_foreign_folder_is_left_alone(dev: DevCommand, port: int, tmp_path: Path, reset: list[str]) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    result = dev("run", "--port", str(port), "--data", tmp_path, *reset)
    assert result.returncode == 1
    assert str(tmp_path) in one_sentence(result.stderr)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_reset_refuses_a_file(dev: DevCommand, port: int, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("dear", encoding="utf-8")
    result = dev("run", "--port", str(port), "--data", file, "--reset")
    assert result.returncode == 1
    assert "not a Shiliu data folder" in one_sentence(result.stderr)
    assert file.read_text(encoding="utf-8") == "dear"


def test_folder_that_cannot_be_made_is_named(dev: DevCommand, port: int, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = dev("run", "--port", str(port), "--data", tmp_path / "file" / "data")
    assert result.returncode == 1
    assert "cannot be written to" in one_sentence(result.stderr)


def test_old_python_reads_a_sentence() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0);"
        f"sys.argv = ['dev.py', 'run']; runpy.run_path({str(ROOT / 'dev.py')!r}, run_name='__main__')"
    )
    result = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert one_sentence(result.stderr).startswith("Shiliu needs Python 3.11 or newer and this is Python 3.8.18")


def test_old_python_can_read_the_file() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    source.encode("ascii")  # before Python 3 had settled on an encoding, only this was safe
    assert "f'" not in source
    assert 'f"' not in source  # the parser lets these through whatever version it is asked to play


def test_python_without_venv_is_told_what_to_install(
    dev: DevCommand, bare_checkout: Path, port: int, tmp_path: Path
) -> None:
    # Debian's python3 without python3-venv lacks exactly this module.
    lame = tmp_path / "lame"
    lame.mkdir()
    (lame / "ensurepip.py").write_text("raise ModuleNotFoundError('No module named ensurepip')\n", encoding="utf-8")
    result = dev("run", "--port", str(port), root=bare_checkout, environment={"PYTHONPATH": str(lame)})
    assert result.returncode == 1
    assert "-venv) and start again" in one_sentence(result.stderr)


def test_missing_network_is_said_and_leaves_no_half_installation(
    dev: DevCommand, bare_checkout: Path, port: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        nowhere = closed_soon.getsockname()[1]
    environment = {name: "" for name in os.environ if name.startswith("PIP_")} | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"http://127.0.0.1:{nowhere}/simple",
        "PIP_RETRIES": "0",
    }
    result = dev("run", "--port", str(port), root=bare_checkout, environment=environment)
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1].startswith("The package index cannot be reached; check the network")
    assert "Traceback" not in result.stderr
    assert not (bare_checkout / ".venv" / "installed.json").exists()


def test_bench_without_wrk_says_how_to_get_it(dev: DevCommand, bare_checkout: Path, tmp_path: Path) -> None:
    result = dev("bench", "signups", root=bare_checkout, environment={"PATH": str(tmp_path)})
    assert result.returncode == 1
    assert "Measuring needs wrk" in one_sentence(result.stderr)
    assert not (bare_checkout / ".venv").exists()
