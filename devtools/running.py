"""`dev.py run`: how does a whole demo city come up on one machine, and go away again?"""

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from devtools import data_dir, environment, node, ports
from devtools.children import Child, Children, fetch
from devtools.console import complain, say, step
from devtools.environment import PYTHON
from devtools.failure import Interrupted
from devtools.folder_lock import FolderLock
from devtools.stop import StopRequest

WORKERS = 2
READY_SECONDS = 90.0
PEOPLE_SHOWN = 12


@dataclass(frozen=True)
class RunOptions:
    """What was asked for on the command line."""

    port: int
    data: Path
    reset: bool
    seed: str

    @property
    def web(self) -> str:
        """Address of the product."""
        return f"http://{ports.HOST}:{self.port}"

    @property
    def client(self) -> Path:
        """Folder of the mini-program as it is built for the browser."""
        return self.data / "wechat_client"

    @property
    def wechat_data(self) -> Path:
        """Folder of the sandbox WeChat server, which keeps the clock too."""
        return self.data / "wechat"

    @property
    def wechat(self) -> str:
        """Address of the sandbox WeChat server: the next port."""
        return f"http://{ports.HOST}:{self.port + 1}"


def run(options: RunOptions, stop: StopRequest) -> int:
    """Bring everything up, stay until asked to stop, take everything down; return the exit code.

    A stop once everything runs is success (0); one while it comes up is 128 + the signal's number.
    """
    ports.check({"web server": options.port, "sandbox WeChat server": options.port + 1})
    data_dir.check(options.data, reset=options.reset)
    data_dir.make(options.data)
    up = False
    with FolderLock(options.data) as lock:
        data_dir.prepare(options.data, reset=options.reset, lock=lock)
        try:
            with Children(stop, environment=_environment(options)) as children:
                environment.ensure(children, development=False)
                _build_client(children, options)
                _bring_up(children, options)
                up = True
                _introduce(options)
                children.watch()
        except Interrupted:
            if up:
                say("Stopped.")
                return 0
            complain("Stopped before everything was up.")
    return 128 + (stop.signal_number or signal.SIGINT)


def _environment(options: RunOptions) -> dict[str, str]:
    """Return the children's environment: ours, with no setting of another installation left in it."""
    kept = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("SHILIU_")
    }
    # Children talk to each other on this machine; a company's proxy must not see that.
    direct = ",".join(filter(None, [kept.get("no_proxy") or kept.get("NO_PROXY", ""), ports.HOST, "localhost"]))
    return kept | {
        "no_proxy": direct,
        "NO_PROXY": direct,
        "PYTHONUNBUFFERED": "1",
        "FLASK_APP": "sandbox.wsgi",
        "WEB_CONCURRENCY": str(WORKERS),
        "DATABASE_URL": f"sqlite:///{options.data / 'shiliu.sqlite3'}",
        "SHILIU_ENV": "development",
        "SHILIU_DATA_DIR": str(options.data),
        "SHILIU_SECRET_KEY": data_dir.secret_key(options.data),
        "SHILIU_WECHAT_API_BASE": options.wechat,
        "SHILIU_PUBLIC_URL": options.web,
        "SHILIU_SANDBOX_CLIENT": str(options.client),
        "SHILIU_SANDBOX_CLOCK": str(options.wechat_data / "clock"),
    }


def _build_client(children: Children, options: RunOptions) -> None:
    found = node.ensure(children)
    with step("Build the mini-program for the browser"):
        command = found.command("node", "sandbox/wechat_client/build.mjs", "--out", options.client)
        children.run("build of the mini-program", command, log=options.data / "log" / "client.log")


def _bring_up(children: Children, options: RunOptions) -> None:
    flask = [PYTHON, "-m", "flask"]
    log = options.data / "log"
    with step("Bring the database up to date"):
        children.run("database migrations", [*flask, "db", "upgrade"], log=log / "migrations.log")
    with step("Start the sandbox WeChat server"):
        wechat = _start_wechat(children, options)
        children.wait_for(wechat, options.wechat + "/__sim__/healthz", seconds=READY_SECONDS)
    with step(f"Load the demo data ({options.seed})"):
        load = [*flask, "demo", "load", "--seed", options.seed, "--wechat", options.wechat]
        children.run("demo data", load, log=log / "demo.log")
    with step("Start the web server and the job worker"):
        jobs = children.start("job worker", [*flask, "jobs", "run"], log=log / "jobs.log")
        web = _start_web(children, options)
        children.wait_for(web, options.web + "/readyz", seconds=READY_SECONDS)
        children.wait_for_words(jobs, "worker_started", seconds=READY_SECONDS)
        children.check()


def _start_wechat(children: Children, options: RunOptions) -> Child:
    command = [
        PYTHON,
        "-m",
        "sandbox.wechat_server",
        "--port",
        str(options.port + 1),
        "--data",
        str(options.wechat_data),
    ]
    return children.start("sandbox WeChat server", command, log=options.data / "log" / "wechat.log")


def _start_web(children: Children, options: RunOptions) -> Child:
    gunicorn = [PYTHON, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    # Shorter than our own patience: a stop in development need not wait for slow requests.
    command = [*gunicorn, "--bind", f"{ports.HOST}:{options.port}", "--graceful-timeout", "5", "sandbox.wsgi:app"]
    return children.start("web server", command, log=options.data / "log" / "web.log")


def _introduce(options: RunOptions) -> None:
    """Say where everything is, who can log in, and what to try first."""
    people = json.loads(fetch(options.wechat + "/__sim__/people"))
    say()
    say("Shiliu 石榴 is running.")
    say(f"  mini-program           {options.web}/sandbox/   <- open this in a browser")
    say(f"  product                {options.web}")
    say(f"  sandbox WeChat server  {options.wechat}")
    say(f"  data and logs          {options.data}")
    say()
    say(f"Demo people ({len(people)}; {options.wechat}/__sim__/people names all):")
    for person in _one_of_each_role_first(people)[:PEOPLE_SHOWN]:
        say(f"  {person['openid']:<30} {person['role']:<20} {person['region_code'] or '':<14} {person['name']}")
    say()
    say("Try:")
    say(f"  curl -s '{options.web}/api/v1/events?limit=3'")
    say()
    say("Ctrl-C stops everything; starting again keeps the data.")


def _one_of_each_role_first(people: list[dict[str, str]]) -> list[dict[str, str]]:
    seen: set[str] = set()
    first: list[dict[str, str]] = []
    rest: list[dict[str, str]] = []
    for person in people:
        (rest if person["role"] in seen else first).append(person)
        seen.add(person["role"])
    return first + rest
