"""Annotated text for training and evaluation: gold files in the exchange format, and plans marked up inline.

Inline: `[surface|CODE]` or `[surface|CODE=full name]` in the text; `@ head | TYPE | tail` and
`% name | value | unit | year | kind | measure` on lines of their own; `# key: value` at the top.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innograph.graph.errors import ReadError
from innograph.loaders.document import Document
from innograph.loaders.fold import fold_text
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_raw, read_document

CODES = {
    "U": "University",
    "RI": "ResearchInstitute",
    "PL": "Platform",
    "PK": "Park",
    "FI": "Firm",
    "HO": "Hospital",
    "GO": "Government",
    "AL": "Alliance",
    "FU": "Fund",
    "RE": "Region",
    "TE": "Technology",
    "PR": "Programme",
    "EV": "Event",
    "PO": "Policy",
}
_MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)(?:=([^\[\]]+))?\]")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its gold facts in the exchange format."""

    document: Document
    gold: dict[str, Any]

    def forms(self) -> tuple[dict[str, str], frozenset[str]]:
        """({surface form as in cleaned text: type}, the forms of optional entities)."""
        types: dict[str, str] = {}
        optional: set[str] = set()
        for entity in self.gold["entities"]:
            for form in (entity["name"], *entity.get("aliases", ())):
                types[plain(form)] = entity["type"]
                if entity.get("optional"):
                    optional.add(plain(form))
        return types, frozenset(optional)


def pattern_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Finds surface forms in cleaned text, of several at one place the longest; finds nothing where there are none."""
    return re.compile("|".join(map(re.escape, sorted(forms, key=lambda f: (-len(f), f)))) or r"(?!)")


def plain(name: str) -> str:
    """As names stand in cleaned text: without white space, full-width marks and letters folded."""
    return re.sub(r"\s", "", fold_text(name))


def read_gold(gold: Path, plan: Path) -> Annotated:
    """A gold file and the plan that it annotates."""
    return Annotated(read_document(plan), json.loads(gold.read_text("utf-8")))


def read_marked(path: Path) -> Annotated:
    """A plan marked up inline; raises ReadError naming the file and line of a mark that is not understood."""
    lines = path.read_text("utf-8").splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    names: dict[str, str] = {}
    aliases: dict[str, set[str]] = defaultdict(set)
    text = []
    for number, line in enumerate(lines, 1):
        if line[:2] in {"# ", "@ ", "% "}:
            continue
        for surface, code, full in _MARK.findall(line):
            if code not in CODES:
                raise ReadError(f"{path}:{number}: unknown code {code!r}")
            names.setdefault(full or surface, CODES[code])
            aliases[full or surface].add(surface)
        text.append(_MARK.sub(r"\1", line))
    raw = RawText("\n".join([head.get("title", path.stem), *text]), "txt")
    document = document_from_raw(raw, path.name, plan_id=path.stem)
    ids = {name: f"e{i}" for i, name in enumerate(names, 1)}
    entities = [{"id": ids[n], "name": n, "type": t, "aliases": sorted(aliases[n] - {n})} for n, t in names.items()]
    gold = {
        "plan": {},
        "entities": entities,
        "relations": list(_relations(lines, ids)),
        "indicators": list(_figures(lines)),
    }
    return Annotated(document, gold)


def _relations(lines: list[str], ids: dict[str, str]) -> Iterable[dict[str, str]]:
    for line in lines:
        parts = [part.strip() for part in line[2:].split("|")]
        if line.startswith("@ ") and len(parts) == 3:
            head, kind, tail = parts
            if head in ids and (tail in ids or tail.startswith("task:")):
                yield {"head": ids[head], "type": kind, "tail": ids.get(tail, tail)}


def _figures(lines: list[str]) -> Iterable[dict[str, Any]]:
    for line in lines:
        parts = [part.strip() for part in line[2:].split("|")]
        if line.startswith("% ") and len(parts) >= 5:
            year = int(parts[3]) if parts[3].isdecimal() else None
            value = float(re.split(r"(?<=\d)[-~]", parts[1])[0])
            yield {"name": parts[0], "value": value, "unit": parts[2], "year": year, "kind": parts[4]}


def read_corpus(gold_dirs: Iterable[Path], plans: Path, marked_dirs: Iterable[Path] = ()) -> dict[str, Annotated]:
    """Everything annotated, by document: gold files whose plan is at hand (any format), and text marked up inline."""
    found: dict[str, Annotated] = {}
    for directory in gold_dirs:
        for gold in sorted(directory.glob("*.json")):
            plan = next(iter(sorted(plans.glob(f"{gold.stem}.*"))), None)
            if plan:
                found[gold.stem] = read_gold(gold, plan)
    for directory in marked_dirs:
        found |= {path.stem: read_marked(path) for path in sorted(directory.glob("*.txt"))}
    return found
