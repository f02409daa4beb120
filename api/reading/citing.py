"""One edge with the sentences it was read from, each cited."""

from datetime import date

from innograph.api.deps import Edition
from innograph.api.reading.common import brief, brief_of, edge_pattern, passages
from innograph.api.reading.edges import EDGE, edge_values
from innograph.api.schemas import Evidence
from innograph.api.schemas_edge import Citation, CitedEvidence, EdgeDetail
from innograph.graph.citation import citation, permanent_link
from innograph.graph.errors import NotFoundError
from innograph.graph.evidence import Sentence, marked
from innograph.graph.model import ontology


def edge_detail(edition: Edition, head: str, kind: str, tail: str, *, base: str) -> EdgeDetail:
    """The edge of that type between two nodes, either way round for an undirected type; raises NotFoundError.

    `base` is the address that serves the graph; the links of citations begin with it.
    """
    arrow = "-" if ontology().edge(kind).undirected else "->"
    query = (
        f"MATCH (a:Entity {{id: $head}})-[e:{edge_pattern([kind])}]{arrow}(b) WHERE b.id = $tail "
        f"RETURN {EDGE}, {brief_of('a', 'a_')}, {brief_of('b', 'b_')}"
    )
    rows = edition.read(query, {"head": head, "tail": tail})
    if not rows:
        raise NotFoundError(f"no edge {head} {kind} {tail} in the plans loaded")
    ends = {found.id: found for found in (brief(rows[0], "a_"), brief(rows[0], "b_"))}
    values = edge_values(rows[0], ends, passages(edition, rows[0]["passages"]), edition)
    values["evidence"] = [_cited(edition, each, base) for each in values["evidence"]]
    return EdgeDetail(**values, coverage=edition.coverage)


def _cited(edition: Edition, found: Evidence, base: str) -> CitedEvidence:
    before, inside, after = marked(found.text or "", found.start - found.passage_start, found.end - found.passage_start)
    sentence = Sentence(
        found.plan,
        found.plan_title,
        found.passage,
        found.start,
        found.end,
        before,
        inside,
        after,
        tuple(found.section_path),
    )
    link = permanent_link(found.plan, found.passage, edition.data_version(), base=base)
    today = date.today()  # noqa: DTZ011 (the day of the machine that answers)
    made = citation(edition.plan(found.plan), sentence, link=link, accessed=today)
    cited = Citation(gbt7714=made.gbt7714, bibtex=made.bibtex, csl=made.csl, link=made.link)
    return CitedEvidence(**dict(found), before=before, marked=inside, after=after, citation=cited)
