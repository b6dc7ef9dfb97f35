"""How does a test get a server that breaks the rules of HTTP itself?"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class RawServer:
    """A port that says the same bytes to everybody, and counts who came."""

    url: str
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def saying(answer: bytes) -> Iterator[RawServer]:
    """Answer every connection with these bytes, after its request, and hang up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server = RawServer(f"http://127.0.0.1:{listener.getsockname()[1]}")
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    server.requests.append(connection.recv(65536))
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            stopped.set()
            thread.join()


@contextmanager
def deaf_port() -> Iterator[str]:
    """Yield the address of a port that takes no further connection, and does not refuse it either."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def closed_port() -> str:
    """Return the address of a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
