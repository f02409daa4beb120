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
    back: list[NDArray[np.intp]] = []
    into = np.ascontiguousarray(transitions.T)
    for step in range(1, int(lengths[0])):
        active = int((lengths > step).sum())
        scores = best[:active, None, :] + into
        chosen = scores.argmax(axis=2)
        back.append(chosen)
        reached = np.take_along_axis(scores, chosen[:, :, None], axis=2)[:, :, 0]
        best[:active] = reached + np.stack([e[step] for e in emissions[:active]])
    paths = []
    for i, length in enumerate(lengths):
        path = [int(best[i].argmax())]
        for step in range(int(length) - 2, -1, -1):
            path.append(int(back[step][i, path[-1]]))
        paths.append(path[::-1])
    return paths
