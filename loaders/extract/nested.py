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
_JOINTS = re.compile(f"[{_JOINED}]")
_OWNERS = frozenset({"Region", "University", "ResearchInstitute", "Hospital", "Firm", "Park"})
_LONGEST_WORD = 4
"""Letters of a field that is one without a word for field."""
_BEFORE = re.compile(r"(?:^|[与和及、“\"\d市省区县州级]|国家|国际|全国|全球|中国|中外)$")
"""What may stand before the field where nothing known does: 鼓风机厂 is not named for 风机."""
_ACTIVITIES = "研发|研究|应用|开发|转化|创新|制造|生产|检测|测试|孵化|加工|示范|推广|试验|设计|成果|产业|技术|领域|国际|全球|高峰|[与和及]"
_ACTIVITY = re.compile(rf"^(?:{_ACTIVITIES})+")
_WHOLLY = re.compile(
    r"(?:国家级?|省级|市级|省|市|教育部|[\u4e00-\u9fff]{2,3}[省市])?"
    r"(?:产业技术创新(?:战略)?联盟|技术创新(?:战略)?联盟|产业(?:发展)?联盟|产业(?:技术)?研究院|工程技术?研究中心|工程实验室|重点实验室"
    r"|(?:产业|制造业|技术)创新中心|(?:研发与转化|创新)?功能型平台)$"
)
"""Class words before which, and behind whose it is, stands the field and nothing else, whether a lexicon knows it or not."""
_FRONT = re.compile(
    r"^(?:国家级?|中国|全国|国际|全球|省部共建|[\u4e00-\u9fff]{2,3}(?:省|(?<![城都])市|(?<![社园小])区|县)|[省市区县](?![场块域政容民属部])|中[欧美英德法日韩瑞以俄新](?![文洲材式])|联合(?!国))+(?=.{2})"
)
_NO_HALF = re.compile(rf"(?:{_ACTIVITIES}|制备|表征|应用技术|工程)+")
"""What is done with the field before it, and no field of its own (特殊钢冶金与制备)."""
_SHORTEST, _LONGEST = 2, 12
_NO_FIELD = re.compile(r"[“”\"()\d]|大学|学院|公司|集团|[省市区县]$|牵头|组织|企业|建设|实施|推动")


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
    stem = _stem(name, known, places)
    if stem:
        parts = _JOINTS.split(stem)
        whole = any(len(part) < _SHORTEST or _NO_HALF.fullmatch(part) for part in parts)
        yield from [stem] if whole else (_bare(part, lexicon) for part in parts)
        return
    ends = {m.end for m in known} | {len(place) for place in places if name.startswith(place)}
    matches = [m for m in known if m.entry.type == "Technology"]
    for match in matches:
        if match.start not in ends and not _BEFORE.search(name[: match.start]):
            continue
        if any(_crosses(match, other) or _holds(other, match) for other in matches):
            continue
        field = name[match.start : match.end]
        bare = _FIELD_WORD.sub("", field)
        if lexicon.type_of(bare) == "Technology":
            field = bare
        rest = name[match.start + len(field) :].strip('”"')
        if rest and (rest[0] in _JOINED or authority.generic(rest) or authority.generic(_ACTIVITY.sub("", rest))):
            yield field


def _stem(name: str, known: Sequence[Match], places: Sequence[str]) -> str:
    """What stands between whose a name is and its class word, where that word tells that it is a field; "" elsewhere."""
    tail = _WHOLLY.search(name)
    if not tail:
        return ""
    ends = [m.end for m in known if m.start == 0 and m.entry.type in _OWNERS]
    start = max([0, *ends, *(len(place) for place in places if name.startswith(place))])
    if start:
        ends = [m.end for m in known if m.start == start and m.entry.type == "Region"]
        start = max([start, *ends])
    stem = _FRONT.sub("", name[start : tail.start()])
    return stem if _SHORTEST <= len(stem) <= _LONGEST and not _NO_FIELD.search(stem) else ""


def _bare(field: str, lexicon: Lexicon) -> str:
    """A field without the word for field behind it, where it is long enough, or known, without."""
    bare = _FIELD_WORD.sub("", field)
    return bare if len(bare) >= _LONGEST_WORD or lexicon.type_of(bare) == "Technology" else field


def _holds(one: Match, other: Match) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _crosses(one: Match, other: Match) -> bool:
    return one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end
