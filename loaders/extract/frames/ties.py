"""PARTNERS, and SUPPORTS between actors: who works with whom, who leads or underpins what is built."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Group, Hit, Segment, pattern
from innograph.loaders.extract.frames.base import Found, Role, role_of
from innograph.loaders.extract.scenes import ACTORS, Scene, World

_BUILT = frozenset({"Platform", "Park", "Alliance", "ResearchInstitute", "Fund", "Programme", "Event"})
_PARTY = ACTORS | {"Region"}


def ties(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Partners named by "与…合作", and the actors who build, join or carry what the same segment names."""
    for scene in scenes:
        if not scene.silent:
            for segment in scene.segments:
                yield from _segment(world, scene, segment)


def _segment(world: World, scene: Scene, segment: Segment) -> Iterable[Found]:
    actors: tuple[Hit, ...] = ()
    partners: tuple[Hit, ...] = ()
    for clause in segment.clauses:
        for group in clause.groups:
            role = role_of(group, clause)
            if role is Role.MET and group.type in _PARTY:
                yield from _partners(world, scene, group, actors)
                partners = group.hits
            elif role in {Role.AIDED, Role.SUBJECT, Role.LEAD} and group.type in _PARTY:
                actors = tuple(h for h in group.hits if h.entity is not world.region)
                yield from _subject_with(scene, group)
            elif group.type in _BUILT and actors and pattern("{join}").search(group.before):
                joint = partners if re.search("共建|联合|合作", segment.text) else ()
                yield from _builds(scene, (*actors, *joint), group)
            elif group.type in _BUILT and partners and re.search("共建|联合", group.before):
                yield from _builds(scene, partners, group)


def _partners(world: World, scene: Scene, group: Group, actors: tuple[Hit, ...]) -> Iterable[Found]:
    heads: list[tuple[Entity, tuple[Hit, ...]]] = [(h.entity, (h,)) for h in actors]
    if not heads:
        heads = [(e, ()) for e in scene.places if e.type in _PARTY][:1]
    if not heads and world.region:
        heads = [(world.region, ())]
    for hit in group.hits:
        if hit.type not in _PARTY or hit.entity is world.region or hit.inner:
            continue
        for entity, with_ in heads:
            if entity is not hit.entity:
                yield Found(entity, "PARTNERS", hit.entity, scene, (*with_, hit), "works_with", 0.8)


def _subject_with(scene: Scene, group: Group) -> Iterable[Found]:
    """ "甲、乙联合开发": two subjects joined by 联合 work together."""
    if (
        re.match(r"^[”\"]*(?:联合|合作|携手|共同)(?:开发|研发|研制|攻关|共建|建设)", group.after)
        and len(group.hits) == 2
    ):
        left, right = group.hits
        yield Found(left.entity, "PARTNERS", right.entity, scene, (left, right), "jointly", 0.8)


def _builds(scene: Scene, actors: Sequence[Hit], group: Group) -> Iterable[Found]:
    for actor in actors:
        for hit in group.hits:
            if hit.type in _BUILT and hit.entity is not actor.entity:
                yield Found(actor.entity, "SUPPORTS", hit.entity, scene, (actor, hit), "builds", 0.7)
