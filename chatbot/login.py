"""Who may see the owner's page: one password, tokens that end, few tries. Knows no HTTP and no page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

HOURS = 12.0  # that a token is good for
TRIES, WINDOW = 10, 900.0  # an address may be wrong so often in so many seconds
MOST_ADDRESSES = 10_000


class TooManyTriesError(Exception):
    """An address was wrong too often; not even the right password counts for a while."""


class Login:
    """Lets in who knows the password. Safe to share between threads; a restart ends all tokens."""

    def __init__(self, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._password = _digest(password)
        self._clock = clock
        self._lock = threading.Lock()
        self._ends: dict[str, float] = {}  # by token
        self._wrong: dict[str, list[float]] = {}  # by address, the oldest first

    def enter(self, password: str, address: str) -> str | None:
        """A token for the right password, None for a wrong one. Raises TooManyTriesError."""
        now = self._clock()
        with self._lock:
            wrong = [at for at in self._wrong.pop(address, ()) if at > now - WINDOW]
            if wrong:
                self._wrong[address] = wrong
            if len(wrong) >= TRIES:
                raise TooManyTriesError
            if not hmac.compare_digest(_digest(password), self._password):
                self._wrong[address] = [*wrong, now]
                while len(self._wrong) > MOST_ADDRESSES:
                    self._wrong.pop(next(iter(self._wrong)))
                return None
            self._ends = {token: end for token, end in self._ends.items() if end > now}
            token = secrets.token_urlsafe(32)
            self._ends[token] = now + HOURS * 3600
            return token

    def knows(self, token: str) -> bool:
        """Whether a token was given and is still good."""
        with self._lock:
            return self._ends.get(token, 0.0) > self._clock()

    def leave(self, token: str) -> None:
        """End a token."""
        with self._lock:
            self._ends.pop(token, None)


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()
