"""From scores to probabilities."""

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


def softmax(scores: Table) -> Table:
    """Probabilities, row by row."""
    scores = scores - scores.max(axis=1, keepdims=True, initial=-1e9)
    np.exp(scores, out=scores)
    found: Table = scores / scores.sum(axis=1, keepdims=True)
    return found


def sigmoid(scores: Table) -> Table:
    """Probabilities of a yes."""
    found: Table = (1 / (1 + np.exp(-scores))).astype(np.float64)
    return found
