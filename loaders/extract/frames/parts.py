"""PART_OF: components, branches and sub-areas."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Clause, adjacent
from innograph.loaders.extract.frames.base import APART, Found, Role
from innograph.loaders.extract.frames.steps import all_steps
from innograph.loaders.extract.scenes import SITES, Scene, World

_ETC = re.compile(
    r"^[”\"]*等(?:为代表的|前沿|新兴|重点|关键|高端|核心|先进|特色|优势|突破性|绿色|高附加值|战略性|未来)*[“\"]?$"
)
_BODY = re.compile(r"^[”\"]*(?:企业|产品|服务|机构|平台)")


def kinds(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Technology PART_OF Technology for an explicit "A、B等Y"."""
    del world
    for scene in scenes:
        for segment in scene.segments:
            for clause in segment.clauses:
                yield from _listed(scene, clause)


def _listed(scene: Scene, clause: Clause) -> Iterable[Found]:
    for group, following in zip(clause.groups, clause.groups[1:], strict=False):
        if group.type != "Technology" or following.type != "Technology" or not _ETC.match(group.after):
            continue
        if _BODY.match(following.rest):
            continue
        whole = following.hits[0]
        for hit in group.hits:
            yield Found(hit.entity, "PART_OF", whole.entity, scene, (hit, whole), "listed_kinds", 0.9)


def areas(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Sub-areas of the plan's region, areas beside the name of a wider one, and the region's own city where the text says so."""
    region = world.region
    for scene in scenes:
        yield from _said(scene)
        for left, right in adjacent(scene.hits):
            if left.type == right.type == "Region" and right.entity is not region:
                yield Found(right.entity, "PART_OF", left.entity, scene, (left, right), "adjacent_areas", 0.8)
        if region is None:
            continue
        for step in all_steps(world, scene):
            for hit in step.group.hits:
                if hit.type != "Region" or (scene.silent and not world.named_inside(hit.entity.name)):
                    continue
                if step.role not in APART and world.inside(hit.entity):
                    placed = step.role is Role.MADE and any(
                        e.type in SITES and e is not hit.entity for e in scene.places
                    )
                    others = any(h.type == "Region" and h.entity is not region for h in step.agents)
                    placed = placed or (step.role is Role.MADE and others)
                    aided = re.search(r"支援|帮扶|对口", step.group.before)
                    if not placed and not aided and hit.entity is not world.parent:
                        yield Found(hit.entity, "PART_OF", region, scene, (hit,), "area_of_region", 0.7)
    if region and world.parent:
        yield from _city(world, region, world.parent, scenes)


def _city(world: World, region: Entity, parent: Entity, scenes: Sequence[Scene]) -> Iterable[Found]:
    """The region belongs to its city where the text writes the one before the other, or names both in one sentence."""
    pairs = [a + o for a in world.forms[parent.id] for o in world.own_forms]
    for scene in scenes:
        text = scene.passage.text
        named = [h for h in scene.hits if h.entity is region or h.entity is parent]
        both = {h.entity.id for h in named} == {region.id, parent.id}
        if not both and not any(pair in text for pair in pairs):
            continue
        hits = tuple(named) or scene.hits[:1]
        if region.type == "Park":
            yield Found(parent, "HOSTS", region, scene, hits, "city_named", 0.8)
        else:
            yield Found(region, "PART_OF", parent, scene, hits, "city_named", 0.8)
        return


_UNDER = re.compile(r"^(?:\((?:含|包括|下设)?|下属|下设|旗下|所属)[“\"]?$")
_OPENED, _CLOSED = re.compile(r"\([“\"]?"), re.compile(r"[”\"]?\)")
_SAME = frozenset({"Park", "ResearchInstitute", "Platform", "Firm", "Region"})


def _said(scene: Scene) -> Iterable[Found]:
    """ "甲(含乙)", "甲下属乙": what the words between two names say outright; "甲、乙纳入丙范围" likewise."""
    outer = [h for h in scene.hits if not h.inner]
    text = scene.passage.text
    for left, right in pairwise(outer):
        gap = text[left.end : right.start]
        # A name in brackets right behind another is its other name: 甲实验室(乙省实验室).
        renamed = _OPENED.fullmatch(gap) and _CLOSED.match(text, right.end)
        if left.type == right.type and left.type in _SAME and _UNDER.match(gap) and not renamed:
            yield Found(right.entity, "PART_OF", left.entity, scene, (left, right), "under", 0.85)
    for segment in scene.segments:
        for clause in segment.clauses:
            for group, whole in pairwise(clause.groups):
                if group.type in SITES and whole.type in SITES and re.search(r"纳入[^,]{0,4}$", whole.before):
                    for hit in group.hits:
                        yield Found(
                            hit.entity, "PART_OF", whole.hits[0].entity, scene, (hit, whole.hits[0]), "included", 0.85
                        )
