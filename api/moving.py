"""Requests for an id that has become another: they are told where to go."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from innograph.api.deps import Edition, EditionDep
from innograph.api.parameters import EntityId
from innograph.api.problems import MovedError
from innograph.api.reading.moved import moved_to


def refuse_moved(request: Request, edition: Edition, *ids: str) -> None:
    """Raise MovedError where one of the ids in the request's path has been merged into another."""
    moved = {each: found for each in ids if (found := moved_to(edition, each))}
    if not moved:
        return
    path = str(request.scope["state"].get("path", request.scope["path"]))
    parts = []
    for part in path.split("/"):
        old = next((each for each in moved if part == each or part.startswith(f"{each}.")), None)
        parts.append(quote(moved[old] + part[len(old) :]) if old else quote(part))
    asked = request.scope["query_string"].decode("latin-1")
    raise MovedError("/".join(parts) + (f"?{asked}" if asked else ""))


def _current(request: Request, edition: EditionDep, identity: EntityId) -> str:
    refuse_moved(request, edition, identity)
    return identity


CurrentId = Annotated[str, Depends(_current)]
"""The id of an entity in the path; one that was merged into another is redirected, with status 308."""
