"""TARGETS: who develops which technology."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Clause, Group, Hit, Segment, chain_start, closes, items
from innograph.loaders.extract.frames.base import Found, Role, respective, role_of
from innograph.loaders.extract.scenes import ACTORS, SITES, Scene, World

_HEADS = frozenset(
    {"Park", "Platform", "ResearchInstitute", "University", "Firm", "Hospital", "Alliance", "Region", "Fund"}
)
_MADE = frozenset({"Park", "Platform", "ResearchInstitute", "Region", "Fund"})
_OF_ITS_OWN = frozenset({"Platform", "University", "ResearchInstitute", "Firm"})
"""Where a section is about one of these, its technologies are that actor's, not the region's."""
_NAMED_FOR = frozenset(
    {"Park", "Platform", "ResearchInstitute", "Firm", "Alliance", "Programme", "Event", "Fund", "Region"}
)
_TOPIC = re.compile(r"^[”\"]*(?:产业|技术|制造|零部件)?(?:等)?(?:领域|方面|方向|产业)$")
_OPENED = re.compile(r"^[^,。;、]{2,10}(?:领域|方面|方向)$")
_NEED = re.compile(r"(?:满足|服务|面向|针对|围绕|结合|拓展|扩展)[^,]*$")
_NEEDED = re.compile(
    r"^[”\"]*等?[^,]{0,8}(?:行业|产业|领域|发展|企业)*[^,]{0,4}(?:需求|应用领域|下游应用|领域应用|领域开展示范|爆发机遇)"
)
_SEIZED = re.compile(r"(?:把握|拓展在|扩展在|拓展|面向)[^,]*$")
_FUSED = re.compile(r"(?:与|和|同)[^,]*$")
_FUSES = re.compile(r"^[”\"]*等?[^,]{0,12}(?:深度)?(?:融合|结合|衔接)")
_ABOUT = re.compile(r"聚焦|围绕|面向|瞄准|导入|集聚|主攻|重点支持")
_OWN_MOVE = re.compile(
    r"^(?:培育|推广|推动|探索|支持|鼓励|完善|建设|拓展|带动|大力|建立|提升|强化|实施|促进|引导|协同)"
)
_JOINS = re.compile(r"(?:联动|带动|辐射)[^,、]{0,6}$")
"""Parks that a sentence's leading parks draw with them."""
_CLASS = re.compile(r"^[^,、]{0,4}(?:企业|平台|服务机构|机构|集团|公司)")
_STRENGTH = re.compile(r"^[”\"]*等?[^,]{0,6}(?:学科|专业|科研|技术|研发)?优势")


@dataclass(slots=True)
class _State:
    """What a segment has said so far."""

    topics: list[Hit] = field(default_factory=list)
    opened: bool = False
    leads: list[Hit] = field(default_factory=list)
    agents: list[Hit] = field(default_factory=list)
    subject: bool = False
    made: list[Hit] = field(default_factory=list)
    focus: list[Hit] = field(default_factory=list)
    clause: list[Hit] = field(default_factory=list)
    chain: int = 0

    def item_of(self, owner: Hit, first: Group) -> None:
        """What comes next in a list of items is this actor's; the list's first actor tells whether they act or are aided."""
        self.agents, self.leads, self.made = [owner], [], []
        self.subject = role_of(first) in {Role.SUBJECT, Role.NONE}


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stands above a passage: the actors or programme it is about, and the fields of its heading."""

    places: tuple[Entity, ...]
    fields: tuple[Entity, ...]
    exact: bool = False


def named_for(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """An actor whose name holds a technology is about it."""
    done: set[tuple[str, str]] = set()
    for scene in scenes:
        outer = [h for h in scene.hits if not h.inner]
        for hit in scene.hits:
            if not hit.inner or hit.type != "Technology":
                continue
            owner = next((o for o in outer if o.start <= hit.start and hit.end <= o.end), None)
            if owner is None or owner.type not in _NAMED_FOR or (owner.entity.id, hit.entity.id) in done:
                continue
            if owner.type == "Fund" and re.search("创业投资|风险投资|股权投资|科技金融", hit.entity.name):
                continue
            done.add((owner.entity.id, hit.entity.id))
            yield Found(owner.entity, "TARGETS", hit.entity, scene, (owner,), "named_for", 0.95)
    del world


def targets(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """The technologies that a region and the actors of a clause develop."""
    section = ""
    run: _Setting | None = None
    for scene in scenes:
        if scene.passage.section != section:
            section, run = scene.passage.section, None
        if scene.silent:
            continue
        opened = _inline_heading(scene)
        if opened:
            run = opened
        elif run and re.match(r"^\(\d+\)", scene.passage.text):
            run = None
        fields = run.fields if run and run.fields else scene.fields
        exact = bool(run and run.fields) or scene.exact
        setting = _Setting(run.places if run and run.places else scene.places, fields, exact)
        yield from _passage(world, scene, setting)


def _inline_heading(scene: Scene) -> _Setting | None:
    """A field, or a numbered programme, that is a sentence of its own ("新型显示。", "(3)实施甲工程。") heads what follows."""
    numbered = re.match(r"^(?:\(?[\d一二三四五六七八九十]+[)、.]|[一二三四五六七八九十]+是|——)", scene.passage.text)
    bare = re.sub(r"^\(?\d*[)、.]?", "", scene.passage.text).rstrip("。:")
    outer = [h for h in scene.hits if not h.inner]
    if not outer or len(bare) > 40:
        return None
    names = scene.passage.text[outer[0].start : outer[-1].end]
    if all(h.type == "Technology" for h in outer) and bare == names and len(outer) <= 3:
        return _Setting((), tuple(h.entity for h in outer))
    if (
        len(outer) == 1
        and outer[0].type == "Programme"
        and (numbered or bare == names.strip("“”"))
        and re.sub(r"^(?:实施|启动|开展|推进)|[“”]", "", bare) == names.strip("“”")
    ):
        return _Setting((outer[0].entity,), ())
    return None


def _passage(world: World, scene: Scene, setting: _Setting) -> Iterable[Found]:
    label: tuple[Entity, ...] = ()
    topics: list[Hit] = []
    opened = False
    for segment in scene.segments:
        label = _label(segment) or label
        state = _State(topics=topics, opened=opened)
        yield from _segment(world, scene, segment, replace(setting, places=label or setting.places), state)
        topics, opened = state.topics, state.opened


def _label(segment: Segment) -> tuple[Entity, ...]:
    """ "环上大科技园:发挥…": an actor's name before a colon is what the passage goes on about."""
    first = segment.clauses[0] if segment.clauses else None
    if first is None or first.mark not in {":"} or len(first.groups) != 1:
        return ()
    group = first.groups[0]
    fits = (
        group.type in {"Park", "Platform", "Region", "Programme"}
        and not group.before.strip()
        and not group.after.strip()
    )
    return tuple(h.entity for h in group.hits) if fits else ()


def _segment(world: World, scene: Scene, segment: Segment, setting: _Setting, state: _State) -> Iterable[Found]:
    for number, clause in enumerate(segment.clauses):
        if number and _OWN_MOVE.match(clause.text):
            state.agents = []
        if number == 0 and _OPENED.match(clause.text):
            state.opened, state.topics = True, []
        state.clause = []
        state.chain = chain_start(segment.clauses, number)
        yield from _class_heads(scene, clause)
        listed = items(clause)
        for place, group in enumerate(clause.groups):
            if place in listed:
                state.item_of(listed[place], clause.groups[min(listed) - 1])
            if group.type == "Technology":
                yield from _field(world, scene, clause, group, state, setting)
            elif place + 1 in listed:
                yield from _topics(scene, group.hits, state.topics, ())
            elif group.type in ACTORS | {"Region"}:
                yield from _actor(world, scene, clause, group, state, setting)
        if listed or closes(clause):
            state.agents, state.leads, state.made = [], [], []
        state.focus = state.clause if _is_focus(clause) else []


def _class_heads(scene: Scene, clause: Clause) -> Iterable[Found]:
    """ "甲、乙等集成电路企业", "以甲、乙为代表的集成电路": the class that closes a list of actors tells their field."""
    for group, following in pairwise(clause.groups):
        if group.type not in ACTORS or following.type != "Technology" or len(following.hits) > 1:
            continue
        listed = re.match(r"^[”\"》)]*等[^,、]{0,10}$", group.after) and _CLASS.match(following.after)
        if listed or re.match(r"^[”\"》)]*(?:等[^,、]{0,8})?为代表的[^,、]{0,6}$", group.after):
            for hit in group.hits:
                if hit.type in _HEADS:
                    yield Found(
                        hit.entity,
                        "TARGETS",
                        following.hits[0].entity,
                        scene,
                        (hit, following.hits[0]),
                        "class_head",
                        0.85,
                    )


def _is_focus(clause: Clause) -> bool:
    """A clause that does no more than name fields ("聚焦甲、乙等方向")."""
    named = re.match(r"^(?:重点)?(?:聚焦|围绕|瞄准|针对)", clause.text)
    return bool(
        named and len(clause.groups) == 1 and re.match(r"^[”\"]*(?:等[^,]{0,10}|[^,]{0,3})$", clause.groups[0].rest)
    )


def _field(
    world: World, scene: Scene, clause: Clause, group: Group, state: _State, setting: _Setting
) -> Iterable[Found]:
    if _applied(group):
        return
    opens = not group.ahead.strip("“—") or group.ahead in {"在", "聚焦", "重点聚焦"}
    if _TOPIC.match(group.rest) and not state.agents and opens:
        state.topics, state.opened = list(group.hits), False
    state.clause += group.hits
    for hit in group.hits:
        yield from _heads(world, scene, clause, group, hit, state, setting)


def _heads(
    world: World, scene: Scene, clause: Clause, group: Group, hit: Hit, state: _State, setting: _Setting
) -> Iterable[Found]:
    for place in respective(setting.places, group, hit):
        if place.type in _HEADS or place.type == "Programme":
            yield Found(place, "TARGETS", hit.entity, scene, (hit,), "section_subject", 0.75)
    if _STRENGTH.match(group.after) and (state.leads or state.agents) and clause.groups[0] is not group:
        for head in state.agents or state.leads:
            yield Found(head.entity, "TARGETS", hit.entity, scene, (head, hit), "own_strength", 0.8)
        return
    rule = _region_rule(world, state, setting)
    if world.region and rule:
        yield Found(world.region, "TARGETS", hit.entity, scene, (hit,), rule, 0.8)
    acting = tuple(_acting(group, state, setting))
    own = respective([h for h, _ in acting], group, hit)
    for head, rule in acting:
        if head in own and head.entity is not world.region:
            yield Found(head.entity, "TARGETS", hit.entity, scene, (head, hit), rule, 0.75)


def _region_rule(world: World, state: _State, setting: _Setting) -> str:
    """The rule by which the plan's region develops a field too, "" where the field is another's alone."""
    if any(p.type in _OF_ITS_OWN for p in setting.places) or _anothers(state):
        return ""
    sites = [h for h in state.agents if h.type in SITES and h.entity is not world.region]
    areas = any(h.type == "Region" for h in sites)
    if areas if world.level == "省" else sites and state.subject:
        return ""
    return "region_with_site" if sites or any(p.type in SITES for p in setting.places) else "region_develops"


def _anothers(state: _State) -> bool:
    """A field that a school, institute or firm works on by itself, with no word of the region's doing."""
    if not state.agents or state.topics or state.opened:
        return False
    if state.subject and all(h.type in {"University", "ResearchInstitute", "Firm", "Platform"} for h in state.agents):
        return True
    return all(h.type in {"University", "ResearchInstitute"} for h in state.agents)


def _acting(group: Group, state: _State, setting: _Setting) -> Iterable[tuple[Hit, str]]:
    if state.made and _ABOUT.search(group.ahead):
        return [(h, "made_develops") for h in state.made]
    if state.agents:
        return [(h, "agent_develops") for h in state.agents]
    if not state.topics and not (setting.fields and not state.opened):
        return [(h, "lead_develops") for h in state.leads]
    return []


def _applied(group: Group) -> bool:
    """A field that only needs or takes up what others develop."""
    if (_NEED.search(group.before) or _SEIZED.search(group.before)) and _NEEDED.match(group.after):
        return True
    return bool(_FUSED.search(group.before) and _FUSES.match(group.after))


def _actor(
    world: World, scene: Scene, clause: Clause, group: Group, state: _State, setting: _Setting
) -> Iterable[Found]:
    role = role_of(group)
    heads = [h for h in group.hits if h.type in _HEADS and h.entity is not world.region]
    joined = group.type == "Park" and _JOINS.search(group.before) and any(h.type == "Park" for h in state.leads)
    if role is Role.LEAD or joined:
        chained = [h for h in state.leads if h.start >= state.chain]
        first = state.leads if joined else chained
        state.leads = first + [h for h in heads if h.type != "Fund"]
        state.made = []
        if not any(h.start >= clause.start for h in state.agents):
            state.agents = []
        business = any(h.type == "Firm" for h in heads) or (group.type == "Park" and "核心" in group.rest)
        fields = setting.fields[:1] if (business or joined) and not state.opened else ()
        yield from _topics(scene, heads, state.topics, fields)
    elif role is Role.WITHIN and heads:
        state.agents, state.made = heads, []
        yield from _topics(scene, heads, state.clause, ())
    elif role in {Role.AIDED, Role.SUBJECT} and (heads or role is Role.AIDED):
        state.agents, state.made, state.leads, state.subject = heads, [], [], role is Role.SUBJECT
        fields = setting.fields[:1] if setting.exact and group.type == "Firm" and role is Role.AIDED else ()
        yield from _topics(scene, heads, state.topics or state.focus, fields)
    elif role is Role.MET and state.agents and re.search(r"(?:联合|会同|携手)[^,、]{0,8}$", group.before):
        if not re.search(r"共建|建设", group.rest):
            state.agents = state.agents + heads
    elif role is Role.MADE and all(h.type in _MADE for h in group.hits):
        state.made = heads if len(heads) <= (4 if group.type == "Platform" else 2) else []
        if re.search(r"建设|组建|共建|打造|设立", group.before):
            state.leads = []


def _topics(scene: Scene, heads: Sequence[Hit], topics: Sequence[Hit], fields: tuple[Entity, ...]) -> Iterable[Found]:
    """Actors named under a topic ("机器人领域,以…为引领") are in that field; else those of a heading's field."""
    for head in heads:
        for topic in topics:
            yield Found(head.entity, "TARGETS", topic.entity, scene, (topic, head), "topic_list", 0.85)
        if not topics:
            for entity in fields:
                yield Found(head.entity, "TARGETS", entity, scene, (head,), "heading_topic", 0.8)
