"""`innograph diff`: two plans side by side."""

from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.api.speaking import show
from innograph.api.starting import open_store
from innograph.graph.settings import Settings

if TYPE_CHECKING:
    from innograph.graph.resolve import ResolvedPlan
    from innograph.graph.store import Store

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
    with open_store(settings) as store:
        from innograph.graph.changes import compare, summary

        found = compare(*(_plan(store, settings, text) for text in (a, b)))
        version = store.data_version()
    told = {"data_version": version, **asdict(found)}
    show(told, as_json, lambda: chain(summary(found), [f"data {version}"]), indent=1)


def _plan(store: "Store", settings: Settings, text: str) -> "ResolvedPlan":
    path = Path(text)
    if path.is_file():
        from innograph.graph.judgements import judgements_of
        from innograph.loaders.pipeline import prepare, read_plan

        return prepare(read_plan(path), judgements_of(settings))
    from innograph.graph.changes import loaded

    return loaded(store, text)
