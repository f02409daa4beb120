"""HOSTS and SUPPORTS of the plan's region and its places: what is set up, held or carried out there."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Clause, Group, Hit, adjacent, pattern
from innograph.loaders.extract.frames.base import Found, Role, role_of
from innograph.loaders.extract.scenes import SITES, Scene, World

_SITED = frozenset({"Park", "Platform", "ResearchInstitute", "Hospital"})
_UPPER = re.compile(r"^(?:国家|全国|中国|上海|市|省|浙江|中央|张江)")
_AWARD = re.compile(r"(?:奖|奖项)$")


def region_sites(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """What the plan's region hosts, supports or is supported by, from each mention's role in its clause."""
    if world.region is None:
        return
    for scene in scenes:
        if scene.silent:
            continue
        for segment in scene.segments:
            for clause in segment.clauses:
                for group in clause.groups:
                    role = role_of(group, clause)
                    for hit in group.hits:
                        yield from _region(world, world.region, scene, clause, group, role, hit)


def _region(
    world: World, region: Entity, scene: Scene, clause: Clause, group: Group, role: Role, hit: Hit
) -> Iterable[Found]:
    kind = _tie(world, clause, group, role, hit)
    if kind == "SUPPORTED":
        yield Found(hit.entity, "SUPPORTS", region, scene, (hit,), "region_drew_on", 0.75)
    elif kind == "HOSTS" and region.type == hit.type == "Park":
        if hit.entity is not region:
            yield Found(hit.entity, "PART_OF", region, scene, (hit,), "region_sites", 0.75)
    elif kind and hit.entity is not region:
        yield Found(region, kind, hit.entity, scene, (hit,), "region_sites", 0.75)


def _tie(world: World, clause: Clause, group: Group, role: Role, hit: Hit) -> str:
    entity = hit.entity
    own = any(world.own(f) for f in world.forms[entity.id])
    if entity.type in _SITED:
        return _sited(world, entity, own=own, role=role)
    if entity.type == "Firm":
        return "HOSTS" if role is Role.LEAD and _leading(group) else ""
    if entity.type == "Event":
        held = pattern("{hold}").search(group.before) and not pattern("{visit}").search(group.before)
        return "HOSTS" if own or held else ""
    if entity.type == "Alliance":
        return _alliance(group, own=own, role=role)
    if entity.type == "Fund":
        found = pattern("{found}").search(group.before)
        return "HOSTS" if own or found else "SUPPORTED" if _UPPER.search(entity.name) or role is Role.LEAD else ""
    if entity.type == "Programme":
        return "" if _AWARD.search(entity.name) and not re.search("评选|设立", group.before) else "SUPPORTS"
    if entity.type == "Region" and entity is not world.region and world.above(entity) and entity is not world.parent:
        return (
            "SUPPORTS"
            if re.search(r"^[^,]{0,8}建设|^[^,]{0,4}发展", group.rest)
            and pattern("{build}|{join}").search(group.before)
            else ""
        )
    return ""


def _sited(world: World, entity: Entity, *, own: bool, role: Role) -> str:
    if own:
        return "HOSTS"
    if role is Role.MET:
        return ""
    return "" if world.elsewhere(entity) else "HOSTS"


def _leading(group: Group) -> bool:
    return bool(re.search(r"^[”\"》)]*(?:等|为|[^,]{0,12}(?:企业|优势|作用|引领|龙头|技术))|^$", group.rest))


def _alliance(group: Group, *, own: bool, role: Role) -> str:
    if role is Role.MET:
        return ""
    if own:
        return "HOSTS"
    if re.search(r"支持|推动|助力|共建|筹建|参与|发起|融入|鼓励|服务", group.before):
        return "SUPPORTS"
    return "HOSTS" if pattern("{found}|建设").search(group.before) else ""


def place_sites(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """What a place other than the region hosts: names beside each other, "在X建设Y", and what is built in X's own section."""
    for scene in scenes:
        for left, right in adjacent(scene.hits):
            if left.entity is not world.region and left.type in SITES:
                yield from _within(scene, left.entity, right, (left, right), 0.8)
        for segment in scene.segments:
            within: tuple[Hit, ...] = ()
            for clause in segment.clauses:
                for group in clause.groups:
                    role = role_of(group, clause)
                    if role is Role.WITHIN:
                        within = tuple(h for h in group.hits if h.entity is not world.region)
                    elif role is Role.MADE:
                        yield from _made(world, scene, group, within)


def _made(world: World, scene: Scene, group: Group, within: tuple[Hit, ...]) -> Iterable[Found]:
    for hit in group.hits:
        for place in within:
            yield from _within(scene, place.entity, hit, (place, hit), 0.75)
        if not within and not scene.silent:
            for entity in scene.places:
                if entity.type in SITES and entity is not world.region:
                    yield from _within(scene, entity, hit, (hit,), 0.65)


def _within(scene: Scene, place: Entity, hit: Hit, hits: tuple[Hit, ...], confidence: float) -> Iterable[Found]:
    if hit.entity is place:
        return
    if place.type == "Park" and hit.type == "Park":
        yield Found(hit.entity, "PART_OF", place, scene, hits, "site_in_site", confidence)
    elif hit.type in _SITED | {"Event"}:
        yield Found(place, "HOSTS", hit.entity, scene, hits, "site_in_place", confidence)
    elif hit.type == "Region" and place.type in {"Region", "Park"}:
        yield Found(hit.entity, "PART_OF", place, scene, hits, "area_in_place", confidence)
