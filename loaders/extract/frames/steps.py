"""A segment read in order: who leads, who acts, who is met, when each name comes up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Clause, Group, Hit, Segment, closes, items
from innograph.loaders.extract.frames.base import Role, role_of
from innograph.loaders.extract.scenes import ACTORS, SITES, Scene, World

_OWN_VERB = re.compile(
    r"^[^,]{0,2}(?:并|加快|推进|推动|规划|支持|完善|深化|鼓励|积极|全面|高标准|高质量|大力|着力|统筹|举办|优化|落实|实施)"
)
_WON = re.compile(r"^成功(?:创建|争创|获批|入选|列入)")
"""What a government does: where places were spoken of, the region has won it."""
_DRAWS = re.compile(r"^[^,]{0,14}为[^,]{0,4}(?:引领|牵引|纽带|桥梁|契机|抓手)")
_HOME = re.compile(r"在(?:[我本全][区市县省]|[区市县省县]内|[区县](?=[设建布开落])|当地|本地)|与[本我](?:区|市|县|省)")
_PARTY = ACTORS | {"Region"}


@dataclass(frozen=True, slots=True)
class Step:
    """A group with its role and what the segment has said before it.

    `agents` act in this clause; `leads` are those that a clause relies on ("依托…"); `partners` those met so far. Agents of an
    earlier clause are gone where the clause opens with a verb of the plan's own ("加快…"). `near_agents` are those of the same clause,
    `near_leads` those of the same or the last one; `at_home` says that the clause places things in the plan's own region.
    """

    clause: Clause
    group: Group
    role: Role
    agents: tuple[Hit, ...]
    leads: tuple[Hit, ...]
    partners: tuple[Hit, ...]
    near_agents: tuple[Hit, ...]
    near_leads: tuple[Hit, ...]
    at_home: bool


def steps(segment: Segment, region: Entity | None) -> Iterable[Step]:
    """The groups of a segment, in order."""
    agents: tuple[Hit, ...] = ()
    leads: tuple[Hit, ...] = ()
    partners: tuple[Hit, ...] = ()
    last = 0
    for number, clause in enumerate(segment.clauses):
        last = segment.clauses[max(0, number - 1)].start
        home = bool(_HOME.search(clause.text))
        if _OWN_VERB.match(clause.text) or (_WON.match(clause.text) and all(h.type in SITES for h in agents)):
            agents = ()
        met: tuple[Hit, ...] = ()
        listed = items(clause)
        for place, group in enumerate(clause.groups):
            # The actors of a list of items all do what the first does.
            lead = clause.groups[min(listed) - 1] if place + 1 in listed else group
            role = role_of(lead) if group.type != "Technology" else Role.NONE
            joint = met or (partners if re.search(r"共建|联合|合作|共同", group.ahead) else ())
            near_agents = tuple(h for h in agents if h.start >= clause.start)
            near_leads = tuple(h for h in leads if h.start >= last)
            yield Step(clause, group, role, agents, leads, joint, near_agents, near_leads, home)
            if group.type not in _PARTY:
                continue
            if role is Role.MET:
                met = partners = group.hits
            elif role is Role.LEAD:
                agents = tuple(h for h in agents if h.start >= clause.start)
                leads = () if _DRAWS.search(group.rest) else group.hits
            elif role is Role.WITHIN and all(h.entity is region for h in group.hits):
                home = True
            elif role in {Role.AIDED, Role.SUBJECT, Role.WITHIN}:
                agents = group.hits
        if closes(clause):
            agents, leads = (), ()


def all_steps(world: World, scene: Scene) -> tuple[Step, ...]:
    """The steps of every segment of a scene; kept in the world, as several frames read them."""
    known = world.steps.get(scene.passage.id)
    if known is None:
        known = tuple(step for segment in scene.segments for step in steps(segment, world.region))
        world.steps[scene.passage.id] = known
    return known
