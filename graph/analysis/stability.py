"""How far a ranking hangs on one document: the ranking with each plan left out in turn."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from innograph.graph.analysis.centrality import Ranking
from innograph.graph.analysis.corpus import Basis, Corpus


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The ranking without one plan, against the whole.

    `tau` is Kendall's tau-b over all entities of the whole ranking (an entity that is gone counts 0), None where it is
    not defined (all equal); `overlap` the share of the top that stays in the top; `gone` are the ids of the top that are
    no longer in the network. The basis is that of the smaller corpus.
    """

    plan: str
    tau: float | None
    overlap: float
    gone: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class RankRange:
    """An entity of the top: its rank, its best and worst rank with a plan left out, and how often it stayed in the top.

    `worst` is None where it vanishes without one of the plans. The basis holds its ties in the whole.
    """

    id: str
    name: str
    rank: int
    best: int
    worst: int | None
    stayed: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Stability:
    """How a ranking fares without each plan; `top` is how many entities were watched."""

    measure: str
    top: int
    plans: tuple[LeftOut, ...]
    ranks: tuple[RankRange, ...]
    basis: Basis
    columns: ClassVar[tuple[str, ...]] = ("rank", "id", "name", "best", "worst", "stayed", "of", "passages")

    def rows(self) -> list[dict[str, Any]]:
        """One dict an entity of the top."""
        return [
            {
                "rank": r.rank,
                "id": r.id,
                "name": r.name,
                "best": r.best,
                "worst": r.worst,
                "stayed": r.stayed,
                "of": len(self.plans),
                "passages": list(r.basis.passages),
            }
            for r in self.ranks
        ]

    def plan_rows(self) -> list[dict[str, Any]]:
        """One dict a plan left out."""
        return [{"plan": p.plan, "tau": p.tau, "overlap": p.overlap, "gone": list(p.gone)} for p in self.plans]


def stability(corpus: Corpus, rank: Callable[[Corpus], Ranking], *, top: int = 10) -> Stability:
    """Rank the corpus, then rank it again without each plan. `rank` is for example `lambda c: centrality(c, "pagerank")`."""
    whole = rank(corpus)
    watched = whole.scores[:top]
    values = {score.id: score.value for score in whole.scores}
    rankings = {plan: rank(corpus.without(plan)) for plan in corpus.plans}
    plans = tuple(_left_out(plan, values, [s.id for s in watched], ranking) for plan, ranking in rankings.items())
    ranks = []
    for score in watched:
        places = [_place(ranking, score.id) for ranking in rankings.values()]
        found = [place for place in places if place is not None]
        stayed = sum(score.id in {s.id for s in ranking.scores[:top]} for ranking in rankings.values())
        worst = None if len(found) < len(places) else max(found, default=score.rank)
        best = min([score.rank, *found])
        ranks.append(RankRange(score.id, score.name, score.rank, best, worst, stayed, score.basis))
    return Stability(whole.measure, top, plans, tuple(ranks), whole.basis)


def _place(ranking: Ranking, identity: str) -> int | None:
    return next((score.rank for score in ranking.scores if score.id == identity), None)


def _left_out(plan: str, values: Mapping[str, float], watched: Sequence[str], ranking: Ranking) -> LeftOut:
    left = {score.id: score.value for score in ranking.scores}
    keys = sorted(values)
    tau = kendall_tau([values[key] for key in keys], [left.get(key, 0.0) for key in keys])
    kept = {score.id for score in ranking.scores[: len(watched)]}
    overlap = len(kept & set(watched)) / len(watched) if watched else 1.0
    return LeftOut(plan, tau, overlap, tuple(key for key in watched if key not in left), ranking.basis)


def kendall_tau(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Kendall's tau-b of two equally long series, -1..1; None where one of them is all equal. Takes quadratic time."""
    import numpy as np

    a = np.sign(np.subtract.outer(np.round(np.array(one), 9), np.round(np.array(one), 9)))
    b = np.sign(np.subtract.outer(np.round(np.array(other), 9), np.round(np.array(other), 9)))
    below = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return float((a * b).sum()) / below if below else None
