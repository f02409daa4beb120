"""Candidate spans: every stretch of a sentence both ends of which look like the border of a name. Recall comes first."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from innograph.loaders.extract.vocabulary import CLOSED, COUNTED, DELIMITER, HARD_DELIMITER
from innograph.loaders.lexicon import Lexicon, Match

LONGEST = 34
LONGEST_TITLE = 90
_TITLED = re.compile(f"《([^《》]{{3,{LONGEST_TITLE}}})》")
"""A work's name between its marks, which is one name however long and whatever stands in it."""
_QUOTED = re.compile("“[^“”]*”")
_BAD_FIRST = frozenset("”)》、和与及的等)")
_BAD_LAST = frozenset("“(《、和与及的等(")
_PAIRED = frozenset("“”()、")
_JOINTS = re.compile(r"(?<!立)即(?![墨时食刻将日])|会同(?!县)|[一二两三四五六七八九十][市省县区](?=国家|省级|共建)")
"""What parts two names and is a verb in no list: 甲、乙、丙三市国家高新区."""
_NO_NAME = re.compile(
    r"[简统]称|以下称|是|(?<!立)即(?![墨时食刻将日])|唯一|首批|创建|横跨|编制|会同(?!县)|搭建|承接(?!产业)|聚力打造|卡脖子|[与和]区(?=科|发|经|财|人)|等[\d一二两三四五六七八九十]"
    r"|(?<=..)(?:\d+|[一二两三四五六七八九十]+)(?:家|个|项|名|座|条|所|支|批|大(?!学|会|街))|\d(?:吉瓦时|英寸|平方米|平米|万?吨(?!级)|[万亿]元)"
    r"|[一二两三四五六七八九十][市省县区](?=国家|省级|共建)|(?<=.)各(?!省)|(?:共建|所属|自主研发)的|^\d+(?:家|个|项|名|所|支)|^第[一二三四五六七八九十]+[批轮]"
    r"|^(?:新一轮|全市(?=“)|全球首|全国首|世界领先|国内领先)|(?:产量|产值|增加值|扩产|技改|全链条|全产业链|竞争力)$"
)
"""What no name holds outside marks of quotation: a definition, a predicate, a count or a measure; and what none begins or ends with."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidate spans of one text, with what stands at each border.

    `left[i]` and `right[i]` name what makes position i a possible start or end ("v建设": a verb ends there; "p、": that
    mark; "s中心": a class word ends there); `matches` are the lexicon's; `verbs` the verbs that do not overlap.
    """

    spans: tuple[tuple[int, int], ...]
    left: dict[int, list[str]]
    right: dict[int, list[str]]
    matches: tuple[Match, ...]
    verbs: tuple[tuple[int, int], ...]


def candidates(text: str, lexicon: Lexicon) -> Candidates:
    """All candidate spans of a sentence, in order; offsets count in `text`."""
    matches = tuple(lexicon.matches(text))
    words = CLOSED.longest(text)
    left, right = _borders(text, matches, words)
    spans = set(_between(text, sorted(left), sorted(right)))
    spans.update((m.start, m.end) for m in matches)
    spans.update(m.span(1) for m in _TITLED.finditer(text))
    return Candidates(tuple(sorted(spans)), left, right, matches, tuple(_apart(words["v"])))


def _apart(words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Of words in order of start, those that do not overlap the one before."""
    reached = 0
    for start, end in words:
        if start >= reached:
            reached = end
            yield start, end


def _borders(
    text: str, matches: tuple[Match, ...], words: dict[str, list[tuple[int, int]]]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    left: dict[int, list[str]] = defaultdict(list)
    right: dict[int, list[str]] = defaultdict(list)
    left[0].append("bos")
    right[len(text)].append("eos")
    for mark in DELIMITER.finditer(text):
        _mark_borders(mark, left, right)
    for kind in "vl":
        for start, end in words[kind]:
            word = kind + text[start:end]
            left[end].append(word)
            right[start].append(word)
            if text[end : end + 1] == "了":
                left[end + 1].append(word)
    for start, end in words["s"]:
        right[end].append("s" + text[start:end])
    for count in COUNTED.finditer(text):
        left[count.end()].append("num")
    for particle in re.finditer("的", text):
        left[particle.end()].append("的")
        right[particle.start()].append("的")
    for joint in _JOINTS.finditer(text):
        left[joint.end()].append("v" + joint[0])
        right[joint.start()].append("v" + joint[0])
    for match in matches:
        left[match.start].append("m" + match.entry.type)
        right[match.end].append("m" + match.entry.type)
        left[match.end].append("a" + match.entry.type)
    return left, right


def _mark_borders(mark: re.Match[str], left: dict[int, list[str]], right: dict[int, list[str]]) -> None:
    char = mark.group()
    left[mark.end()].append("p" + char)
    right[mark.start()].append("p" + char)
    if char in "”’》))":
        right[mark.end()].append("q" + char)
    elif char in "“‘《((":
        left[mark.start()].append("q" + char)


def _between(text: str, starts: list[int], ends: list[int]) -> Iterator[tuple[int, int]]:
    hard = [m.start() for m in HARD_DELIMITER.finditer(text)]
    for start in starts:
        if start >= len(text) or text[start] in _BAD_FIRST:
            continue
        at = bisect_left(hard, start)
        limit = min(hard[at] if at < len(hard) else len(text), start + LONGEST)
        for end in ends[bisect_right(ends, start + 1) :]:
            if end > limit:
                break
            if _possible(text[start:end]):
                yield start, end


def _possible(name: str) -> bool:
    if name[-1] in _BAD_LAST or (len(name) < 6 and sum(map(str.isalnum, name)) < 2):
        return False
    if _PAIRED.isdisjoint(name):
        return not _NO_NAME.search(name)
    if _NO_NAME.search(_QUOTED.sub("", name)):
        return False
    if ("、" in name and "“" not in name and "(" not in name) or "”“" in name:
        return False
    return name.count("“") == name.count("”") and name.count("(") == name.count(")")
