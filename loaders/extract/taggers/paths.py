"""The best path of tags through scores and a table of transitions (Viterbi), for many sentences at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]


def best_paths(emissions: Sequence[Scores], transitions: Scores) -> list[list[int]]:
    """The tag numbers of the best path through each (length, tags) table; the tables come longest first."""
    if not emissions:
        return []
    lengths = np.array([len(e) for e in emissions])
    best = np.stack([e[0] for e in emissions])
    into = np.ascontiguousarray(transitions.T)
    before: list[Scores] = []
    for step in range(1, int(lengths[0])):
        active = int((lengths > step).sum())
        before.append(best[:active].copy())
        best[:active] = (best[:active, None, :] + into).max(axis=2) + np.stack([e[step] for e in emissions[:active]])
    # Which tag came before is worked out for the tags of the best path alone.
    last = best.argmax(axis=1)
    paths = [[int(tag)] for tag in last]
    for scores in reversed(before):
        active = len(scores)
        last[:active] = (scores + into[last[:active]]).argmax(axis=1)
        for path, tag in zip(paths, last[:active].tolist(), strict=False):
            path.append(tag)
    return [path[::-1] for path in paths]
