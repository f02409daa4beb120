"""One value of a query's answer as a cell of a table, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from innograph.api.deps import Edition
from innograph.api.pages.codes import PREFIXES, code_name, reason_text
from innograph.api.pages.shell import cut, number, type_name
from innograph.api.pages.words import Lang, kind_name, words
from innograph.api.reading import names
from innograph.graph.identity import english, is_entity_id
from innograph.queries.catalogue import Column

LONGEST = 300
MOST_PARTS = 60
_WORDED = frozenset(
    {"aliases", "hedge", "indicator", "name_en", "norm_unit", "number", "pinyin", "published", "section", "text",
     "title", "titles", "unit"}
    | {"surface", "first_surface", "second_surface"}
)  # fmt: skip
"""Columns that hold what a plan says in its own words, which no name may replace."""
_TYPES = frozenset({"type", "edge", "first_edge", "second_edge"})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell's text, a link where it names something."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: pieces of text, or places in plans with what to call them."""

    parts: Sequence[Part] = ()
    numeric: bool = False
    places: Sequence[tuple[Mapping[str, Any], str]] = ()

    @property
    def text(self) -> str:
        """All of the text, for a test."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Teller:
    """What is needed to tell values in a language: titles of plans and sections, and English names by id and name."""

    lang: Lang
    titles: Mapping[str, str]
    sections: Mapping[str, str]
    english: Mapping[str, str]

    def find(self, key: str, **filled: object) -> str:
        """A text of the pages."""
        return words(self.lang)(key, **filled)

    def name(self, name: str, identity: str = "") -> str:
        """What an entity is called."""
        return self.english.get(identity) or self.english.get(name) or name

    def plan(self, identity: str) -> Part:
        """A plan by its title."""
        return Part(cut(self.titles.get(identity, identity), LONGEST), f"/plans/{quote(identity, safe='')}")


def teller(edition: Edition, lang: Lang, rows: Sequence[Mapping[str, Any]]) -> Teller:
    """A teller for the rows of one answer."""
    sections = {row["id"]: row["title"] for row in rows if row.get("id") and row.get("title")}
    english = names.english_names(edition) if lang == "en" else {}
    return Teller(lang, {plan.id: plan.title for plan in edition.plans()}, sections, english)


def bearer_of(columns: Sequence[Column]) -> str:
    """The column that a bare id belongs to: the name, else the first that holds no code."""
    strings = [c.name for c in columns if c.type == "string" and c.name not in {*PREFIXES, *_TYPES, "id"}]
    return "name" if "name" in strings else next(iter(strings), "")


def cell(tell: Teller, row: Mapping[str, Any], column: Column, bearer: str) -> Cell:
    """A row's value in a column."""
    value = row.get(column.name)
    if value is None or value in ("", []):
        return Cell()
    if column.type == "evidence[]":
        return Cell(places=[(each, _place(tell, each)) for each in value if each])
    if isinstance(value, bool):
        return Cell([Part(tell.find("boolean_true") if value else tell.find("boolean_false"))])
    if isinstance(value, int | float):
        return Cell([Part(str(value) if "year" in column.name else number(value))], numeric=True)
    if isinstance(value, list):
        return Cell([_listed(tell, column.name, each) for each in value[:MOST_PARTS] if each is not None])
    if isinstance(value, dict):
        return Cell([_tie(tell, value)])
    return Cell([_string(tell, row, column.name, str(value), bearer)])


def _place(tell: Teller, place: Mapping[str, Any]) -> str:
    return str(place.get("text") or place.get("section") or tell.plan(place["plan"]).text)


def _string(tell: Teller, row: Mapping[str, Any], name: str, value: str, bearer: str) -> Part:
    if name in PREFIXES:
        return Part(code_name(name, value, tell.lang))
    if name in _TYPES:
        return Part(type_name(value, tell.lang))
    if name in _REFERENCES:
        return _reference(tell, name, value)
    if name == "subtype":
        return Part(kind_name(value, tell.lang))
    if name == "name_en":
        return Part(cut(english(str(row.get(bearer, "")), value), LONGEST))
    identity = row.get(f"{name}_id") or (row.get("id") if name == bearer else None)
    identity = identity if isinstance(identity, str) else ""
    shown = value if name in _WORDED else tell.name(value, identity)
    href = tell.plan(identity).href if identity in tell.titles else _entity(identity)
    return Part(cut(shown, LONGEST), href)


_REFERENCES = frozenset({"parent", "passage", "plan", "task"})


def _reference(tell: Teller, name: str, value: str) -> Part:
    """The id of a part of a plan, as a link that says what it is."""
    plan, _, local = value.partition(".")
    if name == "plan":
        return tell.plan(value)
    if name == "parent":
        return Part(tell.sections.get(value, ""))
    if name == "task":
        told = tell.find("task_n", n=local.rpartition(".")[2])
        return Part(told, f"/plans/{quote(plan, safe='')}#task-{quote(value, safe='')}")
    told = tell.find("passage_n", n=local.lstrip("p0") or local)
    return Part(told, _passage(plan, value))


def _passage(plan: str, passage: str) -> str:
    return f"/plans/{quote(plan, safe='')}?{urlencode({'at': passage})}#{quote(passage, safe='')}"


def _entity(identity: str) -> str:
    return f"/entities/{quote(identity, safe='')}" if is_entity_id(identity) else ""


def _listed(tell: Teller, name: str, value: Any) -> Part:
    if isinstance(value, dict):
        return _tie(tell, value)
    if name == "plans":
        return tell.plan(str(value))
    if name == "reasons":
        return Part(cut(reason_text(str(value), tell.lang), LONGEST))
    if name == "said":
        plan, _, said = str(value).partition("|")
        return Part(cut(f"{tell.plan(plan).text}: {said.partition('|')[0]}", LONGEST), tell.plan(plan).href)
    return Part(cut(str(value) if name in _WORDED else tell.name(str(value)), LONGEST))


def _tie(tell: Teller, value: Mapping[str, Any]) -> Part:
    """What is held together in one value: a step of a path, a tie with who it is to, or an entity."""
    tie = type_name(str(value.get("edge", "")), tell.lang)
    if "from" in value:
        ends = {"from_": tell.name(str(value["from"])), "to": tell.name(str(value["to"]))}
        first = next((place for place in value.get("evidence") or () if place), None)
        href = _passage(first["plan"], first["passage"]) if first else ""
        return Part(cut(tell.find("tie_step", tie=tie, **ends), LONGEST), href)
    identity = str(value.get("id") or "")
    name = tell.name(str(value.get("name") or value.get("title") or ""), identity)
    return Part(cut(f"{tie} {name}".strip(), LONGEST), _entity(identity))
