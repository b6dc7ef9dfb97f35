"""How does a test call the sandbox server as an SDK would?"""

import re
from typing import Any

import requests

from tests.sandbox_server import SandboxWeChat

RID = re.compile(r" rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}$")


def exchange(server: SandboxWeChat, code: str | None, **changes: Any) -> dict[str, Any]:
    """GET /sns/jscode2session; a change to None leaves the parameter out."""
    params = {
        "appid": server.appid,
        "secret": server.secret,
        "js_code": code,
        "grant_type": "authorization_code",
        **changes,
    }
    response = requests.get(f"{server.url}/sns/jscode2session", params=params, timeout=10)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    return dict(response.json())


def classic(server: SandboxWeChat, **changes: Any) -> dict[str, Any]:
    """GET /cgi-bin/token."""
    response = requests.get(f"{server.url}/cgi-bin/token", params=_credentials(server, changes), timeout=10)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"
    return dict(response.json())


def stable(server: SandboxWeChat, **changes: Any) -> dict[str, Any]:
    """POST /cgi-bin/stable_token."""
    response = requests.post(f"{server.url}/cgi-bin/stable_token", json=_credentials(server, changes), timeout=10)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"
    return dict(response.json())


def begin_minute(server: SandboxWeChat) -> None:
    """Go to the beginning of a minute, so that no limit begins anew in the middle of a test."""
    server.steer("clock", advance=60.5 - server.look("healthz")["now"] % 60)


def _credentials(server: SandboxWeChat, changes: dict[str, Any]) -> dict[str, Any]:
    given = {"grant_type": "client_credential", "appid": server.appid, "secret": server.secret, **changes}
    return {name: value for name, value in given.items() if value is not None}
