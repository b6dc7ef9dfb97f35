"""Where does the Chromium come from in which the mini-program is tested? Debian's package, where we may install it."""

import os
import shutil
import tempfile
from pathlib import Path

from devtools.children import Children
from devtools.console import complain, say, step
from devtools.failure import Failure

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ["chromium", "fonts-noto-cjk"]
_HOW = "Debian, Ubuntu: apt install chromium fonts-noto-cjk; macOS: brew install --cask chromium"


def find() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure(children: Children) -> None:
    """Install Chromium where that needs no question; otherwise say how, and let the tests that need it be left out."""
    if find():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"Without Chromium the browser tests are left out; to have them run, install it ({_HOW}).")
        return
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    try:
        with step("Install Chromium, in which the mini-program is tested"), tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "apt-get.log"
            children.run("apt-get update", [*apt, "update"], log=log)
            children.run("apt-get install", [*apt, "install", "--no-install-recommends", *PACKAGES], log=log)
    except Failure as failure:
        complain(failure.details)
        complain(f"Chromium could not be installed, so the browser tests are left out ({_HOW}).")
