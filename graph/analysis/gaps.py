"""What these texts do not say: technologies that no actor is said to work on, platforms without a partner.

A gap is an absence from the plans loaded, as they were read. It is no statement about the world.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from innograph.graph.analysis.corpus import Basis, Corpus, Item, Tie
from innograph.graph.analysis.networks import actor_types
from innograph.graph.analysis.places import districts, homes


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is named but lacks a tie. `said_zh` and `said_en` word it as absence from these texts.

    The basis holds what these texts do say: the ties and passages that name it.
    """

    id: str
    name: str
    type: str
    region: str
    said_zh: str
    said_en: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gaps of one kind, those with most passages first; `searched` is how many entities were looked at."""

    kind: str
    gaps: tuple[Gap, ...]
    searched: int
    basis: Basis
    columns: ClassVar[tuple[str, ...]] = ("id", "name", "type", "region", "said_zh", "said_en", "passages")

    def rows(self) -> list[dict[str, Any]]:
        """One dict a gap."""
        return [
            {
                "id": g.id,
                "name": g.name,
                "type": g.type,
                "region": g.region,
                "said_zh": g.said_zh,
                "said_en": g.said_en,
                "passages": list(g.basis.passages),
            }
            for g in self.gaps
        ]


def technologies_without_host(corpus: Corpus, regions: Sequence[str] = (), *, local: bool = False) -> Gaps:
    """Technologies that a region (ids; default: the districts) targets, and that no actor is said to work on.

    An actor that targets a narrower technology counts as working on it. With `local`, only actors at home in the region
    count.
    """
    chosen = tuple(regions) or districts(corpus)
    targets = corpus.ties_of("TARGETS")
    at_home = homes(corpus, chosen) if local else {}
    actors = set(actor_types())
    served: dict[str, set[str]] = {region: set() for region in chosen}
    for tie in targets:
        if corpus.items[tie.head].type in actors:
            for region in at_home.get(tie.head, ()) if local else chosen:
                served[region] |= {tie.tail, *corpus.items[tie.tail].ancestors}
    own: dict[tuple[str, str], list[Tie]] = {}
    for tie in targets:
        if tie.head in chosen:
            own.setdefault((tie.head, tie.tail), []).append(tie)
    gaps = [
        _technology_gap(corpus, region, corpus.items[technology], ties, local=local)
        for (region, technology), ties in own.items()
        if technology not in served[region]
    ]
    return Gaps("technologies without a host", _ordered(gaps), len(own), corpus.basis(targets))


def _technology_gap(corpus: Corpus, region: str, item: Item, ties: Sequence[Tie], *, local: bool) -> Gap:
    name = corpus.name(region)
    where_zh, where_en = (f"{name}内的", f" in {name}") if local else ("", "")
    zh = f"{name}的规划聚焦“{item.name}”,已载入的{_texts_zh(corpus)}中未见{where_zh}任何主体与之相连"
    en = f"{name} targets {item.name}; {_texts_en(corpus)} name no actor{where_en} that works on it"
    return Gap(item.id, item.name, item.type, region, zh, en, corpus.basis(ties))


def platforms_without_partners(corpus: Corpus, regions: Sequence[str] = ()) -> Gaps:
    """Platforms (at home in these regions; default: all) of which the texts name no partner."""
    return without_tie(corpus, types=("Platform",), ties=("PARTNERS",), regions=regions)


def without_tie(corpus: Corpus, *, types: Sequence[str], ties: Sequence[str], regions: Sequence[str] = ()) -> Gaps:
    """Entities of these types without a tie of these types in either direction."""
    at_home = homes(corpus, regions or districts(corpus))
    searched = [item for item in corpus.items.values() if item.type in types and (not regions or at_home.get(item.id))]
    tied = {end for tie in corpus.ties_of(*ties) for end in (tie.head, tie.tail)}
    said: dict[str, list[str]] = {}
    for mention in corpus.mentions:
        said.setdefault(mention.entity, []).append(mention.passage)
    names = ", ".join(ties)
    gaps = []
    for item in searched:
        if item.id not in tied:
            others = tuple(tie for tie in corpus.ties if item.id in (tie.head, tie.tail))
            zh = f"已载入的{_texts_zh(corpus)}中未见“{item.name}”的{_label_zh(ties)}关系"
            en = f"{_texts_en(corpus)} state no {names} tie of {item.name}"
            home = next(iter(at_home.get(item.id, ())), "")
            basis = corpus.basis(others, passages=said.get(item.id, ()))
            gaps.append(Gap(item.id, item.name, item.type, home, zh, en, basis))
    return Gaps(
        f"{', '.join(types)} without {names}", _ordered(gaps), len(searched), corpus.basis(corpus.ties_of(*ties))
    )


def _label_zh(ties: Sequence[str]) -> str:
    from innograph.graph.model import ontology

    return "、".join(ontology().edge(name).label.zh for name in ties)


def _texts_zh(corpus: Corpus) -> str:
    return f"{len(corpus.plans)}份规划({corpus.passages_read}个文句)"


def _texts_en(corpus: Corpus) -> str:
    one = len(corpus.plans) == 1
    return f"the {len(corpus.plans)} plan{'' if one else 's'} loaded ({corpus.passages_read:,} passages)"


def _ordered(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(gaps, key=lambda g: (-len(g.basis.passages), g.region, g.name, g.id)))
