"""How does a machine with only Python get an environment (.venv) that holds exactly the pinned packages?

A stamp in `.venv` remembers what was installed, by the content of the requirement files, so that starting again
neither asks pip nor needs a network.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from devtools import ROOT
from devtools.children import Children
from devtools.console import step
from devtools.failure import Failure
from devtools.folder_lock import FolderLock
from devtools.stop import StopRequest

ENVIRONMENT = ROOT / ".venv"
PYTHON = str(ENVIRONMENT / "bin" / "python")
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
_STAMP = ENVIRONMENT / "installed.json"
_LOG = ENVIRONMENT / "install.log"

# What pip says when it cannot reach an index. The last one is all it says when retries are switched off.
_UNREACHABLE = (
    "connection broken by",
    "Failed to establish a new connection",
    "Max retries exceeded",
    "Temporary failure in name resolution",
    "Read timed out",
    "Network is unreachable",
    "(from versions: none)",
)


def ensure(children: Children, *, development: bool) -> None:
    """Make `.venv` hold what a requirement file pins. Raises Failure with one sentence when that is impossible."""
    wanted = DEVELOPMENT if development else RUNTIME
    with one_at_a_time(children.stop):
        if not _usable():
            _create(children)
        if _installed().get(wanted) != _fingerprint(wanted):
            _install(children, wanted)


def _usable() -> bool:
    """Tell whether `.venv` has a Python that starts, is new enough and knows pip; a moved or half-made one does not."""
    question = "import sys, importlib.util as u; sys.exit(sys.version_info < (3, 11) or u.find_spec('pip') is None)"
    try:
        return subprocess.run([PYTHON, "-c", question], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _create(children: Children) -> None:
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu ship Python without it
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Failure(
            f"This Python cannot make environments; install its venv package "
            f"(Debian, Ubuntu: apt install python{version}-venv) and start again."
        ) from None
    try:
        # A half-made one first goes away: venv leaves broken links as they are.
        if ENVIRONMENT.exists():
            shutil.rmtree(ENVIRONMENT)
        ENVIRONMENT.mkdir()
    except OSError as problem:
        raise Failure(f"The environment {ENVIRONMENT} cannot be made: {problem.strerror}.") from problem
    with step("Make the environment .venv"):
        children.run("make .venv", [sys.executable, "-m", "venv", str(ENVIRONMENT)], log=_LOG)


@contextmanager
def one_at_a_time(stop: StopRequest) -> Iterator[None]:
    """Keep two commands from installing at once. The lock is on the checkout's folder, so no file is left behind."""
    with FolderLock(ROOT) as lock:
        while not lock.take():
            stop.pause()
        yield


def _install(children: Children, wanted: str) -> None:
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "-r", str(ROOT / wanted)]
    with step(f"Install {wanted} (the first time takes a minute or two)"):
        try:
            children.run(f"install {wanted}", command, log=_LOG)
        except Failure as failure:
            said = _LOG.read_text(encoding="utf-8", errors="replace")
            if not any(sign in said for sign in _UNREACHABLE):
                raise
            raise Failure(
                "The package index cannot be reached; check the network (or PIP_INDEX_URL) and start again. "
                f"What pip said is in {_LOG}.",
                details=failure.details,
            ) from None
    # Development includes the runtime, so one installation of it serves both.
    names = [RUNTIME, DEVELOPMENT] if wanted == DEVELOPMENT else [RUNTIME]
    _STAMP.write_text(json.dumps({name: _fingerprint(name) for name in names}, indent=1), encoding="utf-8")


def _installed() -> dict[str, str]:
    try:
        known = json.loads(_STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _fingerprint(name: str) -> str:
    """Return what a requirement file and those it includes ask for, as a hash."""
    digest = hashlib.sha256()
    for part in [RUNTIME, name] if name == DEVELOPMENT else [name]:
        digest.update((ROOT / part).read_bytes())
    return digest.hexdigest()
