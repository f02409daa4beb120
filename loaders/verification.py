"""Re-find a plan's evidence in its source: read the file anew and compare every passage and every span."""

from collections.abc import Iterable
from dataclasses import dataclass

from innograph.graph.records import PlanFacts, Relation, text_hash
from innograph.loaders.document import Document


@dataclass(frozen=True, slots=True)
class Fault:
    """A piece of evidence that is not where it was read; `moved_to` is its passage's new start, None if changed."""

    plan: str
    kind: str
    what: str
    passage: str
    start: int
    end: int
    moved_to: int | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked for one plan, and what was not found in place."""

    plan: str
    passages: int
    mentions: int
    relations: int
    figures: int
    faults: tuple[Fault, ...]


def verify_facts(facts: PlanFacts, document: Document) -> Verification:
    """Compare a plan's facts with its source as it is now.

    A passage is in place if the same span of the cleaned text has the same hash; a mention, relation or figure is in
    place if its passage is, and a mention's surface form stands at its very span.
    """
    text = document.text
    broken = {p.id for p in facts.passages if text_hash(text[p.start : p.end]) != p.sha256}
    now = {p.sha256: p.start for p in reversed(document.passages)}
    moved = {p.id: now.get(p.sha256) for p in facts.passages if p.id in broken}
    faults = [
        Fault(facts.plan.id, "passage", p.id, p.id, p.start, p.end, moved[p.id])
        for p in facts.passages
        if p.id in broken
    ]
    faults += [*_mention_faults(facts, text, broken, moved), *_relation_faults(facts, broken, moved)]
    for figure in facts.figures:
        e = figure.evidence
        if e.passage in broken:
            what = f"{figure.name} {figure.value:g}{figure.unit}"
            faults.append(Fault(facts.plan.id, "figure", what, e.passage, e.start, e.end, moved[e.passage]))
    return Verification(
        facts.plan.id,
        len(facts.passages),
        sum(len(e.mentions) for e in facts.entities),
        len(facts.relations),
        len(facts.figures),
        tuple(faults),
    )


def _mention_faults(facts: PlanFacts, text: str, broken: set[str], moved: dict[str, int | None]) -> Iterable[Fault]:
    for entity in facts.entities:
        for m in entity.mentions:
            if m.passage in broken or text[m.start : m.end] != m.surface:
                yield Fault(facts.plan.id, "mention", m.surface, m.passage, m.start, m.end, moved.get(m.passage))


def _relation_faults(facts: PlanFacts, broken: set[str], moved: dict[str, int | None]) -> Iterable[Fault]:
    names = {e.id: e.name for e in facts.entities} | {t.id: f"task {t.number}" for t in facts.tasks}

    def said(relation: Relation) -> str:
        return f"{names.get(relation.head, relation.head)} {relation.type} {names.get(relation.tail, relation.tail)}"

    for relation in facts.relations:
        for e in relation.evidence:
            if e.passage in broken:
                yield Fault(facts.plan.id, "edge", said(relation), e.passage, e.start, e.end, moved[e.passage])
