"""The exchange format of the annotation guidelines: one JSON object a plan, every item with its evidence in words."""

from typing import Any

from innograph.graph.records import Entity, Evidence, Figure, PlanFacts, Relation

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
        "relations": [_relation(r, facts, quote) for r in facts.relations],
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


def _entity(entity: Entity, quote: _Quoter) -> dict[str, Any]:
    first = entity.mentions[0]
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "aliases": list(entity.aliases),
        "evidence": quote.words(Evidence(first.passage, first.start, first.end)),
    }


def _relation(relation: Relation, facts: PlanFacts, quote: _Quoter) -> dict[str, Any]:
    prefix = f"{facts.plan.id}.task."
    tail = relation.tail
    return {
        "head": relation.head,
        "type": relation.type,
        "tail": f"task:{tail.removeprefix(prefix)}" if tail.startswith(prefix) else tail,
        "evidence": quote.words(relation.evidence[0]),
    }


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
    return item
