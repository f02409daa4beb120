"""What is named together: entities that share a passage, or a section."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar

from innograph.graph.analysis.corpus import Basis, Corpus
from innograph.graph.errors import BadParameterError

if TYPE_CHECKING:
    import networkx as nx

CROWDED = 60
"""A passage or section that names more entities than this (an annex, a list) says little about any two of them."""


@dataclass(frozen=True, slots=True)
class CoMention:
    """Two entities (`first` < `second` by id) named together in `count` passages or sections.

    `association` is the equivalence index count^2 / (a * b), 0..1, where a and b count the places that name either;
    `pmi` the pointwise mutual information in bits. The basis holds the passages they share (of sections: that name
    one of them in a shared section).
    """

    first: str
    second: str
    first_name: str
    second_name: str
    count: int
    association: float
    pmi: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class CoMentions:
    """Pairs, the most frequent first. `places` is how many passages or sections name any entity that was asked for."""

    within: str
    pairs: tuple[CoMention, ...]
    places: int
    skipped: int
    basis: Basis
    columns: ClassVar[tuple[str, ...]] = (
        "first",
        "second",
        "first_id",
        "second_id",
        "count",
        "association",
        "pmi",
        "passages",
    )

    def rows(self) -> list[dict[str, Any]]:
        """One dict a pair."""
        return [
            {
                "first": p.first_name,
                "second": p.second_name,
                "first_id": p.first,
                "second_id": p.second,
                "count": p.count,
                "association": p.association,
                "pmi": p.pmi,
                "passages": list(p.basis.passages),
            }
            for p in self.pairs
        ]

    def graph(self) -> "nx.Graph[str]":
        """The pairs as a network; edges have `weight` (the count) and `passages`."""
        import networkx as nx

        made: nx.Graph[str] = nx.Graph()
        for pair in self.pairs:
            made.add_node(pair.first, name=pair.first_name)
            made.add_node(pair.second, name=pair.second_name)
            made.add_edge(pair.first, pair.second, weight=pair.count, passages=pair.basis.passages)
        return made


def comentions(
    corpus: Corpus,
    types: Sequence[str] = ("Technology",),
    *,
    within: str = "passage",
    least: int = 1,
    crowded: int = CROWDED,
) -> CoMentions:
    """Pairs of entities of these types named in the same passage (or section), at least `least` times.

    Places that name more than `crowded` of them are left out and counted as `skipped`. Raises BadParameterError for
    another `within`.
    """
    if within not in {"passage", "section"}:
        raise BadParameterError(f"no unit {within!r}; there are: passage, section")
    said: dict[str, dict[str, list[str]]] = {}
    for mention in corpus.mentions:
        item = corpus.items.get(mention.entity)
        place = mention.passage if within == "passage" else mention.section
        if item is not None and item.type in types and place:
            said.setdefault(place, {}).setdefault(mention.entity, []).append(mention.passage)
    skipped = [place for place, named in said.items() if len(named) > crowded]
    for place in skipped:
        del said[place]
    single: dict[str, int] = {}
    pairs: dict[tuple[str, str], list[str]] = {}
    for place, named in said.items():
        for entity in named:
            single[entity] = single.get(entity, 0) + 1
        for pair in combinations(sorted(named), 2):
            pairs.setdefault(pair, []).append(place)
    made = [
        _pair(corpus, pair, [said[p] for p in places], single, len(said))
        for pair, places in pairs.items()
        if len(places) >= least
    ]
    made.sort(key=lambda p: (-p.count, -p.association, p.first, p.second))
    passages = dict.fromkeys(p for named in said.values() for found in named.values() for p in found)
    return CoMentions(
        within, tuple(made), len(said), len(skipped), corpus.basis(passages=passages, method=f"by {within}")
    )


def _pair(
    corpus: Corpus, pair: tuple[str, str], shared: Sequence[dict[str, list[str]]], single: dict[str, int], places: int
) -> CoMention:
    first, second = pair
    count = len(shared)
    both = single[first] * single[second]
    passages = dict.fromkeys(p for named in shared for end in pair for p in named[end])
    return CoMention(
        first,
        second,
        corpus.name(first),
        corpus.name(second),
        count,
        count * count / both,
        math.log2(count * places / both),
        corpus.basis(passages=passages),
    )
