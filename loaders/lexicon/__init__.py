"""The lexicons: plain CSV data beside this file, read once and matched in one pass.

A file starts with `# scope:`, `# source:` and `# columns:` lines; then come a header row and the rows. Actor files have
the columns name, aliases, name_en, type, kind, region; technology files name, name_en, parent, synonyms. Rows of several
files that share name and type are one entry.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import ahocorasick

from innograph.graph.errors import OntologyError

HOME = Path(__file__).parent
DEPARTMENTS = "departments"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `forms` holds the name first, then every alias or synonym; `parent` is a broader technology's name."""

    name: str
    type: str
    forms: tuple[str, ...]
    name_en: str = ""
    kind: str = ""
    region: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A form found in a text, offsets end exclusive."""

    start: int
    end: int
    entry: Entry


class Lexicon:
    """All entries, by form.

    A form that several entries claim belongs to the one whose name it is, else to the first, firms last
    (金山 is a district before it is a software house).
    """

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self.by_form: dict[str, Entry] = {}
        for entry in entries:
            self.by_form.setdefault(entry.name, entry)
        for entry in sorted(entries, key=lambda e: e.type == "Firm"):
            for form in entry.forms[1:]:
                self.by_form.setdefault(form, entry)

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for form, entry in self.by_form.items():
            automaton.add_word(form, (len(form), entry))
        automaton.make_automaton()
        return automaton

    def matches(self, text: str) -> Iterator[Match]:
        """Every occurrence of every form, overlaps included; a Latin form only at the border of a Latin word."""
        for last, (length, entry) in self._automaton.iter(text):
            start, end = last - length + 1, last + 1
            # 南大 is no university in 河南大学.
            inside = text[last] == "大" and text[end : end + 1] == "学" and entry.type == "University"
            if stands_whole(text, start, end) and not inside:
                yield Match(start, end, entry)

    def type_of(self, form: str) -> str:
        """The type of what a form names, "" where no entry has it."""
        entry = self.by_form.get(form)
        return entry.type if entry else ""

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of the broader technologies, nearest first; () for a top field or an unknown name."""
        found: list[str] = []
        entry = self.by_form.get(name)
        while entry and entry.parent and entry.parent not in found:
            found.append(entry.parent)
            entry = self.by_form.get(entry.parent)
        return tuple(found)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def stands_whole(text: str, start: int, end: int) -> bool:
    """Whether neither end of text[start:end], which is not empty, stands inside a Latin word or a number."""
    before = start > 0 and _latin(text[start]) and _latin(text[start - 1])
    after = end < len(text) and _latin(text[end - 1]) and _latin(text[end])
    return not (before or after)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of one lexicon file; raises OntologyError naming a file without the three header lines or columns."""
    lines = path.read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("# ")]
    if not {"# scope", "# source"} <= {line.split(":")[0] for line in head}:
        raise OntologyError(f"{path.name}: a lexicon starts with '# scope:' and '# source:' lines")
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    if rows and "name" not in rows[0]:
        raise OntologyError(f"{path.name}: no column 'name'")
    return rows


def _entry(row: dict[str, str], technology: bool) -> Entry:
    other = row.get("synonyms" if technology else "aliases") or ""
    forms = tuple(dict.fromkeys([row["name"], *(f for f in other.split("|") if f)]))
    return Entry(
        name=row["name"],
        type="Technology" if technology else row["type"],
        forms=forms,
        name_en=row.get("name_en") or "",
        kind=row.get("kind") or "",
        region=row.get("region") or "",
        parent=row.get("parent") or "",
    )


@cache
def lexicon() -> Lexicon:
    """The whole lexicon but for the stems of local departments, which stand in no text by themselves."""
    actors = [p for p in sorted(HOME.glob("*.csv")) if p.stem != DEPARTMENTS]
    entries = [_entry(row, technology=False) for path in actors for row in read_rows(path)]
    entries += [
        _entry(row, technology=True) for path in sorted(HOME.glob("technology/*.csv")) for row in read_rows(path)
    ]
    return Lexicon(_merged(entries))


def _merged(entries: list[Entry]) -> tuple[Entry, ...]:
    """One entry a (name, type): the forms of all its rows, of other columns the first that is not empty."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = (entry.name, entry.type)
        old = found.get(key, entry)
        found[key] = Entry(
            name=entry.name,
            type=entry.type,
            forms=tuple(dict.fromkeys(old.forms + entry.forms)),
            name_en=old.name_en or entry.name_en,
            kind=old.kind or entry.kind,
            region=old.region or entry.region,
            parent=old.parent or entry.parent,
        )
    return tuple(found.values())


@cache
def departments() -> tuple[Entry, ...]:
    """Stems of local departments (科学技术委员会 | 科委), to be joined to a place or to 市, 区, 县."""
    return tuple(_entry(row, technology=False) for row in read_rows(HOME / f"{DEPARTMENTS}.csv"))
