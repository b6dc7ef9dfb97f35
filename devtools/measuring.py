"""`dev.py bench`: how is a measurement started on a machine that may lack the load generator?"""

import os
import shutil
import tempfile
from pathlib import Path

from devtools import environment
from devtools.children import Children
from devtools.console import step
from devtools.environment import PYTHON
from devtools.failure import Failure
from devtools.stop import StopRequest

_ABSENT = (
    "Measuring needs wrk, which is not on this machine; install it "
    "(Debian, Ubuntu: apt install wrk; macOS: brew install wrk)."
)


_WITHOUT_LOAD = ("photos", "regions")
"""Measurements that drive no server."""


def bench(arguments: list[str], stop: StopRequest) -> int:
    """Run `python -m bench` with these arguments and return its exit code. Raises Failure when wrk cannot be had."""
    with Children(stop, environment=os.environ) as children:
        if shutil.which("wrk") is None and not set(arguments[:1]) & set(_WITHOUT_LOAD):
            _install_wrk(children)
        environment.ensure(children, development=True)
        return children.finish(children.start("bench", [PYTHON, "-m", "bench", *arguments]))


def _install_wrk(children: Children) -> None:
    """Install Debian's wrk where that needs no question; otherwise say what to do."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Failure(_ABSENT)
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    with step("Install wrk, the load generator"), tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "apt-get.log"
        try:
            children.run("apt-get update", [*apt, "update"], log=log)
            children.run("apt-get install wrk", [*apt, "install", "--no-install-recommends", "wrk"], log=log)
        except Failure as failure:
            raise Failure(_ABSENT, details=failure.details) from None
