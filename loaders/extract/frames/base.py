"""What a frame finds, and the roles that a clause's words give to the names in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Clause, Group, Hit, pattern
from innograph.loaders.extract.scenes import ACTORS, SITES, Scene


@dataclass(frozen=True, slots=True)
class Found:
    """One statement of a relation; `tail` may be a task's id. `hits` are the mentions that the evidence spans."""

    head: Entity
    type: str
    tail: Entity | str
    scene: Scene
    hits: tuple[Hit, ...]
    rule: str
    confidence: float = 0.8


class Role(Enum):
    """What a list of actors does in its clause."""

    LEAD = "lead"
    AIDED = "aided"
    MET = "met"
    MADE = "made"
    SUBJECT = "subject"
    WITHIN = "within"
    NONE = "none"


_AFTER_WITH = r"^[”\"》)]*(?:等[^,]{0,16})?"
_MADE_TAIL = re.compile(
    r"^[”\"》)]*(?:\([^()]{0,12}\))?(?:等[^,]{0,18}?)?(?:[一二]期)?(?:优化|规划|扩容|提升|提质)?[^,]{0,6}?(?:建设|发展能级|能级|升级|扩容|投用|落地|布局|功能|转型|改造|发展|重组|运行|扩建)?[^,]{0,4}$"
)


_NEAR = re.compile(
    r"((?<!参)与(?=[^,、]{0,10}$)|(?<![共协会])同(?=[^,、]{0,2}$)|和(?=.?$)|(?:联合|对接|携手|会同|联动|整合|协同|接轨)(?=[^,、]{0,10}$))"
)
_GENERIC_PARTY = re.compile(r"(?:企业|高校|院所|单位|机构|主体|社会资本)(?:与|和|同)[^,、]{0,4}$")


def role_of(group: Group, clause: Clause) -> Role:
    """The role of an actor group, from the words before and behind it."""
    before, after = group.before, group.after
    if pattern(r"以[^,]{0,4}$").search(before) and re.search(r"^[^,]{0,20}为[^,]{0,8}", group.rest):
        return Role.LEAD
    if _is_met(before, after, group.rest):
        return Role.MET
    if pattern(r"(?:依托|依靠|借助|发挥|利用|立足|借力)(?!好)[^,、]{0,12}$").search(before):
        return Role.LEAD
    if re.search(r"围绕[^,、]{0,4}$", before) and re.match(r"^[”\"》)]*等", group.after):
        return Role.LEAD
    if re.search(r"在[^,]{0,4}$", before) and group.type in SITES:
        return Role.WITHIN
    if pattern(r"(?:{aid})[^,、]{0,8}$").search(before) and _acts(group):
        return Role.AIDED
    if pattern(r"{build}|举办|承办|{aid}").search(before):
        return Role.MADE
    if not group.ahead.strip('“"《( 其中的“') and group.rest.strip():
        return Role.SUBJECT
    if (
        clause.text
        and not re.search(r"{}", before)
        and re.search(r"^等?[^,]{0,12}(?:正式|牵头|入驻|开园|挂牌|投用|落户|获批)", after)
    ):
        return Role.SUBJECT
    return Role.NONE


def _acts(group: Group) -> bool:
    """Whether an aided group does something itself: a verb and its object follow, or firms and schools in general."""
    after = re.sub(
        r"^[”\"》)]*(?:\([^()]*\))?(?:等[^,]{0,14}?(?:企业|高校|院所|单位|机构|平台|园区|主体|集团|公司|地区|城市))?",
        "",
        group.rest,
    )
    if group.type in {"Firm", "University", "Hospital", "Government", "Region"}:
        return True
    return bool(pattern(r"^等?[^,]{0,10}?(?:{join}|{focus}|拓展|举办|加强|加大|优化|深化)[^,]{4,}").search(after))


def _is_met(before: str, after: str, rest: str) -> bool:
    if _GENERIC_PARTY.search(before):
        return False
    if re.search(r"(?:承接|接受)[^,、]{0,4}$", before):
        return bool(re.search(r"^[^,]{0,30}(?:辐射|溢出|转移|转化)", rest))
    near = _NEAR.search(before)
    if not near:
        return False
    strong = near.group(1) in {"联合", "对接", "携手", "会同", "整合", "接轨"}
    return (
        strong
        or bool(pattern(_AFTER_WITH + r"[^,]{0,24}?(?:{together})").search(rest))
        or bool(re.search(r"(?:合作|共建|签订|联合|协同)[^,]{0,6}(?:与|和|同)", before))
    )


def actor_groups(clause: Clause) -> Iterable[Group]:
    """The clause's groups of actors and places."""
    return (g for g in clause.groups if g.type in ACTORS | {"Region"})
