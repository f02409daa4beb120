"""One edge with all it was read from, ready to be cited."""

from typing import Any

from pydantic import Field

from innograph.api.schemas import Coverage, Edge, Evidence, Model


class Citation(Model):
    """A passage of a plan, cited. `link` opens it and names the data version that it was cited from."""

    gbt7714: str = Field(description="GB/T 7714-2015")
    bibtex: str
    csl: dict[str, Any] = Field(description="One item of CSL-JSON")
    link: str


class CitedEvidence(Evidence):
    """A place that an edge was read from; the sentence is before + marked + after, all empty where no text is loaded."""

    before: str
    marked: str = Field(description="The span that the edge was read from")
    after: str
    citation: Citation


class EdgeDetail(Edge):
    """An edge with every place it was read from, each with its citation."""

    evidence: list[CitedEvidence]  # type: ignore[assignment]
    coverage: Coverage
