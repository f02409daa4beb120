"""How far a plan commits itself to what it says: built, under way, supported, envisaged."""

import re

LEVELS = ("built", "under_way", "supported", "envisaged")
"""From done to hoped for."""
_CUES = (
    (
        "envisaged",
        r"探索|力争|筹建|谋划|拟|争创|规划建设|规划布局|前瞻布局|争取|将(?!.{0,2}(?:打造|建设)成?为)|打造|努力",
    ),
    (
        "built",
        r"建成|已[有经建]|拥有|获批|获得|荣获|成立了|建立了|新增|入选|投用|落成|揭牌|开园|成功|升级为|相继|累计|建有|纳入",
    ),
    (
        "under_way",
        r"正在|推进|加快|深化|持续|提升|实施|开展|优化|完善|推动.{0,20}建设|建设|做强|做大|强化|成立|设立|组建|建立|搭建|举办|引进|落实|布局",
    ),
    ("supported", r"支持|鼓励|依托|引导|发挥|推动|促进|聚焦|重点|培育|发展|加强|围绕"),
)
_PATTERNS = tuple((level, re.compile(cue)) for level, cue in _CUES)
_PAST = re.compile(r"(?:回顾|成效|成就|进展|工作总结|发展基础|工作基础|主要成绩|完成情况)")


def commitment_of(text: str, *, past: bool = False) -> str:
    """The commitment that a clause's words state, nearest to its object last: "" where nothing tells.

    `past` says that the section looks back, where a bare verb ("成立") means that the thing is done.
    """
    found = [(m.start(), level) for level, cue in _PATTERNS for m in cue.finditer(text)]
    levels = {level for _, level in found}
    if "built" in levels or (past and levels - {"envisaged"}):
        return "built"
    for level in ("envisaged", "supported", "under_way"):
        if level in levels and level == _first(found):
            return level
    return _first(found)


def _first(found: list[tuple[int, str]]) -> str:
    return min(found)[1] if found else ""


def looks_back(titles: str) -> bool:
    """Whether section titles say that the section reports on what has been done."""
    return bool(_PAST.search(titles))


def furthest(levels: set[str]) -> str:
    """The level nearest to done among several."""
    return next((level for level in LEVELS if level in levels), "")
