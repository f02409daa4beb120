"""Who and what connects the districts, with the ties and sentences on either side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar

from innograph.graph.analysis.corpus import Basis, Corpus, Tie
from innograph.graph.analysis.networks import actor_types
from innograph.graph.analysis.places import Homes, districts, homes

if TYPE_CHECKING:
    from innograph.graph.evidence import Sentence
    from innograph.graph.store import Store

CROSSING_TIES = ("PARTNERS", "SUPPORTS")
SIDE_TIES = ("HOSTS", "PARTNERS", "PART_OF", "SUPPORTS")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A tie from what is at home in one district to what is at home in another (`first` < `second` by id)."""

    first: str
    second: str
    head: str
    type: str
    tail: str
    head_name: str
    tail_name: str
    tie: Tie
    basis: Basis


@dataclass(frozen=True, slots=True)
class Side:
    """How an actor reaches a district: `how` is "home", "tie" or "named" (the district's plan only names it)."""

    region: str
    name: str
    how: str
    ties: tuple[Tie, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Bridge:
    """An actor that reaches two districts or more."""

    id: str
    name: str
    type: str
    sides: tuple[Side, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Bridges:
    """Crossing ties, bridging actors (most districts first, then most passages), and what they were read from."""

    regions: tuple[str, ...]
    crossings: tuple[Crossing, ...]
    actors: tuple[Bridge, ...]
    basis: Basis
    columns: ClassVar[tuple[str, ...]] = ("id", "name", "type", "districts", "district", "how", "edges", "passages")

    def pairs(self) -> dict[tuple[str, str], tuple[Bridge, ...]]:
        """The bridging actors of each two districts, empty pairs included."""
        found: dict[tuple[str, str], tuple[Bridge, ...]] = {}
        for one, other in combinations(sorted(self.regions), 2):
            found[one, other] = tuple(b for b in self.actors if {one, other} <= {side.region for side in b.sides})
        return found

    def rows(self) -> list[dict[str, Any]]:
        """One dict a bridging actor and district."""
        return [
            {
                "id": b.id,
                "name": b.name,
                "type": b.type,
                "districts": len(b.sides),
                "district": side.name,
                "how": side.how,
                "edges": list(side.basis.edges),
                "passages": list(side.basis.passages),
            }
            for b in self.actors
            for side in b.sides
        ]


def bridges(corpus: Corpus, regions: Sequence[str] = (), *, named: bool = False, confidence: float = 0.0) -> Bridges:
    """What connects these regions (ids; default: the districts whose plans these are).

    An actor reaches a district that it is at home in, or by a tie to the district or to something at home there and in
    no other of them (a tie to a park with sites in both does not tell which is meant); with
    `named` also where the district's own plan names it without such a tie.
    """
    chosen = tuple(regions) or districts(corpus)
    at_home = homes(corpus, chosen, confidence=confidence)
    crossings = tuple(_crossings(corpus, at_home, confidence))
    sides = _sides(corpus, at_home, chosen, confidence)
    if named:
        _add_named(corpus, chosen, sides)
    actors = []
    for identity, reached in sides.items():
        if len(reached) < 2 or identity in chosen:
            continue
        item = corpus.items[identity]
        of_it = tuple(sorted(reached.values(), key=lambda side: side.region))
        passages = [p for side in of_it for p in side.basis.passages]
        basis = corpus.basis((tie for side in of_it for tie in side.ties), passages=passages)
        actors.append(Bridge(identity, item.name, item.type, of_it, basis))
    actors.sort(key=lambda b: (-len(b.sides), -len(b.basis.passages), b.id))
    searched = corpus.ties_of(*SIDE_TIES, confidence=confidence)
    return Bridges(chosen, crossings, tuple(actors), corpus.basis(searched, method=f"{len(chosen)} districts"))


def _crossings(corpus: Corpus, at_home: Homes, confidence: float) -> Iterable[Crossing]:
    for tie in corpus.ties_of(*CROSSING_TIES, confidence=confidence):
        heads, tails = set(at_home.get(tie.head, ())), set(at_home.get(tie.tail, ()))
        if heads & tails:
            continue
        for one in sorted(heads):
            for other in sorted(tails):
                first, second = sorted((one, other))
                names = corpus.name(tie.head), corpus.name(tie.tail)
                yield Crossing(first, second, *tie.key, *names, tie, corpus.basis([tie]))


def _sides(corpus: Corpus, at_home: Homes, regions: Sequence[str], confidence: float) -> dict[str, dict[str, Side]]:
    reach: dict[str, dict[str, list[Tie]]] = {}
    actors = set(actor_types())
    for tie in corpus.ties_of(*SIDE_TIES, confidence=confidence):
        for actor, far in ((tie.head, tie.tail), (tie.tail, tie.head)):
            if corpus.items[actor].type in actors:
                places = at_home.get(far, ())
                for region in places if len(places) == 1 else ():
                    reach.setdefault(actor, {}).setdefault(region, []).append(tie)
    for identity, places in at_home.items():
        if corpus.items[identity].type in actors:
            for region in places:
                reach.setdefault(identity, {}).setdefault(region, [])
    found: dict[str, dict[str, Side]] = {}
    for identity in sorted(reach):
        for region in regions:
            if region in reach[identity]:
                chain = at_home.get(identity, {}).get(region, ())
                ties = tuple(dict.fromkeys((*chain, *reach[identity][region])))
                side = Side(region, corpus.name(region), "home" if chain else "tie", ties, corpus.basis(ties))
                found.setdefault(identity, {})[region] = side
    return found


def _add_named(corpus: Corpus, regions: Sequence[str], sides: dict[str, dict[str, Side]]) -> None:
    issued = {document.id: document.region for document in corpus.documents if document.region in regions}
    actors = set(actor_types())
    said: dict[tuple[str, str], list[str]] = {}
    for mention in corpus.mentions:
        item = corpus.items.get(mention.entity)
        if item is None or item.type not in actors:
            continue
        for plan in item.plans:
            if plan in issued and mention.passage.startswith(f"{plan}."):
                said.setdefault((item.id, issued[plan]), []).append(mention.passage)
    for (identity, region), passages in sorted(said.items()):
        if region not in sides.get(identity, {}):
            side = Side(region, corpus.name(region), "named", (), corpus.basis(passages=passages))
            sides.setdefault(identity, {})[region] = side


def sentences_behind(store: "Store", ties: Iterable[Tie]) -> tuple["Sentence", ...]:
    """The sentences of ties (of a crossing, a side, a community), in their order, each span once.

    Without the plan's text their `text` is "", place and headings are there all the same.
    """
    from innograph.graph.evidence import sentences

    spans = dict.fromkeys(span for tie in ties for span in tie.spans)
    return sentences(store, tuple(spans))
