"""PARTNERS, and SUPPORTS between actors: who works with whom, who leads or underpins what is built."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Group, Hit, pattern
from innograph.loaders.extract.frames.base import Found, Role
from innograph.loaders.extract.frames.steps import Step, all_steps
from innograph.loaders.extract.scenes import ACTORS, SITES, Scene, World

_BUILT = frozenset({"Platform", "Park", "Alliance", "ResearchInstitute", "Fund", "Programme", "Event"})
_PERSON = re.compile(r"^[^,、]{0,4}(?:院士|教授|研究员|专家|博士|团队)")
"""A person of an organisation, or a team: not the organisation itself."""
_PARTY = ACTORS | {"Region"}


def ties(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Partners named by "与…合作", and the actors who build, join or carry what the same segment names."""
    for scene in scenes:
        if scene.silent:
            continue
        for step in all_steps(world, scene):
            if step.role is Role.MET and step.group.type in _PARTY:
                yield from _partners(world, scene, step)
            elif step.role in {Role.SUBJECT, Role.AIDED}:
                yield from _jointly(world, scene, step.group)
            if step.group.type in _BUILT and step.role in {Role.MADE, Role.NONE}:
                yield from _built(world, scene, step)


def _partners(world: World, scene: Scene, step: Step) -> Iterable[Found]:
    heads: list[tuple[Entity, tuple[Hit, ...]]] = [
        (h.entity, (h,))
        for h in step.agents or tuple(h for h in step.leads if h.type == "Firm")
        if h.entity is not world.region and h.type in _PARTY
    ]
    if not heads:
        heads = [(h.entity, (h,)) for h in _first_party(step) if h.entity is not world.region]
    if not heads:
        heads += [(e, ()) for e in scene.places if e.type in _PARTY][:1]
    if not heads and world.region:
        heads = [(world.region, ())]
    if _PERSON.match(step.group.after):
        return
    for hit in step.group.hits:
        if hit.type not in _PARTY or hit.entity is world.region or hit.inner:
            continue
        for entity, with_ in heads:
            if entity is not hit.entity:
                yield Found(entity, "PARTNERS", hit.entity, scene, (*with_, hit), "works_with", 0.8)


def _first_party(step: Step) -> Sequence[Hit]:
    """ "由甲与乙联合出资": the list that "与" joins this one to."""
    groups = step.clause.groups
    place = next(i for i, g in enumerate(groups) if g is step.group)
    if place == 0 or step.group.before not in {"与", "同", "联合", "携手"} or groups[place - 1].type not in _PARTY:
        return ()
    return groups[place - 1].hits


def _jointly(world: World, scene: Scene, group: Group) -> Iterable[Found]:
    """ "甲、乙联合开发": two that a verb of joint work follows work together; "推动甲与本区共建": with the region."""
    if world.region and re.match(r"^[”\"]*等?[^,]{0,4}与[本我](?:区|市|县|省)", group.rest):
        for hit in group.hits:
            yield Found(world.region, "PARTNERS", hit.entity, scene, (hit,), "with_region", 0.8)
    joint = re.match(r"^[”\"]*(?:在[^,]{1,6})?(?:联合(?!体)|合作|携手|共同|共建|协同攻关)", group.after)
    if joint and len(group.hits) == 2:
        left, right = group.hits
        yield Found(left.entity, "PARTNERS", right.entity, scene, (left, right), "jointly", 0.8)


def _built(world: World, scene: Scene, step: Step) -> Iterable[Found]:
    """Who acts, relies on or is met in building something supports it; a single school or hospital that builds it holds it."""
    ahead = step.group.ahead
    if not pattern("{join}|聚焦").search(ahead) or re.search("入选|获评|荣获|获得", ahead):
        return
    agents = step.agents if re.search("组建|牵头|共建|联合|承担|实施|启动|争取|参与", ahead) else step.near_agents
    acting = agents or step.near_leads or (step.leads if step.group.type == "Programme" else ())
    actors = [h for h in acting if h.type not in SITES and h.type != "Fund"]
    actors += [h for h in step.agents if h.type in SITES and _carries(step.group)]
    for actor in (*actors, *step.partners):
        for hit in step.group.hits:
            if hit.type not in _BUILT or actor.entity is world.region or hit.entity.name.startswith(actor.entity.name):
                continue
            yield Found(actor.entity, "SUPPORTS", hit.entity, scene, (actor, hit), "builds", 0.7)
            single = len(actors) == 1 and not step.partners and actor.type in {"University", "Hospital"}
            built = re.search("建设|设立|组建", ahead) and "牵头" not in ahead
            if single and built and hit.type in {"Platform", "ResearchInstitute"}:
                yield Found(actor.entity, "HOSTS", hit.entity, scene, (actor, hit), "holds", 0.65)


def _carries(group: Group) -> bool:
    return group.type in {"Programme", "Alliance"}
