"""The interactive view inside a report: the subject's ties as the same page that the web shows."""

from collections import Counter
from typing import cast

from innograph.graph.analysis.corpus import Tie
from innograph.graph.evidence import Sentence, sentences
from innograph.graph.report_parts import Selection
from innograph.graph.store import Store
from innograph.graph.views import Lang, Look, ViewEdge, ViewEvidence, ViewGraph, ViewNode, render

SHOWN = 3
"""Sentences told for one edge."""


def page(store: Store, chosen: Selection, *, title: str, lang: str, limit: int) -> tuple[str, bool]:
    """The view as one HTML page that needs nothing else, and whether entities were left out.

    Where there are more than `limit` entities, those with most ties are drawn.
    """
    degree = Counter(end for tie in chosen.ties for end in (tie.head, tie.tail))
    order = sorted((i for i in chosen.items if degree[i.id]), key=lambda i: (-degree[i.id], i.id))
    kept = {item.id for item in order[:limit]}
    ties = [tie for tie in chosen.ties if tie.head in kept and tie.tail in kept]
    said = _said(store, ties)
    nodes = tuple(
        ViewNode(
            i.id, i.name, i.type, i.name_en, i.kind, i.plans, i.mentions, int(i.id not in {chosen.id, *chosen.regions})
        )
        for i in order[:limit]
    )
    titles = {document.id: document.title for document in chosen.whole.documents}
    graph = ViewGraph(nodes, tuple(_edge(tie, said) for tie in ties), titles, title, len(order) > limit)
    return render(graph, look=Look(lang=cast(Lang, lang), bare=True)), len(order) > limit


def _said(store: Store, ties: list[Tie]) -> dict[tuple[str, int, int], Sentence]:
    spans = tuple(dict.fromkeys(span for tie in ties for span in tie.spans[:SHOWN]))
    return dict(zip(spans, sentences(store, spans), strict=True))


def _edge(tie: Tie, said: dict[tuple[str, int, int], Sentence]) -> ViewEdge:
    found = [said[span] for span in tie.spans[:SHOWN]]
    evidence = tuple(ViewEvidence(s.plan, s.plan_title, s.sections, s.start, s.end, s.text) for s in found)
    plans = tuple(dict.fromkeys(reading.plan for reading in tie.readings))
    return ViewEdge(tie.id, tie.head, tie.tail, tie.type, plans, tie.commitment, tie.confidence, evidence)
