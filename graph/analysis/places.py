"""Which district an entity belongs to, as far as the texts say: by what hosts it and what it is part of."""

from collections import deque
from collections.abc import Mapping, Sequence

from innograph.graph.analysis.corpus import Corpus, Tie

Homes = Mapping[str, Mapping[str, tuple[Tie, ...]]]
"""Entity -> region -> the ties that lead from the region down to the entity."""


def issuing_regions(corpus: Corpus) -> tuple[str, ...]:
    """Ids of the regions whose plans these are, each once."""
    return tuple(dict.fromkeys(document.region for document in corpus.documents if document.region))


def districts(corpus: Corpus) -> tuple[str, ...]:
    """The issuing regions that hold no other of them: the districts, where a city's plan is there as well."""
    regions = issuing_regions(corpus)
    above = {region: wholes(corpus, region) for region in regions}
    return tuple(region for region in regions if not any(region in above[other] for other in regions))


def wholes(corpus: Corpus, identity: str) -> frozenset[str]:
    """Everything that an entity is part of, by PART_OF, step by step upwards."""
    up: dict[str, list[str]] = {}
    for tie in corpus.ties_of("PART_OF"):
        up.setdefault(tie.head, []).append(tie.tail)
    found: set[str] = set()
    waiting = deque([identity])
    while waiting:
        for whole in up.get(waiting.popleft(), ()):
            if whole not in found:
                found.add(whole)
                waiting.append(whole)
    return frozenset(found - {identity})


def homes(corpus: Corpus, regions: Sequence[str] = (), *, confidence: float = 0.0) -> Homes:
    """Where each entity is at home: the regions (default: `districts`) that host it or that it is part of.

    HOSTS is followed from head to tail and PART_OF from tail to head, over any number of steps; a region of the list is
    at home in itself and is not passed through. What lies in something that is itself in several of the regions (a park
    with sites in both) is not placed by that. What no tie places has no home.
    """
    regions = tuple(regions) or districts(corpus)
    below: dict[str, list[tuple[str, Tie]]] = {}
    for tie in corpus.ties_of("HOSTS", "PART_OF", confidence=confidence):
        upper, lower = (tie.head, tie.tail) if tie.type == "HOSTS" else (tie.tail, tie.head)
        below.setdefault(upper, []).append((lower, tie))
    first = _placed(below, regions, frozenset())
    return _placed(below, regions, frozenset(identity for identity, places in first.items() if len(places) > 1))


def _placed(
    below: Mapping[str, list[tuple[str, Tie]]], regions: Sequence[str], closed: frozenset[str]
) -> dict[str, dict[str, tuple[Tie, ...]]]:
    """Downwards from each region, not through what is `closed`."""
    found: dict[str, dict[str, tuple[Tie, ...]]] = {}
    for region in regions:
        reached: dict[str, tuple[Tie, ...]] = {region: ()}
        waiting = deque([region])
        while waiting:
            upper = waiting.popleft()
            for lower, tie in below.get(upper, ()) if upper not in closed else ():
                if lower not in reached and lower not in regions:
                    reached[lower] = (*reached[upper], tie)
                    waiting.append(lower)
        for identity, chain in reached.items():
            found.setdefault(identity, {})[region] = chain
    return found
