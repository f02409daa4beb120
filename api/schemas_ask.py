"""Answers to questions in words, and to Cypher that a client sends."""

from typing import Any, Literal

from pydantic import Field

from innograph.api.schemas import Candidate, Coverage, Model, Page, QueryColumn


class Guess(Model):
    """One way to understand a question; `url` runs it."""

    query: str
    parameters: dict[str, str]
    understood: str
    score: float = Field(description="How well it fits, 0..1")
    url: str


class AskAnswer(Page[dict[str, Any]]):
    """A question, how it was understood, and the rows of the named query that it was read as.

    Where nothing fits, `query` is null, `items` is empty, `understood` says so, and `alternatives` are the nearest readings.
    """

    question: str
    language: Literal["zh", "en"]
    understood: str = Field(description="In the question's language: what the answer is an answer to")
    query: str | None
    parameters: dict[str, str]
    names: dict[str, str] = Field(description="What the parameters' values are called")
    resolved: dict[str, Candidate]
    score: float = Field(description="How well the reading fits, 0..1")
    sure: bool = Field(description="Whether it fits clearly better than any other")
    alternatives: list[Guess]
    columns: list[QueryColumn]
    cypher: str | None
    url: str | None = Field(description="The same answer as a named query")
    milliseconds: float | None
    truncated: bool


class CypherQuestion(Model):
    """A statement that reads, with values for its $parameters."""

    query: str = Field(min_length=1, max_length=20_000)
    parameters: dict[str, Any] = Field(default_factory=dict)


class CypherAnswer(Model):
    """Rows of a client's Cypher as records; nodes, relationships and paths are plain objects.

    `truncated` says what cut the rows short: the bound on rows or on the answer's size; null where nothing did.
    """

    columns: list[str]
    items: list[dict[str, Any]]
    truncated: Literal["rows", "size"] | None
    milliseconds: float
    coverage: Coverage
