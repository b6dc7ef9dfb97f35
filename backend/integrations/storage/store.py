"""What do we ask of a store of pictures, and which one is in use?"""

from functools import lru_cache
from typing import Protocol

from backend.config import Settings, settings
from backend.integrations.storage.local import LocalStore


class Store(Protocol):
    """Keeps objects under keys like `pictures/<id>/<revision>/large.jpg`. Safe to share between threads.

    `UnavailableError` where it does not answer.
    """

    def put(self, key: str, content: bytes) -> None:
        """Keep an object, whole or not at all; one that is there already is replaced."""

    def get(self, key: str) -> bytes | None:
        """Return an object; None when there is none."""

    def delete(self, key: str) -> None:
        """Remove an object; it is no error when there is none."""


def store() -> Store:
    """Return the store that the settings name."""
    return _opened(settings())


@lru_cache(maxsize=4)
def _opened(given: Settings) -> Store:
    if not given.s3_endpoint:
        return LocalStore(given.data_dir / "files")
    from backend.integrations.storage.s3 import S3Store  # with boto3 a worker grows by 35 MiB

    return S3Store(
        given.s3_endpoint,
        bucket=given.s3_bucket,
        region=given.s3_region,
        key_id=given.s3_key_id,
        key_secret=given.s3_key_secret,
    )
