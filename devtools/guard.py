"""What ends the children when dev.py itself is killed and can no longer do it?

`python -m devtools.guard` reads process groups from its standard input: "+123" for one that started, "-123" for one
that ended. The pipe closes when dev.py ends, in whatever way; groups still on the list then are stopped. A pipe and no
parent-death signal, since macOS has none and since whole groups must go, not only the first process of each.
"""

import os
import signal
import sys
import time

PATIENCE_SECONDS = 6.0


def signal_group(group: int, signal_number: int) -> bool:
    """Signal a process group; answer whether anything of it was still there."""
    try:
        os.killpg(group, signal_number)
    except (ProcessLookupError, PermissionError):
        # macOS answers PermissionError for a group that holds only a zombie.
        return False
    return True


def end_groups(groups: list[int], *, patience: float) -> None:
    """Ask the groups to end, newest first, and after `patience` seconds make those end that have not."""
    for group in reversed(groups):
        signal_group(group, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(signal_group(group, 0) for group in groups):
        time.sleep(0.05)
    for group in reversed(groups):
        signal_group(group, signal.SIGKILL)


def main() -> None:
    """Remember groups until the pipe closes, then end what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.append(group)
        elif group in groups:
            groups.remove(group)
    end_groups(groups, patience=PATIENCE_SECONDS)


if __name__ == "__main__":
    main()
