"""How does a test get the whole product with its demo city? Real processes on free ports, started from a prepared copy.

Preparing (migrations, demo data, the built mini-program) happens once in a run of tests; each file of tests then gets a
city of its own, so that what one file signs up for is nothing to the others.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from sandbox.product_clock import LOOKS_AGAIN_SECONDS
from sandbox.wechat_server.server import APPID, SECRET

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "sandbox" / "wechat_client"
UP_SECONDS = 90.0
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Product:
    """A running product."""

    url: str
    wechat_url: str
    folder: Path

    @property
    def sandbox(self) -> str:
        """Address of the mini-program in the browser."""
        return f"{self.url}/sandbox/"

    def people(self) -> list[dict[str, Any]]:
        """Return the demo people: `[{openid, name, role, region_code}]`."""
        return list(requests.get(f"{self.wechat_url}/__sim__/people", timeout=10).json())

    def let_pass(self, **span: float) -> datetime:
        """Let time pass for the product, e.g. `let_pass(days=3)`; return the moment once all processes know it."""
        seconds = timedelta(**span).total_seconds()
        answer = requests.post(f"{self.wechat_url}/__sim__/clock", json={"advance": seconds}, timeout=10)
        assert answer.ok, answer.text
        time.sleep(2 * LOOKS_AGAIN_SECONDS)
        return datetime.fromtimestamp(answer.json()["now"], UTC)

    def log_in(self, openid: str) -> dict[str, Any]:
        """Log a demo person in by the API and return the session as the mini-program keeps it."""
        code = requests.post(
            f"{self.wechat_url}/__sim__/codes", json={"openid": openid, "kind": "login"}, timeout=10
        ).json()["code"]
        return dict(self.call("POST", "login", json={"code": code}))

    def steer(self, what: str, **body: Any) -> Any:
        """Post to the sandbox WeChat server's control API."""
        answer = requests.post(f"{self.wechat_url}/__sim__/{what}", json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def send_message(self, openid: str, template_id: str, fields: dict[str, str]) -> int:
        """Send a message as the product's server would; return WeChat's code, 0 when it was delivered."""
        given = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
        token = requests.post(f"{self.wechat_url}/cgi-bin/stable_token", json=given, timeout=10).json()["access_token"]
        answer = requests.post(
            f"{self.wechat_url}/cgi-bin/message/subscribe/send",
            params={"access_token": token},
            json={
                "touser": openid,
                "template_id": template_id,
                "data": {name: {"value": value} for name, value in fields.items()},
            },
            timeout=10,
        )
        return int(answer.json()["errcode"])

    def call(self, method: str, path: str, *, token: str = "", **more: Any) -> Any:
        """Call the API as another client would; fails unless the answer is a success."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.request(method, f"{self.url}/api/v1/{path}", headers=headers, timeout=20, **more)
        assert answer.ok, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def build(out: Path, *, source: Path = ROOT / "miniprogram") -> None:
    """Build a mini-program for the browser; fails with what the build says."""
    node = shutil.which("node")
    assert node, "Node is missing; python3 dev.py test brings it"
    command = [node, CLIENT / "build.mjs", "--src", source, "--out", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def prepare_city(folder: Path, *, seed: str | None = "small") -> None:
    """Make a data folder with a migrated database and the small demo city, or (None) with nobody in it."""
    wechat = folder / "wechat"
    wechat.mkdir(parents=True)
    with _wechat(wechat, folder / "wechat.log") as wechat_url:
        environment = _environment(folder, wechat_url)
        _flask(environment, "db", "upgrade")
        if seed is not None:
            _flask(environment, "demo", "load", "--seed", seed, "--wechat", wechat_url)


@contextmanager
def running_product(folder: Path, client: Path, *, web_workers: int = 1) -> Iterator[Product]:
    """Run web server, job worker and sandbox WeChat server on a prepared data folder."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        wechat_url = stack.enter_context(_wechat(folder / "wechat", folder / "wechat.log"))
        environment = _environment(folder, wechat_url) | {
            "SHILIU_PUBLIC_URL": url,
            "SHILIU_SANDBOX_CLIENT": str(client),
            "WEB_CONCURRENCY": str(web_workers),
        }
        gunicorn = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
        stack.enter_context(
            _process([*gunicorn, "--graceful-timeout", "2", "sandbox.wsgi:app"], environment, folder / "web.log")
        )
        stack.enter_context(_process(["flask", "jobs", "run"], environment, folder / "jobs.log"))
        _wait_until_answers(f"{url}/readyz", folder / "web.log")
        yield Product(url, wechat_url, folder)


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, wechat_url: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL" and not key.startswith("SHILIU_")}
    return kept | {
        "FLASK_APP": "sandbox.wsgi",
        "PYTHONUNBUFFERED": "1",
        "no_proxy": "127.0.0.1,localhost",
        "NO_PROXY": "127.0.0.1,localhost",
        "DATABASE_URL": f"sqlite:///{folder / 'shiliu.sqlite3'}",
        "SHILIU_ENV": "development",
        "SHILIU_DATA_DIR": str(folder),
        "SHILIU_WECHAT_API_BASE": wechat_url,
        "SHILIU_SANDBOX_CLOCK": str(folder / "wechat" / "clock"),
    }


def _flask(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _wechat(data: Path, log: Path) -> Iterator[str]:
    port = free_port()
    command = ["sandbox.wechat_server", "--port", str(port), "--data", str(data)]
    with _process(command, dict(os.environ), log):
        _wait_until_answers(f"http://127.0.0.1:{port}/__sim__/healthz", log)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _process(module: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_answers(url: str, log: Path) -> None:
    deadline = time.monotonic() + UP_SECONDS
    while True:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        assert time.monotonic() < deadline, f"{url} did not answer; its log:\n{log.read_text(encoding='utf-8')}"
        time.sleep(0.05)
