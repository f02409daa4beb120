"""From city to district: which goals of an upper plan the plans below it take up, as far as the texts say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from innograph.graph.analysis.corpus import Basis, Corpus, Document, Tie
from innograph.graph.analysis.places import issuing_regions, wholes
from innograph.graph.analysis.trends import figure_of
from innograph.graph.errors import BadParameterError

KINDS = ("figure", "technology", "programme")
TAKEN_UP = frozenset({"same", "narrower", "same indicator", "named"})
"""A plan that only names the field above a technology, or counts in another unit, has not taken the goal up."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What a lower plan says to a goal. `how` is "" where nothing was found in its text, else how it takes the goal up.

    Technologies: "same", "narrower", "broader"; figures: "same indicator", "same indicator, other unit"; programmes:
    "named". Only those of `TAKEN_UP` count as taken up. `values` are the lower plan's own figures as (value, unit, year).
    """

    plan: str
    how: str
    values: tuple[tuple[float, str, int | None], ...]
    basis: Basis

    @property
    def taken_up(self) -> bool:
        """Whether the plan takes the goal up."""
        return self.how in TAKEN_UP


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the upper plan with what each lower plan says to it; `value` for figures."""

    kind: str
    id: str
    name: str
    value: tuple[float, str, int | None] | None
    echoes: tuple[Echo, ...]
    basis: Basis

    @property
    def taken_up(self) -> int:
        """How many lower plans take it up."""
        return sum(echo.taken_up for echo in self.echoes)


@dataclass(frozen=True, slots=True)
class Cascade:
    """Goals of the upper plan, by kind, those most taken up first. `references` are the lower plans' own references to it."""

    upper: str
    lower: tuple[str, ...]
    goals: tuple[Goal, ...]
    references: Mapping[str, Basis]
    basis: Basis

    def share(self, plan: str, kind: str = "") -> float:
        """The part of the goals (of a kind) that a lower plan takes up, 0..1; 0.0 where there is no such goal."""
        goals = [goal for goal in self.goals if kind in ("", goal.kind)]
        taken = sum(any(echo.plan == plan and echo.taken_up for echo in goal.echoes) for goal in goals)
        return taken / len(goals) if goals else 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what `rows` gives."""
        return ("kind", "goal", "value", "taken_up", *self.lower, "passages")

    def rows(self) -> list[dict[str, Any]]:
        """One dict a goal, with a column a lower plan ("" : not found in its text)."""
        return [
            {"kind": g.kind, "goal": g.name, "value": g.value, "taken_up": g.taken_up}
            | {echo.plan: echo.how for echo in g.echoes}
            | {"passages": list(g.basis.passages)}
            for g in self.goals
        ]


def cascade(corpus: Corpus, upper: str = "", *, kinds: Sequence[str] = KINDS) -> Cascade:
    """Hold an upper plan's goals against the plans below it.

    `upper` is a plan id; by default the plan of the region that other plans' regions are part of. Below it are the plans
    of regions that are part of its region, or all others where the texts say nothing of the kind. Goals are the
    technologies that the upper region targets in its plan, its target figures, and the programmes its plan names. Raises
    BadParameterError where no upper plan can be told, or for another kind.
    """
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise BadParameterError(f"no kind {min(unknown)!r}; there are: {', '.join(KINDS)}")
    top = _upper(corpus, upper)
    below = tuple(d for d in corpus.documents if d.id != top.id and top.region in wholes(corpus, d.region))
    below = below or tuple(d for d in corpus.documents if d.id != top.id)
    above_all = corpus.only(top.id)
    parts = {document.id: corpus.only(document.id) for document in below}
    goals: list[Goal] = []
    if "figure" in kinds:
        goals += _figure_goals(corpus, above_all, parts)
    if "technology" in kinds:
        goals += _technology_goals(corpus, above_all, top.region, parts)
    if "programme" in kinds:
        goals += _programme_goals(corpus, above_all, parts)
    goals.sort(key=lambda g: (KINDS.index(g.kind), -g.taken_up, -len(g.basis.passages), g.id))
    basis = corpus.basis(
        passages=(p for goal in goals for p in goal.basis.passages), method=f"{top.id} against {len(parts)}"
    )
    return Cascade(top.id, tuple(parts), tuple(goals), _references(corpus, top, parts), basis)


def _upper(corpus: Corpus, plan: str) -> Document:
    if plan:
        found = next((d for d in corpus.documents if d.id == plan), None)
        if found is None:
            raise BadParameterError(f"no plan {plan!r} in this corpus")
        return found
    regions = issuing_regions(corpus)
    holding = [r for r in regions if any(r in wholes(corpus, other) for other in regions)]
    for document in corpus.documents:
        if document.region in holding:
            return document
    raise BadParameterError("none of these plans is said to stand above the others; name the upper plan")


def _technology_goals(corpus: Corpus, above: Corpus, region: str, parts: Mapping[str, Corpus]) -> Iterable[Goal]:
    below = {plan: _targeted(part) for plan, part in parts.items()}
    for technology, ties in _targeted(above, heads=(region,)).items():
        broader = set(corpus.items[technology].ancestors)
        echoes = []
        for plan, targeted in below.items():
            narrower = [t for t in targeted if technology in corpus.items[t].ancestors]
            options = {"same": [technology], "narrower": narrower, "broader": sorted(broader)}
            how, found = next(
                (
                    (how, hits)
                    for how, ids in options.items()
                    if (hits := [t for i in ids for t in targeted.get(i, ())])
                ),
                ("", []),
            )
            echoes.append(Echo(plan, how, (), parts[plan].basis(found)))
        yield Goal("technology", technology, corpus.name(technology), None, tuple(echoes), above.basis(ties))


def _targeted(part: Corpus, *, heads: Sequence[str] = ()) -> dict[str, list[Tie]]:
    found: dict[str, list[Tie]] = {}
    for tie in part.ties_of("TARGETS"):
        if not heads or tie.head in heads:
            found.setdefault(tie.tail, []).append(tie)
    return found


def _programme_goals(corpus: Corpus, above: Corpus, parts: Mapping[str, Corpus]) -> Iterable[Goal]:
    """Programmes that a lower plan names as well; those that only the upper plan names are its own affair."""
    said = {plan: _mentions(part) for plan, part in parts.items()}
    for identity, passages in _mentions(above).items():
        echoes = tuple(
            Echo(plan, "named" if identity in named else "", (), parts[plan].basis(passages=named.get(identity, ())))
            for plan, named in said.items()
        )
        yield Goal("programme", identity, corpus.name(identity), None, echoes, above.basis(passages=passages))


def _mentions(part: Corpus) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mention in part.mentions:
        if mention.entity in part.items and part.items[mention.entity].type == "Programme":
            found.setdefault(mention.entity, []).append(mention.passage)
    return found


def _figure_goals(corpus: Corpus, above: Corpus, parts: Mapping[str, Corpus]) -> Iterable[Goal]:
    from innograph.graph.targets import indicator_core

    names = {document.id: document.region_name for document in corpus.documents}

    def cores(part: Corpus) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in part.figures:
            if row["kind"] == "target":
                found.setdefault(indicator_core(figure_of(row), names[row["plan"]])[0], []).append(row)
        return found

    below = {plan: cores(part) for plan, part in parts.items()}
    for core, rows in cores(above).items():
        for row in rows:
            echoes = tuple(_figure_echo(parts[plan], row, told.get(core, ())) for plan, told in below.items())
            value = (float(row["value"]), str(row["unit"] or ""), row["year"])
            yield Goal("figure", str(row["id"]), str(row["name"]), value, echoes, above.basis(figures=[row]))


def _figure_echo(part: Corpus, row: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> Echo:
    same = [f for f in found if (f["measure"], f["norm_unit"]) == (row["measure"], row["norm_unit"])]
    how = "same indicator" if same else "same indicator, other unit" if found else ""
    shown = same or list(found)
    values = tuple((float(f["value"]), str(f["unit"] or ""), f["year"]) for f in shown)
    return Echo(part.plans[0], how, values, part.basis(figures=shown))


def _references(corpus: Corpus, top: Document, parts: Mapping[str, Corpus]) -> dict[str, Basis]:
    """The REFERENCES ties of each lower plan to a policy that bears the upper plan's title."""
    titles = {i.id for i in corpus.items.values() if i.type == "Policy" and top.title in (i.name, *i.aliases)}
    return {
        plan: part.basis(tie for tie in part.ties_of("REFERENCES") if tie.tail in titles)
        for plan, part in parts.items()
    }
