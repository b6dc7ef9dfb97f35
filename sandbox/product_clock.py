"""What time is it for the product while it runs in the sandbox? What the sandbox WeChat server says, in every process.

Each web worker and the job worker read the same small file, so that they agree within a moment, also after a restart.
"""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

LOOKS_AGAIN_SECONDS = 0.1


class SandboxClock:
    """The machine's time plus the seconds that a file holds; without a readable file, plus what it held before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._ahead = timedelta()
        self._looks_at = 0.0

    def now(self) -> datetime:
        """Return the sandbox's moment, aware and in UTC."""
        with self._lock:
            if time.monotonic() >= self._looks_at:
                self._look()
            return datetime.now(UTC) + self._ahead

    def _look(self) -> None:
        self._looks_at = time.monotonic() + LOOKS_AGAIN_SECONDS
        try:
            self._ahead = timedelta(seconds=max(0.0, float(self._path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, OverflowError):
            return
