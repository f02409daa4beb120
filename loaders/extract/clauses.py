"""A passage as clauses with the names in them: what the frames of relations are matched on.

Plan prose is subjectless verb chains. A passage falls into segments (parted by ; and 。), a segment into clauses
(parted by , and :), a clause into groups: names that one list joins ("A、B和C等龙头企业").
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from innograph.graph.records import Entity, Passage
from innograph.graph.shipped import read_yaml
from innograph.loaders.extract.vocabulary import WORDS

_JOIN = re.compile(r"[”\"》)]*(?:[、/,]|和|及|以及|与|或|及其|[”》][“《]|)(?:以及|和|与)?[“\"《(]*")
_LOOSE = re.compile(r"[”\"》)]*[^,。;:、]{0,8}[、](?:[^,。;:]{0,14}、)?[^,。;:、]{0,6}")
_WORK = re.compile(r"^[^,]{0,60}?(?:合作|共建|协同|联合|共同|联动|开展|错位|呼应|毗邻|相邻|接壤)")
_WITH = re.compile(r"(?:、|以?及)?与|和")
_ITEM_GAP = re.compile(r"[”\"》)]*[^,、与和等在的]{0,8}[“\"《(]*")
"""What may stand between an item's actor and its field: a measure, a verb."""
_NEXT_ITEM = re.compile(r"[”\"》)]*[^,、等]{0,8}(?:、|和|及|以及)[“\"《(]*")
_CLOSED = re.compile(
    r"等[^,、]{0,12}项目[^,、]{0,10}(?:投产|建成|开工|竣工|完工|签约|落地|落户|达产|投用|投运|运营|启动|获批)[^,、]{0,4}$"
)
_OWNERS = frozenset({"Firm", "Region", "Park", "University", "ResearchInstitute", "Platform", "Hospital"})
_OPEN = {"“": "”", "《": "》", "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One mention, with offsets in the passage's text; `inner` where it stands inside another name."""

    entity: Entity
    start: int
    end: int
    inner: bool = False

    @property
    def type(self) -> str:
        return self.entity.type


@dataclass(frozen=True, slots=True)
class Group:
    """Names joined by one list, with the clause's text before it (from the last group on) and behind it (to the next).

    `ahead` and `rest` are the clause's whole text on either side; `type` is that of the first name that is not a field, else Technology.
    """

    hits: tuple[Hit, ...]
    before: str
    after: str
    ahead: str
    rest: str
    type: str


@dataclass(frozen=True, slots=True)
class Clause:
    """Text between commas, with its groups; `mark` is the punctuation that ends it."""

    start: int
    text: str
    mark: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Clauses up to a ; or the passage's end."""

    text: str
    clauses: tuple[Clause, ...]

    def hits(self) -> Iterable[Hit]:
        for clause in self.clauses:
            for group in clause.groups:
                yield from group.hits


def items(clause: Clause) -> dict[int, Hit]:
    """ "甲a、乙b、丙c等项目": the actor of each field group, by the group's place, where a list names its items by both."""
    found: dict[int, Hit] = {}
    run: dict[int, Hit] = {}
    groups = clause.groups
    for place, (owner, what) in enumerate(pairwise(groups)):
        if owner.type not in _OWNERS or what.type != "Technology" or not _ITEM_GAP.fullmatch(what.before):
            continue
        if place - 1 not in run or not _NEXT_ITEM.fullmatch(owner.before):
            run = {}
        run[place + 1] = owner.hits[-1]
        if len(run) > 1:
            found.update(run)
    return found


def closes(clause: Clause) -> bool:
    """Whether a clause ends a list of projects and what was done with them: what comes next is not of their actors."""
    return bool(_CLOSED.search(clause.text))


def chain_start(clauses: Sequence[Clause], number: int) -> int:
    """Where the actors begin that a clause adds to ("以甲为龙头,以乙为支撑"): at the clause before, if that names no field, else here."""
    before = clauses[number - 1] if number else clauses[0]
    named = any(g.type == "Technology" for g in before.groups)
    return clauses[number].start if named else before.start


@cache
def words(role: str) -> str:
    """The words of a role as one regular expression (alternatives, longest first)."""
    return "|".join(sorted(_roles()[role], key=len, reverse=True))


@cache
def _roles() -> Mapping[str, Sequence[str]]:
    loaded: Mapping[str, Sequence[str]] = read_yaml(WORDS / "relation_verbs.yaml")
    return loaded


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Compile a pattern whose {role} places stand for the words of that role."""
    return re.compile(re.sub(r"\{([a-z]+)\}", lambda m: f"(?:{words(m.group(1))})", template))


def hits_by_passage(entities: Sequence[Entity], passages: Sequence[Passage]) -> dict[str, list[Hit]]:
    """Every mention, by passage, in order; a mention inside another one is `inner`."""
    starts = {p.id: p.start for p in passages}
    found: dict[str, list[tuple[int, int, Entity]]] = {}
    for entity in entities:
        for m in entity.mentions:
            if m.passage in starts:
                base = starts[m.passage]
                found.setdefault(m.passage, []).append((m.start - base, m.end - base, entity))
    return {passage: _nested(rows) for passage, rows in found.items()}


def _nested(rows: list[tuple[int, int, Entity]]) -> list[Hit]:
    rows.sort(key=lambda r: (r[0], -r[1]))
    hits = []
    reach = -1
    for start, end, entity in rows:
        hits.append(Hit(entity, start, end, inner=end <= reach))
        reach = max(reach, end)
    return hits


def segments(text: str, hits: Sequence[Hit]) -> tuple[Segment, ...]:
    """Part a passage's text; names are never cut."""
    inside = {i for h in hits for i in range(h.start + 1, h.end)}
    made = []
    for start, end in _pieces(text, ";;。!?", inside):
        cut = _pieces(text[start:end], ",,::", {i - start for i in inside})
        clauses = [_clause(text, start + a, start + b, hits) for a, b in cut]
        made.append(Segment(text[start:end], tuple(clauses)))
    return tuple(made)


def _pieces(text: str, marks: str, inside: set[int]) -> list[tuple[int, int]]:
    """Spans parted by marks that stand outside names, quotes and brackets."""
    spans = []
    start = 0
    waiting: list[str] = []
    for i, char in enumerate(text):
        if char in _OPEN:
            waiting.append(_OPEN[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
        elif char in marks and not waiting and i not in inside:
            spans.append((start, i + 1))
            start = i + 1
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def _clause(text: str, start: int, end: int, hits: Sequence[Hit]) -> Clause:
    mine = [h for h in hits if start <= h.start and h.end <= end and not h.inner]
    runs: list[list[Hit]] = []
    for hit in mine:
        if runs and _joined(text[runs[-1][-1].end : hit.start], runs[-1][-1], hit, text[hit.end : end]):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    mark = text[end - 1] if text[end - 1] in ",,::;;。" else ""
    stop = end - len(mark)
    edges = [start, *(run[-1].end for run in runs)]
    following = [*(run[0].start for run in runs[1:]), stop]
    groups = tuple(
        Group(
            tuple(run),
            text[a : run[0].start],
            text[run[-1].end : z],
            text[start : run[0].start],
            text[run[-1].end : stop],
            next((h.type for h in run if h.type != "Technology"), "Technology"),
        )
        for run, a, z in zip(runs, edges, following, strict=False)
    )
    return Clause(start, text[start:stop], mark, groups)


def _joined(gap: str, left: Hit, right: Hit, rest: str) -> bool:
    alike = (left.type == "Technology") == (right.type == "Technology")
    if not alike:
        return False
    if gap == "":
        return left.type == right.type != "Region"
    if _WITH.fullmatch(gap) and left.type != "Technology" and _WORK.search(rest):
        return False
    if _JOIN.fullmatch(gap):
        return not (gap in {"与", "和"} and left.type != right.type and "Region" in {left.type, right.type})
    return bool(_LOOSE.fullmatch(gap)) and not pattern("{build}|{aid}|{lean}|{meet}|{focus}").search(gap)


def adjacent(hits: Sequence[Hit]) -> Iterable[tuple[Hit, Hit]]:
    """Pairs of names that stand next to each other with nothing between."""
    outer = [h for h in hits if not h.inner]
    return ((a, b) for a, b in pairwise(outer) if a.end == b.start)
