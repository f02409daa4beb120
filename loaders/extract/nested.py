"""Fields inside names: a platform, park, alliance, institute or event that is named for a field names that field too."""

import re
from collections.abc import Iterator, Mapping, Sequence

from innograph.graph.identity import Authority
from innograph.loaders.lexicon import Lexicon, Match

NAMED_FOR = frozenset({"Alliance", "Event", "Park", "Platform", "ResearchInstitute"})
"""Types whose names tell what they are about. A firm's name often only sounds like a field (海隆石油), and a ministry's is one."""

_FIELD_WORD = re.compile(r"(?:产业|技术|领域|行业)$")
_SERVICE = re.compile(r"服务(?:平台|中心|站|综合体)?[”\"]?$")
_JOINED = "与和及、"
_BEFORE = re.compile(r"(?:^|[与和及、“\"\d市省区县州级]|国家|国际|全国|全球|中国|中外)$")
"""What may stand before the field where nothing known does: 鼓风机厂 is not named for 风机."""
_ACTIVITY = re.compile(
    r"^(?:研发|研究|应用|开发|转化|创新|制造|生产|检测|测试|孵化|加工|示范|推广|试验|设计|成果|产业|技术|领域|国际|全球|高峰|[与和及])+"
)


def fields_in_names(
    forms: Mapping[str, tuple[str, float]], lexicon: Lexicon, authority: Authority, *, places: Sequence[str] = ()
) -> dict[str, tuple[str, float]]:
    """{field: ("Technology", score)} for the fields that accepted names are made for and that are not accepted yet.

    `places` are the forms of the plan's own place, which names may begin with.
    """
    found: dict[str, tuple[str, float]] = {}
    for name, (type_, score) in forms.items():
        if type_ not in NAMED_FOR or _SERVICE.search(name):
            continue
        for field in _fields(name, lexicon, authority, places):
            if field not in forms and score > found.get(field, ("", 0.0))[1]:
                found[field] = ("Technology", score)
    return found


def _fields(name: str, lexicon: Lexicon, authority: Authority, places: Sequence[str]) -> Iterator[str]:
    """The known fields in a name that class words, or a conjunction and what it joins, stand behind."""
    known = list(lexicon.matches(name))
    ends = {m.end for m in known} | {len(place) for place in places if name.startswith(place)}
    matches = [m for m in known if m.entry.type == "Technology"]
    for match in matches:
        if match.start not in ends and not _BEFORE.search(name[: match.start]):
            continue
        if any(_crosses(match, other) or _holds(other, match) for other in matches):
            continue
        field = name[match.start : match.end]
        bare = _FIELD_WORD.sub("", field)
        entry = lexicon.by_form.get(bare)
        if entry and entry.type == "Technology":
            field = bare
        rest = name[match.start + len(field) :].strip('”"')
        if rest and (rest[0] in _JOINED or authority.generic(rest) or authority.generic(_ACTIVITY.sub("", rest))):
            yield field


def _holds(one: Match, other: Match) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _crosses(one: Match, other: Match) -> bool:
    return one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end
