"""The options `--second-opinion` and `--fresh` of the commands that read plans, and how they speak of it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innograph.api.speaking import note
from innograph.graph.errors import BadParameterError
from innograph.graph.settings import Settings

if TYPE_CHECKING:
    from innograph.loaders.opinion.second import SecondOpinion

Wanted = Annotated[
    bool,
    typer.Option(
        "--second-opinion",
        help="Also ask the endpoint INNOGRAPH_ENDPOINT, to which the plan's text is sent; what it says is kept, and marked, "
        "only if its quotation stands in the text. Where it fails, the plan stands as read without it.",
    ),
]
Fresh = Annotated[
    bool,
    typer.Option("--fresh", help="With --second-opinion: ask again, whatever was answered and kept before."),
]


def second_opinion(*, wanted: bool, fresh: bool) -> "SecondOpinion | None":
    """The second opinion where it is asked for; raises SettingsError where the settings name no endpoint."""
    if fresh and not wanted:
        raise BadParameterError("--fresh goes with --second-opinion")
    if not wanted:
        return None
    from innograph.loaders.opinion.second import SecondOpinion

    return SecondOpinion.of(Settings.from_env(), fresh=fresh, tell=_tell)


def tell(opinion: "SecondOpinion | None") -> None:
    """Say on standard error what became of it, plan by plan."""
    for report in opinion.reports if opinion else ():
        for line in report.lines():
            note.print(line, highlight=False, markup=False, style="yellow" if report.status == "failed" else None)


def field(opinion: "SecondOpinion | None") -> dict[str, Any]:
    """The same for `--json`: {"second_opinion": [a report a plan]}, or nothing where none was asked for."""
    return {"second_opinion": [asdict(report) for report in opinion.reports]} if opinion else {}


def _tell(line: str) -> None:
    note.print(line, highlight=False, markup=False)
