"""What does a person at the terminal see while dev.py works: one line for each step, with its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def prepare() -> None:
    """Let names in any script through a terminal that cannot show them, instead of ending in an error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def say(text: str = "") -> None:
    """Show a line now, also when the output goes into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Show a line where errors belong."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show that a step began, and after it the seconds it took or that it failed."""
    say(f"• {title} …")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"  not done after {time.monotonic() - began:.1f} s")
        raise
    say(f"  done in {time.monotonic() - began:.1f} s")


def progress(seconds: int, log: str) -> None:
    """Show that a long step still lives, and the last thing it said."""
    said = log.strip().rpartition("\n")[2].strip()
    say(f"  {seconds} s: {said[:100] or 'still at it'}")
