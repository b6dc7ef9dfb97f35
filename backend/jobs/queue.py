"""Where do tasks wait between the relay and the threads that do them?

The queue carries ids only and may lose anything: what is not done is sent again (`relay.py`). Its messages are signed
with the server's secret, since huey reads them with pickle: who can write to the queue can't run code here.
"""

from typing import Any

from huey import RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer

from backend.config import Settings

FILE = "jobs.sqlite3"
_NAME = "shiliu"


class QueueUnavailableError(Exception):
    """The queue that the settings ask for can't be used; the text says what to do."""


def open_queue(settings: Settings) -> Any:
    """Return the huey queue of these settings: a SQLite file in `data_dir`, or Redis across machines.

    Raises `QueueUnavailableError`.
    """
    serializer = SignedSerializer(secret=settings.secret_key, salt="shiliu.jobs")
    if not settings.queue_url:
        # No waiting for the disk: after a power cut the outbox sends again.
        file = str(settings.data_dir / FILE)
        return SqliteHuey(_NAME, filename=file, fsync=False, results=False, serializer=serializer)
    if not settings.queue_url.startswith(("redis://", "rediss://", "unix://")):
        raise QueueUnavailableError(
            "SHILIU_QUEUE_URL must be redis://host:port/number, or empty for a file in data_dir."
        )
    try:
        return RedisHuey(_NAME, url=settings.queue_url, results=False, serializer=serializer)
    except ConfigurationError as exc:
        raise QueueUnavailableError(
            "SHILIU_QUEUE_URL names Redis, but the Python package `redis` is not installed: "
            "install it, or leave SHILIU_QUEUE_URL empty."
        ) from exc
