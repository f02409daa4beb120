"""The exchange format of the annotation guidelines: one JSON object a plan, every item with its evidence in words.

An item that a second opinion read carries `readers` beside what the guidelines ask for; others do not have the key.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from innograph.graph.records import ENDPOINT, LOADERS, Entity, Evidence, Figure, PlanFacts, Relation

LONGEST_EVIDENCE = 120


def to_exchange(facts: PlanFacts) -> dict[str, Any]:
    """{plan, entities, relations, indicators}; evidence is at most 120 characters of the passage, "" without text."""
    quote = _Quoter(facts)
    return {
        "plan": {
            "id": facts.plan.id,
            "title": facts.plan.title,
            "issuer": facts.plan.issuer,
            "region": facts.plan.region,
            "start_year": facts.plan.start_year,
            "end_year": facts.plan.end_year,
            "published": facts.plan.published,
        },
        "entities": [_entity(e, quote) for e in facts.entities],
        "relations": [_relation(r, facts, quote, readers) for r, readers in _read_by(facts)],
        "indicators": [_indicator(f, quote) for f in facts.figures],
    }


class _Quoter:
    def __init__(self, facts: PlanFacts) -> None:
        self._passages = {p.id: p for p in facts.passages}

    def words(self, evidence: Evidence) -> str:
        """The span with as much of its passage around it as fits."""
        passage = self._passages[evidence.passage]
        start, end = evidence.start - passage.start, evidence.end - passage.start
        spare = max(LONGEST_EVIDENCE - (end - start), 0)
        first = max(start - spare // 2, 0)
        return (
            passage.text[first : first + LONGEST_EVIDENCE]
            if end - start <= LONGEST_EVIDENCE
            else (passage.text[start : start + LONGEST_EVIDENCE])
        )


def _read_by(facts: PlanFacts) -> Iterator[tuple[Relation, tuple[str, ...]]]:
    """Each tie once, with its readers where a second opinion is among them."""
    ties: dict[tuple[str, str, str], list[Relation]] = {}
    for relation in facts.relations:
        ties.setdefault((relation.head, relation.type, relation.tail), []).append(relation)
    for same in ties.values():
        second = dict.fromkeys(r.rule for r in same if r.rule.startswith(ENDPOINT))
        own = any(not r.rule.startswith(ENDPOINT) for r in same)
        yield same[0], ((LOADERS,) if own else ()) + tuple(second) if second else ()


def _marked(item: dict[str, Any], readers: Iterable[str]) -> dict[str, Any]:
    found = list(readers)
    return item | {"readers": found} if found else item


def _entity(entity: Entity, quote: _Quoter) -> dict[str, Any]:
    first = entity.mentions[0]
    readers = dict.fromkeys(reader for m in entity.mentions for reader in (m.readers or (LOADERS,)))
    item = {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "aliases": list(entity.aliases),
        "evidence": quote.words(Evidence(first.passage, first.start, first.end)),
    }
    return _marked(item, readers if set(readers) != {LOADERS} else ())


def _relation(relation: Relation, facts: PlanFacts, quote: _Quoter, readers: tuple[str, ...]) -> dict[str, Any]:
    prefix = f"{facts.plan.id}.task."
    tail = relation.tail
    item = {
        "head": relation.head,
        "type": relation.type,
        "tail": f"task:{tail.removeprefix(prefix)}" if tail.startswith(prefix) else tail,
        "evidence": quote.words(relation.evidence[0]),
    }
    return _marked(item, readers)


def _indicator(figure: Figure, quote: _Quoter) -> dict[str, Any]:
    item: dict[str, Any] = {
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "year": figure.year,
        "kind": figure.kind,
        "evidence": quote.words(figure.evidence),
    }
    if figure.value_max is not None:
        item["value_max"] = figure.value_max
    if figure.measure != "level":
        item["measure"] = figure.measure
    return _marked(item, figure.readers)
