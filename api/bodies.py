"""Requests that are let in: sent to a name of this server, by pages that may send them, with bodies within a bound."""

import ipaddress
import re
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers

from innograph.api.problems import OtherHostError
from innograph.graph.errors import BadParameterError, ForbiddenError
from innograph.graph.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/?#@\[\]]+)(?::\d*)?", re.IGNORECASE)


class TooLargeError(BadParameterError):
    """The body is larger than it may be."""

    status = 413
    title = "Too large"


def hosts_of(settings: Settings) -> frozenset[str] | None:
    """The names that requests may be sent to; None for any. Raises SettingsError for names that are none.

    A page of another site can have its own name lead to this machine (DNS rebinding), and is then of one origin with this
    server to a browser: what the server is called is all that tells them apart.
    """
    names = settings.host_names()
    if _is_loopback(settings.host):
        own = f"[{settings.host}]" if ":" in settings.host else settings.host.lower()
        return names | LOOPBACK | {own}
    return names or None


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(headers: Headers, allowed: frozenset[str] | None) -> None:
    """Raise OtherHostError for a request whose Host is none of these names (see `hosts_of`), whatever its port."""
    if allowed is None:
        return
    given = headers.getlist("host")
    found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
    if found is None or found[1].lower().removesuffix(".") not in allowed:
        raise OtherHostError(
            "this server does not go by the name that the request was sent to; INNOGRAPH_HOSTS lists its names"
        )


def from_here(request: Request) -> bool:
    """Whether no page, or one of this server, had a browser send a request; its name was checked before (`check_host`)."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def own_site(request: Request) -> None:
    """Raise ForbiddenError for a request that a page of another site had a browser send, unless CORS allows that site."""
    allowed = {each.strip() for each in request.app.state.settings.cors_origins.split(",")}
    if not from_here(request) and request.headers["origin"] not in allowed:
        raise ForbiddenError("this request was sent from a page of another site")


async def body_of(request: Request, most: int) -> bytes:
    """The body; raises TooLargeError as soon as it is known to be larger than `most` bytes."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise TooLargeError(f"the body is larger than {most} bytes")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLargeError(f"the body is larger than {most} bytes")
        parts.append(part)
    return b"".join(parts)
