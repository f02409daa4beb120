"""The command `report`: one file on a region, plan or technology."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innograph.api.starting import open_store
from innograph.graph.errors import NotFoundError

if TYPE_CHECKING:
    from innograph.graph.report import Subject
    from innograph.graph.store import Store


def report(
    about: Annotated[
        str, typer.Argument(metavar="REGION|PLAN|TECHNOLOGY", help="What the report is about, by any name.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="HTML file to write; a workbook goes beside it.")],
    lang: Annotated[str, typer.Option(help="Language of the report: zh or en.")] = "zh",
    view: Annotated[bool, typer.Option(help="Put the interactive view into the report.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of lines.")] = False,
) -> None:
    """Write a report on a region, a plan or a technology: tables, view, plots, and every sentence behind them.

    One HTML file that opens offline, and a workbook (.xlsx) beside it. A name that is both a plan's and an entity's
    means the plan; a region's name means the region, which takes in what other plans say of it.
    """
    with open_store() as store:
        from innograph.graph.report import build_report, write_report

        made = build_report(store, subject_of(store, about), lang=lang, view=view)
    page, workbook = write_report(made, output)
    told: dict[str, Any] = {
        "subject": asdict(made.subject),
        "page": str(page),
        "workbook": str(workbook),
        "tables": {table.id: len(table.rows) for table in made.tables},
        "plots": len(made.plots),
        "notes": len(made.notes),
        "data_version": made.basis.data_version,
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        rows = ", ".join(f"{count} {name}" for name, count in told["tables"].items())
        typer.echo(
            f"{page}: {made.title} ({made.subject.kind}); {rows}; {len(made.plots)} plots, {len(made.notes)} notes"
        )
        typer.echo(f"{workbook}: the same as a workbook")
    if made.missing:
        typer.echo(made.missing, err=True)


def subject_of(store: "Store", text: str) -> "Subject":
    """What a person means: a plan by id or title, else a region or technology by any name, else a plan by its region.

    Raises NotFoundError where nothing bears the name, AmbiguousNameError where several do.
    """
    from innograph.graph.report import Subject
    from innograph.queries.running import resolve_name, resolve_plan

    plan = next((p for p in store.plans() if text in (p.id, p.title)), None)
    if plan:
        return Subject("plan", plan.id, plan.title)
    try:
        found = resolve_name(store, text, ("Region", "Technology"))
    except NotFoundError:
        plan = resolve_plan(store, text)
        return Subject("plan", plan.id, plan.title)
    return Subject(found["type"].lower(), found["id"], found["name"])
