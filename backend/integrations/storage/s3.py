"""How do pictures lie in an S3-compatible store: AWS, MinIO, Tencent COS and others?"""

import logging

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from backend.integrations.storage.errors import unavailable

_CONNECT_SECONDS, _ANSWER_SECONDS = 2, 8
_CONNECTIONS = 16
_MISSING = {"NoSuchKey", "404"}


class S3Store:
    """A bucket that nobody may read without our key: people get pictures from us, by signed links."""

    def __init__(self, endpoint: str, *, bucket: str, region: str, key_id: str, key_secret: str) -> None:
        logging.getLogger("botocore").setLevel(logging.WARNING)  # below, it writes requests and their signatures
        self._bucket = bucket
        self._client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=key_id,
            aws_secret_access_key=key_secret,
            config=Config(
                signature_version="s3v4",
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_ANSWER_SECONDS,
                max_pool_connections=_CONNECTIONS,
                retries={"mode": "standard", "total_max_attempts": 2},
                proxies={},  # the store is inside the same network or reached directly: keys pass no proxy
                # Checksums that only AWS knows; others refuse requests with them.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, key: str, content: bytes) -> None:
        """Keep an object. Errors: `UnavailableError`."""
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType="image/jpeg")
        except (BotoCoreError, ClientError) as exc:
            raise unavailable("put", _code(exc)) from exc

    def get(self, key: str) -> bytes | None:
        """Return an object; None when there is none. Errors: `UnavailableError`."""
        try:
            found: bytes = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (BotoCoreError, ClientError) as exc:
            if _code(exc) in _MISSING:
                return None
            raise unavailable("get", _code(exc)) from exc
        return found

    def delete(self, key: str) -> None:
        """Remove an object; it is no error when there is none. Errors: `UnavailableError`."""
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except (BotoCoreError, ClientError) as exc:
            raise unavailable("delete", _code(exc)) from exc


def _code(exc: Exception) -> str:
    return str(exc.response.get("Error", {}).get("Code", "")) if isinstance(exc, ClientError) else type(exc).__name__
