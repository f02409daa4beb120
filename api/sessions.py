"""Sessions of people who gave their key to the page once: a random token in a cookie, and who it stands for, in memory."""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

SESSION_COOKIE = "innograph-session"
SESSION_SECONDS = 12 * 3600
"""A working day: then the key is asked for again."""
MOST_SESSIONS = 10_000


class Sessions:
    """Tokens and the names of the keys that they stand for. Only hashes of tokens are held; a restart ends all sessions."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, owner: str) -> str:
        """A token of 256 random bits for the owner of a key; the oldest session goes where there are too many."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._open[_hash(token)] = (owner, self._clock() + SESSION_SECONDS)
            while len(self._open) > MOST_SESSIONS:
                self._open.popitem(last=False)
        return token

    def owner(self, token: str) -> str | None:
        """Whose session this is; None for a token that was never given out or has ended."""
        if not token:
            return None
        with self._lock:
            owner, ends = self._open.get(_hash(token), ("", 0.0))
            if owner and ends <= self._clock():
                del self._open[_hash(token)]
                return None
        return owner or None

    def end(self, token: str) -> None:
        """End a session; one that is not there has ended already."""
        with self._lock:
            self._open.pop(_hash(token), None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
