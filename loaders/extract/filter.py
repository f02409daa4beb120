"""The filter: log-linear models over span features that look three times, their weights shipped as JSON, run with numpy.

One table has a row of weights for every feature and these columns: whether a span is worth a look, whether it is a name,
its type as a name, and the decision (no name, or one of the types) once the whole document has been looked at.
"""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.characters import CharacterModel, read_characters
from innograph.loaders.extract.taggers import Tagger, shipped_tagger

HOME = Path(__file__).parent / "weights"
TAGGED = HOME / "spans_tagged.json"
PLAIN = HOME / "spans.json"
CHARACTERS = HOME / "characters.json"
NOTHING = "O"
LOOK, NAME = 0, 1
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Filter:
    """`types` are the entity types; `weights` has a row a feature and a last row of zeros for unknown ones. Shipped weights are in
    single precision and added up in double.

    Columns: LOOK, NAME, a type each, no name, a type each again.
    """

    types: tuple[str, ...]
    index: dict[str, int]
    weights: NDArray[np.floating]
    bias: Table
    tagger: Tagger | None = None
    characters: CharacterModel | None = None

    @property
    def type_columns(self) -> slice:
        """Where the first opinion on the type stands."""
        return slice(2, 2 + len(self.types))

    @property
    def decision_columns(self) -> slice:
        """Where the decision stands: no name first, then the types."""
        return slice(2 + len(self.types), 3 + 2 * len(self.types))

    def sums(self, spans: Sequence[Sequence[str]]) -> Table:
        """(len(spans), columns) sums of weights, bias left out, from the feature names of each span."""
        if not spans:
            return np.zeros((0, len(self.bias)), dtype=np.float64)
        rows, starts = self._rows(spans)
        found: Table = np.add.reduceat(self.weights[rows], starts, axis=0, dtype=np.float64)
        found[np.array([not features for features in spans])] = 0
        return found

    def looks(self, spans: Sequence[Sequence[str]]) -> Table:
        """(len(spans),) sums of the weights in column LOOK alone; no span may be without features."""
        if not spans:
            return np.zeros(0, dtype=np.float64)
        rows, starts = self._rows(spans)
        found: Table = np.add.reduceat(self.weights[rows, LOOK], starts, dtype=np.float64)
        return found

    def _rows(self, spans: Sequence[Sequence[str]]) -> tuple[list[int], NDArray[np.intp]]:
        """The row of every feature, span by span, and where each span begins; a row of zeros at the end."""
        unknown = len(self.weights) - 1
        get = self.index.get
        rows = [get(feature, unknown) for features in spans for feature in features]
        rows.append(unknown)
        return rows, np.cumsum([0, *(len(features) for features in spans[:-1])])


def make_filter(
    types: Sequence[str],
    features: Sequence[str],
    weights: NDArray[np.floating],
    bias: Sequence[float],
    *,
    tagger: Tagger | None = None,
    characters: CharacterModel | None = None,
) -> Filter:
    """A filter from trained weights of shape (len(features), columns)."""
    padded = np.vstack([weights, np.zeros((1, len(bias)), dtype=weights.dtype)])
    index = {f: i for i, f in enumerate(features)}
    return Filter(tuple(types), index, padded, np.asarray(bias, dtype=np.float64), tagger, characters)


def save_filter(model: Filter, path: Path, *, least: float = 0.025) -> None:
    """Write the weights as JSON, sparse: {feature: {column: weight}}, weights below `least` left out."""
    rows = {}
    for feature, row in sorted(model.index.items()):
        kept = {str(c): round(float(w), 2) for c, w in enumerate(model.weights[row]) if abs(w) >= least}
        if kept:
            rows[feature] = kept
    content = {"types": model.types, "bias": [round(float(b), 3) for b in model.bias], "features": rows}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def read_filter(path: Path, *, tagger: Tagger | None = None, characters: CharacterModel | None = None) -> Filter:
    """Read what `save_filter` wrote; `tagger` and `characters` must be those that the weights were trained with."""
    rows = _Rows()
    content = json.loads(path.read_text("utf-8"), object_pairs_hook=rows.take)
    weights = np.zeros((rows.count, len(content["bias"])), dtype=np.float32)
    weights[np.array(rows.numbers), np.array(rows.columns)] = np.array(rows.values)
    return make_filter(
        content["types"], list(content["features"]), weights, content["bias"], tagger=tagger, characters=characters
    )


class _Rows:
    """The rows of a file of weights, taken as they are parsed: as dictionaries, all at once, they would fill tens of megabytes."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers, self.columns, self.values = array("i"), array("b"), array("f")

    def take(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | None:
        """Keep a row of weights ({column: weight}); give back any other object."""
        if not pairs or not pairs[0][0].isdecimal():
            return dict(pairs)
        for column, weight in pairs:
            self.numbers.append(self.count)
            self.columns.append(int(column))
            self.values.append(weight)
        self.count += 1
        return None


@cache
def shipped_filter() -> Filter:
    """The filter that comes with the package: with the tagger where there is one, else the one trained without."""
    tagger = shipped_tagger()
    if tagger is None:
        return read_filter(PLAIN)
    return read_filter(TAGGED, tagger=tagger, characters=read_characters(CHARACTERS))
