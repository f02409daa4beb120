"""Short forms that a text defines: 青岚大学(以下简称“青大”)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from innograph.graph.identity import Authority
from innograph.graph.records import Passage
from innograph.loaders.extract.spans import LONGEST_TITLE, candidates
from innograph.loaders.extract.vocabulary import CLASS_TYPES, CLOSED
from innograph.loaders.lexicon import Lexicon

DEFINED = re.compile(
    r"(?P<marks>[》”\"]?)[((](?:以下|下)?(?:简称|统称|称|英文缩写)为?[::]?"
    r"(?:[“\"《](?P<quoted>[^“”\"《》()(),,。;;]{2,20})[”\"》]|(?P<bare>[^\"《》()(),,。;;]{2,20}))[))]"
)
_WORKS = re.compile(r"(?:实施|行动|若干|指导|建设|工作)?(?:条例|意见|规划|方案|办法|通知|计划|纲要|决定|措施|政策)")
_MEDIA = re.compile(r".*(?:日报|晚报|早报|时报|新闻|联播|电视台|周刊|杂志|头条)|(?:新华|人民|凤凰|中国经济|央视)网")
_QUOTED = re.compile("“([^“”]*)”")
_BARE = 4
"""Letters of a short form of class words alone that would stand for too much; a longer one (引领区意见) is rare enough."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form, the full form that it stands for, and the full form's type where the text does not tell it otherwise."""

    short: str
    full: str
    type: str


def definitions(
    passages: Sequence[Passage], forms: Mapping[str, tuple[str, float]], lexicon: Lexicon, authority: Authority
) -> Iterator[Definition]:
    """The definitions of a document, given the forms accepted so far ({form: (type, score)}).

    The full form is the longest name in front that holds the letters of the short one in their order; without such a name
    there is none (甲市、乙市(以下简称“两市”) defines no short form of 乙市). A short form that is but a class word (《意见》, 实验室)
    would be found in many other places, so it defines nothing.
    """
    for passage in passages:
        for match in DEFINED.finditer(passage.text):
            short = match["quoted"] or match["bare"]
            if names_no_work(short) or (len(short) <= _BARE and authority.generic(short)):
                continue
            full = _full(passage.text[: match.start() + len(match["marks"])], short, forms, lexicon)
            if full:
                type_ = forms[full][0] if full in forms else _type_of(full) or forms.get(short, ("", 0))[0]
                if type_:
                    yield Definition(short, full, type_)


def _full(before: str, short: str, forms: Mapping[str, tuple[str, float]], lexicon: Lexicon) -> str:
    """The name at the end of `before` (a closing mark may follow it) that `short` stands for; "" where there is none."""
    inner = before.rstrip('》"')
    ends = {inner, before, before.rstrip("”") if before.count("”") > before.count("“") else before}
    accepted = (e[i:] for e in ends for i in range(max(0, len(e) - LONGEST_TITLE), len(e)) if e[i:] in forms)
    names = [name for name in accepted if holds(name, short)]
    if not names:
        names = [name for end in ends for name in _possible(end, lexicon) if holds(name, short)]
    return max(names, key=len, default="")


def _possible(before: str, lexicon: Lexicon) -> Iterator[str]:
    """The candidate names that end with `before` and begin with no verb or particle."""
    start = max(0, len(before) - LONGEST_TITLE)
    text = before[start:]
    leads = {a for a, _ in CLOSED.longest(text)["v"]}
    for a, b in candidates(text, lexicon).spans:
        if b == len(text) and a not in leads:
            yield text[a:b]


def _type_of(name: str) -> str:
    """The type of the longest class word at the end of a name, where it has but one."""
    for length in range(min(len(name) - 1, 8), 0, -1):
        types = CLASS_TYPES.get(name[-length:], ())
        if types:
            return types[0] if len(types) == 1 else ""
    return ""


def names_no_work(form: str) -> bool:
    """Whether a form is but a word for a kind of work (意见, 实施方案), or names who reports on one (科技日报)."""
    return _WORKS.fullmatch(form) is not None or _MEDIA.fullmatch(form.strip("《》")) is not None


def holds(name: str, short: str) -> bool:
    """Whether the letters of `short` stand in `name` in their order, and it is the shorter one."""
    letters = iter(name)
    return len(short) < len(name) and all(letter in letters for letter in _QUOTED.sub(r"\1", short))
