"""Resolution: one plan's facts with every local entity tied to a node of the graph, ready for the store."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from innograph.graph.identity import Authority, Identity, Scope, fold, identify, pinyin, slug, transliterate
from innograph.graph.judgements import NONE, Judgements, Member
from innograph.graph.records import Entity, Evidence, Figure, PlanFacts, Relation

_NOTE = re.compile(r"[((][^()()]*[))]$")


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph. `id` is URL-safe and the same after every load.

    `name_en_source` is "lexicon", "transliteration" or "". `ancestors` are ids of broader technologies, by lexicon.
    `authority` says that the name comes from a lexicon, a rule that completes it or a judgement, so that plans do not
    vote on it. `reasons` says why the local entities that share this node are one, as {name: reason}.
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
class Named:
    """What lexicons and rules alone make of one plan: the node of each local entity id, the indicator of each figure id."""

    nodes: Mapping[str, Node]
    indicators: Mapping[str, IndicatorNode]


@dataclass(frozen=True, slots=True)
class ResolvedPlan:
    """One plan, ready to be written.

    `nodes` maps each local entity id to its node (several local ids may share one); `indicators` each figure id to its
    indicator. `policy` is the local id of the plan's own Policy entity, `region` that of the issuing Region; or "".
    `extracted` holds the facts as they were read where judgements made two entities of one, else None.
    """

    facts: PlanFacts
    nodes: Mapping[str, Node]
    indicators: Mapping[str, IndicatorNode]
    policy: str = ""
    region: str = ""
    extracted: PlanFacts | None = None


def resolve(facts: PlanFacts, scope: Scope, authority: Authority, judgements: Judgements = NONE) -> ResolvedPlan:
    """Tie every local entity and figure of one plan to its node of the graph.

    Depends on nothing but the plan, its place, the authority and the judgements: the order in which plans are loaded is
    of no account.
    """
    return judged(facts, named(facts, scope, authority), judgements)


def named(facts: PlanFacts, scope: Scope, authority: Authority) -> Named:
    """What lexicons and rules make of one plan, before any judgement; nearly all of the work."""
    return Named(
        nodes={entity.id: resolve_entity(entity, scope, authority) for entity in facts.entities},
        indicators={figure.id: indicator_node(figure) for figure in facts.figures},
    )


def judged(facts: PlanFacts, named: Named, judgements: Judgements = NONE) -> ResolvedPlan:
    """The plan as judgements leave it, from what lexicons and rules made of it."""
    nodes = dict(named.nodes)
    split = _set_apart(facts, nodes, judgements)
    for entity in split.entities:
        nodes[entity.id] = _judged(entity, nodes[entity.id.partition("~")[0]], judgements)
    by_name = {(e.type, fold(e.name)): e.id for e in split.entities}
    return ResolvedPlan(
        facts=split,
        nodes={entity.id: nodes[entity.id] for entity in split.entities},
        indicators=named.indicators,
        policy=next((by_name[key] for key in _title_keys(facts.plan.title) if key in by_name), ""),
        region=_region_of(split),
        extracted=None if split is facts else facts,
    )


def _title_keys(title: str) -> tuple[tuple[str, str], ...]:
    """The plan's own title as a Policy's name, with and without a note such as (征求意见稿) behind it."""
    return tuple(("Policy", fold(t)) for t in dict.fromkeys((title, _NOTE.sub("", title))))


def resolve_entity(entity: Entity, scope: Scope, authority: Authority) -> Node:
    """The node of one entity: the first of its forms that the authority knows decides, else its full name."""
    names = (entity.name, *entity.aliases)
    identities = [identify(n, entity.type, scope, authority) for n in names]
    chosen = next((i for i in identities if i.known), identities[0])
    known = chosen.known
    shown = chosen.name or entity.name
    english = known.name_en if known else ""
    ancestors = authority.ancestors(known.name) if known and entity.type == "Technology" else ()
    return Node(
        id=chosen.id,
        name=shown,
        type=entity.type,
        name_en=english or transliterate(shown),
        name_en_source="lexicon" if english else "transliteration",
        pinyin=pinyin(shown),
        aliases=tuple(f for f in known.forms if f != known.name) if known else (),
        kind=entity.kind or (known.kind if known else ""),
        ancestors=tuple(identify(a, "Technology", scope, authority).id for a in ancestors),
        authority=bool(chosen.name),
        reasons=dict(entity.reasons) | {n: _why(i) for n, i in zip(names, identities, strict=True) if i.reasons},
    )


def _why(identity: Identity) -> str:
    return "; ".join(identity.reasons)


def _region_of(facts: PlanFacts) -> str:
    region = fold(facts.plan.region)
    for entity in facts.entities:
        if entity.type == "Region" and region and region in {fold(n) for n in (entity.name, *entity.aliases)}:
            return entity.id
    return ""


# Judgements.


def _judged(entity: Entity, node: Node, judgements: Judgements) -> Node:
    """The node as judgements leave it: a form set apart has its own, nodes judged the same have their common one."""
    apart = judgements.set_apart(node.id).get(fold(entity.name))
    if apart:
        reasons = {entity.name: "; ".join(judgements.reasons(apart.id))}
        node = replace(_renamed(node, apart), aliases=(), ancestors=(), kind=entity.kind, reasons=reasons)
    same = judgements.representative(node.id)
    if same:
        why = {entity.name: "; ".join(judgements.reasons(node.id))}
        node = replace(_renamed(node, same), reasons={**node.reasons, **why})
    if any(judgements.redirect(a) for a in node.ancestors):
        node = replace(node, ancestors=tuple(judgements.redirect(a) or a for a in node.ancestors))
    return node


def _renamed(node: Node, member: Member) -> Node:
    source = node.name_en_source
    return replace(
        node,
        id=member.id,
        name=member.name,
        type=member.type,
        name_en=node.name_en if source == "lexicon" and not member.set_apart_from else transliterate(member.name),
        name_en_source=source if not member.set_apart_from else "transliteration",
        pinyin=pinyin(member.name),
        authority=True,
    )


def _set_apart(facts: PlanFacts, nodes: Mapping[str, Node], judgements: Judgements) -> PlanFacts:
    """The facts with an entity of its own for every form that was set apart from others the plan has for the entity."""
    entities: list[Entity] = []
    parts: dict[str, list[Entity]] = {}
    for entity in facts.entities:
        forms = judgements.set_apart(nodes[entity.id].id)
        pieces = _pieces(entity, [n for n in (entity.name, *entity.aliases) if fold(n) in forms]) if forms else [entity]
        entities += pieces
        if len(pieces) > 1:
            parts[entity.id] = pieces
    if not parts:
        return facts
    relations = tuple(part for relation in facts.relations for part in _relation_parts(relation, parts))
    return replace(facts, entities=tuple(entities), relations=relations)


def _pieces(entity: Entity, apart: Sequence[str]) -> list[Entity]:
    """What stays of an entity, under its id, and an entity for each form set apart (ids e7~1, e7~2…)."""
    kept = [n for n in (entity.name, *entity.aliases) if n not in apart]
    groups = [kept, *({fold(n): [m for m in apart if fold(m) == fold(n)] for n in apart}.values())]
    made: list[Entity] = []
    for names in groups:
        surfaces = {fold(n) for n in names}
        mentions = tuple(m for m in entity.mentions if fold(m.surface) in surfaces)
        if names and mentions:
            name = entity.name if entity.name in names else max(names, key=lambda n: (len(n), n))
            made.append(
                replace(
                    entity,
                    id=f"{entity.id}~{len(made)}" if made else entity.id,
                    name=name,
                    aliases=tuple(n for n in names if n != name),
                    mentions=mentions,
                    reasons={n: r for n, r in entity.reasons.items() if n in names},
                )
            )
    return made or [entity]


def _relation_parts(relation: Relation, parts: Mapping[str, Sequence[Entity]]) -> list[Relation]:
    """A relation shared out: each sentence goes to the forms that stand in it, to the first where none or several do."""
    shared: dict[tuple[str, str], list[Evidence]] = {}
    for place in relation.evidence:
        ends = (_named_in(parts[end], place) if end in parts else end for end in (relation.head, relation.tail))
        head, tail = ends
        shared.setdefault((head, tail), []).append(place)
    return [replace(relation, head=h, tail=t, evidence=tuple(found)) for (h, t), found in shared.items()]


def _named_in(pieces: Sequence[Entity], place: Evidence) -> str:
    inside = [e.id for e in pieces if any(place.start <= m.start and m.end <= place.end for m in e.mentions)]
    near = inside or [e.id for e in pieces if any(m.passage == place.passage for m in e.mentions)]
    return near[0] if len(near) == 1 else pieces[0].id


# Indicators.

_COUNT_TAIL = re.compile(r"(?:总量|总数|数量|总额|数|规模|个数|家数)$")
_COUNT_UNITS = frozenset({"家", "个", "项", "件", "人", "名", "所", "座", "条"})


def indicator_stem(figure: Figure) -> str:
    """The folded name of what a figure counts, without words that only say that it is counted."""
    stem = fold(figure.name)
    if (figure.norm_unit or figure.unit) in _COUNT_UNITS or figure.unit in _COUNT_UNITS:
        stem = _COUNT_TAIL.sub("", stem) or stem
    return stem


def indicator_node(figure: Figure) -> IndicatorNode:
    """The indicator that a figure is for: its name without quantity words, its base unit and its measure."""
    unit = figure.norm_unit or figure.unit
    stem = indicator_stem(figure)
    digest = hashlib.sha256(f"{stem}|{unit}|{figure.measure}".encode()).hexdigest()[:8]
    return IndicatorNode(f"indicator-{slug(stem, 40)}-{digest}", figure.name, unit, figure.measure)
