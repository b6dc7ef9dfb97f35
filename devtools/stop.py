"""Has somebody asked us to stop? Ctrl-C, a termination signal and a closed terminal all mean the same.

The handlers only count. Raising from a handler could strike between the start of a child and the line that remembers
it, and the child would live on; so whoever waits asks here instead.
"""

import signal
import time
from types import FrameType

from devtools.failure import Interrupted

POLL_SECONDS = 0.1


class StopRequest:
    """Counts the requests to stop; the second one means "now"."""

    def __init__(self) -> None:
        self.count = 0
        self.signal_number = 0

    def listen(self) -> None:
        """Take over the signals that end a command. A closed terminal stays ignored under nohup."""
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, signal_number: int, _frame: FrameType | None) -> None:
        self.count += 1
        self.signal_number = signal_number

    def pause(self, seconds: float = POLL_SECONDS) -> None:
        """Wait a moment. Raises Interrupted as soon as a stop was asked for."""
        self.check()
        time.sleep(seconds)
        self.check()

    def check(self) -> None:
        """Raise Interrupted when a stop was asked for."""
        if self.count:
            raise Interrupted
