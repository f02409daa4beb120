"""What a frame finds, and the roles that a clause's words give to the names in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from innograph.graph.records import Entity
from innograph.loaders.extract.clauses import Group, Hit, pattern
from innograph.loaders.extract.scenes import SITES, Scene

_Head = TypeVar("_Head")


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
    """What a list of actors does in its clause.

    LEAD: relied on ("依托甲"); AIDED: helped to act ("支持甲开发…"); MET: worked with ("与甲合作"); BESIDE: a neighbour or
    a model that is not worked with ("与甲错位发展", "对标甲"); MADE: built or furthered ("建设甲"); SUBJECT: opens the clause and acts;
    WITHIN: the place of what follows ("在甲…").
    """

    LEAD = "lead"
    AIDED = "aided"
    MET = "met"
    BESIDE = "beside"
    MADE = "made"
    SUBJECT = "subject"
    WITHIN = "within"
    NONE = "none"


APART = frozenset({Role.MET, Role.BESIDE})
"""Roles of those that stand beside the clause's actors, not among what is theirs."""
_NEAR = re.compile(
    r"((?<!参)与(?=[^,、]{0,10}$)|(?<![共协会])同(?![意时步类期])(?=[^,、]{0,2}$)|和(?=.?$)"
    r"|联合(?!组建|建设|开发|研|共建|设立|打造|攻关|培养|开展|实施|发起|制定|出资|投资|创办|申报|主办|举办|印发|发布)(?=[^,、]{0,10}$)|(?:对接|携手|会同|联动|整合|协同|接轨)(?=[^,、]{0,10}$))"
)
_STRONG = frozenset({"联合", "对接", "携手", "会同", "整合", "接轨"})
_GENERIC_PARTY = re.compile(r"(?:企业|高校|院所|单位|机构|主体|社会资本)(?:与|和|同)[^,、]{0,4}$")
_NEIGHBOUR = re.compile(r"(?:与|和|同)(?=[^,、]{0,6}$)")
_APART = re.compile(r"^[^,]{0,24}?(?:错位|差异化|呼应|毗邻|相邻|接壤|相连|相望|比肩|一起$)")
_MODEL = re.compile(r"(?:对标|比肩|毗邻|紧邻|邻近|赶超|看齐|追赶)[^,、]{0,6}$")
_SANCTIONS = re.compile(r"^[^,、]{0,8}?(?:批复|批准|同意|核准|授予|认定|命名|支持)")
_SANCTIONED = re.compile(r"(?:批复|批准|同意)(?:支持)?$")
_RADIATED = re.compile(r"^[^,]{0,30}(?:辐射|溢出|转移|转化)")
_RELIED = re.compile(r"(?:依托|依靠|借助|发挥|利用|立足|借力)(?!好)[^,、]{0,12}$|围绕(?=[^,、]{0,4}$)")
_EDGE = '“"《( 其中的—'
_RESULT = re.compile(r"^等?[^,]{0,12}(?:正式|牵头|入驻|开园|挂牌|投用|落户|获批)")
_MAKES = re.compile(r"^(?:牵头|联合|自主|主持)?(?:研制|研发|开发|完成|承担)")
_LIST_END = re.compile(
    r"^[”\"》)]*(?:\([^()]*\))?"
    r"(?:等[^,]{0,14}?(?:企业|高校|院所|单位|机构|平台|园区|主体|集团|公司|地区|城市))?"
)
_ABLE = frozenset({"Firm", "University", "Hospital", "Government", "Region"})


def respective(heads: Sequence[_Head], group: Group, hit: Hit) -> Sequence[_Head]:
    """ "甲、乙分别面向丙、丁": of as many heads as the group has names, the one in the name's place; else all."""
    if "分别" in group.ahead and len(heads) == len(group.hits) > 1:
        place = group.hits.index(hit)
        return heads[place : place + 1]
    return heads


def role_of(group: Group) -> Role:
    """The role of an actor group, from the words before and behind it."""
    before = group.before
    if re.search(r"以[^,]{0,4}$", before) and re.search(r"^[^,]{0,20}为[^,]{0,8}", group.rest):
        return Role.LEAD
    if _SANCTIONED.search(before) or (group.type == "Government" and _SANCTIONS.search(group.rest)):
        return Role.NONE
    beside = _beside(group)
    if beside is not None:
        return beside
    relied = _RELIED.search(before)
    if relied and (relied.group() != "围绕" or re.match(r"^[”\"》)]*等", group.after)):
        return Role.LEAD
    if re.search(r"在[^,]{0,4}$", before) and group.type in SITES:
        return Role.WITHIN
    if pattern(r"(?:{aid})[^,、]{0,8}$").search(before) and _acts(group):
        return Role.AIDED
    if pattern(r"{build}|举办|承办|{aid}").search(before):
        return Role.MADE
    return Role.SUBJECT if _is_subject(group) else Role.NONE


def _beside(group: Group) -> Role | None:
    """The role of those that others work with or are compared to; None of all others."""
    if _MODEL.search(group.before) or (_NEIGHBOUR.search(group.before) and _APART.search(group.rest)):
        return Role.BESIDE
    return Role.MET if _is_met(group.before, group.rest, group.type) else None


def _is_subject(group: Group) -> bool:
    """A group that opens its clause, or that a verb of making or of being set up follows."""
    opens = not group.ahead.strip(_EDGE) and bool(group.rest.strip())
    return opens or bool(_RESULT.search(group.after) or _MAKES.match(group.after))


def _acts(group: Group) -> bool:
    """Whether an aided group does something itself: firms and schools in general, others where a verb and its object follow."""
    if group.type in _ABLE:
        return True
    after = _LIST_END.sub("", group.rest)
    return bool(pattern(r"^等?[^,]{0,10}?(?:{join}|{focus}|拓展|举办|加强|加大|优化|深化)[^,]{4,}").search(after))


def _is_met(before: str, rest: str, type_: str) -> bool:
    if _GENERIC_PARTY.search(before):
        return False
    if re.search(r"(?:承接|接受)[^,、]{0,4}$", before):
        return bool(_RADIATED.search(rest))
    near = _NEAR.search(before)
    if not near:
        return False
    if type_ == "Government":
        return bool(re.search(r"^[^,]{0,24}(?:合作|共建|签订|签署|共同|联合|设立)", rest) or "共同" in before)
    if near.group(1) == "和":
        # Mostly the "and" of a list; only what the two do together tells it from "with".
        return bool(
            re.search(r"^[”\"》)]*(?:等[^,]{0,10})?[^,的]{0,6}(?:合作|共建|签订|签署|联合|共同|携手|开展)", rest)
        )
    together = pattern(r"^[”\"》)]*(?:等[^,]{0,16})?[^,]{0,24}?(?:{together})").search(rest)
    signed = re.search(r"(?:合作|共建|签订|联合|协同)[^,]{0,6}(?:与|和|同)", before)
    return near.group(1) in _STRONG or bool(together or signed)
