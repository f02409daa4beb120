"""HOSTS, and SUPPORTS of the plan's region: what is set up, held or carried out there."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Group, Hit, adjacent, pattern
from innograph.loaders.extract.frames.base import APART, Found, Role
from innograph.loaders.extract.frames.steps import Step, all_steps
from innograph.loaders.extract.scenes import ORGANISATIONS, SITES, Scene, World

_SITED = frozenset({"Park", "Platform", "ResearchInstitute", "Hospital"})
_UPPER = re.compile(r"^(?:国家|全国|中国|上海|市|省|中央|张江|[^区县]{2,3}省)")
_AWARD = re.compile(r"(?:奖|奖项)$")
_COUNTED = re.compile(
    r"^[”\"》)]*(?:\([^()]*\))?(?:等[^,、]{0,6})?(?:重点|高新技术)*(?:专家|人才|学者|项目|课题|企业|团队|单位|产品|市场|人选|奖)?(?:\([^()]*\))?"
    r"\d+(?:余|多)?[人名项个家位件]"
)
"""A programme's experts, projects or prizes, counted."""
_RUN = re.compile("实施|承担|评选|设立|首设|授予|立项|启动|组织|开展|推进|推行|发布|安排|布局")
_AS_MODEL = re.compile(r"^[”\"]*(?:理念|经验|精神|标准|模式)")
_USED = re.compile(r"(?:用好|借助|利用|纳入|接入|参与|加入|融入|参加|互联互通)[^,、]{0,6}$")
"""What others run and the region only uses or takes part in."""
_LISTED = re.compile(r"上市|挂牌")
_LOCAL_FIRMS = re.compile(r"集聚|汇聚|涌现|区内|本地|驻[区市]|拥有|引进了|落户")
_MARKET = re.compile(r"科创板|创业板|新三板|交易所|股权转让系统")
_FOUNDED = re.compile(r"建设|成立|组建|设立|做大|做强|新建|打造|布局|落户|建成|筹建|共建|引进|加快|推进")


def region_sites(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """What the plan's region hosts, supports or is supported by, from each mention's role in its clause."""
    if world.region is None:
        return
    for scene in scenes:
        if scene.silent:
            continue
        for step in all_steps(world, scene):
            for hit in step.group.hits:
                yield from _region(world, world.region, scene, step, hit)


def _region(world: World, region: Entity, scene: Scene, step: Step, hit: Hit) -> Iterable[Found]:
    if hit.entity is region:
        return
    kind = _tie(world, scene, step, hit)
    if kind == "SUPPORTED":
        yield Found(hit.entity, "SUPPORTS", region, scene, (hit,), "region_drew_on", 0.75)
    elif kind == "HOSTS" and region.type == hit.type == "Park":
        if not region.name.startswith(hit.entity.name):
            yield Found(hit.entity, "PART_OF", region, scene, (hit,), "region_sites", 0.75)
    elif kind:
        yield Found(region, kind, hit.entity, scene, (hit,), "region_sites", 0.75)


def _tie(world: World, scene: Scene, step: Step, hit: Hit) -> str:
    """HOSTS or SUPPORTS from the region, SUPPORTED for the other way round, "" for none."""
    entity, kind = hit.entity, ""
    if world.parent and any(h.entity is world.parent for h in step.agents):
        return ""
    own = world.owns(entity)
    match entity.type:
        case "Park" | "Platform" | "ResearchInstitute" | "Hospital":
            named = own and not (entity.type == "ResearchInstitute" and step.role is Role.AIDED)
            kind = "HOSTS" if named else _sited(world, scene, step, entity)
        case "Firm":
            kind = _firm(world, scene, step)
        case "Event":
            kind = _event(step, entity, own=own)
        case "Alliance":
            kind = _alliance(step.group, own=own, role=step.role)
        case "Fund":
            kind = _fund(step, entity, own=own)
        case "Programme":
            kind = _programme(step, entity)
        case "Region":
            kind = _wider(world, step, entity)
    return kind


def _fund(step: Step, entity: Entity, *, own: bool) -> str:
    upper = bool(_UPPER.search(entity.name))
    if own or pattern("{found}").search(step.group.before) or (step.role is Role.LEAD and not upper):
        return "HOSTS"
    return "SUPPORTED" if upper and step.role not in APART else ""


def _event(step: Step, entity: Entity, *, own: bool) -> str:
    if re.search(r"代表大会|全会$|次会议", entity.name):
        return ""
    held = pattern("{hold}").search(step.group.ahead) and not pattern("{visit}").search(step.group.before)
    return "HOSTS" if own or held or re.search(r"^[^,]{0,12}(?:举办|召开|举行)", step.group.rest) else ""


def _programme(step: Step, entity: Entity) -> str:
    """A programme that the region carries out; not one that an organisation is chosen for or takes part in."""
    if _AWARD.search(entity.name) and not re.search("评选|设立|首设|授予", step.group.before):
        return ""
    counted = _COUNTED.search(step.group.rest) and not _RUN.search(step.group.ahead)
    if counted or _AS_MODEL.match(step.group.rest):
        return ""
    others = any(h.type in ORGANISATIONS - {"Government"} for h in step.agents or step.near_leads)
    return "" if others else "SUPPORTS"


def _wider(world: World, step: Step, entity: Entity) -> str:
    """A corridor or wider area that the region takes part in building."""
    if step.role is Role.AIDED or re.search("支援", step.group.before):
        aided = re.search(r"(?:支持|支援)[^,]{0,4}$", step.group.before)
        return "SUPPORTS" if aided and (world.level == "省" or "支援" in aided.group()) else ""
    if not world.above(entity) or entity is world.parent:
        return ""
    building = re.search(r"^[^,]{0,8}建设|^[^,]{0,4}发展", step.group.rest)
    built = building and pattern("{build}|{join}").search(step.group.before)
    return "SUPPORTS" if built or re.search("建设[”“]?$", step.group.before) else ""


def _sited(world: World, scene: Scene, step: Step, entity: Entity) -> str:
    """A park, platform, institute or hospital whose name does not tell: hosted unless its place is another's."""
    group = step.group
    founded = step.role is Role.MADE and bool(_FOUNDED.search(group.before))
    apart = step.role in APART or world.elsewhere(entity) or (world.foreign(entity) and not founded)
    others = _USED.search(group.before) or _MARKET.search(entity.name) or _LISTED.search(group.rest)
    if apart or others or _placed_elsewhere(world, scene, step, entity):
        return ""
    if step.role in {Role.AIDED, Role.MADE} and re.search(r"(?:支持|保障)[^,]{0,6}$", group.before):
        return _aided(world, step, entity)
    hosted = True
    if entity.type == "Hospital":
        hosted = step.role is Role.LEAD
    elif entity.type == "ResearchInstitute":
        here = founded and not re.match("院士|专家", group.after)
        hosted = here or (step.role is Role.LEAD and "围绕" in group.before)
    return "HOSTS" if hosted else ""


def _placed_elsewhere(world: World, scene: Scene, step: Step, entity: Entity) -> bool:
    """Whether the clause or section gives it to another place, or an organisation builds it without the region."""
    places = [p for p, _ in _place_of(world, scene, step) if p is not entity]
    region_park = world.region is not None and world.region.type == "Park"
    if any(p.type != "Park" or region_park or entity.type != "Park" for p in places):
        return True
    others = any(h.type != "Park" and not world.inside(h.entity) for h in step.agents)
    return others and step.role is Role.MADE and not places and not step.at_home


def _aided(world: World, step: Step, entity: Entity) -> str:
    """ "支持甲": a province supports what is there; a district's own park is its own."""
    acts = step.role is Role.AIDED
    if entity.type == "Hospital" or (acts and entity.type == "ResearchInstitute"):
        return ""
    if world.level == "省":
        return "SUPPORTS"
    return "HOSTS" if entity.type == "Park" or not acts else ""


def _firm(world: World, scene: Scene, step: Step) -> str:
    rest = step.group.rest
    leading = re.search(r"^[”\"》)]*(?:等|为|[^,]{0,12}(?:企业|优势|作用|引领|龙头|技术))|^$", rest)
    if step.role is Role.LEAD and leading:
        return "HOSTS"
    if _LOCAL_FIRMS.search(step.group.ahead) or re.search(r"^等[^,]{0,6}本[地区土]", rest):
        return "HOSTS"
    return "HOSTS" if scene.past and step.role is Role.SUBJECT and world.level != "省" else ""


def _alliance(group: Group, *, own: bool, role: Role) -> str:
    if role in APART:
        return ""
    if own:
        return "HOSTS"
    if re.search(r"支持|推动|助力|共建|筹建|参与|发起|融入|鼓励|服务|加入|牵头", group.ahead):
        return "SUPPORTS"
    return "HOSTS" if pattern("{found}|建设").search(group.ahead) else ""


def _place_of(world: World, scene: Scene, step: Step) -> tuple[tuple[Entity, tuple[Hit, ...]], ...]:
    """The places other than the region where a clause's objects stand: those that act in it, else the section's own."""
    if step.role not in {Role.MADE, Role.SUBJECT, Role.NONE}:
        return ()
    if step.role is not Role.MADE:
        parks = step.group.type == "Park" and not scene.silent
        return tuple((e, ()) for e in scene.places if parks and e.type == "Park" and e is not world.region)
    # Several that build a new place, or that it is built upon, carry it together; it lies in none of them.
    alone = [h for hits in (step.agents, step.leads) if len(hits) == 1 for h in hits]
    acting = [(h.entity, (h,)) for h in alone if h.type in SITES and h.entity is not world.region]
    if acting:
        return tuple(acting)
    if step.agents or scene.silent or not _FOUNDED.search(step.group.ahead):
        return ()
    return tuple((e, ()) for e in scene.places if e.type in SITES | {"Platform"} and e is not world.region)


def place_sites(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """What a place other than the region hosts: names beside each other, "在X建设Y", and what is built in X's own section."""
    for scene in scenes:
        for left, right in adjacent(scene.hits):
            if left.entity is not world.region and left.type in SITES:
                yield from _within(world, scene, left.entity, right, (left, right), 0.8)
        for step in all_steps(world, scene):
            for place, hits in _place_of(world, scene, step):
                for hit in step.group.hits:
                    # Of two that one heading names, neither lies in the other.
                    if place not in scene.places or hit.entity not in scene.places:
                        yield from _within(world, scene, place, hit, (*hits, hit), 0.7)


def _within(
    world: World, scene: Scene, place: Entity, hit: Hit, hits: tuple[Hit, ...], confidence: float
) -> Iterable[Found]:
    if hit.entity is place or hit.entity is world.region or hit.entity is world.parent:
        return
    if place.type == "Platform":
        if hit.type == "Platform":
            yield Found(hit.entity, "PART_OF", place, scene, hits, "platform_in_platform", confidence)
    elif place.type == "Park" and hit.type == "Park":
        yield Found(hit.entity, "PART_OF", place, scene, hits, "site_in_site", confidence)
    elif hit.type in _SITED | {"Event"}:
        yield Found(place, "HOSTS", hit.entity, scene, hits, "site_in_place", confidence)
    elif hit.type == "Region" and place.type in SITES and not world.above(hit.entity):
        yield Found(hit.entity, "PART_OF", place, scene, hits, "area_in_place", confidence)
