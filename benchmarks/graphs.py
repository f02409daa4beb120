"""Graphs to measure on: the five bundled plans, and larger ones grown from them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count

from innograph.graph.records import Mention
from innograph.graph.resolve import Node, ResolvedPlan
from innograph.graph.snapshot import snapshot_facts
from innograph.loaders.pipeline import prepare

SHARED = 4
"""One in so many entities keeps its name in every copy, as about a quarter of the real ones stand in several plans."""
DENSE = 10
"""How many times as often as in the real plans entities are mentioned: that makes ten edges a node, as issue 7 asks for."""


@cache
def real_plans() -> tuple[ResolvedPlan, ...]:
    """The bundled plans."""
    return tuple(prepare(facts) for facts in snapshot_facts())


def grown(edges: int, *, mentions: int = DENSE) -> Iterator[ResolvedPlan]:
    """Copies of the real plans, until they have so many edges: types, degrees, sections and figures are theirs."""
    made = 0
    for turn in count():
        for original in real_plans():
            plan = _copy(original, turn, mentions)
            made += edges_of(plan)
            yield plan
            if made >= edges:
                return


def edges_of(plan: ResolvedPlan) -> int:
    """How many edges a plan makes, about (ties that plans share are counted each time)."""
    facts = plan.facts
    own = len(facts.sections) + len(facts.passages) + len(facts.tasks) + 4 * len(facts.figures)
    return own + sum(len(entity.mentions) for entity in facts.entities) + len(facts.relations)


def _copy(original: ResolvedPlan, turn: int, mentions: int) -> ResolvedPlan:
    facts = original.facts
    identity, mark = f"{facts.plan.id}-{turn}", f"~{turn}"
    at = {entity.id: number for number, entity in enumerate(facts.entities)}
    own = {local for local, number in at.items() if turn and number % SHARED}
    tasks = {task.id: f"{identity}.task.{task.number}" for task in facts.tasks}
    local = {passage.id: f"p{number}" for number, passage in enumerate(facts.passages)}
    places = tuple(local.values())
    where = {passage: number for number, passage in enumerate(places)}

    def spread(found: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(
            replace(m, passage=places[(where[local[m.passage]] + 37 * more) % len(places)])
            for m in found
            for more in range(mentions)
        )

    entities = tuple(
        replace(e, name=f"{e.name}{turn}" if e.id in own else e.name, mentions=spread(e.mentions))
        for e in facts.entities
    )
    copied = replace(
        facts,
        plan=replace(facts.plan, id=identity, title=f"{facts.plan.title}{turn}"),
        sections=tuple(replace(s, id=f"{identity}.{s.id}", parent=s.parent and f"{identity}.{s.parent}") for s in facts.sections),
        passages=tuple(
            replace(p, id=local[p.id], section=p.section and f"{identity}.{p.section}") for p in facts.passages
        ),
        tasks=tuple(
            replace(t, id=tasks[t.id], section=t.section and f"{identity}.{t.section}") for t in facts.tasks
        ),
        entities=entities,
        relations=tuple(
            replace(
                r,
                tail=tasks.get(r.tail, r.tail),
                evidence=tuple(replace(e, passage=local[e.passage]) for e in r.evidence),
            )
            for r in facts.relations
        ),
        figures=tuple(replace(f, evidence=replace(f.evidence, passage=local[f.evidence.passage])) for f in facts.figures),
    )  # fmt: skip
    nodes = {key: _node(node, mark) if key in own else node for key, node in original.nodes.items()}
    return replace(original, facts=copied, nodes=nodes, extracted=None)


def _node(node: Node, mark: str) -> Node:
    """The node of a copy: another one of the same type; a lexicon's word on its name does not hold for it."""
    return replace(
        node, id=f"{node.id}{mark}", name=f"{node.name}{mark[1:]}", aliases=(), authority=False,
        ancestors=tuple(f"{each}" for each in node.ancestors),
    )  # fmt: skip
