"""How is CTFd got, filled and run, as its own documents say? Nothing of it stands in this repository.

It is kept in the user's cache: a copy of its repository at one version, and an environment with the packages that it
pins. `SHILIU_BENCH_CTFD` names a directory or a git address to copy from instead of GitHub. What goes wrong on the way
is told as `UnavailableError`: a measurement then goes on without it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from bench.postgres import Cluster, database, libpq
from bench.seed import Rows, write
from bench.servers import Server, free_port, running

VERSION = "3.8.7"
CHALLENGES, SOLVED = 20, 5
"""Challenges in all, and how many of them everybody has solved."""

_GITHUB = "https://github.com/CTFd/CTFd"
_DRIVER = "psycopg2-binary==2.9.10"
_COPY_SECONDS, _INSTALL_SECONDS, _SETUP_SECONDS = 300, 900, 120
_NOW = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
_PASSWORD = "nobody logs in by a password here"


class UnavailableError(Exception):
    """CTFd can't be had here; the message says why."""


@dataclass(frozen=True)
class Copy:
    """A copy of CTFd that can run."""

    folder: Path
    python: Path
    worker: str

    def environment(self, url: str, redis: str) -> dict[str, str]:
        """Return the environment of its processes: it asks nobody for updates, and has a secret that all share."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHILIU_", "PYTHON"))}
        kept |= {"DATABASE_URL": libpq(url), "SECRET_KEY": "bench-secret", "UPDATE_CHECK": "false"}
        return kept | ({"REDIS_URL": redis} if redis else {})


@dataclass(frozen=True)
class Site:
    """CTFd, filled and running. `cookies` has everybody's session of its web pages; `said` names what it runs on.

    `threaded` is the same site served by threads: PostgreSQL's driver blocks the workers that are usual for CTFd.
    """

    server: Server
    threaded: Server
    url: str
    cookies: list[str]
    said: str

    def solves(self) -> int:
        """Return how many challenges were solved in all."""
        with psycopg.connect(libpq(self.url)) as connection:
            row = connection.execute("select count(*) from solves").fetchone()
        return int(row[0]) if row else 0


def get() -> Copy:
    """Return the copy in the cache, made and installed now if there is none; `UnavailableError`."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shiliu-bench" / "ctfd" / VERSION
    folder, venv, ready = cache / "src", cache / "venv", cache / "ready"
    python = venv / "bin" / "python"
    if not ready.exists():
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        _fetch(os.environ.get("SHILIU_BENCH_CTFD") or _GITHUB, folder)
        _run([sys.executable, "-m", "venv", str(venv)], "an environment for it could not be made", _SETUP_SECONDS)
        ready.write_text(_install(python, folder), "utf-8")
    return Copy(folder, python, ready.read_text("utf-8"))


def _fetch(source: str, folder: Path) -> None:
    if (Path(source) / "CTFd").is_dir():
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git", ".data"))
        return
    command = ["git", "-c", "advice.detachedHead=false", "clone", "--quiet", "--depth", "1", "--branch", VERSION]
    _run([*command, "--", source, str(folder)], f"git could not copy {source}", _COPY_SECONDS)


def _install(python: Path, folder: Path) -> str:
    """Install what CTFd pins; return the class of workers that it can have: its usual one wants gevent."""
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", _DRIVER, "-r"]
    pinned = folder / "requirements.txt"
    try:
        _run([*install, str(pinned)], "", _INSTALL_SECONDS)
    except UnavailableError:
        lines = pinned.read_text("utf-8").splitlines()
        without = folder.parent / "requirements-without-gevent.txt"
        without.write_text("\n".join(line for line in lines if not line.startswith(("gevent=", "greenlet="))), "utf-8")
        _run([*install, str(without)], "its packages could not be installed", _INSTALL_SECONDS)
        return "gthread"
    return "gevent"


def _run(command: Sequence[str], failure: str, seconds: float, **options: Any) -> str:
    """Run a program and return what it printed; `UnavailableError` with the last line that it complained."""
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0"}
    options = {"env": environment} | options
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, **options)
    except subprocess.TimeoutExpired as exc:
        raise UnavailableError(f"{failure} (it took more than {seconds:.0f} s)") from exc
    except OSError as exc:
        raise UnavailableError(f"{failure} ({exc})") from exc
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it gave no reason"]
        raise UnavailableError(f"{failure} ({said[-1].strip()})")
    return done.stdout


@contextmanager
def running_site(cluster: Cluster, copy: Copy, *, people: int) -> Iterator[Site]:
    """Fill a new database and run CTFd on it with two workers, until the block ends; `UnavailableError`."""
    # What it keeps in files belongs to the database that is gone.
    shutil.rmtree(copy.folder / ".data", ignore_errors=True)
    with ExitStack() as stack:
        redis = stack.enter_context(_redis())
        url = stack.enter_context(database(cluster))
        environment = copy.environment(url, redis)
        setup = [str(copy.python), "-c", _SETUP, str(people), _PASSWORD]
        printed = _run(setup, "it could not be set up", _SETUP_SECONDS, cwd=copy.folder, env=environment)
        cookies = [line.removeprefix("COOKIE ") for line in printed.splitlines() if line.startswith("COOKIE ")]
        write(url, _rows(people))
        _go_on_counting(url)
        try:
            server, threaded = (
                stack.enter_context(_gunicorn(copy, worker, environment)) for worker in (copy.worker, "gthread")
            )
        except RuntimeError as exc:
            raise UnavailableError(f"it did not start ({str(exc).splitlines()[-1]})") from exc
        cache = "Redis" if redis else "its cache in files"
        yield Site(server, threaded, url, cookies, f"CTFd {VERSION}, {copy.worker} workers, {cache}")


@contextmanager
def _gunicorn(copy: Copy, worker: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run it as its own start script does, with workers of a class."""
    port = free_port()
    command = [str(copy.python), "-m", "gunicorn", "CTFd:create_app()", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--worker-tmp-dir", "/dev/shm", "--worker-class", worker]
    command += ["--threads", "16"] if worker == "gthread" else []
    with running(command, port, name="CTFd", folder=copy.folder, environment=environment) as server:
        yield server


@contextmanager
def _redis() -> Iterator[str]:
    """Run a Redis where this machine has one, which is what CTFd's own containers use; else yield nothing."""
    program = shutil.which("redis-server")
    if program is None:
        yield ""
        return
    port = free_port()
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        child.kill()  # it keeps nothing
        child.wait()


_SETUP = """
import sys
from CTFd import create_app
from CTFd.cache import cache
from CTFd.utils import set_config
from CTFd.utils.security.signing import hmac, sign

people, password = int(sys.argv[1]), sys.argv[2]
app = create_app()
with app.app_context():
    for name, value in {
        "ctf_name": "Bench", "user_mode": "users", "challenge_visibility": "private", "score_visibility": "public",
        "account_visibility": "public", "registration_visibility": "private", "verify_emails": False, "setup": True,
    }.items():
        set_config(name, value)
    sessions = app.session_interface
    for person in range(1, people + 1):
        kept = {"id": person, "nonce": "bench", "hash": hmac(password), "_permanent": True}
        cache.set(sessions.key_prefix + f"bench-{person}", sessions.serializer.dumps(kept), timeout=86400)
        signed = sign(f"bench-{person}")
        print("COOKIE", signed.decode() if isinstance(signed, bytes) else signed)
"""
"""Makes the tables, sets it up and logs everybody in, by its own functions: the file runs in its environment."""


def api_token(user: int) -> str:
    """Return what a user's program shows to be let in."""
    return f"ctfd_{user:064d}"


def flag(challenge: int) -> str:
    """Return what solves a challenge."""
    return f"flag{{石榴{challenge}}}"


def _rows(people: int) -> Rows:
    numbers, everybody = range(1, CHALLENGES + 1), range(1, people + 1)
    columns: Sequence[str] = (
        "id",
        "name",
        "description",
        "max_attempts",
        "value",
        "category",
        "type",
        "state",
        "logic",
    )
    texts = "下面哪个选项说得对？请写下它的编号。" * 3
    challenges: Iterable[Any] = ((n, f"第{n}题", texts, 0, 100, "常识", "standard", "visible", "any") for n in numbers)
    yield "challenges", columns, challenges
    yield "flags", ("challenge_id", "type", "content", "data"), ((n, "static", flag(n), "") for n in numbers)
    columns = ("id", "name", "password", "email", "type", "hidden", "banned", "verified", "change_password", "created")
    # As many as there are sessions; nobody is hidden, so that everybody is on the board.
    residents: Iterable[Any] = (
        (n, f"居民{n}", _PASSWORD, f"{n}@example.org", "user", False, False, True, False, _NOW) for n in everybody
    )
    yield "users", columns, residents
    columns = ("id", "type", "user_id", "created", "expiration", "value")
    yield "tokens", columns, ((n, "user", n, _NOW, _NOW + timedelta(days=30), api_token(n)) for n in everybody)
    solved = [(SOLVED * (n - 1) + c, c, n) for n in everybody for c in range(1, SOLVED + 1)]
    columns = ("id", "challenge_id", "user_id", "ip", "provided", "type", "date")
    submissions: Iterable[Any] = (
        (key, c, n, "127.0.0.1", flag(c), "correct", _NOW - timedelta(seconds=n)) for key, c, n in solved
    )
    yield "submissions", columns, submissions
    yield "solves", ("id", "challenge_id", "user_id"), solved
    # They have been there before: the first visit of each would write one more row.
    yield "tracking", ("ip", "user_id", "date"), (("127.0.0.1", n, _NOW) for n in everybody)


def _go_on_counting(url: str) -> None:
    """Let the sequences go on after the rows that came in with their numbers."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for table in ("users", "challenges", "submissions"):
            connection.exec_driver_sql(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
    engine.dispose()
