"""Files that clients bring: read by a process apart in bounded time, shown, and written."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from innograph.api.deps import Edition, Graph
from innograph.api.pages.apart import read_apart
from innograph.api.reading.common import type_label
from innograph.api.schemas import TypeCount
from innograph.api.schemas_loading import PlanPreview, PlanWritten, ReadEntity, ReadFigure, ReadRelation
from innograph.graph.errors import BadParameterError, StoreError
from innograph.graph.judgements import judgements_of
from innograph.graph.records import PlanFacts
from innograph.graph.store import WriteReport

SECONDS = 60.0
"""Longest time for reading one file."""
SHOWN = 50
_WAIT_S = 30.0
_SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
_turn = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it came; `name` decides how it is read and what the plan's id is."""

    name: str
    data: bytes


def brought(name: str, data: bytes, plan_id: str = "") -> Brought:
    """A file under a name that is safe to hand on; raises BadParameterError for one that cannot be a plan."""
    plain = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2])
    stem, dot, suffix = plain.rpartition(".")
    if not data or not dot or f".{suffix.lower()}" not in _SUFFIXES:
        raise BadParameterError(f"file: one that is not empty is wanted, of {', '.join(_SUFFIXES)}")
    return Brought(f"{plan_id or stem[-100:] or 'plan'}.{suffix.lower()}", data)


def facts_of(file: Brought, seconds: float = SECONDS) -> PlanFacts:
    """What a file says; raises ReadError where it is no plan or takes too long, StoreError where others are in line."""
    if not _turn.acquire(timeout=_WAIT_S):
        raise StoreError("other files are being read: try again later")
    try:
        return read_apart(file.data, file.name, seconds, lambda _stage: None)
    finally:
        _turn.release()


def preview(edition: Edition, file: Brought) -> PlanPreview:
    """What a file says, in short."""
    started = time.monotonic()
    facts = facts_of(file)
    plan = facts.plan
    names = {entity.id: entity.name for entity in facts.entities} | {task.id: task.title for task in facts.tasks}
    texts = {passage.id: passage.text for passage in facts.passages}
    mentioned = sorted(facts.entities, key=lambda each: (-len(each.mentions), each.name))
    return PlanPreview(
        plan=plan.id,
        title=plan.title,
        issuer=plan.issuer,
        region=plan.region,
        start_year=plan.start_year,
        end_year=plan.end_year,
        replaces=plan.id in edition.plan_by_id,
        sections=len(facts.sections),
        passages=len(facts.passages),
        entity_types=_counted(each.type for each in facts.entities),
        relation_types=_counted(each.type for each in facts.relations),
        entities=[
            ReadEntity(name=each.name, type=each.type, kind=each.kind, mentions=len(each.mentions))
            for each in mentioned[:SHOWN]
        ],
        relations=[
            ReadRelation(
                head=names.get(each.head, each.head),
                type=each.type,
                tail=names.get(each.tail, each.tail),
                commitment=each.commitment,
                confidence=each.confidence,
                sentence=texts.get(each.evidence[0].passage, ""),
            )
            for each in facts.relations[:SHOWN]
        ],
        figures=[
            ReadFigure(**{name: getattr(each, name) for name in ReadFigure.model_fields})
            for each in facts.figures[:SHOWN]
        ],
        figures_in_all=len(facts.figures),
        seconds=round(time.monotonic() - started, 2),
    )


def _counted(types: Iterable[str]) -> list[TypeCount]:
    return [TypeCount(type=name, label=type_label(name), count=n) for name, n in Counter(types).most_common()]


def keep(graph: Graph, file: Brought) -> PlanWritten:
    """Read a file and put it into the graph, whole or not at all."""
    from innograph.loaders.pipeline import prepare  # with all that reads plans; most servers take none

    facts = facts_of(file)
    judgements = judgements_of(graph.settings)
    return _written(graph, graph.store.write_plan(prepare(facts, judgements)))


def remove(graph: Graph, plan: str) -> PlanWritten:
    """Take a plan out; raises NotFoundError."""
    return _written(graph, graph.store.remove_plan(plan))


def _written(graph: Graph, report: WriteReport) -> PlanWritten:
    graph.changed()
    coverage = graph.edition().coverage
    return PlanWritten.model_validate(
        {"plan": report.plan, "status": report.status, "seconds": report.seconds, "coverage": coverage}
    )
