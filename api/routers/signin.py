"""Signing in to a server that asks for keys: the key is given once, a session cookie stands for it afterwards."""

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import Headers

from innograph.api.access import Keys
from innograph.api.bodies import body_of, own_site
from innograph.api.pages.shell import HEADERS, PageRoute, page
from innograph.api.problems import KeyRequiredError
from innograph.api.sessions import SESSION_COOKIE, SESSION_SECONDS, Sessions

router = APIRouter(route_class=PageRoute, include_in_schema=False)

LONGEST_NEXT = 8000
MOST_BYTES = 4 * LONGEST_NEXT
"""A form holds the address with its percent signs encoded once more."""


def own_address(text: str) -> str:
    """An address of this server to go on to; the start page for anything that would lead elsewhere."""
    if len(text) > LONGEST_NEXT:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    elsewhere = parts.scheme or parts.netloc or not text.startswith("/") or text[1:2] in {"/", "\\"}
    return "/" if elsewhere or any(ord(c) < 32 for c in text) else text


@router.get("/signin")
def signin_page(request: Request, onward: Annotated[str, Query(alias="next")] = "/") -> HTMLResponse:
    """The form that asks for the key."""
    return page(request, "signin.html", onward=own_address(onward), refused=False)


@router.post("/signin", dependencies=[Depends(own_site)])
async def sign_in(request: Request) -> Response:
    """Begin a session and go on to where the visitor was going; a wrong key gets the form again, with status 401."""
    form = parse_qs((await body_of(request, MOST_BYTES)).decode("utf-8", "replace"))
    onward = own_address(form.get("next", ["/"])[0])
    keys: Keys = request.app.state.keys
    sessions: Sessions = request.app.state.sessions
    try:
        owner = keys.owner(Headers({"X-API-Key": form.get("key", [""])[0].strip()}))
    except (KeyRequiredError, UnicodeEncodeError):  # a header holds Latin-1; no key of ours holds more
        return page(
            request, "signin.html", status=401, headers={"Cache-Control": "no-store"}, onward=onward, refused=True
        )
    sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse(onward, 303, {**HEADERS, "Cache-Control": "no-store"})
    answer.set_cookie(
        SESSION_COOKIE,
        sessions.begin(owner),
        max_age=SESSION_SECONDS,
        httponly=True,
        # Not "strict": a link that a colleague sends by mail must open for those who are signed in. Nothing that changes
        # something is done by GET, and what is sent from pages of other sites is refused.
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/signout", dependencies=[Depends(own_site)])
def sign_out(request: Request) -> Response:
    """End the session."""
    request.app.state.sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse("/signin", 303, {**HEADERS, "Cache-Control": "no-store"})
    answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return answer
