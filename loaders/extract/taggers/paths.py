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
    best = np.zeros((int(lengths[0]), len(emissions), len(transitions)), dtype=emissions[0].dtype)
    for column, table in enumerate(emissions):
        best[: len(table), column] = table
    active = (lengths > np.arange(len(best))[:, None]).sum(axis=1).tolist()
    # The tag before comes first among the axes: the maximum over it then runs through memory in order.
    after = transitions[:, None, :]
    for step in range(1, len(best)):
        before = best[step - 1, : active[step]]
        best[step, : active[step]] += (before.T[:, :, None] + after).max(axis=0)
    # Which tag came before is worked out for the tags of the best path alone.
    into = np.ascontiguousarray(transitions.T)
    paths = np.zeros(best.shape[:2], dtype=np.intp)
    last = best[lengths - 1, np.arange(len(lengths))].argmax(axis=1)
    for step in range(len(best) - 1, 0, -1):
        count = active[step]
        paths[step, :count] = last[:count]
        last[:count] = (best[step - 1, :count] + into[last[:count]]).argmax(axis=1)
    paths[0] = last
    return [paths[:length, column].tolist() for column, length in enumerate(lengths)]
