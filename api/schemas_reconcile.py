"""Answers of the reconciliation service, in the shapes of its protocol (version 0.2)."""

from typing import Any

from pydantic import ConfigDict, RootModel

from innograph.api.schemas import Model


class Manifest(Model):
    """What the service is, and where its parts are."""

    model_config = ConfigDict(extra="allow")

    versions: list[str]
    name: str
    identifierSpace: str  # noqa: N815 (the protocol's word)
    schemaSpace: str  # noqa: N815
    defaultTypes: list[dict[str, str]]  # noqa: N815


class MatchType(Model):
    """A type of a candidate."""

    id: str
    name: str


class MatchCandidate(Model):
    """An entity that a name may mean; `score` is in 0..100, `match` true where it is clear."""

    id: str
    name: str
    description: str
    type: list[MatchType]
    score: float
    match: bool
    features: list[dict[str, Any]]


class MatchResult(Model):
    """The candidates of one name, the likeliest first."""

    result: list[MatchCandidate]


class Results(RootModel[dict[str, MatchResult | list[MatchCandidate]]]):
    """Candidates by the key of each query; for one name alone, by the key "result"."""


class Extended(Model):
    """Values of properties by entity; a cell holds {id, name}, {str} or {int}."""

    meta: list[dict[str, Any]]
    rows: dict[str, dict[str, list[dict[str, Any]]]]


class SuggestedItem(Model):
    """A suggestion; entities have a description and their types."""

    id: str
    name: str
    description: str | None = None
    notable: list[MatchType] | None = None


class Suggested(Model):
    """Suggestions, the likeliest first."""

    result: list[SuggestedItem]


class Proposed(Model):
    """Properties of a type."""

    type: str
    limit: int
    properties: list[MatchType]


class Preview(Model):
    """A few words on an entity, a type or a property, as HTML."""

    id: str
    html: str
