"""Which indicators of a graph a name means: plans word one indicator in many ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from innograph.graph.errors import NotFoundError, OntologyError
from innograph.graph.search import folded
from innograph.graph.shipped import read_yaml

_FILE = Path(__file__).parent / "indicators.yaml"
_COUNT_TAIL = re.compile(r"(?:总量|总数|数量|总额|数|规模|个数|家数)$")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the graph: its name as a plan words it, its base unit, the plans that use it."""

    id: str
    name: str
    unit: str
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """What several indicators measure. `names` are all that people call it, the titles included."""

    key: str
    zh: str
    en: str
    match: re.Pattern[str]
    names: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """The concepts of indicators.yaml; raises OntologyError where the file is wrong."""
    found = []
    for key, row in read_yaml(_FILE).items():
        try:
            match = re.compile(row["match"])
        except re.error as error:
            raise OntologyError(f"{_FILE.name}: {key}: {error}") from error
        names = tuple(dict.fromkeys((row["zh"], row["en"], *row.get("names", ()))))
        found.append(Concept(key, row["zh"], row["en"], match, names))
    return tuple(found)


@cache
def _by_name() -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    for concept in concepts():
        for name in (concept.key, *concept.names):
            found.setdefault(folded(name), concept)
    return found


def concept_of(text: str) -> Concept | None:
    """The concept that bears this name, or None."""
    return _by_name().get(folded(text))


def find_indicators(text: str, indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators that a text means, by id: one of that id or name, those of a concept, or those with it in the name.

    Raises NotFoundError, naming some that there are, where nothing fits.
    """
    exact = [i for i in indicators if i.id == text]
    if exact:
        return exact
    wanted = _stem(text)
    found = {i.id: i for i in indicators if _stem(i.name) == wanted}
    concept = concept_of(text)
    if concept:
        found |= {i.id: i for i in indicators if concept.match.search(folded(i.name))}
    if not found and wanted:
        found = {i.id: i for i in indicators if wanted in folded(i.name)}
    if not found:
        common = sorted(indicators, key=lambda i: (-len(i.plans), i.name))[:5]
        raise NotFoundError(f"no indicator is named {text!r}; there are, among others: {_listed(common)}")
    return [found[key] for key in sorted(found)]


def _listed(indicators: Sequence[Indicator]) -> str:
    return ", ".join(i.name for i in indicators) or "none"


def _stem(name: str) -> str:
    text = folded(name)
    return _COUNT_TAIL.sub("", text) or text
