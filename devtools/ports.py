"""Can we listen on the ports that we want? Asked first, before minutes of installing."""

import errno
import socket

from devtools.failure import Failure

HOST = "127.0.0.1"
HIGHEST = 65535


def check(ports: dict[str, int]) -> None:
    """Make sure that each port (by what it is for) is free. Raises Failure with one sentence."""
    for purpose, port in ports.items():
        if not 1 <= port <= HIGHEST:
            raise Failure(f"There is no port {port} (for the {purpose}); choose another with --port.")
        problem = _listening_problem(port)
        if problem == errno.EADDRINUSE:
            raise Failure(f"Port {port} (for the {purpose}) is in use; stop what uses it, or choose another --port.")
        if problem:
            raise Failure(f"Port {port} (for the {purpose}) cannot be used here; choose another --port, above 1023.")


def _listening_problem(port: int) -> int:
    """Return 0 when we may listen on a port, or the system's error number."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections that are just fading away do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as problem:
            return problem.errno or errno.EIO
    return 0
