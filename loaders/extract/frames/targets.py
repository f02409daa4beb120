"""TARGETS: who develops which technology."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Clause, Group, Hit, Segment
from innograph.loaders.extract.frames.base import Found, Role, role_of
from innograph.loaders.extract.scenes import ACTORS, Scene, World

_HEADS = frozenset(
    {"Park", "Platform", "ResearchInstitute", "University", "Firm", "Hospital", "Alliance", "Region", "Fund"}
)
_OF_ITS_OWN = frozenset({"Platform", "University", "ResearchInstitute", "Firm"})
"""Where a section is about one of these, its technologies are that actor's, not the region's."""
_NAMED_FOR = frozenset(
    {"Park", "Platform", "ResearchInstitute", "Firm", "Alliance", "Programme", "Event", "Fund", "Region"}
)
_TOPIC = re.compile(r"^[”\"]*(?:产业|技术|制造|零部件)?(?:等)?(?:领域|方面|方向|产业)$")
_NEED = re.compile(r"(?:满足|服务|面向|针对|围绕|结合|拓展|扩展)[^,]*$")
_NEEDED = re.compile(r"^[”\"]*等?[^,]{0,8}(?:行业|产业|领域|发展|企业)*[^,]{0,4}(?:需求|应用领域)")
_FUSED = re.compile(r"(?:与|和|同)[^,]*$")
_FUSES = re.compile(r"^[”\"]*等?[^,]{0,12}(?:深度)?(?:融合|结合|衔接)")
_GATHER = re.compile(r"聚焦|围绕|集聚|导入|突出|重点发展|面向|培育|打造|发展|形成|推动|建设|开展|瞄准|加快|深化|推进")


@dataclass(slots=True)
class _State:
    """What a segment has said so far."""

    topics: list[Hit] = field(default_factory=list)
    leads: list[Hit] = field(default_factory=list)
    agents: list[Hit] = field(default_factory=list)
    made: list[Hit] = field(default_factory=list)
    seen: list[Hit] = field(default_factory=list)


def named_for(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """An actor whose name holds a technology is about it."""
    done: set[tuple[str, str]] = set()
    for scene in scenes:
        outer = [h for h in scene.hits if not h.inner]
        for hit in scene.hits:
            if not hit.inner or hit.type != "Technology":
                continue
            owner = next((o for o in outer if o.start <= hit.start and hit.end <= o.end), None)
            if owner and owner.type in _NAMED_FOR and (owner.entity.id, hit.entity.id) not in done:
                done.add((owner.entity.id, hit.entity.id))
                yield Found(owner.entity, "TARGETS", hit.entity, scene, (owner,), "named_for", 0.95)
    del world


def targets(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """The technologies that a region and the actors of a clause develop."""
    for scene in scenes:
        if scene.silent:
            continue
        label: tuple[Entity, ...] = ()
        for segment in scene.segments:
            label = _label(segment) or label
            yield from _segment(world, scene, segment, label or scene.places)


def _label(segment: Segment) -> tuple[Entity, ...]:
    """ "环上大科技园:发挥…": an actor's name before a colon is what the passage goes on about."""
    first = segment.clauses[0] if segment.clauses else None
    if first is None or first.mark not in {":", ":"} or len(first.groups) != 1:
        return ()
    group = first.groups[0]
    fits = group.type in {"Park", "Platform", "Region"} and not group.before.strip() and not group.after.strip()
    return tuple(h.entity for h in group.hits) if fits else ()


def _segment(world: World, scene: Scene, segment: Segment, places: tuple[Entity, ...]) -> Iterable[Found]:
    state = _State()
    for clause in segment.clauses:
        for group in clause.groups:
            if group.type == "Technology":
                yield from _field(world, scene, clause, group, state, places)
            elif group.type in ACTORS | {"Region"}:
                yield from _actor(scene, clause, group, state)


def _field(
    world: World, scene: Scene, clause: Clause, group: Group, state: _State, places: tuple[Entity, ...]
) -> Iterable[Found]:
    if _applied(group):
        return
    if (
        _TOPIC.match(group.rest)
        and not state.agents
        and (not group.ahead.strip("“") or group.ahead in {"在", "聚焦", "重点聚焦"})
    ):
        state.topics = list(group.hits)
    state.seen += group.hits
    for hit in group.hits:
        yield from _heads(world, scene, clause, group, hit, state, places)


def _heads(
    world: World, scene: Scene, clause: Clause, group: Group, hit: Hit, state: _State, places: tuple[Entity, ...]
) -> Iterable[Found]:
    for place in places:
        if place.type in _HEADS:
            yield Found(place, "TARGETS", hit.entity, scene, (hit,), "section_subject", 0.75)
    if world.region and not any(p.type in _OF_ITS_OWN for p in places):
        yield Found(world.region, "TARGETS", hit.entity, scene, (hit,), "region_develops", 0.8)
    made = state.made if _GATHER.search(group.ahead) else []
    heads = made or state.agents
    if not state.topics and not (scene.fields and state.leads):
        heads = heads + state.leads
    for head in heads:
        if head.entity is not world.region:
            yield Found(head.entity, "TARGETS", hit.entity, scene, (head, hit), "agent_develops", 0.75)


def _applied(group: Group) -> bool:
    """A field that only needs or takes up what others develop."""
    if _NEED.search(group.before) and _NEEDED.match(group.after):
        return True
    return bool(_FUSED.search(group.before) and _FUSES.match(group.after))


def _actor(scene: Scene, clause: Clause, group: Group, state: _State) -> Iterable[Found]:
    role = role_of(group, clause)
    heads = [h for h in group.hits if h.type in _HEADS]
    if role is Role.LEAD:
        state.leads = heads
        state.made = []
        yield from _topics(scene, heads, state, scene.fields)
    elif role in {Role.AIDED, Role.SUBJECT, Role.WITHIN}:
        state.agents = heads
        state.made = []
        yield from _topics(scene, heads, state, ())
    elif role is Role.MADE and all(h.type in {"Park", "Platform", "ResearchInstitute", "Region"} for h in group.hits):
        state.made = heads if len(heads) <= 3 else []


def _topics(scene: Scene, heads: Sequence[Hit], state: _State, fields: tuple[Entity, ...]) -> Iterable[Found]:
    """Actors named under a topic ("机器人领域,以…为引领") are in that field; else those of a heading's field."""
    for head in heads:
        for topic in state.topics:
            yield Found(head.entity, "TARGETS", topic.entity, scene, (topic, head), "topic_list", 0.85)
        if not state.topics:
            for entity in fields:
                yield Found(head.entity, "TARGETS", entity, scene, (head,), "heading_topic", 0.8)
