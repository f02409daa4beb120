"""Citing a sentence of a plan: GB/T 7714-2015, BibTeX, CSL-JSON, and a link that names the data version."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from innograph.graph.errors import NotFoundError
from innograph.graph.evidence import Sentence, sentences
from innograph.graph.store import PlanInfo, Store

_LATEX = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$"}
)
_ISSUERS = re.compile(r"[、,,;; ]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """One passage of one plan, cited. `csl` is one CSL-JSON item; `link` opens the passage as of the data version."""

    gbt7714: str
    bibtex: str
    csl: dict[str, Any]
    link: str

    @property
    def csl_json(self) -> str:
        """The item as the JSON text that reference managers import (a list of one)."""
        return json.dumps([self.csl], ensure_ascii=False, indent=1)


def cite(store: Store, passage: str, *, base: str = "", accessed: date | None = None) -> Citation:
    """Cite a passage by id. `base` is the address that serves the graph, "" for a link without a host.

    Raises NotFoundError where there is no such passage. The day of access is today's unless given.
    """
    rows = store.read("MATCH (p:Passage {id: $id}) RETURN p.start AS start, p.end AS end", {"id": passage})
    if not rows:
        raise NotFoundError(f"no passage {passage!r} in the plans loaded")
    (sentence,) = sentences(store, [(passage, rows[0]["start"], rows[0]["end"])])
    plan = next(p for p in store.plans() if p.id == sentence.plan)
    link = permanent_link(plan.id, passage, store.data_version(), base=base)
    return citation(plan, sentence, link=link, accessed=accessed or date.today())  # noqa: DTZ011 (a reader's day)


def permanent_link(plan: str, passage: str, data_version: str, *, base: str = "") -> str:
    """Where a passage stands: plan, passage and the data version that it was cited from."""
    return f"{base.rstrip('/')}/plans/{quote(plan)}?version={data_version}#{quote(passage)}"


def citation(plan: PlanInfo, sentence: Sentence, *, link: str, accessed: date) -> Citation:
    """The forms of one citation from its parts."""
    where = " > ".join(sentence.sections)
    return Citation(
        _gbt7714(plan, where, link, accessed),
        _bibtex(plan, where, link, accessed),
        _csl(plan, where, link, accessed),
        link,
    )


def _gbt7714(plan: PlanInfo, where: str, link: str, accessed: date) -> str:
    """责任者. 题名: 章节[Z/OL]. (发布日期)[引用日期]. 链接."""
    author = ", ".join(_issuers(plan))
    title = f"{plan.title}: {where}" if where else plan.title
    published = f"({plan.published})" if plan.published else ""
    head = f"{author}. " if author else ""
    return f"{head}{title}[Z/OL]. {published}[{accessed.isoformat()}]. {link}."


def _bibtex(plan: PlanInfo, where: str, link: str, accessed: date) -> str:
    author = " and ".join(f"{{{_tex(name)}}}" for name in _issuers(plan))
    fields = {
        "author": author,
        "title": f"{{{_tex(plan.title)}}}",
        "year": _year(plan),
        "howpublished": f"\\url{{{link}}}",
        "note": _tex(f"{where + '; ' if where else ''}accessed {accessed.isoformat()}"),
        "langid": "chinese",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    key = re.sub(r"[^A-Za-z0-9-]", "-", plan.id)
    return f"@misc{{{key},\n{body}\n}}"


def _csl(plan: PlanInfo, where: str, link: str, accessed: date) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": plan.id,
        "type": "report",
        "title": plan.title,
        "author": [{"literal": name} for name in _issuers(plan)],
        "section": where,
        "URL": link,
        "language": "zh-CN",
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
    }
    parts = [int(part) for part in re.findall(r"\d+", plan.published)[:3]]
    if parts:
        item["issued"] = {"date-parts": [parts]}
    return {name: value for name, value in item.items() if value}


def _issuers(plan: PlanInfo) -> list[str]:
    return [name for name in _ISSUERS.split(plan.issuer) if name]


def _year(plan: PlanInfo) -> str:
    found = re.match(r"\d{4}", plan.published)
    return found.group() if found else ""


def _tex(text: str) -> str:
    return text.translate(_LATEX)
