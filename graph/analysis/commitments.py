"""How firm the statements are: ties counted as built, under way, supported, envisaged, or without such a word."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from innograph.graph.analysis.corpus import Basis, Corpus, Tie
from innograph.graph.analysis.places import homes
from innograph.graph.errors import BadParameterError
from innograph.graph.merge import COMMITMENTS


@dataclass(frozen=True, slots=True)
class Profile:
    """The ties of one group by commitment: `counts` has every commitment, "" for none stated; `bases` what was counted."""

    group: str
    name: str
    counts: Mapping[str, int]
    bases: Mapping[str, Basis]
    basis: Basis

    @property
    def total(self) -> int:
        """All ties of the group."""
        return sum(self.counts.values())

    def share(self, commitment: str) -> float:
        """The part of the ties with a stated commitment that has this one, 0..1 (0.0 where none has one)."""
        stated = self.total - self.counts[""]
        return self.counts[commitment] / stated if stated else 0.0


@dataclass(frozen=True, slots=True)
class Profiles:
    """Profiles by group, the largest first. Where `by` is "plan", a tie counts with what that plan says of it."""

    by: str
    profiles: tuple[Profile, ...]
    basis: Basis

    def of(self, group: str) -> Profile | None:
        """The profile of a group."""
        return next((profile for profile in self.profiles if profile.group == group), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what `rows` gives."""
        return ("group", "name", *(name or "not stated" for name in COMMITMENTS), "total", "passages")

    def rows(self) -> list[dict[str, Any]]:
        """One dict a group."""
        return [
            {"group": p.group, "name": p.name}
            | {name or "not stated": p.counts[name] for name in COMMITMENTS}
            | {"total": p.total, "passages": list(p.basis.passages)}
            for p in self.profiles
        ]


def commitments(corpus: Corpus, *, by: str = "plan", ties: tuple[str, ...] = ()) -> Profiles:
    """Count ties (of these types) by their strongest commitment.

    `by` is "plan", "region" (the district that the head is at home in), "type" (of the tie), "head" (its type) or
    "technology" (of what is targeted). Raises BadParameterError for another.
    """
    groups = _groupings(corpus)
    if by != "plan" and by not in groups:
        raise BadParameterError(f"no grouping {by!r}; there are: plan, {', '.join(groups)}")
    found: dict[str, dict[str, list[Tie]]] = {}
    for group, tie in _by_plan(corpus, ties) if by == "plan" else _grouped(corpus, ties, groups[by]):
        found.setdefault(group, {}).setdefault(tie.commitment, []).append(tie)
    titles = {document.id: document.title for document in corpus.documents}
    made = [_profile(corpus, group, titles.get(group) or corpus.name(group), said) for group, said in found.items()]
    made.sort(key=lambda p: (-p.total, p.group))
    return Profiles(by, tuple(made), corpus.basis(corpus.ties_of(*ties), method=f"by {by}"))


def _by_plan(corpus: Corpus, ties: tuple[str, ...]) -> Iterable[tuple[str, Tie]]:
    for plan in corpus.plans:
        for tie in corpus.only(plan).ties_of(*ties):
            yield plan, tie


def _grouped(
    corpus: Corpus, ties: tuple[str, ...], groups: Callable[[Tie], Iterable[str]]
) -> Iterable[tuple[str, Tie]]:
    for tie in corpus.ties_of(*ties):
        for group in groups(tie):
            yield group, tie


def _groupings(corpus: Corpus) -> dict[str, Callable[[Tie], Iterable[str]]]:
    at_home = homes(corpus)
    return {
        "region": lambda tie: at_home.get(tie.head, ()),
        "type": lambda tie: [tie.type],
        "head": lambda tie: [corpus.items[tie.head].type],
        "technology": lambda tie: [tie.tail] if tie.type == "TARGETS" else [],
    }


def _profile(corpus: Corpus, group: str, name: str, said: Mapping[str, list[Tie]]) -> Profile:
    counts = {commitment: len(said.get(commitment, ())) for commitment in COMMITMENTS}
    bases = {commitment: corpus.basis(said.get(commitment, ())) for commitment in COMMITMENTS}
    return Profile(group, name, counts, bases, corpus.basis(tie for ties in said.values() for tie in ties))
