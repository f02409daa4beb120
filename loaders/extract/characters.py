"""The reading of characters: how likely each one begins, continues or ends a name of each type.

Small networks (one hidden layer each) over what the taggers see at a character: the state of the name tagger's network, the
word tagger's part of speech, and what the lexicons say of it; the same of its neighbours. They differ in the numbers that their
training began with, and their chances are averaged: on so few annotated plans each learns some things by accident, and not the
same ones. Their weights are shipped as JSON and were trained on the annotated plans (`train`); they run with numpy, in double
precision, so that what differs between processors (the last bits) does not reach the features.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.odds import softmax
from innograph.loaders.extract.taggers import Tagged
from innograph.loaders.lexicon import Match

Array = NDArray[np.float64]

OUTSIDE = "O"
PLACES = "BIES"
"""A character begins a name, stands inside, ends it, or is all of it."""

_TAGS = (
    "ORG", "LOC", "PER", "TIME", "a", "ad", "an", "c", "d", "f", "m", "n", "nw", "nz", "p", "q", "r", "s", "u", "v", "vd",
    "vn", "w", "xc",
)  # fmt: skip
_TAG = {tag: place for place, tag in enumerate(_TAGS)}
_LEAST, _HIGHEST = -8, 6
LEAST_BORDERS = -13.0
"""Least log of the chance that both ends of a span are those of one name. Two spans in three fall below it, and of what is
kept in the end two in a thousand."""


def classes_of(types: Sequence[str]) -> tuple[str, ...]:
    """What a character can be: no part of a name, or a place in a name of a type."""
    return (OUTSIDE, *(f"{place}-{type_}" for type_ in types for place in PLACES))


def inputs(text: str, said: Tagged, matches: Iterable[Match], types: Sequence[str]) -> Array:
    """(len(text), width): what is seen at each character, at the one before and at the one behind it."""
    seen = np.hstack([said.states, _words(text, said), _lexicon(text, matches, types)])
    none = np.zeros((1, seen.shape[1]))
    return np.hstack([seen, np.vstack([none, seen])[:-1], np.vstack([seen, none])[1:]])


def _words(text: str, said: Tagged) -> Array:
    found = np.zeros((len(text), len(_TAGS) + 2))
    place = 0
    for word, tag in said.words:
        end = place + len(word)
        if tag in _TAG:
            found[place:end, _TAG[tag]] = 1
        found[place, -2] = found[end - 1, -1] = 1
        place = end
    return found


def _lexicon(text: str, matches: Iterable[Match], types: Sequence[str]) -> Array:
    """Of each character the longest entry over it: its type, and whether the entry begins or ends here."""
    at = {type_: 3 * place for place, type_ in enumerate(types)}
    found = np.zeros((len(text), 3 * len(types)))
    for match in sorted(matches, key=lambda m: m.end - m.start):
        column = at.get(match.entry.type)
        if column is None:
            continue
        found[match.start : match.end] = 0
        found[match.start : match.end, column + 1] = 1
        found[match.start, column] = found[match.end - 1, column + 2] = 1
    return found


@dataclass(frozen=True, slots=True)
class CharacterModel:
    """`types` are the entity types; inputs are scaled, go through `hidden` and its bias, then through `out`.

    `hidden` (width, networks × h) holds the networks side by side; `out` (networks, h, classes) has them apart.
    """

    types: tuple[str, ...]
    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    out_bias: Array

    def __call__(self, seen: Array) -> "Reading":
        """The reading of a text from its `inputs`."""
        inner = np.maximum((seen - self.mean) * self.scale @ self.hidden + self.hidden_bias, 0)
        chances = np.zeros((len(seen), self.out.shape[2]))
        for own, out, bias in zip(np.split(inner, len(self.out), axis=1), self.out, self.out_bias, strict=True):
            chances += softmax(own @ out + bias)
        return Reading(self.types, chances / len(self.out))


@dataclass(frozen=True)
class Reading:
    """`chances` (length, 1 + 4 × types): of each character, by `classes_of(types)`."""

    types: tuple[str, ...]
    chances: Array

    @cached_property
    def starts(self) -> list[int]:
        """How likely a name begins at each character, as a level."""
        return _levels(self._place("B").sum(axis=1) + self._place("S").sum(axis=1))

    @cached_property
    def ends(self) -> list[int]:
        """How likely a name ends with each character, as a level."""
        return _levels(self._place("E").sum(axis=1) + self._place("S").sum(axis=1))

    @cached_property
    def _logs(self) -> dict[str, Array]:
        return {place: np.log(self._place(place) + 1e-6) for place in PLACES}

    @cached_property
    def _sums(self) -> tuple[Array, Array]:
        """Running sums of the logs of "inside", and of the chance of standing outside."""
        none = np.zeros((1, len(self.types)))
        return np.vstack([none, np.cumsum(self._logs["I"], axis=0)]), np.r_[0, np.cumsum(self.chances[:, 0])]

    def _place(self, place: str) -> Array:
        return self.chances[:, 1 + PLACES.index(place) :: len(PLACES)]

    def possible(self, spans: Sequence[tuple[int, int]]) -> list[bool]:
        """Of each span whether it may be worth a look at all: both its ends could be those of one name."""
        if not spans:
            return []
        found: list[bool] = (self._border_scores(*np.array(spans).T).max(axis=1) >= LEAST_BORDERS).tolist()
        return found

    def border_features(self, spans: Sequence[tuple[int, int]]) -> list[str]:
        """One feature a span: how likely both its ends are those of one name."""
        if not spans:
            return []
        scores = self._border_scores(*np.array(spans).T)
        return [f"d2={n}" for n in _levels(np.exp(scores.max(axis=1) / 2))]

    def _border_scores(self, start: NDArray[Any], end: NDArray[Any]) -> Array:
        single = (end - start == 1)[:, None]
        both = self._logs["B"][start] + self._logs["E"][end - 1]
        found: Array = np.where(single, 2 * self._logs["S"][start], both)
        return found

    def features(self, spans: Sequence[tuple[int, int]], types_at: Sequence[Sequence[str]]) -> list[list[str]]:
        """The features of spans whose last letters are class words of the types in `types_at`."""
        if not spans:
            return []
        start, end = np.array(spans).T
        inside, outside = self._sums
        size = end - start
        middle = (inside[end - 1] - inside[np.minimum(start + 1, end - 1)]) / np.maximum(size - 2, 1)[:, None]
        scores = self._border_scores(start, end) + middle
        order = np.argsort(-scores, axis=1, kind="stable")
        rows = np.arange(len(spans))
        first, second = scores[rows, order[:, 0]], scores[rows, order[:, 1]]
        level = _levels(np.exp(np.minimum(first / np.where(size < 3, 2, 3), 0)))
        free = ((outside[end] - outside[start]) / size * 6).astype(int).tolist()
        lead = np.minimum(first - second, 99).astype(int).tolist()
        found = []
        for i, (a, b) in enumerate(spans):
            type_, other = self.types[order[i, 0]], self.types[order[i, 1]]
            found.append([
                f"D={level[i]}",
                f"Dt={type_}",
                f"D={level[i]}{type_}",
                f"Do={free[i]}",
                f"Dd={level[i]}.{self.starts[a] // 2}.{self.ends[b - 1] // 2}",
                f"D2={other}{lead[i]}",
                *(f"DT={type_}{t}" for t in types_at[i]),
            ])  # fmt: skip
        return found


def _levels(chances: Array) -> list[int]:
    """Probabilities as whole numbers, the rounded log odds."""
    odds = np.log((chances + 1e-5) / (np.maximum(1 - chances, 0) + 1e-5))
    found: list[int] = np.clip(np.floor(odds + 0.5), _LEAST, _HIGHEST).astype(int).tolist()
    return found


def save_characters(model: CharacterModel, path: Path) -> None:
    """Write the weights as JSON."""
    arrays = {name: getattr(model, name) for name in ("mean", "scale", "hidden", "hidden_bias", "out", "out_bias")}
    content = {"types": model.types, **{name: array.tolist() for name, array in arrays.items()}}
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


def read_characters(path: Path) -> CharacterModel:
    """Read what `save_characters` wrote."""
    content = json.loads(path.read_text("utf-8"))
    types = tuple(content.pop("types"))
    return CharacterModel(types, **{name: np.array(values) for name, values in content.items()})
