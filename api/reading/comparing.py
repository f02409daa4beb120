"""Two plans side by side, as the API shows them."""

from innograph.api.deps import Edition
from innograph.api.schemas_compare import PlanComparison
from innograph.graph.changes import compare_plans


def comparison(edition: Edition, a: str, b: str) -> PlanComparison:
    """Two loaded plans by id, compared; kept while the graph stays as it is."""
    return edition.keep(("compare", a, b), lambda: _compared(edition, a, b))


def _compared(edition: Edition, a: str, b: str) -> PlanComparison:
    found = compare_plans(edition.store_behind, a, b)
    values = {name: getattr(found, name) for name in found.__slots__}
    values["ties_differ"] = [{"a": one, "b": other} for one, other in found.ties_differ]
    return PlanComparison.model_validate({**values, "coverage": edition.coverage})
