"""`innograph diff`: two plans side by side."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from innograph.graph.changes import compare, loaded, summary
from innograph.graph.judgements import judgements_path, read_judgements
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare, read_plan

Plan = Annotated[str, typer.Argument(help="Id of a loaded plan, or a plan's file (which is read and not loaded).")]


def diff(
    a: Plan,
    b: Plan,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything, with both sentences, as JSON.")] = False,
) -> None:
    """Compare two plans: two versions, two periods of one place, or two places.

    Says which actors, technologies, ties and targets only one of them states, which both state differently, and sets
    the figures of one indicator side by side, each with its sentence, and the reason where they cannot be compared.
    """
    settings = Settings.from_env()
    with Store.open(settings) as store:
        found = compare(*(_plan(store, settings, text) for text in (a, b)))
        version = store.data_version()
    if as_json:
        sys.stdout.write(json.dumps({"data_version": version, **asdict(found)}, ensure_ascii=False, indent=1) + "\n")
        return
    out = Console(soft_wrap=True)
    for line in summary(found):
        out.print(line, highlight=False, markup=False)
    out.print(f"data {version}", highlight=False)


def _plan(store: Store, settings: Settings, text: str) -> ResolvedPlan:
    path = Path(text)
    if path.is_file():
        return prepare(read_plan(path), read_judgements(judgements_path(settings)))
    return loaded(store, text)
