"""How well the rules of identity tell names apart and bring them together, on pairs that a person has judged.

The pairs are a CSV with the columns name_a, type_a, region_a, name_b, type_b, region_b, same (0 or 1), why; a region is
that of the plan in which the name stands ("" for any).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from innograph.graph.errors import ReadError
from innograph.graph.identity import Identity, Scope, identify
from innograph.graph.records import PlanMeta
from innograph.loaders.extract.places import scope_of
from innograph.loaders.pipeline import authority


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names as a person judged them, and what the rules make of each."""

    a: Identity
    b: Identity
    shown: str
    same: bool
    why: str

    @property
    def joined(self) -> bool:
        """Whether the rules make one of them."""
        return (self.a.type, self.a.canonical) == (self.b.type, self.b.canonical)


@dataclass(frozen=True, slots=True)
class NamingScore:
    """Precision is the share of joined pairs that are one, recall the share of pairs that are one and are joined."""

    apart: int
    together: int
    precision: float
    recall: float
    wrong: tuple[NamePair, ...]

    def lines(self) -> Iterator[str]:
        """The figures for a person, then every pair that comes out wrong."""
        yield f"{self.apart} pairs apart, {self.together} together: precision {self.precision:.3f}, recall {self.recall:.3f}"
        for pair in self.wrong:
            verdict = "joined" if pair.joined else "not joined"
            yield f"  {pair.shown}: {verdict} ({pair.a.canonical} / {pair.b.canonical}); {pair.why}"


def name_pairs(path: Path) -> list[NamePair]:
    """Read the pairs and resolve both names of each; raises ReadError naming a file without the columns."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        return [_pair(row) for row in rows]
    except KeyError as error:
        raise ReadError(f"{path}: no column {error}") from error


def _pair(row: dict[str, str]) -> NamePair:
    sides = [identify(row[f"name_{x}"], row[f"type_{x}"], _scope(row[f"region_{x}"]), authority()) for x in "ab"]
    shown = " / ".join(row[f"name_{x}"] + (f"@{row[f'region_{x}']}" if row[f"region_{x}"] else "") for x in "ab")
    return NamePair(sides[0], sides[1], shown, row["same"] == "1", row["why"])


def _scope(region: str) -> Scope:
    return scope_of(PlanMeta("pair", "", region=region))


def score_names(path: Path) -> NamingScore:
    """Score the rules on a file of pairs."""
    pairs = name_pairs(path)
    right = sum(p.joined and p.same for p in pairs)
    joined, same = sum(p.joined for p in pairs), sum(p.same for p in pairs)
    wrong = tuple(p for p in pairs if p.joined != p.same)
    return NamingScore(len(pairs) - same, same, right / max(1, joined), right / max(1, same), wrong)
