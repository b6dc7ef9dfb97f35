"""Does `dev.py run` bring the whole product up, and take all of it down again?"""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from tests.dev.calling import ROOT, DevCommand, assert_gone, one_sentence

UP_SECONDS = 240  # slow machines, and a first load of the demo data

# No proxy: what is asked is on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all tests here: the second start finds what the first has made."""
    return tmp_path_factory.mktemp("run") / "data"


class Running:
    """A `dev.py run` that is up: its process, everything below it, and what it has said."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self.family = psutil.Process(process.pid).children(recursive=True)
        self._output = output

    @property
    def said(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def member(self, *words: str) -> psutil.Process:
        """Return the first process whose command line has all these words."""
        return next(process for process in self.family if set(words) <= set(process.cmdline()))


@contextmanager
def running(port: int, data: Path, output: Path) -> Iterator[Running]:
    options = ["--port", str(port), "--data", str(data), "--seed", "small"]
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, ROOT / "dev.py", "run", *options], stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    try:
        wait_until_said(process, output, "Ctrl-C stops everything")
        yield Running(process, output)
    finally:
        process.kill()
        process.wait()


def wait_until_said(process: subprocess.Popen[bytes], output: Path, words: str) -> None:
    deadline = time.monotonic() + UP_SECONDS
    while words not in (said := output.read_text(encoding="utf-8")):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.1)


def status(url: str) -> int:
    """Return the HTTP status of a page on this machine; 0 when nobody listens."""
    try:
        with _direct.open(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return int(answer.code)
    except OSError:
        return 0


def hours_ahead(port: int) -> int:
    """Return how far the product's clock is ahead of the machine's."""
    with _direct.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        return round((int(answer.headers["X-Server-Time"]) - time.time()) / 3600)


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send JSON to a page on this machine and return the JSON it answers."""
    headers = {"Content-Type": "application/json"}
    with _direct.open(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=10) as answer:
        return dict(json.load(answer))


def test_run_comes_up_and_leaves_no_process(dev: DevCommand, port: int, data: Path, tmp_path: Path) -> None:
    with running(port, data, tmp_path / "output") as up:
        assert status(f"http://127.0.0.1:{port}/healthz") == 200
        assert status(f"http://127.0.0.1:{port}/readyz") == 200
        assert status(f"http://127.0.0.1:{port + 1}/__sim__/healthz") == 200
        # Web server with two workers, job worker, sandbox, and the guard over them.
        assert len(up.family) >= 6
        assert_introduction_works(up.said, port)
        assert_walk_works(port)
        assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
        second = dev("run", "--port", str(port + 1000), "--data", data, "--reset")
        assert second.returncode == 1
        assert "Another `dev.py run` is using" in one_sentence(second.stderr)
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(timeout=20) == 0, up.said
        assert_gone(up.family)
    assert status(f"http://127.0.0.1:{port}/healthz") == 0
    assert status(f"http://127.0.0.1:{port + 1}/__sim__/healthz") == 0


def assert_introduction_works(said: str, port: int) -> None:
    """Follow what was printed: the addresses are right, somebody can log in, the line to try succeeds."""
    assert f"http://127.0.0.1:{port}\n" in said
    assert f"http://127.0.0.1:{port}/sandbox/ " in said
    assert status(f"http://127.0.0.1:{port}/sandbox/") == 200
    assert status(f"http://127.0.0.1:{port}/sandbox/app.js") == 200
    assert f"http://127.0.0.1:{port + 1}\n" in said
    person = re.search(r"^  (\S+) +resident ", said, re.MULTILINE)
    assert person, said
    code = post(f"http://127.0.0.1:{port + 1}/__sim__/codes", {"openid": person[1], "kind": "login"})["code"]
    assert post(f"http://127.0.0.1:{port}/api/v1/login", {"code": code})["token"]
    line = re.search(r"^  (curl .*)$", said, re.MULTILINE)
    assert line, said
    direct = os.environ | {"no_proxy": "127.0.0.1"}
    tried = subprocess.run(["bash", "-c", line[1] + " --fail"], env=direct, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried
    assert '"items"' in tried.stdout


def assert_walk_works(port: int) -> None:
    """Follow the README's walk, and what it says of sending a line twice."""
    walk = next(
        block
        for block in re.findall(r"(?ms)^```bash\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"))
        if "/signups" in block
    )
    here = walk.replace("127.0.0.1:8000/", f"127.0.0.1:{port}/").replace("127.0.0.1:8001 ", f"127.0.0.1:{port + 1} ")
    direct = os.environ | {"no_proxy": "127.0.0.1"}
    command = ["bash", "-eu", "-c", here]
    first, second = (subprocess.run(command, env=direct, capture_output=True, text=True, check=True) for _ in "12")
    signed_up, listed = first.stdout.split('{"items":', 1)
    assert '"state":"confirmed"' in signed_up
    assert '"seats":2' in signed_up
    assert json.loads(signed_up)["id"] in listed
    assert second.stdout.startswith(signed_up)


def test_second_start_keeps_the_data_and_a_dead_child_ends_it(port: int, data: Path, tmp_path: Path) -> None:
    with running(port, data, tmp_path / "first") as up:
        secret = (data / "secret_key").read_text(encoding="utf-8")
        assert hours_ahead(port) == 0
        post(f"http://127.0.0.1:{port}/sandbox/wechat/clock", {"advance": 30 * 3600})
        up.process.terminate()
        assert up.process.wait(timeout=20) == 0, up.said
    with running(port, data, tmp_path / "second") as up:
        assert (data / "secret_key").read_text(encoding="utf-8") == secret
        assert "Install" not in up.said
        assert hours_ahead(port) == 30
        up.member("jobs", "run").kill()
        assert up.process.wait(timeout=20) == 1, up.said
        assert "The job worker ended by itself (killed by SIGKILL)" in up.said
        assert_gone(up.family)
