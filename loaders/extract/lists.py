"""Lists of a sentence: the stretches between its marks, and the items between 、."""

import re
from itertools import pairwise

STRETCH = re.compile(r"[^,。;:!?\t\n]+")
"""What stands between two marks and may hold a list."""


def list_items(words: str, start: int) -> list[tuple[int, int]]:
    """The (start, end) of every item of a stretch that begins at `start`; a stretch without 、 is one item."""
    edges = [-1, *(m.start() for m in re.finditer("、", words)), len(words)]
    return [(start + a + 1, start + b) for a, b in pairwise(edges)]
