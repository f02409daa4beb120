"""Two plans side by side: two versions, two periods of one place, or two places.

What one of them does not say is listed as not said by it, never as not being there. Ties and entities are compared by
node, with each plan's own region in the place of "the region", so that two districts' plans can be compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from innograph.graph import merge
from innograph.graph.errors import NotFoundError
from innograph.graph.evidence import Sentence, sentence_in
from innograph.graph.model import ontology
from innograph.graph.records import PlanMeta
from innograph.graph.resolve import Node, ResolvedPlan
from innograph.graph.store import Store
from innograph.graph.targets import Matched, Stated, match_figures, stated_figures

_OWN = "@region"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans, and how much of it was searched."""

    plan: str
    title: str
    region: str
    start_year: int | None
    end_year: int | None
    passages: int


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that a plan names, with the first sentence that does."""

    id: str
    name: str
    type: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge that a plan states, with the first sentence that does."""

    head: str
    head_name: str
    type: str
    tail: str
    tail_name: str
    commitment: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Only:
    """What one side alone says; `a` and `b` are what vanishes and what appears from a to b."""

    a: tuple[Named, ...]
    b: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans compared.

    `kind` is "versions" (same place, same period), "periods" or "places". Of entities and ties, what only one says, and
    how many both say; `ties_differ` holds ties both state with another commitment. `targets` are figures of one
    indicator side by side; `targets_a` and `targets_b` those that the other has none to set beside.
    """

    a: Side
    b: Side
    kind: str
    actors: Only
    technologies: Only
    others: Only
    shared: Mapping[str, int]
    ties_a: tuple[Tie, ...]
    ties_b: tuple[Tie, ...]
    ties_differ: tuple[tuple[Tie, Tie], ...]
    targets: tuple[Matched, ...]
    targets_a: tuple[Stated, ...]
    targets_b: tuple[Stated, ...]


def compare_plans(store: Store, a: str, b: str) -> Comparison:
    """Compare two loaded plans by id; raises NotFoundError for one that is not there."""
    return compare(loaded(store, a), loaded(store, b))


def loaded(store: Store, plan: str) -> ResolvedPlan:
    """A loaded plan as it was resolved; raises NotFoundError naming those there are."""
    found = store.resolved(plan)
    if found is None:
        raise NotFoundError(
            f"no plan {plan!r} is loaded; there are: {', '.join(p.id for p in store.plans()) or 'none'}"
        )
    return found


def compare(a: ResolvedPlan, b: ResolvedPlan) -> Comparison:
    """Compare two resolved plans."""
    named = [_named(a), _named(b)]
    ties = [_ties(a), _ties(b)]
    matched, only_a, only_b = match_figures(stated_figures(a.facts), stated_figures(b.facts))
    both = ties[0].keys() & ties[1].keys()
    differ = tuple((ties[0][k], ties[1][k]) for k in sorted(both) if ties[0][k].commitment != ties[1][k].commitment)
    groups = {group: _only(named[0], named[1], group) for group in ("actors", "technologies", "others")}
    shared = {g: sum(_group(named[0][k].type) == g for k in named[0].keys() & named[1].keys()) for g in groups}
    return Comparison(
        a=_side(a),
        b=_side(b),
        kind=_kind(a.facts.plan, b.facts.plan),
        actors=groups["actors"],
        technologies=groups["technologies"],
        others=groups["others"],
        shared={**shared, "ties": len(both)},
        ties_a=tuple(ties[0][k] for k in sorted(ties[0].keys() - both)),
        ties_b=tuple(ties[1][k] for k in sorted(ties[1].keys() - both)),
        ties_differ=differ,
        targets=matched,
        targets_a=only_a,
        targets_b=only_b,
    )


def _side(resolved: ResolvedPlan) -> Side:
    plan = resolved.facts.plan
    return Side(plan.id, plan.title, plan.region, plan.start_year, plan.end_year, len(resolved.facts.passages))


def _kind(a: PlanMeta, b: PlanMeta) -> str:
    if a.region != b.region:
        return "places"
    return "versions" if (a.start_year, a.end_year) == (b.start_year, b.end_year) else "periods"


def _named(resolved: ResolvedPlan) -> dict[str, Named]:
    """The plan's entities by node id, its own region and its own title left out."""
    skip = {resolved.region, resolved.policy} - {""}
    found: dict[str, Named] = {}
    for entity in resolved.facts.entities:
        node = resolved.nodes[entity.id]
        if entity.id not in skip and entity.mentions and node.id not in found:
            first = min(entity.mentions, key=lambda m: (m.start, m.end))
            sentence = sentence_in(resolved.facts, first.passage, first.start, first.end)
            found[node.id] = Named(node.id, _shown(node, entity.name), node.type, sentence)
    return found


def _shown(node: Node, said: str) -> str:
    return node.name if node.authority else said


def _group(type_: str) -> str:
    if type_ == "Technology":
        return "technologies"
    return "actors" if "Actor" in ontology().labels(type_) else "others"


def _only(a: Mapping[str, Named], b: Mapping[str, Named], group: str) -> Only:
    sides = [
        sorted(
            (v for k, v in one.items() if k not in other and _group(v.type) == group), key=lambda n: (n.type, n.name)
        )
        for one, other in ((a, b), (b, a))
    ]
    return Only(tuple(sides[0]), tuple(sides[1]))


def _ties(resolved: ResolvedPlan) -> dict[tuple[str, str, str], Tie]:
    """The plan's edges by their ends, the plan's own region put as such; tasks are a plan's own and left out."""
    own = resolved.nodes[resolved.region].id if resolved.region else ""
    names = {resolved.nodes[e.id].id: _shown(resolved.nodes[e.id], e.name) for e in reversed(resolved.facts.entities)}
    found = {}
    for key, rows in merge.relations_of(resolved, ontology()).items():
        if key.tail in names:
            first = min(rows)
            best = merge.edge_properties(rows)["commitment"]
            passage = _local(resolved, first.passage)
            sentence = sentence_in(resolved.facts, passage, first.start, first.end)
            ends = tuple(_OWN if end == own else end for end in (key.head, key.tail))
            if ontology().edge(key.type).undirected:
                ends = tuple(sorted(ends))
            tie = Tie(key.head, names[key.head], key.type, key.tail, names[key.tail], best, sentence)
            found[(ends[0], key.type, ends[1])] = tie
    return found


def _local(resolved: ResolvedPlan, passage: str) -> str:
    """A passage's id as the plan's facts have it."""
    ids = {merge.scoped(resolved.facts.plan.id, passage): passage, passage: passage}
    plan = resolved.facts.plan.id
    bare = passage.removeprefix(f"{plan}.")
    return next((p.id for p in resolved.facts.passages if p.id in {passage, bare}), ids[passage])


def summary(found: Comparison) -> Iterable[str]:
    """The comparison for a person; sentences stand in JSON and below targets."""
    for side in (found.a, found.b):
        years = f"{side.start_year}-{side.end_year}" if side.end_year else "no years"
        yield f"{side.plan}: {side.title} ({side.region or 'no region'}, {years}; {side.passages} passages searched)"
    yield "What only one of them says is not said to be absent from the other's place."
    for name, only in (("actors", found.actors), ("technologies", found.technologies), ("others", found.others)):
        yield f"{name}: {found.shared[name]} in both"
        yield f"  only {found.a.plan} ({len(only.a)}): {_names(only.a)}"
        yield f"  only {found.b.plan} ({len(only.b)}): {_names(only.b)}"
    yield f"ties: {found.shared['ties']} in both"
    for side, ties in ((found.a, found.ties_a), (found.b, found.ties_b)):
        yield f"  only {side.plan} ({len(ties)}): {'; '.join(_tie(t) for t in ties[:10])}{' …' if len(ties) > 10 else ''}"
    for one, other in found.ties_differ:
        yield f"  {_tie(one)}: {one.commitment or 'not said'} -> {other.commitment or 'not said'}"
    yield f"targets side by side ({len(found.targets)}):"
    for pair in found.targets:
        yield from _pair_lines(found, pair)
    for side, figures in ((found.a, found.targets_a), (found.b, found.targets_b)):
        yield f"figures only {side.plan} states ({len(figures)}): {'; '.join(f.said for f in figures[:12])}"


def _names(named: Sequence[Named]) -> str:
    shown = "、".join(n.name for n in named[:15])
    return shown + (" …" if len(named) > 15 else "")


def _tie(tie: Tie) -> str:
    return f"{tie.head_name} {tie.type} {tie.tail_name}"


def _pair_lines(found: Comparison, pair: Matched) -> Iterable[str]:
    verdict = "comparable" if pair.comparable else "not comparable"
    yield f"  {pair.indicator}: {verdict}{': ' + '; '.join(pair.reasons) if pair.reasons else ''}"
    for side, figure in ((found.a, pair.a), (found.b, pair.b)):
        s = figure.sentence
        quoted = f"  {s.before}【{s.marked}】{s.after}" if s.text else ""
        yield f"    {side.region or side.plan}: {figure.said}{quoted}"
