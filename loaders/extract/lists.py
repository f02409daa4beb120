"""Lists of a sentence: the stretches between its marks, and the items between 、."""

import re
from collections.abc import Iterator
from itertools import pairwise

STRETCH = re.compile(r"[^,。;:!?\t\n]+")
"""What stands between two marks and may hold a list."""
_LISTING = re.compile(r"[^,。;:!?…\n]+")


def list_items(words: str, start: int) -> list[tuple[int, int]]:
    """The (start, end) of every item of a stretch that begins at `start`; a stretch without 、 is one item."""
    edges = [-1, *(m.start() for m in re.finditer("、", words)), len(words)]
    return [(start + a + 1, start + b) for a, b in pairwise(edges)]


def lists_in(text: str) -> Iterator[re.Match[str]]:
    """The stretches between marks that hold a list."""
    return (match for match in _LISTING.finditer(text) if "、" in match.group())
