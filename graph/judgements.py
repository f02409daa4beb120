"""A person's judgements on names: "same" and "different", kept in a file that can be read, edited and taken back.

The file is YAML: a list of {verdict, a, b, note, date}, where a and b are {id, name, type} of the graph's nodes.
`authority: true` says that a lexicon has the node; `set_apart_from` that the name is a form which the rules give another
node and which a person set apart. Judgements act on what the rules made of each single plan, so their order is of no
account, and taking one back restores what was there before.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from innograph.graph.errors import JudgementError
from innograph.graph.identity import fold, make_id
from innograph.graph.settings import Settings

SAME = "same"
DIFFERENT = "different"
FILE = "judgements.yaml"


@dataclass(frozen=True, slots=True)
class Member:
    """A node as a judgement names it; see the module for `authority` and `set_apart_from` (a node's id or "").

    `written` is the name that the person used, where it is another of the node's names.
    """

    id: str
    name: str
    type: str
    authority: bool = False
    set_apart_from: str = ""
    written: str = ""

    def called(self, text: str) -> bool:
        """Whether the text is the member's id, its name or the name that the person wrote."""
        return text == self.id or fold(text) in {fold(self.name), fold(self.written)} - {""}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement on two nodes. `date` is YYYY-MM-DD."""

    verdict: str
    a: Member
    b: Member
    note: str = ""
    date: str = ""

    @property
    def members(self) -> tuple[Member, Member]:
        """Both sides."""
        return self.a, self.b

    @property
    def reason(self) -> str:
        """The judgement as the reason that a node shows."""
        said = "one" if self.verdict == SAME else "two"
        note = f": {self.note}" if self.note else ""
        return f"judged {said} on {self.date or 'a day not noted'} ({self.a.name} / {self.b.name}){note}"


@dataclass(frozen=True)
class Judgements:
    """All judgements in force. Raises JudgementError where "different" stands between two that "same" makes one."""

    items: tuple[Judgement, ...] = ()

    def __post_init__(self) -> None:
        for item in self.items:
            a, b = (self.representative(m.id) for m in item.members)
            if item.verdict == DIFFERENT and a and b and a.id == b.id:
                raise JudgementError(
                    f"{item.a.name} and {item.b.name} are judged different, and other judgements make them one: "
                    "take one of them back (innograph resolve list, innograph resolve undo A B)"
                )

    @cached_property
    def _components(self) -> Mapping[str, frozenset[Member]]:
        """{node id: all members that are judged the same, itself included}."""
        groups: dict[str, dict[str, Member]] = {}
        for item in self.items:
            if item.verdict == SAME:
                merged: dict[str, Member] = {}
                for member in item.members:
                    merged |= {member.id: member} | groups.get(member.id, {})
                for identity in merged:
                    groups[identity] = merged
        return {identity: frozenset(group.values()) for identity, group in groups.items()}

    @cached_property
    def _set_apart(self) -> Mapping[str, Mapping[str, Member]]:
        """{node id: {folded form: the member it became}}."""
        found: dict[str, dict[str, Member]] = {}
        for item in self.items:
            for member in item.members:
                if member.set_apart_from and item.verdict == DIFFERENT:
                    found.setdefault(member.set_apart_from, {})[fold(member.name)] = member
        return found

    def component(self, identity: str) -> frozenset[Member]:
        """All that is judged the same as the node, itself included; empty where nothing is."""
        return self._components.get(identity, frozenset())

    def representative(self, identity: str) -> Member | None:
        """The member whose id and name all of a component bear: one that a lexicon has, else the smallest id."""
        component = self.component(identity)
        return min(component, key=lambda m: (not m.authority, m.id)) if component else None

    def redirect(self, identity: str) -> str | None:
        """The id that a merged id has become; None for one that stands for itself."""
        chosen = self.representative(identity)
        return chosen.id if chosen and chosen.id != identity else None

    def set_apart(self, identity: str) -> Mapping[str, Member]:
        """{folded form: member} of the forms that a person set apart from the node."""
        return self._set_apart.get(identity, {})

    def reasons(self, identity: str) -> tuple[str, ...]:
        """What was judged of the node: the reasons of all "same" of its component, and of its being set apart."""
        ids = {member.id for member in self.component(identity)} | {identity}
        return tuple(
            item.reason
            for item in self.items
            if ids & {m.id for m in item.members}
            and (item.verdict == SAME or any(m.set_apart_from for m in item.members))
        )

    def between(self, a: str, b: str) -> Judgement | None:
        """The judgement on file for two nodes by id, in either order."""
        return next((i for i in reversed(self.items) if {i.a.id, i.b.id} == {a, b}), None)

    def members(self) -> tuple[Member, ...]:
        """Every member of every judgement, once."""
        return tuple(dict.fromkeys(m for item in self.items for m in item.members))

    def with_one(self, item: Judgement) -> "Judgements":
        """These and one more; a judgement on the same two is replaced."""
        kept = (i for i in self.items if {i.a.id, i.b.id} != {item.a.id, item.b.id})
        return Judgements((*kept, item))

    def without(self, item: Judgement) -> "Judgements":
        """These without one."""
        return Judgements(tuple(i for i in self.items if i != item))


NONE = Judgements()

_LIST: TypeAdapter[list[Judgement]] = TypeAdapter(list[Judgement])


def form_set_apart(node: str, name: str, type_: str) -> Member:
    """The member that a form of a node becomes when a person sets it apart."""
    return Member(make_id(type_, node, apart=fold(name)), name, type_, set_apart_from=node)


def judgements_path(settings: Settings) -> Path:
    """The file of judgements: INNOGRAPH_JUDGEMENTS, else judgements.yaml in the data folder."""
    return Path(settings.judgements) if settings.judgements else settings.data / FILE


def judgements_of(settings: Settings) -> "Judgements":
    """The judgements that these settings name; raises what `read_judgements` raises."""
    return read_judgements(judgements_path(settings))


def read_judgements(path: Path) -> Judgements:
    """Read the file; none where it is not there. Raises JudgementError naming the file and what is wrong in it."""
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return NONE
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise JudgementError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    try:
        items = _LIST.validate_python(_dated(data or []))
    except (ValidationError, TypeError, AttributeError) as error:
        raise JudgementError(f"{path}: not a list of judgements: {' '.join(str(error).split())[:200]}") from error
    for item in items:
        if item.verdict not in {SAME, DIFFERENT}:
            raise JudgementError(f"{path}: verdict {item.verdict!r} is neither same nor different")
    return Judgements(tuple(items))


def _dated(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """YAML reads an unquoted date as a date."""
    return [row | {"date": str(row.get("date") or "")} for row in rows]


def write_judgements(path: Path, judgements: Judgements) -> None:
    """Write the file whole (through a temporary one); an empty list takes the file away."""
    if not judgements.items:
        path.unlink(missing_ok=True)
        return
    rows = [{k: v for k, v in asdict(i).items() if v} | {"a": _row(i.a), "b": _row(i.b)} for i in judgements.items]
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    temporary.replace(path)


def _row(member: Member) -> dict[str, Any]:
    return {name: value for name, value in asdict(member).items() if value}
