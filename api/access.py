"""Who may ask, and how often: keys on file, kept as hashes, and a bucket of requests for each client."""

import base64
import binascii
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.datastructures import Headers

from innograph.api.problems import KeyRequiredError, TooManyRequestsError
from innograph.graph.errors import SettingsError

CLIENTS = 10_000
"""How many clients the limiter remembers; the one not seen for longest is forgotten first."""


def hash_key(key: str) -> str:
    """SHA-256 of a key as 64 hex digits: what the file of keys holds. Keys are long and random, so no salt is needed."""
    return hashlib.sha256(key.encode("utf-8")).hexdigest()


def new_key() -> str:
    """A key of 256 random bits."""
    return secrets.token_urlsafe(32)


def read_keys(path: str) -> Mapping[str, str]:
    """{hash: name} from lines "name hash"; raises SettingsError naming the file and the line."""
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"INNOGRAPH_API_KEYS_FILE={path!r} cannot be read: {error}") from error
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, digest = line.strip().rpartition(" ")
        if not name or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise SettingsError(f"{path}, line {number}: not a name and the SHA-256 of a key")
        keys[digest] = name.strip()
    if not keys:
        raise SettingsError(f"{path} holds no key: nobody could ask anything")
    return keys


class Keys:
    """The keys that are allowed."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys

    def owner(self, headers: Headers) -> str:
        """The name of the key that a request bears; raises KeyRequiredError."""
        key = _key_of(headers)
        if not key:
            raise KeyRequiredError("this server answers those who send a key: X-API-Key or Authorization: Bearer")
        # The look-up is by hash, so its time tells nothing about a key.
        name = self._keys.get(hash_key(key))
        if name is None:
            raise KeyRequiredError("this key is not on file")
        return name


def _key_of(headers: Headers) -> str:
    if headers.get("x-api-key"):
        return headers["x-api-key"]
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":  # what a browser asks its user for
        try:
            return base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return ""
    return ""


class Limiter:
    """A bucket for each client that holds `per_minute` requests and fills up evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> int:
        """Take one request, return how many are left; raises TooManyRequestsError where there is none."""
        now = self._clock()
        with self._lock:
            left, seen = self._buckets.pop(client, (self._size, now))
            left = min(self._size, left + (now - seen) * self._rate)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left, now)
            while len(self._buckets) > CLIENTS:
                self._buckets.popitem(last=False)
        if not allowed:
            wait = max(1, round((1 - left) / self._rate))
            raise TooManyRequestsError(f"more than {self._size:.0f} requests a minute: wait {wait} s", wait)
        return int(left - 1)
