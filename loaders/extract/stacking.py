"""The second look: features of a span from what the first look made of its rivals, its neighbours and the document."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.lists import STRETCH, list_items

_SEPARATORS = ("、", "和", "与", "及", "以及", "或")


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The spans of a passage that the first look left, with their probability of being a name and that of each type."""

    text: str
    spans: tuple[tuple[int, int], ...]
    name: NDArray[np.float64]
    types: NDArray[np.float64]
    generic: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """What the first look made of one surface form throughout the document."""

    count: int
    total: float
    highest: tuple[float, float]
    type: str


def second_look(passages: Sequence[FirstLook], types: Sequence[str]) -> list[list[list[str]]]:
    """The names of the features of every span of every passage."""
    forms = _forms(passages, types)
    return [_passage_features(passage, types, forms) for passage in passages]


def level(probability: float) -> int:
    """A probability as a whole number between -6 and 5, the rounded log odds."""
    odds = math.log((probability + 1e-6) / (1 - probability + 1e-6))
    return min(max(math.floor(odds + 0.5), -6), 5)


def _forms(passages: Sequence[FirstLook], types: Sequence[str]) -> dict[str, _Form]:
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, passage in enumerate(passages):
        for i, (a, b) in enumerate(passage.spans):
            places[passage.text[a:b]].append((number, i))
    found = {}
    for form, at in places.items():
        names = sorted((float(passages[n].name[i]) for n, i in at), reverse=True)
        votes = np.sum([passages[n].types[i] * passages[n].name[i] for n, i in at], axis=0)
        second = names[1] if len(names) > 1 else 0.0
        found[form] = _Form(len(at), sum(names), (names[0], second), types[int(votes.argmax())])
    return found


def _passage_features(passage: FirstLook, types: Sequence[str], forms: Mapping[str, _Form]) -> list[list[str]]:
    if not passage.spans:
        return []
    best = [types[i] for i in passage.types.argmax(axis=1)]
    levels = [level(float(p)) for p in passage.name]
    rivals = _rivals(passage)
    neighbours = _Neighbours(passage)
    lists = list(_lists(passage))
    return [
        [
            *_own_features(passage, i, best[i], levels[i], types),
            *_rival_features(levels[i], rivals[i]),
            *neighbours.features(i, best, levels),
            *_list_features(passage, i, best, levels[i], lists),
            *_document_features(passage, i, best[i], forms),
        ]
        for i in range(len(passage.spans))
    ]


def _own_features(passage: FirstLook, i: int, type_: str, odds: int, types: Sequence[str]) -> Iterator[str]:
    yield f"1p={odds}"
    yield f"1t={type_}"
    yield f"1pt={odds}{type_}"
    order = np.argsort(-passage.types[i], kind="stable")
    yield f"1s={types[order[1]]}{int(passage.types[i, order[1]] * 4)}"
    if passage.generic[i]:
        yield f"1g={type_}"
        yield f"1gp={odds // 2}"


def _rivals(passage: FirstLook) -> list[tuple[int, int, int]]:
    """For each span the highest level among those that overlap it, that hold it, and that it holds."""
    start = np.array([a for a, _ in passage.spans])
    end = np.array([b for _, b in passage.spans])
    other = ~np.eye(len(start), dtype=bool)
    overlap = (start[:, None] < end) & (end[:, None] > start) & other
    held = (start[:, None] >= start) & (end[:, None] <= end) & other
    tables = [np.where(mask, passage.name, 0).max(axis=1) for mask in (overlap, held, held.T)]
    return [tuple(level(float(table[i])) for table in tables) for i in range(len(start))]  # type: ignore[misc]


def _rival_features(odds: int, rivals: tuple[int, int, int]) -> Iterator[str]:
    for kind, rival in zip("oci", rivals, strict=True):
        yield f"1{kind}={rival}"
        yield f"1{kind}d={min(max(odds - rival, -5), 5)}"
    yield f"1op={odds}.{rivals[0]}"


class _Neighbours:
    """Spans by where they end and begin, to find those next to a span in a list."""

    def __init__(self, passage: FirstLook) -> None:
        self._passage = passage
        self._starting: dict[int, list[int]] = defaultdict(list)
        self._ending: dict[int, list[int]] = defaultdict(list)
        for i, (a, b) in enumerate(passage.spans):
            self._starting[a].append(i)
            self._ending[b].append(i)

    def features(self, i: int, best: Sequence[str], levels: Sequence[int]) -> Iterator[str]:
        a, b = self._passage.spans[i]
        text = self._passage.text
        before = [n for s in _SEPARATORS if text.endswith(s, 0, a) for n in self._ending.get(a - len(s), ())]
        after = [n for s in _SEPARATORS if text.startswith(s, b) for n in self._starting.get(b + len(s), ())]
        for side, near in (("l", before), ("r", after)):
            if near:
                n = max(near, key=lambda n: (self._passage.name[n], -n))
                yield f"1n{side}={best[n]}"
                yield f"1n{side}p={levels[n] // 2}{best[n]}"
                yield f"1nn={levels[n] // 2}"


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list (its place among `count`) and the likeliest span that fills it."""

    start: int
    end: int
    place: int
    best: int | None


def _lists(passage: FirstLook) -> Iterator[list[_Item]]:
    for stretch in STRETCH.finditer(passage.text):
        if "、" not in stretch.group():
            continue
        edges = list_items(stretch.group(), stretch.start())
        items = []
        for place, (start, end) in enumerate(edges):
            fits = [i for i, span in enumerate(passage.spans) if _fills(span, start, end, place, len(edges))]
            best = max(fits, key=lambda i: (passage.name[i], -i), default=None)
            items.append(_Item(start, end, place, best))
        yield items


def _fills(span: tuple[int, int], start: int, end: int, place: int, count: int) -> bool:
    """Whether a span fills an item: all of it, but for words before the first and behind the last item."""
    a, b = span
    return start <= a and b <= end and (a == start or place == 0) and (b == end or place == count - 1)


def _list_features(
    passage: FirstLook, i: int, best: Sequence[str], odds: int, lists: Sequence[Sequence[_Item]]
) -> Iterator[str]:
    span = passage.spans[i]
    for items in lists:
        own = next((t for t in items if _fills(span, t.start, t.end, t.place, len(items))), None)
        if own is None:
            continue
        others = [t.best for t in items if t is not own]
        mean = sum(float(passage.name[n]) for n in others if n is not None) / len(others)
        yield f"1L={int(mean * 5)}"
        yield f"1Ln={min(len(items), 6)}.{int(mean * 5)}"
        yield f"1Lp={odds // 2}.{int(mean * 5)}"
        votes: Counter[str] = Counter()
        for n in others:
            if n is not None:
                votes[best[n]] += float(passage.name[n])  # type: ignore[assignment]
        if votes:
            type_, weight = votes.most_common(1)[0]
            yield f"1LT={type_}{int(weight / len(others) * 4)}"
            yield f"1LTt={type_}{best[i]}"
        return


def _document_features(passage: FirstLook, i: int, type_: str, forms: Mapping[str, _Form]) -> Iterator[str]:
    a, b = passage.spans[i]
    form = forms[passage.text[a:b]]
    yield f"1k={min(form.count, 8)}"
    yield f"1kt={min(form.count, 4)}{type_}"
    if form.count == 1:
        yield "1D0"
        return
    own = float(passage.name[i])
    highest = form.highest[1] if own >= form.highest[0] else form.highest[0]
    yield f"1D={level((form.total - own) / (form.count - 1))}"
    yield f"1Dm={level(highest)}"
    yield f"1DT={form.type}"
    yield f"1DTm={form.type}{int(highest * 4)}"
