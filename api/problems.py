"""Errors as application/problem+json (RFC 9457), or as a page for a person at a browser: the one place that turns an
exception into an answer."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from innograph.api.pages import shell
from innograph.api.schemas import Candidate, FieldError, Problem
from innograph.graph.errors import AmbiguousNameError, BadParameterError, InnographError, NotFoundError, StoreError

MEDIA_TYPE = "application/problem+json"
_REDIRECTS = range(300, 400)
_log = logging.getLogger("innograph.api")


class NotAcceptableError(InnographError):
    """The answer has no form that the client accepts."""

    status = 406
    title = "Not acceptable"


class StaleCursorError(InnographError):
    """The graph has changed since the cursor was given out, so the pages would not fit together."""

    status = 410
    title = "Cursor is stale"


class KeyRequiredError(InnographError):
    """No key, or one that is not on file."""

    status = 401
    title = "Key required"


class OtherHostError(InnographError):
    """The request was sent to a name that is not this server's."""

    status = 421
    title = "Misdirected request"


class MovedError(InnographError):
    """The id has been merged into another; `location` is the address to ask instead."""

    status = 308
    title = "Moved"

    def __init__(self, location: str) -> None:
        super().__init__(f"this id has been merged into another: see {unquote(location)}")
        self.location = location


class TooManyRequestsError(InnographError):
    """The client has used up its requests; `retry_after` is in whole seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def responses(*kinds: type[InnographError]) -> dict[int | str, dict[str, Any]]:
    """The errors that a route documents; parameters and the store can fail on every one."""
    common = (
        BadParameterError,
        NotAcceptableError,
        StaleCursorError,
        StoreError,
        TooManyRequestsError,
        KeyRequiredError,
        OtherHostError,
    )
    every: list[type[InnographError]] = [*common, *kinds]
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told = sorted((kind.status, kind.title) for kind in every)
    return {status: {"description": title, "content": {MEDIA_TYPE: schema}} for status, title in told}


MOVED: dict[int | str, dict[str, Any]] = {308: responses(MovedError)[308]}
NOT_FOUND = responses(NotFoundError)
AMBIGUOUS = responses(NotFoundError, AmbiguousNameError)


def candidate(found: Mapping[str, str]) -> Candidate:
    """An entity that a name came to or may mean."""
    return Candidate(id=found["id"], name=found["name"], type=found["type"])


def problem_response(connection: HTTPConnection, error: Exception) -> Response:
    """The answer that tells an error; what is not innograph's own is told as an internal error, without its text."""
    if isinstance(error, InnographError):
        status, title, detail = error.status, error.title, str(error)
    else:
        status, title, detail = (
            500,
            InnographError.title,
            "the server failed on this request; its log has the request id",
        )
    if status >= 500:
        _log.error("%s: %s", title, error, exc_info=None if isinstance(error, InnographError) else error)
    headers: dict[str, str] = {}
    if isinstance(error, TooManyRequestsError):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MovedError):
        headers["Location"] = error.location
    if isinstance(error, KeyRequiredError):
        headers["WWW-Authenticate"] = _challenge(connection)
    candidates = None
    if isinstance(error, AmbiguousNameError):
        candidates = [candidate(each) for each in error.candidates]
    return _answer(connection, status, title, detail, headers=headers, candidates=candidates)


def _challenge(connection: HTTPConnection) -> str:
    """How to send a key. A browser's script gets no Basic, for which browsers would put a window of their own before the page."""
    if "sec-fetch-mode" in connection.headers:
        return 'Bearer realm="innograph"'
    return 'Basic realm="innograph (any user name, the key as password)", charset="UTF-8"'


def install(app: FastAPI) -> None:
    """Have every error of the app told as a problem."""
    app.add_exception_handler(InnographError, _innograph)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


def _innograph(request: Request, error: Exception) -> Response:
    return problem_response(request, error)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [
        FieldError(where=".".join(str(part) for part in each["loc"]), message=str(each["msg"]))
        for each in error.errors()
    ]
    detail = "; ".join(f"{each.where}: {each.message}" for each in found)
    return _answer(request, BadParameterError.status, BadParameterError.title, detail, errors=found)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    title = HTTPStatus(error.status_code).phrase
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND and detail == title:
        detail = f"there is nothing at {request.url.path}; /docs lists what there is"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = f"{request.method} is not allowed on {request.url.path}"
    return _answer(request, error.status_code, title, detail, headers=dict(error.headers or {}))


def _answer(
    connection: HTTPConnection,
    status: int,
    title: str,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    candidates: list[Candidate] | None = None,
    errors: list[FieldError] | None = None,
) -> Response:
    headers = {"Cache-Control": "no-store", **(headers or {})}
    if shell.wants_page(connection) and status not in _REDIRECTS:
        named = [{"id": each.id, "name": each.name, "type": each.type} for each in candidates or []]
        request = Request(connection.scope)
        return shell.problem_page(request, status, _clean(detail), candidates=named, headers=headers)
    state = connection.scope.get("state", {})
    problem = Problem(
        type=f"urn:innograph:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=_clean(detail),
        instance=quote(state.get("path", connection.scope["path"])),
        request_id=state.get("request_id", ""),
        candidates=candidates,
        errors=errors,
    )
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, status, {**headers, "Vary": "Accept"}, MEDIA_TYPE)


def _clean(text: str) -> str:
    """Text that UTF-8 can carry, at a length that suits one line."""
    return text.encode("utf-8", "replace").decode("utf-8")[:1000]
