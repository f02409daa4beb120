"""From a plan's file to the records of what it says, stage by stage; every stage is a function of the one before it.

read -> clean -> structure (`read_document`) -> entities -> relations, figures (`extract`) -> resolve (`prepare`).
"""

import ctypes
import gc
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Protocol

from threadpoolctl import threadpool_limits

from innograph.graph.identity import Scope
from innograph.graph.judgements import NONE, Judgements
from innograph.graph.records import LOADERS, PlanFacts
from innograph.graph.resolve import Named, ResolvedPlan, named, resolve
from innograph.loaders.document import Document
from innograph.loaders.extract.entities import extract_entities
from innograph.loaders.extract.filter import Filter, shipped_filter
from innograph.loaders.extract.indicators import extract_figures
from innograph.loaders.extract.places import scope_of
from innograph.loaders.extract.relations import extract_relations
from innograph.loaders.extract.taggers import shipped_tagger
from innograph.loaders.lexicon import lexicon
from innograph.loaders.lexicon.authority import LexiconAuthority
from innograph.loaders.reading import document_from_bytes, read_document

EXTRACTOR = "1"
"""Version of the loaders: raised whenever they may read the same text differently."""


@cache
def authority() -> LexiconAuthority:
    """The shipped lexicons as the authority for names."""
    return LexiconAuthority(lexicon())


def extract(document: Document, *, model: Filter | None = None) -> PlanFacts:
    """Everything that a document says, with the text of its passages."""
    # The products are many and small: parted among threads they cost more than they save, above all on a busy machine.
    with threadpool_limits(limits=1, user_api="blas"):
        entities = extract_entities(document, lexicon=lexicon(), authority=authority(), model=model or shipped_filter())
    return PlanFacts(
        plan=document.plan,
        source=document.source,
        sections=document.sections,
        passages=document.passages,
        tasks=document.tasks,
        entities=entities,
        relations=extract_relations(document, entities),
        figures=extract_figures(document),
        extractor=EXTRACTOR,
    )


class Extractor(Protocol):
    """What reads a document. There are two: the loaders (`LOADERS_ALONE`), and a second opinion that stands on them."""

    @property
    def version(self) -> str:
        """What `PlanFacts.extractor` says of a plan that was read so."""

    def __call__(self, document: Document) -> PlanFacts:
        """Everything that a document says, with the text of its passages."""


class _LoadersAlone:
    @property
    def version(self) -> str:
        return EXTRACTOR

    def __call__(self, document: Document) -> PlanFacts:
        return extract(document)


LOADERS_ALONE: Extractor = _LoadersAlone()
"""The ordinary extractor: rules, lexicons and the shipped filter, without a network."""


def release() -> None:
    """Let go of what only extraction needs (tagger and filters, some 150 MB); it is loaded again at need."""
    shipped_tagger.cache_clear()
    shipped_filter.cache_clear()
    gc.collect()
    with suppress(OSError, AttributeError):  # only the GNU C library has it
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def read_plan(path: Path, *, plan_id: str | None = None, extractor: Extractor = LOADERS_ALONE) -> PlanFacts:
    """Read a plan's file and extract what it says; raises ReadError naming the file where it is no plan."""
    return extractor(read_document(path, plan_id=plan_id))


def read_plan_bytes(
    data: bytes, name: str, *, plan_id: str | None = None, extractor: Extractor = LOADERS_ALONE
) -> PlanFacts:
    """The same for content that is at hand (an upload); `name` is the file's name."""
    return extractor(document_from_bytes(data, name, plan_id=plan_id))


def prepare(facts: PlanFacts, judgements: Judgements = NONE) -> ResolvedPlan:
    """Tie a plan's entities and figures to the graph's nodes, by the lexicons, the rules and a person's judgements."""
    return resolve(facts, _scope(facts), authority(), judgements)


def names_of(facts: PlanFacts) -> Named:
    """What lexicons and rules make of a plan's names, before any judgement."""
    return named(facts, _scope(facts), authority())


def _scope(facts: PlanFacts) -> Scope:
    # Which of several places of one name is meant is not for a second opinion to tip.
    own = (m for e in facts.entities for m in e.mentions if LOADERS in (m.readers or (LOADERS,)))
    return scope_of(facts.plan, " ".join(m.surface for m in own))


LONGEST_TITLE = 18
"""Characters of a heading that are a name; a longer heading is a sentence and is cut where sentences are left out."""


def without_text(facts: PlanFacts) -> PlanFacts:
    """The facts alone: names, figures, offsets and hashes, no sentence, and no path of the machine that read them."""
    passages = tuple(replace(p, text="") for p in facts.passages)
    sections = tuple(replace(s, title=_name_only(s.title)) for s in facts.sections)
    tasks = tuple(replace(t, title=_name_only(t.title)) for t in facts.tasks)
    source = replace(facts.source, path=Path(facts.source.path).name)
    return replace(facts, passages=passages, sections=sections, tasks=tasks, source=source)


def _name_only(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
