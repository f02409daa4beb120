"""The filter: a multinomial logistic regression over span features, its weights shipped as JSON and run with numpy."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights" / "spans.json"
NOTHING = "O"


@dataclass(frozen=True, slots=True)
class Filter:
    """`classes` are the entity types and "O"; `weights` has a row a feature, a last row of zeros for unknown ones."""

    classes: tuple[str, ...]
    index: dict[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, spans: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """(len(spans), len(classes)) probabilities, from the feature names of each span."""
        if not spans:
            return np.zeros((0, len(self.classes)), dtype=np.float32)
        unknown = len(self.weights) - 1
        get = self.index.get
        rows = [get(feature, unknown) for features in spans for feature in features]
        starts = np.cumsum([0, *(len(features) for features in spans[:-1])])
        scores = np.add.reduceat(self.weights[rows], starts, axis=0) + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        normal: NDArray[np.float32] = scores / scores.sum(axis=1, keepdims=True)
        return normal


def make_filter(
    classes: Sequence[str], features: Sequence[str], weights: NDArray[np.float64], bias: Sequence[float]
) -> Filter:
    """A filter from trained weights of shape (len(features), len(classes))."""
    padded = np.vstack([weights, np.zeros((1, len(classes)))]).astype(np.float32)
    return Filter(tuple(classes), {f: i for i, f in enumerate(features)}, padded, np.asarray(bias, dtype=np.float32))


def save_filter(model: Filter, path: Path, *, least: float = 0.03) -> None:
    """Write the weights as JSON, sparse: {feature: {class number: weight}}, weights below `least` left out."""
    rows = {}
    for feature, row in sorted(model.index.items()):
        kept = {str(c): round(float(w), 2) for c, w in enumerate(model.weights[row]) if abs(w) >= least}
        if kept:
            rows[feature] = kept
    content = {"classes": model.classes, "bias": [round(float(b), 3) for b in model.bias], "features": rows}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def read_filter(path: Path) -> Filter:
    """Read what `save_filter` wrote."""
    content = json.loads(path.read_text("utf-8"))
    weights = np.zeros((len(content["features"]), len(content["classes"])))
    for i, row in enumerate(content["features"].values()):
        for c, weight in row.items():
            weights[i, int(c)] = weight
    return make_filter(content["classes"], list(content["features"]), weights, content["bias"])


@cache
def shipped_filter() -> Filter:
    """The filter that comes with the package."""
    return read_filter(WEIGHTS)
