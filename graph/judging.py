"""Judging names in a loaded graph: record or take back a judgement, and rewrite the plans that it touches."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from innograph.graph.blocking import Pair, Record, doubtful_pairs, records, score_pair
from innograph.graph.errors import AmbiguousNameError, BadParameterError, JudgementError, NotFoundError
from innograph.graph.identity import fold
from innograph.graph.judgements import (
    DIFFERENT,
    SAME,
    Judgement,
    Judgements,
    Member,
    form_set_apart,
    read_judgements,
    write_judgements,
)
from innograph.graph.records import PlanFacts
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.store import Store

Prepare = Callable[[PlanFacts, Judgements], ResolvedPlan]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judgement recorded or taken back, the ids it touched and the plans that were rewritten for it."""

    judgement: Judgement
    ids: tuple[str, ...]
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is held of two names: their nodes, why each name is its node's, the judgement on file, and the score."""

    a: Member
    b: Member
    one: bool
    reasons_a: tuple[str, ...]
    reasons_b: tuple[str, ...]
    judgements: tuple[str, ...]
    pair: Pair | None


class Judge:
    """Acts on one store with one file of judgements. `prepare` resolves a plan's facts under judgements."""

    def __init__(self, store: Store, path: Path, prepare: Prepare) -> None:
        self._store = store
        self._path = path
        self._prepare = prepare

    @property
    def judgements(self) -> Judgements:
        """Those on file now."""
        return read_judgements(self._path)

    def same(self, a: str, b: str, *, type_: str = "", note: str = "", on: date) -> Outcome:
        """Judge that two names or ids mean one thing; raises NotFoundError, AmbiguousNameError, JudgementError."""
        one, other = self._find(a, type_), self._find(b, type_)
        if one.id == other.id:
            raise JudgementError(f"{a} and {b} are one already: {one.id}")
        return self._record(Judgement(SAME, one, other, note, on.isoformat()))

    def different(self, a: str, b: str, *, type_: str = "", note: str = "", on: date) -> Outcome:
        """Judge that two names mean two things.

        Where the rules join them, the second (the first, if the second is the node's name) gets a node of its own.
        """
        one, other = self._find(a, type_), self._find(b, type_)
        if one.id == other.id:
            one, other = self._parted(one, a, b)
        return self._record(Judgement(DIFFERENT, one, other, note, on.isoformat()))

    def _parted(self, node: Member, a: str, b: str) -> tuple[Member, Member]:
        if self.judgements.component(node.id):
            raise JudgementError(f"{a} and {b} are judged the same: take that back first (innograph resolve undo)")
        if fold(a) == fold(b) or node.id in {a, b}:
            raise BadParameterError("to part what is one node, name two of its forms")
        first, second = (b, a) if fold(b) == fold(node.name) else (a, b)
        stays = Member(node.id, first, node.type, node.authority)
        return stays, form_set_apart(node.id, second, node.type)

    def undo(self, a: str, b: str) -> Outcome:
        """Take back the judgement on two names or ids; raises NotFoundError where there is none on file."""
        judgements = self.judgements
        for item in reversed(judgements.items):
            if any(item.a.called(x) and item.b.called(y) for x, y in ((a, b), (b, a))):
                rest = judgements.without(item)
                write_judgements(self._path, rest)
                return self._outcome(item, judgements, rest)
        raise NotFoundError(f"no judgement on {a!r} and {b!r} is on file ({self._path})")

    def _record(self, item: Judgement) -> Outcome:
        before = self.judgements
        old = before.between(item.a.id, item.b.id)
        if old and old.verdict != item.verdict:
            raise JudgementError(
                f"{item.a.name} and {item.b.name} are judged {old.verdict} on {old.date}: "
                f"take that back first (innograph resolve undo {old.a.id} {old.b.id})"
            )
        after = before.with_one(item)
        write_judgements(self._path, after)
        return self._outcome(item, before, after)

    def _outcome(self, item: Judgement, before: Judgements, after: Judgements) -> Outcome:
        ids = {m.id for m in item.members} | {m.set_apart_from for m in item.members} - {""}
        for judgements in (before, after):
            ids |= {m.id for i in tuple(ids) for m in judgements.component(i)}
        plans = self.rewrite(_plans_of(self._store, sorted(ids)))
        return Outcome(item, tuple(sorted(ids)), plans)

    def rewrite(self, plans: Iterable[str] | None = None) -> tuple[str, ...]:
        """Resolve plans (all, by default) anew from their archived facts and write them; the ids of those that changed.

        Each plan is written whole or not at all.
        """
        judgements = self.judgements
        changed = []
        for plan in sorted(plans if plans is not None else (p.id for p in self._store.plans())):
            held = self._store.resolved(plan)
            if held:
                new = self._prepare(held.extracted or held.facts, judgements)
                if self._store.write_plan(new).status != "unchanged":
                    changed.append(plan)
        return tuple(changed)

    def explain(self, a: str, b: str, *, type_: str = "") -> Explanation:
        """Why two names are one node, or what speaks for and against it."""
        one, other = self._find(a, type_), self._find(b, type_)
        judgements = self.judgements
        direct = judgements.between(one.id, other.id)
        said = dict.fromkeys(r for m in (one, other) for r in judgements.reasons(m.id)) | (
            {direct.reason: None} if direct else {}
        )
        rows = {r.id: r for r in records(self._store) if r.id in {one.id, other.id}}
        first, second = (rows.get(judgements.redirect(m.id) or m.id) for m in (one, other))
        same = (judgements.redirect(one.id) or one.id) == (judgements.redirect(other.id) or other.id)
        pair = score_pair(first, second) if first and second and not same else None
        return Explanation(one, other, same, self._reasons(one, a), self._reasons(other, b), tuple(said), pair)

    def _reasons(self, member: Member, text: str) -> tuple[str, ...]:
        identity = self.judgements.redirect(member.id) or member.id
        rows = self._store.read("MATCH (n:Entity {id: $id}) RETURN n.reasons AS reasons", {"id": identity})
        said = [r for row in rows for r in row["reasons"] or ()]
        return tuple(r for r in said if fold(r.partition(": ")[0]) == fold(text)) or tuple(said[:3])

    def review(self, *, least: float = 0.5, types: Sequence[str] = ()) -> list[Pair]:
        """The doubtful pairs that nobody has judged, the likeliest first."""
        judgements = self.judgements
        pairs = doubtful_pairs(records(self._store, types=types), least=least)
        return [p for p in pairs if not judgements.between(p.a.id, p.b.id)]

    def _find(self, text: str, type_: str) -> Member:
        on_file = self.judgements.members()
        for member in on_file:
            if member.called(text) and type_ in {"", member.type}:
                return member
        found = find_member(self._store, text, type_)
        # a judged node bears a fixed name, which is not to count as a lexicon's in the next judgement
        kept = next((m for m in on_file if m.id == found.id), found)
        written = "" if text in {kept.id, kept.name} else text
        return replace(kept, written=written)


def find_member(store: Store, text: str, type_: str = "") -> Member:
    """The node of an id or of a name (Chinese, alias, English, pinyin); raises NotFoundError or AmbiguousNameError."""
    query = (
        "MATCH (n:Entity {id: $id}) RETURN n.id AS id, n.name AS name, labels(n) AS labels, n.authority AS authority"
    )
    rows = store.read(query, {"id": text})
    if not rows:
        hits = [h for h in store.search(text, types=[type_] if type_ else []) if h["match"] in {"name", "alias"}]
        chosen = [h for h in hits if h["match"] == "name"] or hits
        if not chosen:
            raise NotFoundError(
                f"no entity{f' of type {type_}' if type_ else ''} is named {text!r} in the plans loaded"
            )
        if len(chosen) > 1:
            found = [{"id": str(h["id"]), "name": str(h["name"]), "type": str(h["type"])} for h in chosen]
            raise AmbiguousNameError(f"{text!r} may mean {len(found)} entities: give an id, or --type", found)
        rows = store.read(query, {"id": chosen[0]["id"]})
    row = rows[0]
    kind = next(label for label in row["labels"] if label not in {"Entity", "Actor"})
    return Member(row["id"], row["name"], kind, bool(row["authority"]))


def redirect(judgements: Judgements, identity: str) -> str | None:
    """The id that a merged id has become (for a 308), None for one that stands for itself."""
    return judgements.redirect(identity)


def _plans_of(store: Store, ids: Sequence[str]) -> set[str]:
    """The plans that speak of these nodes, or of a technology below one of them."""
    rows = store.read("UNWIND $ids AS i MATCH (n:Entity {id: i}) RETURN n.plans AS plans", {"ids": list(ids)})
    below = "MATCH (n:Technology) WHERE any(a IN n.ancestors WHERE a IN $ids) RETURN n.plans AS plans"
    rows += store.read(below, {"ids": list(ids)})
    return {plan for row in rows for plan in row["plans"]}


__all__ = ["Explanation", "Judge", "Outcome", "Record", "find_member", "redirect"]
