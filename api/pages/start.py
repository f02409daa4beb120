"""The start page and the lists that it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from innograph.api.deps import Edition
from innograph.api.reading import entities, names
from innograph.api.schemas import EntityLine, Facets, SearchHit, Suggestion
from innograph.graph.model import ontology
from innograph.graph.store import PlanInfo

PER_PAGE = 40
_LEADING = ("石墨烯", "工业互联网", "人工智能", "生物医药", "集成电路")


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of a type."""

    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Start:
    """What is inside, and ways in."""

    plans: Sequence[PlanInfo]
    actors: int
    entities: int
    edges: int
    """Edges between entities, as many as the whole graph shows"""
    duties: int
    """Edges to numbered tasks, which are no entities"""
    figures: int
    passages: int
    with_text: int
    types: Sequence[Count]
    districts: Sequence[EntityLine]
    technologies: Sequence[EntityLine]
    example_technology: EntityLine | None
    example_actor: EntityLine | None
    data_version: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search or list. `hits` carry `match` where they were searched for."""

    q: str
    types: tuple[str, ...]
    plan: str
    kind: str
    hits: Sequence[EntityLine]
    total: int
    page: int
    pages: int
    facets: Facets | None
    meant: Sequence[Suggestion]


def start(edition: Edition) -> Start:
    """What the start page shows."""
    return edition.keep("page-start", lambda: _start(edition))


def _start(edition: Edition) -> Start:
    counts = edition.counts()
    plans = edition.plans()
    listed = partial(entities.listed, edition, plan="", kind="", offset=0)
    technologies, _ = listed(["Technology"], limit=14)
    regions, _ = listed(["Region"], limit=200)
    home = {plan.region for plan in plans}
    named = [each for each in regions if each.name in home or home & set(each.aliases)]
    districts = named + [each for each in regions if each not in named and each.name.endswith(("区", "市", "镇"))]
    actors, _ = listed(["University"], limit=1)
    by_name = {each.name: each for each in technologies}
    return Start(
        plans=plans,
        actors=counts.get("Actor", 0),
        entities=counts.get("Entity", 0),
        edges=sum(counts.get(name, 0) for name in ontology().relation_types if not _to_tasks(name)),
        duties=sum(counts.get(name, 0) for name in ontology().relation_types if _to_tasks(name)),
        figures=counts.get("Target", 0),
        passages=edition.coverage.passages,
        with_text=sum(plan.has_text for plan in plans),
        types=[
            Count(name, counts[name])
            for name in sorted(ontology().entity_types, key=lambda each: -counts.get(each, 0))
            if counts.get(name)
        ],
        districts=districts[:14],
        technologies=technologies,
        example_technology=next((by_name[n] for n in _LEADING if n in by_name), next(iter(technologies), None)),
        example_actor=next(iter(actors), None),
        data_version=edition.coverage.data_version,
    )


def _to_tasks(name: str) -> bool:
    return ontology().edge(name).to == ["Task"]


def find(edition: Edition, q: str, types: Sequence[str], plan: str, kind: str, page: int) -> Found:
    """The entities that a search or a list of a type shows on one page."""
    q = q.strip()
    if plan:
        edition.plan(plan)
    offset = (page - 1) * PER_PAGE
    hits: Sequence[EntityLine | SearchHit]
    if q:
        every, facets = names.search(edition, q, types, plan)
        hits, total = every[offset : offset + PER_PAGE], len(every)
        meant = names.suggestions(edition, q, types)[:8] if not every else []
    else:
        hits, total = entities.listed(edition, types, plan, kind, offset, PER_PAGE)
        facets, meant = None, []
    return Found(q, tuple(types), plan, kind, hits, total, page, max(1, -(-total // PER_PAGE)), facets, meant)
