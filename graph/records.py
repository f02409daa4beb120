"""What one plan says, as plain records: the interface between loaders (its makers) and the store (its keeper).

Offsets count characters (Python code points) of a document's cleaned text, end exclusive. A record of a fact without
evidence does not exist: every mention, relation and figure names the passage it was read from.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class PlanMeta:
    """One document. `id` is URL-safe and chosen at load (default: the file's stem); years are inclusive."""

    id: str
    title: str
    issuer: str = ""
    region: str = ""
    start_year: int | None = None
    end_year: int | None = None
    published: str = ""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where a plan's text came from.

    `path` is as given at load; `sha256` is of the file's bytes, `text_sha256` of the cleaned text.
    """

    path: str
    format: str
    sha256: str
    text_sha256: str
    characters: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `parent` is a section id or "" at the top; `number` as printed ("(一)")."""

    id: str
    parent: str
    number: str
    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, heading or table row. `sha256` is of its cleaned text; `text` is "" where only facts are at hand.

    `kind` is "sentence", "heading" or "row".
    """

    id: str
    section: str
    start: int
    end: int
    sha256: str
    kind: str = "sentence"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A numbered task of an action plan. `id` is "<plan>.task.<number>"; `section` the section that holds it."""

    id: str
    number: int
    title: str
    section: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A character span inside a passage (offsets of the cleaned text, as everywhere)."""

    passage: str
    start: int
    end: int


LOADERS = "loaders"
"""The reader of what the loaders read themselves, where `readers` names several."""
ENDPOINT = "endpoint:"
"""What the name of a second opinion's reader begins with; the model's name follows."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named. `surface` is the text between the offsets.

    `readers` is () where the loaders alone read it; ("endpoint:M",) where a second opinion alone did, ("loaders", "endpoint:M")
    where both did. `confidence` is that of the second opinion where it alone did; else the entity's holds.
    """

    passage: str
    start: int
    end: int
    surface: str
    readers: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of one plan. `id` is local to the plan's facts ("e12"); resolution gives the graph's id.

    `aliases` are the other surface forms that this document uses (names only it defines, "以下简称", included).
    `reasons` says why each alias belongs, as {alias: reason}; `confidence` is in 0..1.
    """

    id: str
    name: str
    type: str
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    kind: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie between two local entity ids, or from an entity to a task id ("<plan>.task.4").

    `rule` names the rule that produced it, or the second opinion that read it ("endpoint:M"; what both read is two
    records); `commitment` is "built", "under_way", "supported", "envisaged" or "".
    """

    head: str
    type: str
    tail: str
    evidence: tuple[Evidence, ...]
    rule: str
    confidence: float = 1.0
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One stated figure (Target in the graph). Percent is the number with unit "%"; a rank N has unit "位".

    `measure` is "level", "growth" or "rank"; `kind` is "target", "actual" or "previous_target"; `hedge` the words that
    soften or bound it ("力争", "左右", "以上"). `norm_value` and `norm_unit` restate value and unit in base units
    (万家 -> 家 times 10^4; 亿元 -> 元 times 10^8). `readers` and `confidence` are as for `Mention`.
    """

    id: str
    name: str
    value: float
    unit: str
    year: int | None
    kind: str
    evidence: Evidence
    value_max: float | None = None
    base_year: int | None = None
    measure: str = "level"
    hedge: str = ""
    norm_value: float | None = None
    norm_unit: str = ""
    readers: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything that one plan says. `extractor` is the version of what read it ("1", "1+endpoint:M")."""

    plan: PlanMeta
    source: SourceInfo
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    tasks: tuple[Task, ...]
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]
    extractor: str = ""

    @property
    def ties(self) -> int:
        """How many relations there are, one that both the loaders and a second opinion read counted once."""
        return len({(r.head, r.type, r.tail) for r in self.relations})


_ADAPTER: TypeAdapter[PlanFacts] = TypeAdapter(PlanFacts)


def facts_to_json(facts: PlanFacts) -> bytes:
    """Serialise to UTF-8 JSON, one line; `facts_from_json` reads it back equal."""
    return _ADAPTER.dump_json(facts, exclude_defaults=True)


def facts_from_json(data: bytes | str) -> PlanFacts:
    """Read what `facts_to_json` wrote; raises pydantic.ValidationError on anything else."""
    return _ADAPTER.validate_json(data)


def facts_to_dict(facts: PlanFacts) -> dict[str, Any]:
    """The same as `facts_to_json` as plain Python values (lists for tuples)."""
    dumped: dict[str, Any] = _ADAPTER.dump_python(facts, mode="json", exclude_defaults=True)
    return dumped


def text_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
