"""Which folder holds the database, the secret and the logs of a demo, and may we write into it or empty it?

A folder that Shiliu made carries a mark. Only such a folder, an empty one and the checkout's own `var` are ever used,
so that a mistyped `--data` or `--reset` touches nobody's files.
"""

import os
import secrets
import shutil
from pathlib import Path

from devtools import ROOT
from devtools.failure import Failure
from devtools.folder_lock import FolderLock

DEFAULT = ROOT / "var"
_MARK = ".shiliu-data"
_SECRET = "secret_key"


def check(folder: Path, *, reset: bool) -> None:
    """Refuse a folder that is not ours. Writes nothing. Raises Failure."""
    try:
        foreign = folder.exists() and not _ours(folder)
    except OSError as problem:
        raise Failure(f"The data folder {folder} cannot be read: {problem.strerror}.") from problem
    if foreign and reset:
        raise Failure(f"{folder} is not a Shiliu data folder, so --reset leaves it alone.")
    if foreign:
        raise Failure(f"{folder} holds other files; give --data a new or an empty folder.")


def prepare(folder: Path, *, reset: bool, lock: FolderLock) -> None:
    """Make the folder ready, emptied first when asked. Raises Failure when it is in use or not writable."""
    if not lock.take():
        raise Failure(f"Another `dev.py run` is using {folder}; stop it, or give --data another folder.")
    try:
        if reset:
            _empty(folder)
        (folder / _MARK).write_text("The data of one Shiliu demo. `dev.py run --reset` empties this folder.\n", "utf-8")
        (folder / "log").mkdir(exist_ok=True)
    except OSError as problem:
        raise not_writable(folder, problem) from problem


def make(folder: Path) -> None:
    """Make the folder, readable by its owner alone: it will hold people's data. Raises Failure."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise not_writable(folder, problem) from problem


def secret_key(folder: Path) -> str:
    """Return this folder's secret, made at random the first time; nobody but its owner can read the file."""
    path = folder / _SECRET
    try:
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(48))
        path.chmod(0o600)
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise not_writable(folder, problem) from problem


def not_writable(folder: Path, problem: OSError) -> Failure:
    """Say that a folder cannot be written to, and why."""
    return Failure(f"The data folder {folder} cannot be written to: {problem.strerror}.")


def _ours(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    if (folder / _MARK).is_file() or not any(folder.iterdir()):
        return True
    # `flask run` without settings also works in var, and knows nothing of the mark.
    return folder == DEFAULT and not folder.is_symlink()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
