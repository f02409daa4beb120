"""Resolution: one plan's facts with every local entity tied to a node of the graph, ready for the store."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from innograph.graph.identity import Authority, Identity, Scope, fold, identify, slug, transliterate
from innograph.graph.records import Entity, Figure, PlanFacts


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph. `id` is URL-safe and the same after every load.

    `name_en_source` is "lexicon", "transliteration" or "". `ancestors` are ids of broader technologies, by lexicon.
    `authority` says that the name comes from a lexicon or a judgement, so that plans do not vote on it. `reasons` says
    why the local entities that share this node are one, as {name: reason}.
    """

    id: str
    name: str
    type: str
    name_en: str = ""
    name_en_source: str = ""
    pinyin: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    ancestors: tuple[str, ...] = ()
    authority: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorNode:
    """An indicator of the graph, shared by every plan that states a figure for it."""

    id: str
    name: str
    unit: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedPlan:
    """One plan, ready to be written.

    `nodes` maps each local entity id to its node (several local ids may share one); `indicators` each figure id to its
    indicator. `policy` is the local id of the plan's own Policy entity, `region` that of the issuing Region; or "".
    """

    facts: PlanFacts
    nodes: Mapping[str, Node]
    indicators: Mapping[str, IndicatorNode]
    policy: str = ""
    region: str = ""


def resolve(facts: PlanFacts, scope: Scope, authority: Authority) -> ResolvedPlan:
    """Tie every local entity and figure of one plan to its node of the graph.

    Depends on nothing but the plan, its place and the authority: the order in which plans are loaded is of no account.
    """
    nodes = {entity.id: resolve_entity(entity, scope, authority) for entity in facts.entities}
    indicators = {figure.id: indicator_node(figure) for figure in facts.figures}
    by_name = {(e.type, fold(e.name)): e.id for e in facts.entities}
    return ResolvedPlan(
        facts=facts,
        nodes=nodes,
        indicators=indicators,
        policy=by_name.get(("Policy", fold(facts.plan.title)), ""),
        region=_region_of(facts),
    )


def resolve_entity(entity: Entity, scope: Scope, authority: Authority) -> Node:
    """The node of one entity: the first of its forms that the authority knows decides, else its full name."""
    identities = [identify(n, entity.type, scope, authority) for n in (entity.name, *entity.aliases)]
    chosen = next((i for i in identities if i.known), identities[0])
    known = chosen.known
    name_en = known.name_en if known else ""
    ancestors = authority.ancestors(known.name) if known and entity.type == "Technology" else ()
    return Node(
        id=chosen.id,
        name=known.name if known else entity.name,
        type=entity.type,
        name_en=name_en or transliterate(entity.name),
        name_en_source="lexicon" if name_en else "transliteration",
        pinyin=transliterate(known.name if known else entity.name),
        aliases=tuple(f for f in known.forms if f != known.name) if known else (),
        kind=entity.kind or (known.kind if known else ""),
        ancestors=tuple(identify(a, "Technology", scope, authority).id for a in ancestors),
        authority=known is not None,
        reasons=dict(entity.reasons) | {n: "; ".join(i.reasons) for n, i in _named(entity, identities) if i.reasons},
    )


def _named(entity: Entity, identities: list[Identity]) -> Iterable[tuple[str, Identity]]:
    return zip((entity.name, *entity.aliases), identities, strict=True)


def _region_of(facts: PlanFacts) -> str:
    region = fold(facts.plan.region)
    for entity in facts.entities:
        if entity.type == "Region" and region and region in {fold(n) for n in (entity.name, *entity.aliases)}:
            return entity.id
    return ""


_COUNT_TAIL = re.compile(r"(?:总量|总数|数量|总额|数|规模|个数|家数)$")
_COUNT_UNITS = frozenset({"家", "个", "项", "件", "人", "名", "所", "座", "条"})


def indicator_node(figure: Figure) -> IndicatorNode:
    """The indicator that a figure is for: its name without quantity words, its base unit and its measure."""
    unit = figure.norm_unit or figure.unit
    stem = fold(figure.name)
    if unit in _COUNT_UNITS or figure.unit in _COUNT_UNITS:
        stem = _COUNT_TAIL.sub("", stem) or stem
    digest = hashlib.sha256(f"{stem}|{unit}|{figure.measure}".encode()).hexdigest()[:8]
    return IndicatorNode(f"indicator-{slug(stem, 40)}-{digest}", figure.name, unit, figure.measure)
