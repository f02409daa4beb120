"""What every request passes, outermost first: `Envelope` (ids, logs, metrics, errors), `Addressed` (names of the server),
`Guard` (keys, rate), `Conditional` (editions, ETag, 304, kept answers)."""

import hashlib
import logging
import re
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from innograph.api.access import Keys, Limiter
from innograph.api.bodies import check_host
from innograph.api.deps import Edition, Graph
from innograph.api.monitoring import Metrics, access_log
from innograph.api.negotiation import suffix_of
from innograph.api.pages.shell import COOKIE, accepts_html
from innograph.api.problems import KeyRequiredError, problem_response
from innograph.api.sessions import SESSION_COOKIE, Sessions
from innograph.graph.errors import InnographError, StoreError

OPEN_PATHS = ("/health", "/ready")
PUBLIC = "/assets/"
"""Scripts and styles: the same for everybody, nothing of the graph in them."""
SIGN_IN = "/signin"
KEPT_BYTES = 32 * 2**20
LARGEST_KEPT = 2**20
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_log = logging.getLogger("innograph.api")


class Envelope:
    """Gives every request an id, an answer whatever happens, a line in the log and its part in the metrics."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        method, path = scope["method"], scope["path"]
        state = scope.setdefault("state", {})
        state.update(request_id=request_id, path=path)
        scope["path"], state["suffix"] = suffix_of(path)
        bare = method == "HEAD"
        if bare:
            scope["method"] = "GET"
        status = 0

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.setdefault("X-Content-Type-Options", "nosniff")
            elif bare:
                message = {**message, "body": b""}
            await send(message)

        self.metrics.started()
        try:
            await self._answer(scope, receive, reply, lambda: status)
        finally:
            seconds = time.perf_counter() - started
            route = route_of(scope)
            self.metrics.finished(method, route, status, seconds, cached=bool(state.get("cached")))
            fields = {"request_id": request_id, "method": method, "path": unquote(path), "route": route}
            fields |= {"status": status, "ms": round(seconds * 1000, 1), "client": state.get("client", "")}
            access_log.info("%s %s %s", method, path, status, extra={"fields": fields})

    async def _answer(self, scope: Scope, receive: Receive, reply: Send, status: Callable[[], int]) -> None:
        try:
            await self.app(scope, receive, reply)
        except Exception as error:
            if status():  # part of the answer is out: breaking off is all that tells the client
                _log.error("an answer broke off", exc_info=error)
                raise
            await problem_response(HTTPConnection(scope), error)(scope, receive, reply)


def route_of(scope: Scope) -> str:
    """The template of the route that answered, "other" for none."""
    state = scope.get("state", {})
    kept = state.get("route")
    if kept:
        return str(kept)
    route = scope.get("route")
    return str(getattr(route, "path", "other"))


class Addressed:
    """Lets requests in that were sent to a name of this server: all but those that ask how it is, which tell nothing."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            check_host(Headers(scope=scope), self.hosts)
        await self.app(scope, receive, send)


class Guard:
    """Lets those in who have a key or a session (where keys are on file) and requests left (where these are limited).

    Who comes with a browser and has neither is led to the page that asks for the key.
    """

    def __init__(self, app: ASGIApp, keys: Keys | None, sessions: Sessions, limiter: Limiter | None) -> None:
        self.app = app
        self.keys = keys
        self.sessions = sessions
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or scope["path"].startswith(PUBLIC):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        client = (scope.get("client") or ("unknown", 0))[0]
        left: int | None = None
        try:
            if self.keys and scope["path"] != SIGN_IN:
                client = self._owner(self.keys, connection, client)
                scope["state"]["client"] = client
            if self.limiter:
                left = self.limiter.take(client)
        except KeyRequiredError as error:
            asks = scope["method"] == "GET" and accepts_html(connection)
            answer = _to_sign_in(scope) if asks else problem_response(connection, error)
            await answer(scope, receive, send)
            return
        except InnographError as error:
            await problem_response(connection, error)(scope, receive, send)
            return

        async def reply(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if left is not None:
                    headers["X-RateLimit-Remaining"] = str(left)
                kept = headers.get("cache-control", "no-cache")
                if self.keys and "no-store" not in kept:  # what a key opens is for no cache that others share
                    headers["Cache-Control"] = f"private, {kept}"
            await send(message)

        await self.app(scope, receive, reply)

    def _owner(self, keys: Keys, connection: HTTPConnection, address: str) -> str:
        owner = self.sessions.owner(connection.cookies.get(SESSION_COOKIE, ""))
        if owner is None:
            try:
                return keys.owner(connection.headers)
            except KeyRequiredError:
                if self.limiter:
                    self.limiter.take(address)  # who tries keys is counted where they come from
                raise
        connection.scope["state"]["signed_in"] = owner
        return owner


def _to_sign_in(scope: Scope) -> Response:
    asked = scope["query_string"].decode("latin-1")
    onward = quote(scope["state"].get("path", scope["path"])) + (f"?{asked}" if asked else "")
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': onward})}", 303, {"Cache-Control": "no-store"})


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer as it went out."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: str


class Conditional:
    """Ties every GET under `prefixes` to an edition of the graph: ETag, 304, and answers kept until the graph changes."""

    def __init__(self, app: ASGIApp, version: str, prefixes: tuple[str, ...] = ("/api/",)) -> None:
        self.app = app
        self.version = version
        self.prefixes = prefixes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0
        self._edition: Edition | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(self.prefixes):
            await self.app(scope, receive, send)
            return
        graph: Graph | None = getattr(scope["app"].state, "graph", None)
        if graph is None:
            raise StoreError("the graph is not open yet")
        edition = await graph.edition_soon()
        scope["state"]["edition"] = edition
        headers = Headers(scope=scope)
        etag = self._etag(scope, headers, edition)
        if etag in [each.strip() for each in headers.get("if-none-match", "").split(",")]:
            await _send(send, 304, [(b"etag", etag.encode()), *_ALWAYS])
            return
        kept = self._look_up(etag, edition)
        if kept:
            scope["state"].update(route=kept.route, cached=True)
            await _send(send, 200, kept.headers, kept.body)
            return
        await self.app(scope, receive, _Recorder(self, scope, send, etag, edition))

    def _etag(self, scope: Scope, headers: Headers, edition: Edition) -> str:
        # Citations bear the address of the server and the day.
        today = date.today().isoformat()  # noqa: DTZ011 (the day of the machine that answers)
        path, suffix = scope["path"], scope["state"]["suffix"]
        parts = (self.version, edition.data_version(), path, suffix, scope["scheme"], today)
        # Of the cookies only the chosen language changes an answer; sessions share what is kept.
        language = HTTPConnection(scope).cookies.get(COOKIE, "")
        chosen = (*(headers.get(name, "") for name in ("host", "accept", "accept-language")), language)
        text = "\n".join((*parts, scope["query_string"].decode("latin-1"), *chosen))
        return f'W/"{hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]}"'

    def _look_up(self, etag: str, edition: Edition) -> _Kept | None:
        with self._lock:
            if edition is not self._edition:
                self._kept.clear()
                self._bytes, self._edition = 0, edition
            if etag in self._kept:
                self._kept.move_to_end(etag)
            return self._kept.get(etag)

    def keep(self, etag: str, edition: Edition, answer: _Kept) -> None:
        """Keep an answer while its edition is the current one; the least recently used go for it."""
        with self._lock:
            if edition is not self._edition or etag in self._kept:
                return
            self._kept[etag] = answer
            self._bytes += len(answer.body)
            while self._bytes > KEPT_BYTES:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone.body)


_ALWAYS = [(b"cache-control", b"no-cache"), (b"vary", b"Accept, Accept-Language, Cookie, X-API-Key, Authorization")]


class _Recorder:
    """Passes an answer on, adds its ETag where it is one, and keeps it where it came in one piece."""

    def __init__(self, owner: Conditional, scope: Scope, send: Send, etag: str, edition: Edition) -> None:
        self.owner, self.scope, self.passed_on, self.etag, self.edition = owner, scope, send, etag, edition
        self.headers: list[tuple[bytes, bytes]] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = MutableHeaders(scope=message)
            if "no-store" not in headers.get("cache-control", ""):
                message["headers"] = [*message["headers"], (b"etag", self.etag.encode()), *_ALWAYS]
                self.headers = list(message["headers"])
        elif message["type"] == "http.response.body" and self.headers is not None:
            body = message.get("body", b"")
            if not message.get("more_body") and 0 < len(body) <= LARGEST_KEPT:
                answer = _Kept(self.headers, body, route_of(self.scope))
                self.owner.keep(self.etag, self.edition, answer)
            self.headers = None
        await self.passed_on(message)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
