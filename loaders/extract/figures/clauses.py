"""Clauses of a sentence, and which part of a clause belongs to which of its quantities."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from innograph.loaders.extract.figures import naming
from innograph.loaders.extract.figures.claims import admissible, without_thresholds
from innograph.loaders.extract.figures.periods import Time
from innograph.loaders.extract.figures.quantities import Quantity, Scan

_BOUNDARY = re.compile(r"[,;:。!?]")
_LIST_MARK = "、和及与/"
_BRACKET = 60


@dataclass(slots=True)
class Slot:
    """One quantity with the text that may name it.

    `left` and `right` stand next to it, without times and bracketed figures; `tail` is what follows the next quantity;
    `clause` its clause's [start, end); `listed` whether it continues a list; it is number `index` of the clause's `of`, and
    `run` bare values of its unit stand in a row from it on ("12 家、9 家").
    """

    quantity: Quantity
    left: str
    right: str
    clause: tuple[int, int]
    listed: bool = False
    tail: str = ""
    index: int = 0
    of: int = 1
    run: int = 1


class Sentence:
    """A sentence with its quantities and times, cut into clauses and slots."""

    def __init__(self, text: str, found: Scan) -> None:
        self.text = text
        self.found = found
        self.groups = _groups(text, found)
        untold = [(q.start, q.end) for q in found.quantities if q.sort == "time"]
        times = [_removable(text, time) for time in found.times]
        self._cut = sorted([*times, *untold, *self.groups])

    def clauses(self, start: int = 0, end: int | None = None, *, inside: bool = False) -> Iterable[tuple[int, int]]:
        """[start, end) of the clauses between two offsets; a mark in brackets, a title or a number parts nothing.

        `inside` says that the offsets are those of a bracket's content.
        """
        end = len(self.text) if end is None else end
        closed = [*self.found.junk, *((q.start, q.end) for q in self.found.quantities)]
        if not inside:
            closed += self.groups
        position = start
        for match in _BOUNDARY.finditer(self.text, start, end):
            at = match.start()
            if any(a <= at < b for a, b in closed) or self._in_brackets(position, at):
                continue
            if at > position:
                yield position, at
            position = at + 1
        if position < end:
            yield position, end

    def _in_brackets(self, start: int, at: int) -> bool:
        opened = self.text.count("(", start, at) - self.text.count(")", start, at)
        return opened > 0 and self.text.find(")", at, at + _BRACKET) >= 0

    def piece(self, start: int, end: int, *, keep: tuple[int, int] | None = None) -> str:
        """The text between two offsets without times and bracketed figures (but for the bracket `keep`)."""
        parts: list[str] = []
        position = start
        for a, b in self._cut:
            if b <= position or a >= end or (a, b) == keep:
                continue
            parts.append(self.text[position : max(a, position)])
            position = max(position, b)
        if position < end:
            parts.append(self.text[position:end])
        return "".join(parts)

    def grouped(self, quantity: Quantity) -> bool:
        """Whether the quantity stands in a bracket."""
        return any(a <= quantity.start < b for a, b in self.groups)

    def slots(
        self, quantities: Iterable[Quantity], clause: tuple[int, int], *, keep: tuple[int, int] | None = None
    ) -> Iterable[Slot]:
        """The slots of those quantities of one clause that can state a figure."""
        start, end = clause
        kept = without_thresholds(self.text, [q for q in quantities if admissible(self.text, q)], end)
        edge, listed = start, False
        for index, quantity in enumerate(kept):
            following = kept[index + 1] if index + 1 < len(kept) else None
            stop, resume, next_listed = end, end, False
            tail = ""
            if following is not None:
                stop, resume, next_listed = self._split(quantity.end, following.start)
                after = re.split(r"[、,(]", self.text[following.end : end], maxsplit=1)[0]
                tail = self.piece(stop, following.start) + after
            left = self.piece(edge, quantity.start, keep=keep)
            right = self.piece(quantity.end, stop, keep=keep)
            run = self._run(kept[index:])
            yield Slot(quantity, left, right, clause, listed=listed, tail=tail, index=index, of=len(kept), run=run)
            edge, listed = resume, next_listed

    def _run(self, quantities: list[Quantity]) -> int:
        """How many of some quantities, from the first on, are bare values of one unit in a row."""
        run = 1
        for first, second in pairwise(quantities):
            if self.text[first.end : second.start] not in ("、", "和", "及", "与") or first.unit != second.unit:
                break
            run += 1
        return run

    def _split(self, start: int, end: int) -> tuple[int, int, bool]:
        """Where one quantity's right side ends, where the next one's left side begins, and whether the two form a list."""
        gap = self.text[start:end]
        if gap[:1] in _LIST_MARK or gap.startswith(("以及", "并", "且")):
            return start, start + 1, True
        if gap[-1:] in _LIST_MARK:
            return end - (2 if gap.endswith("以及") else 1), end, True
        if (mark := gap.rfind("、")) > 0:
            return start + mark, start + mark + 1, True
        verb = naming.NEXT_VERB.search(gap)
        if verb is not None:
            return start + verb.start(), start + verb.start(), False
        mark = max(gap.rfind("和"), gap.rfind("及"))
        if mark > 0:
            return start + mark, start + mark + 1, True
        return end, end, False


def _removable(text: str, time: Time) -> tuple[int, int]:
    """The span of a time that a name does without; the 到 of "增长到 2025 年的" stays, for it makes the figure a level."""
    kept = (
        len(time.lead)
        if time.lead in ("到", "至") and text[time.start - 1 : time.start] in tuple("长高升加大降少展")
        else 0
    )
    return time.start + kept, time.end


def _groups(text: str, found: Scan) -> list[tuple[int, int]]:
    """Outermost brackets that hold a quantity, as [start, end) with the brackets."""
    groups: list[tuple[int, int]] = []
    depth, start = 0, 0
    starts = [q.start for q in found.quantities]
    for position, character in enumerate(text):
        if character == "(":
            if depth == 0:
                start = position
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0 and any(start < s < position for s in starts):
                groups.append((start, position + 1))
    return groups
