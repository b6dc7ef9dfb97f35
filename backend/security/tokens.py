"""How are secrets made that a person carries, and what of them do we keep?"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode


def new_token() -> str:
    """Return a fresh random token of 43 characters."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return what we keep of a token: its SHA-256. The token itself can't be had back from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive_token(secret: str, purpose: str, *parts: str) -> str:
    """Return the token that belongs to these parts, always the same one, unguessable without the server's secret."""
    text = "\x00".join((purpose, *parts)).encode()
    return urlsafe_b64encode(hmac.digest(secret.encode(), text, "sha256")).decode().rstrip("=")
