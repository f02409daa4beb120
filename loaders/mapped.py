"""Text with the offset of each of its characters in the text it was made from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int32]
Edit = tuple[int, int, str]
"""(start, end, replacement): the replacement is no longer than what it replaces."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """`origin[i]` is the offset in the source of `text[i]`; it never decreases."""

    text: str
    origin: Offsets

    @classmethod
    def of(cls, text: str) -> "Mapped":
        """The source itself."""
        return cls(text, np.arange(len(text), dtype=np.int32))

    def with_text(self, text: str) -> "Mapped":
        """The same characters in another form, one for one; raises ValueError on another length."""
        if len(text) != len(self.text):
            raise ValueError("characters may be replaced only one for one")
        return Mapped(text, self.origin)

    def edited(self, edits: Iterable[Edit]) -> "Mapped":
        """Apply edits; of two that overlap, the earlier (then the longer) one wins."""
        parts: list[str] = []
        spans: list[Offsets] = []
        at = 0
        for start, end, new in sorted(edits, key=lambda e: (e[0], -e[1])):
            if start < at or (start == end):
                continue
            parts.append(self.text[at:start])
            spans.append(self.origin[at:start])
            if new:
                parts.append(new)
                spans.append(self.origin[start : start + len(new)])
            at = end
        if not parts:
            return self
        parts.append(self.text[at:])
        spans.append(self.origin[at:])
        return Mapped("".join(parts), np.concatenate(spans))


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every line, line end excluded."""
    breaks = [-1]
    at = text.find("\n")
    while at >= 0:
        breaks.append(at)
        at = text.find("\n", at + 1)
    breaks.append(len(text))
    for before, after in pairwise(breaks):
        yield before + 1, after
