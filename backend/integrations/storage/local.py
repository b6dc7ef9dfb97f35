"""How do pictures lie in a folder of this machine?"""

import os
from pathlib import Path

from backend.integrations.storage.errors import unavailable
from models.ids import new_id

_TRIES = 20


class LocalStore:
    """A folder, for one machine, or one that all machines share. Only the product's own user can read it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        """Keep an object. Errors: `UnavailableError`, for a full disk or a folder that we may not write."""
        path = self._path(key)
        for _ in range(_TRIES):
            try:
                _write(path, content)
            except (FileNotFoundError, FileExistsError):  # `delete` removed an empty folder under our hands
                continue
            except OSError as exc:
                raise unavailable("put", type(exc).__name__) from exc
            return
        raise unavailable("put", "folder_vanished")

    def get(self, key: str) -> bytes | None:
        """Return an object; None when there is none."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        """Remove an object, and the folders that it leaves empty."""
        path = self._path(key)
        path.unlink(missing_ok=True)
        for folder in path.relative_to(self._folder).parents[:-1]:
            if not _removed(self._folder / folder):
                return

    def _path(self, key: str) -> Path:
        path = self._folder / key
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise ValueError("a key never leads out of the folder")
        return path


def _write(path: Path, content: bytes) -> None:
    """Write beside the place and move there, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{new_id()}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:  # others lie there, or it is gone already
        return False
    return True
