"""PART_OF: components, branches and sub-areas."""

import re
from collections.abc import Iterable, Sequence

from innograph.loaders.extract.clauses import Clause, adjacent
from innograph.loaders.extract.frames.base import Found
from innograph.loaders.extract.scenes import Scene, World

_ETC = re.compile(r"^[”\"]*等(?:[^,、。;的]{0,6})?[“\"]?$")


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
        whole = following.hits[0]
        for hit in group.hits:
            yield Found(hit.entity, "PART_OF", whole.entity, scene, (hit, whole), "listed_kinds", 0.9)


def areas(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Sub-areas of the plan's region, areas named after a wider one, and the region's own city where the text says so."""
    region, parent = world.region, world.parent
    for scene in scenes:
        for hit in scene.hits:
            if region and hit.type == "Region" and world.inside(hit.entity):
                yield Found(hit.entity, "PART_OF", region, scene, (hit,), "area_of_region", 0.7)
        for left, right in adjacent(scene.hits):
            if left.type == right.type == "Region":
                yield Found(right.entity, "PART_OF", left.entity, scene, (left, right), "adjacent_areas", 0.8)
        if region and parent:
            yield from _city(world, scene)


def _city(world: World, scene: Scene) -> Iterable[Found]:
    region, parent = world.region, world.parent
    if region is None or parent is None:
        return
    for form in world.own_forms:
        for above in world.forms[parent.id]:
            if above + form in scene.passage.text:
                hits = tuple(h for h in scene.hits if h.entity is region or h.entity is parent)[:2]
                if hits:
                    if region.type == "Park":
                        yield Found(parent, "HOSTS", region, scene, hits, "city_named", 0.8)
                    else:
                        yield Found(region, "PART_OF", parent, scene, hits, "city_named", 0.8)
                return
