"""Chat completions over HTTP: bounded in time, size and number, no redirects, and no word of the server's in any message."""

import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import urlsplit

from innograph.graph.errors import EndpointError, SettingsError
from innograph.graph.settings import Settings, secret

Messages = tuple[dict[str, str], ...]

LARGEST_ANSWER = 1 << 20
"""Most bytes of an answer that are read."""
TRIES = 3
"""How often one question is sent where the endpoint is busy, fails or does not answer."""
LONGEST_WAIT = 30.0
"""Longest time, in seconds, that is waited where the endpoint asks for it; one that asks for more is given up."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_BLOCK = 1 << 16
_REFUSALS = {
    401: "it refuses the key (401)",
    403: "it refuses the key (403)",
    404: "no such address or model (404)",
    413: "a question is too long for it (413)",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one command: seconds a request and in all, requests at a time and in all; `pause` is the first back-off."""

    timeout: float = 60.0
    seconds: float = 1800.0
    parallel: int = 4
    requests: int = 500
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    retry_after: str
    body: bytes


def key_of(settings: Settings) -> str:
    """The key, read from its file only where the endpoint is asked: nothing else needs it."""
    if settings.endpoint_key or not settings.endpoint_key_file:
        return settings.endpoint_key
    return secret("endpoint_key_file", settings.endpoint_key_file)


class Endpoint:
    """One endpoint for one command. Once it has failed it is not asked again; `sent` counts the requests."""

    def __init__(self, address: str, model: str, *, key: str = "", limits: Limits | None = None) -> None:
        parts = _parts(address)
        self.model = _model(model)
        self.limits = limits or Limits()
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._path = parts.path.rstrip("/") + "/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if key:
            self._headers["Authorization"] = f"Bearer {_key(key)}"
        self.sent = 0
        self._plain = False
        self._failure = ""
        self._ends = 0.0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()

    @classmethod
    def of(cls, settings: Settings) -> "Endpoint":
        """The endpoint that the settings name; raises SettingsError where they name none, or one that cannot be used."""
        if not settings.endpoint:
            raise SettingsError("a second opinion needs INNOGRAPH_ENDPOINT (and INNOGRAPH_ENDPOINT_MODEL)")
        for name in ("endpoint_timeout_s", "endpoint_parallel", "endpoint_max_requests", "endpoint_max_s"):
            if getattr(settings, name) < 1:
                raise SettingsError(f"INNOGRAPH_{name.upper()} must be at least 1")
        limits = Limits(
            timeout=settings.endpoint_timeout_s,
            seconds=settings.endpoint_max_s,
            parallel=min(settings.endpoint_parallel, 64),
            requests=settings.endpoint_max_requests,
        )
        return cls(settings.endpoint, settings.endpoint_model, key=key_of(settings), limits=limits)

    @property
    def where(self) -> str:
        """Host and port, for messages."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{self._port}" if self._port else host

    def ask(self, questions: Sequence[Messages], schema: dict[str, Any], heard: Callable[[int, bytes], None]) -> None:
        """Send questions, several at a time; `heard` gets each one's number and the answer's body (b"" for one too large).

        Raises EndpointError at the first that stays without an answer; those under way are then cut off, and those heard
        before were heard.
        """
        if not questions:
            return
        if self._failure:
            raise EndpointError(self._failure)
        self._ends = self._ends or time.monotonic() + self.limits.seconds
        if self.sent + len(questions) > self.limits.requests:
            left = max(self.limits.requests - self.sent, 0)
            raise EndpointError(
                f"{len(questions)} questions are more than the {left} left of INNOGRAPH_ENDPOINT_MAX_REQUESTS"
            )
        with ThreadPoolExecutor(self.limits.parallel, thread_name_prefix="opinion") as pool:
            futures = {pool.submit(self._answer, q, schema): n for n, q in enumerate(questions)}
            try:
                for future in as_completed(futures):
                    heard(futures[future], future.result())
            except BaseException as error:
                self._give_up(error, futures)
                raise

    def _give_up(self, error: BaseException, futures: dict["Future[bytes]", int]) -> None:
        self._failure = str(error) if isinstance(error, EndpointError) else "it was not asked to the end"
        self._stop.set()
        for future in futures:
            future.cancel()
        with self._lock:
            for each in self._live:
                _cut(each)

    def _answer(self, messages: Messages, schema: dict[str, Any]) -> bytes:
        """One question's answer, asked again where that may help."""
        fault = ""
        tried = 0
        while tried < TRIES:
            plain = self._plain
            seconds = self._admit(fault)
            asked = ""
            try:
                reply = self._exchange(_body(self.model, messages, None if plain else schema), seconds)
            except (OSError, HTTPException, ValueError) as error:
                fault = _fault(error, seconds)
            else:
                if reply.status == 200:
                    return reply.body
                if reply.status in {400, 422} and not plain:
                    # Not every server knows response_format, or lets the temperature be set: ask as plainly as can be.
                    self._plain = True
                    continue
                if reply.status not in _PASSING:
                    raise EndpointError(_refusal(reply.status))
                fault, asked = f"it answers {reply.status}", reply.retry_after
            tried += 1
            if tried < TRIES:
                self._wait(self.limits.pause * 2 ** (tried - 1), asked, fault)
        raise EndpointError(f"{fault}, {TRIES} times")

    def _admit(self, fault: str) -> float:
        """Count a request; the seconds that it may take. Raises EndpointError where number or time is used up."""
        why = f" ({fault})" if fault else ""
        with self._lock:
            left = self._ends - time.monotonic()
            if self._stop.is_set():
                raise EndpointError("another question failed")
            if left <= 0:
                raise EndpointError(f"the {self.limits.seconds:g} seconds of INNOGRAPH_ENDPOINT_MAX_S are over{why}")
            if self.sent >= self.limits.requests:
                raise EndpointError(f"INNOGRAPH_ENDPOINT_MAX_REQUESTS ({self.limits.requests}) are sent{why}")
            self.sent += 1
        return min(self.limits.timeout, left)

    def _wait(self, pause: float, asked: str, fault: str) -> None:
        wanted = _seconds(asked)
        if wanted is not None and wanted > LONGEST_WAIT:
            raise EndpointError(f"{fault} and asks to wait {wanted:.0f} seconds")
        self._stop.wait(min(max(pause, wanted or 0.0), LONGEST_WAIT, max(self._ends - time.monotonic(), 0)))

    # One exchange.

    def _exchange(self, body: bytes, seconds: float) -> _Reply:
        ends = time.monotonic() + seconds
        if self._secure:
            context = ssl.create_default_context()
            connection: HTTPConnection = HTTPSConnection(self._host, self._port, timeout=seconds, context=context)
        else:
            connection = HTTPConnection(self._host, self._port, timeout=seconds)
        try:
            connection.connect()
            with self._watched(connection.sock, ends):
                connection.request("POST", self._path, body, self._headers)
                response = connection.getresponse()
                # The body of anything but an answer is of no use, and may hold anything.
                answer = _read(response) if response.status == 200 else b""
                if time.monotonic() >= ends:
                    raise TimeoutError
                return _Reply(response.status, response.getheader("Retry-After") or "", answer)
        finally:
            connection.close()

    @contextmanager
    def _watched(self, sock: socket.socket, ends: float) -> Iterator[None]:
        """Cut the line at the deadline: a time-out of the socket alone begins anew with each byte that drips in."""
        timer = threading.Timer(max(ends - time.monotonic(), 0), _cut, (sock,))
        timer.daemon = True
        with self._lock:
            self._live.add(sock)
        timer.start()
        try:
            yield
        except (OSError, HTTPException, ValueError, AttributeError) as error:
            if time.monotonic() >= ends:
                raise TimeoutError from error
            if isinstance(error, AttributeError):  # what http.client says of a line that was cut under its hands
                raise ConnectionAbortedError from error
            raise
        finally:
            timer.cancel()
            with self._lock:
                self._live.discard(sock)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError, ValueError):
        sock.shutdown(socket.SHUT_RDWR)


def _read(response: HTTPResponse) -> bytes:
    """The body, or b"" where it is larger than LARGEST_ANSWER or packed."""
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        return b""
    found = bytearray()
    while block := response.read1(_BLOCK):
        found += block
        if len(found) > LARGEST_ANSWER:
            return b""
    if response.length:
        raise IncompleteRead(b"", response.length)
    return bytes(found)


def _body(model: str, messages: Messages, schema: dict[str, Any] | None) -> bytes:
    body: dict[str, Any] = {"model": model, "messages": list(messages), "stream": False}
    if schema is not None:
        form = {"name": "reading", "strict": True, "schema": schema}
        body |= {"temperature": 0, "response_format": {"type": "json_schema", "json_schema": form}}
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def _seconds(text: str) -> float | None:
    """Retry-After in seconds from now (a number or a date); None where it says nothing that can be understood."""
    text = text.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,3})?", text):
        return float(text)
    with suppress(ValueError, TypeError, OverflowError):
        then = parsedate_to_datetime(text)
        return max((then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    return None


def _fault(error: Exception, seconds: float) -> str:
    """What went wrong in our own words: a library's message may quote the server or the header."""
    if isinstance(error, TimeoutError):
        return f"no answer within {seconds:.3g} seconds"
    if isinstance(error, ssl.SSLError):
        return "no secure connection with it"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    return f"the connection failed ({type(error).__name__})"


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return f"it sends elsewhere ({status}), and redirects are not followed"
    return _REFUSALS.get(status, f"it answers {status}")


# What settings may say.


def _parts(address: str) -> Any:
    """The parts of the address; the address itself is not told, for it may hold a secret."""
    variable = "INNOGRAPH_ENDPOINT"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = None
    if not usable or not address.isascii() or any(c.isspace() or not c.isprintable() for c in address):
        raise SettingsError(f"{variable} is not an address such as http://127.0.0.1:11434/v1")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise SettingsError(f"{variable} may hold no name, password, query or fragment; keys go to {variable}_KEY")
    return parts


def _model(model: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:/@+-]{1,100}", model):
        raise SettingsError("INNOGRAPH_ENDPOINT_MODEL must name a model (letters, digits and ._:/@+-)")
    return model


def _key(key: str) -> str:
    if not re.fullmatch(r"[!-~]{1,4096}", key):
        raise SettingsError("INNOGRAPH_ENDPOINT_KEY holds characters that no key has (it is one word of ASCII)")
    return key
