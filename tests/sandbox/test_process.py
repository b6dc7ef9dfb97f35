"""Does `python -m sandbox.wechat_server` start, say where, and stop?"""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import requests


def _start(repository: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox.wechat_server", *options]
    return subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_command_serves_on_this_machine_until_interrupted(repository: Path, tmp_path: Path) -> None:
    with _start(
        repository, "--port", "0", "--data", str(tmp_path / "d"), "--appid", "wxown", "--secret", "s"
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found is not None
        assert requests.get(f"{found[0]}/__sim__/healthz", timeout=10).json()["status"] == "ok"
        params = {"grant_type": "client_credential", "appid": "wxown", "secret": "s"}
        assert "access_token" in requests.get(f"{found[0]}/cgi-bin/token", params=params, timeout=10).json()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "secret" not in out + err, "no access log: addresses hold secrets"
    assert (tmp_path / "d" / "wechat.sqlite3").exists()


def test_port_in_use_ends_with_one_sentence(repository: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with _start(repository, "--port", str(taken.getsockname()[1])) as process:
            _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "in use" in err
    assert "Traceback" not in err
