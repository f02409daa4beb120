"""PARTNERS, and SUPPORTS between actors: who works with whom, who leads or underpins what is built."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Group, Hit, pattern
from innograph.loaders.extract.frames.base import Found, Role
from innograph.loaders.extract.frames.steps import Step, all_steps
from innograph.loaders.extract.scenes import ACTORS, SITES, Scene, World

_BUILT = frozenset({"Platform", "Park", "Alliance", "ResearchInstitute", "Fund", "Programme", "Event"})
_PARTY = ACTORS | {"Region"}


def ties(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Partners named by "与…合作", and the actors who build, join or carry what the same segment names."""
    for scene in scenes:
        if scene.silent:
            continue
        for step in all_steps(scene):
            if step.role is Role.MET and step.group.type in _PARTY:
                yield from _partners(world, scene, step)
            elif step.role is Role.SUBJECT:
                yield from _subject_with(scene, step.group)
            if step.group.type in _BUILT and step.role in {Role.MADE, Role.NONE}:
                yield from _built(world, scene, step)


def _partners(world: World, scene: Scene, step: Step) -> Iterable[Found]:
    heads: list[tuple[Entity, tuple[Hit, ...]]] = [
        (h.entity, (h,)) for h in step.agents or step.leads if h.entity is not world.region and h.type in _PARTY
    ]
    if not heads:
        heads = [(e, ()) for e in scene.places if e.type in _PARTY][:1]
    if not heads and world.region:
        heads = [(world.region, ())]
    for hit in step.group.hits:
        if hit.type not in _PARTY or hit.entity is world.region or hit.inner:
            continue
        for entity, with_ in heads:
            if entity is not hit.entity:
                yield Found(entity, "PARTNERS", hit.entity, scene, (*with_, hit), "works_with", 0.8)


def _subject_with(scene: Scene, group: Group) -> Iterable[Found]:
    """ "甲、乙联合开发": two subjects joined by 联合 work together."""
    if (
        re.match(r"^[”\"]*(?:联合|合作|携手|共同)(?:开发|研发|研制|攻关|共建|建设|完成)", group.after)
        and len(group.hits) == 2
    ):
        left, right = group.hits
        yield Found(left.entity, "PARTNERS", right.entity, scene, (left, right), "jointly", 0.8)


def _built(world: World, scene: Scene, step: Step) -> Iterable[Found]:
    """Who acts, relies on or is met in building something supports it; a single school or hospital that builds it holds it."""
    if not pattern("{join}").search(step.group.ahead):
        return
    acting = step.agents or step.leads
    actors = [h for h in (*acting, *step.partners) if h.entity is not world.region and h.type not in SITES]
    actors += [h for h in step.agents if h.type in SITES and h.entity is not world.region and _carries(step.group)]
    for actor in actors:
        for hit in step.group.hits:
            if hit.type in _BUILT and hit.entity is not actor.entity:
                yield Found(actor.entity, "SUPPORTS", hit.entity, scene, (actor, hit), "builds", 0.7)


def _carries(group: Group) -> bool:
    return group.type in {"Programme", "Alliance"}
