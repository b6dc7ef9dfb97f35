"""Does time pass for the product when the sandbox lets it, in every process, and only in the sandbox?"""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from backend.core import clock
from sandbox.product_clock import LOOKS_AGAIN_SECONDS, SandboxClock
from tests.browser.product import Product, prepare_city, running_product
from tests.sandbox_server import SandboxWeChat, running_wechat

DAY = 86400
NEAR = 10
"""Seconds that two clocks may differ in a test on a busy machine."""
HOURLY = "purge_sessions"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clock") / "data"
    prepare_city(folder, seed=None)
    return folder


def seen_by_web_workers(product: Product) -> set[int]:
    """Return the days ahead that many answers tell, each of whichever worker takes the connection."""
    answers = [requests.get(f"{product.url}/healthz", timeout=10) for _ in range(30)]
    return {round((int(answer.headers["X-Server-Time"]) - time.time()) / DAY) for answer in answers}


def seen_by_job_worker(product: Product) -> int | None:
    """Return how many days the job worker was ahead when it ran an hourly entry last; None when it has not yet."""
    with closing(sqlite3.connect(product.folder / "shiliu.sqlite3")) as database:
        row = database.execute("SELECT next_at FROM schedule_lease WHERE name = ?", (HOURLY,)).fetchone()
    if row is None:
        return None
    ran_at = datetime.fromisoformat(row[0]).replace(tzinfo=UTC) - timedelta(hours=1)
    return round((ran_at - datetime.now(UTC)) / timedelta(days=1))


def wait_for_job_worker(product: Product, days: int) -> None:
    deadline = time.monotonic() + 30
    while seen_by_job_worker(product) != days:
        assert time.monotonic() < deadline, f"the job worker is {seen_by_job_worker(product)} days ahead"
        time.sleep(0.2)


def test_all_processes_go_by_the_sandbox_and_remember(city: Path, tmp_path: Path) -> None:
    with running_product(city, tmp_path, web_workers=2) as product:
        assert seen_by_web_workers(product) == {0}
        product.let_pass(days=3)
        assert seen_by_web_workers(product) == {3}
        wait_for_job_worker(product, 3)
    with running_product(city, tmp_path, web_workers=2) as again:
        assert seen_by_web_workers(again) == {3}
        again.let_pass(days=2)
        assert seen_by_web_workers(again) == {5}
        wait_for_job_worker(again, 5)


def test_login_works_however_much_time_has_passed(city: Path, tmp_path: Path) -> None:
    with running_product(city, tmp_path) as product:
        user = {"openid": "o-clock", "name": "王小明"}
        requests.post(f"{product.wechat_url}/__sim__/users", json=user, timeout=10).raise_for_status()
        before = product.log_in("o-clock")
        moment = product.let_pass(days=200, hours=3)
        refused = requests.get(
            f"{product.url}/api/v1/me", headers={"Authorization": f"Bearer {before['token']}"}, timeout=10
        )
        assert refused.status_code == 401
        after = product.log_in("o-clock")
        assert datetime.fromisoformat(after["expires_at"]) > moment
        assert product.call("GET", "me", token=after["token"])["id"] == before["user"]["id"]


def test_control_api_tells_the_time_and_never_turns_it_back(wechat_server: SandboxWeChat) -> None:
    assert wechat_server.look("clock")["offset"] == 0
    assert wechat_server.steer("clock", advance=90)["offset"] == 90
    told = wechat_server.steer("clock", advance=0.5)
    assert told["offset"] == 90.5
    assert abs(told["now"] - time.time() - 90.5) < NEAR
    for refused in (-1, 401 * DAY, "soon", None):
        answer = requests.post(f"{wechat_server.url}/__sim__/clock", json={"advance": refused}, timeout=10)
        assert answer.status_code == 400
    assert wechat_server.look("clock")["offset"] == 90.5


def test_product_reads_what_the_server_wrote(tmp_path: Path) -> None:
    with running_wechat(tmp_path) as server:
        ours = SandboxClock(tmp_path / "clock")
        assert abs(ours.now().timestamp() - time.time()) < NEAR
        server.steer("clock", advance=DAY)
        time.sleep(LOOKS_AGAIN_SECONDS)
        assert abs(ours.now().timestamp() - time.time() - DAY) < NEAR
        server.steer("reset")
        time.sleep(LOOKS_AGAIN_SECONDS)
        assert abs(ours.now().timestamp() - time.time()) < NEAR


@pytest.mark.parametrize("content", [None, "", "tomorrow", "nan", "-86400", "1e300"])
def test_file_that_holds_no_seconds_is_the_machines_time(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "clock"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert abs(SandboxClock(path).now().timestamp() - time.time()) < NEAR


@pytest.mark.parametrize(("module", "days"), [("wsgi", 0), ("sandbox.wsgi", 7)])
def test_only_the_sandbox_knows_the_file(repository: Path, tmp_path: Path, module: str, days: int) -> None:
    path = tmp_path / "clock"
    path.write_text(str(7 * DAY), encoding="utf-8")
    code = f"from {module} import app; from backend.core.clock import now; print(now().timestamp())"
    environment = os.environ | {
        "SHILIU_SANDBOX_CLOCK": str(path),
        "SHILIU_ENV": "test",
        "SHILIU_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shiliu.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert round((float(done.stdout) - clock.now().timestamp()) / DAY) == days
