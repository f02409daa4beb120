"""Bodies of requests: read within a bound, and only from pages that may send them."""

from urllib.parse import urlsplit

from fastapi import Request

from innograph.graph.errors import BadParameterError, ForbiddenError


class TooLargeError(BadParameterError):
    """The body is larger than it may be."""

    status = 413
    title = "Too large"


def own_site(request: Request) -> None:
    """Raise ForbiddenError for a request that a page of another site had a browser send, unless CORS allows that site."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    allowed = {each.strip() for each in request.app.state.settings.cors_origins.split(",")}
    if origin not in allowed and urlsplit(origin).netloc != request.headers.get("host"):
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
