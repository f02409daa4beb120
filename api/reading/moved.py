"""Ids of entities that a person's judgement has made one with another."""

import logging

from innograph.api.deps import Edition
from innograph.graph.errors import JudgementError
from innograph.graph.judgements import NONE, Judgements, judgements_of

_log = logging.getLogger("innograph.api")


def _judgements(edition: Edition) -> Judgements:
    try:
        return judgements_of(edition.settings)
    except JudgementError as error:  # the graph as it was written can still be shown
        _log.warning("no redirects: %s", error)
        return NONE


def moved_to(edition: Edition, identity: str) -> str | None:
    """The id that a merged id has become; None for one that is there, or that never was."""
    found = edition.keep("judgements", lambda: _judgements(edition)).redirect(identity)
    if found is None or edition.read("MATCH (n:Entity {id: $id}) RETURN n.id AS id", {"id": identity}):
        return None
    return found
