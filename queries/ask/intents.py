"""The intents of intents.yaml: which words, with which slots, mean which named query."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from innograph.graph.errors import OntologyError
from innograph.graph.model import ontology
from innograph.graph.shipped import read_yaml
from innograph.queries.catalogue import find_query

_FILE = Path(__file__).parent / "intents.yaml"
_ZH = re.compile(r"[\u3400-\u9fff]+")
_EN = re.compile(r"[a-z]{2,}")

PLAIN_KINDS = frozenset(
    {"plan", "planlike", "indicator", "type", "year", "number", "kind", "commitment", "change", "unit"}
)
_ACTORS = frozenset(name for name, node in ontology().nodes.items() if "Actor" in node.labels)
_ENTITIES = frozenset(ontology().entity_types)
GROUPS: Mapping[str, frozenset[str]] = {
    "Entity": _ENTITIES,
    "Actor": _ACTORS | {"Region"},
    "Organisation": _ENTITIES - {"Region", "Technology"},
    "Host": frozenset({"Park", "University", "Firm", "Hospital", "ResearchInstitute"}),
    "Located": _ACTORS | {"Event", "Region"},
    "Supported": frozenset(ontology().edge("SUPPORTS").to),
    "Responsible": frozenset(ontology().edge("RESPONSIBLE_FOR").source),
    "Regionally": frozenset({"Region"}),
}
"""Kinds of slots that several types of entities fill. A region fills Actor, Located and Entity only at a pinch."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a parameter may be filled with: `kind` is one of PLAIN_KINDS, of GROUPS or a type of entity.

    `among` narrows the values where it is not empty.
    """

    parameter: str
    kind: str
    required: bool
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for an intent, and how much."""

    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Intent:
    """One way of asking for one query. `vocabulary` are the words that its cues account for."""

    query: str
    slots: tuple[Slot, ...]
    cues: tuple[Cue, ...]
    unless: tuple[re.Pattern[str], ...]
    type: str
    any_type: frozenset[str]
    fixed: Mapping[str, str]
    strict: bool
    bare: bool
    vocabulary: frozenset[str]


@cache
def intents() -> tuple[Intent, ...]:
    """All intents; raises OntologyError naming the one that is wrong."""
    return tuple(_intent(row) for row in read_yaml(_FILE))


def _intent(row: Mapping[str, Any]) -> Intent:
    name = row["query"]
    odd = row.keys() - {"query", "type", "any_type", "slots", "cues", "not", "set", "strict", "bare"}
    if odd:
        raise OntologyError(f"{_FILE.name}: {name}: no such key: {min(odd)}")
    query = find_query(name)
    slots = tuple(_slot(name, key, kind) for key, kind in row.get("slots", {}).items())
    unknown = {s.parameter for s in slots if s.parameter[0] != "_"} - {p.name for p in query.parameters}
    if unknown:
        raise OntologyError(f"{_FILE.name}: {name}: the query has no parameter {min(unknown)!r}")
    cues = tuple(_cue(cue) for cue in row.get("cues", ()))
    unless = tuple(re.compile(text, re.ASCII) for text in row.get("not", ()))
    any_type = row.get("any_type", ())
    return Intent(
        query=name,
        slots=slots,
        cues=cues,
        unless=unless,
        type=row.get("type", ""),
        any_type=_ENTITIES if any_type is True else frozenset(any_type or ()),
        fixed=row.get("set", {}),
        strict=row.get("strict", False) or row.get("bare", False),
        bare=row.get("bare", False),
        vocabulary=frozenset(_words(cue.pattern.pattern for cue in cues)),
    )


def _slot(query: str, parameter: str, kind: str) -> Slot:
    required = not kind.startswith("maybe ")
    kind, *among = kind.removeprefix("maybe ").split()
    if kind not in PLAIN_KINDS and kind not in GROUPS and kind not in _ENTITIES:
        raise OntologyError(f"{_FILE.name}: {query}: {parameter}: {kind!r} is no kind of slot")
    return Slot(parameter, kind, required, frozenset(among))


def _cue(cue: str | Mapping[str, Any]) -> Cue:
    text, weight = (cue, 1.0) if isinstance(cue, str) else (cue["re"], float(cue["weight"]))
    return Cue(re.compile(text, re.ASCII), weight)


def _words(patterns: Iterable[str]) -> Iterable[str]:
    for pattern in patterns:
        plain = re.sub(r"\\[a-zA-Z]", " ", pattern)
        yield from _ZH.findall(plain)
        yield from _EN.findall(plain)


def slot_types(slot: Slot) -> frozenset[str]:
    """The types of entities that fill a slot; empty for the other kinds."""
    if slot.kind in PLAIN_KINDS:
        return frozenset()
    return GROUPS.get(slot.kind) or frozenset({slot.kind})
