"""`innograph resolve`: a person's judgements on names."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.api.speaking import Json, out, show
from innograph.api.starting import open_store
from innograph.graph.settings import Settings

if TYPE_CHECKING:
    from innograph.graph.blocking import Pair
    from innograph.graph.judging import Explanation, Judge, Outcome

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Say which names mean one thing and which do not. Judgements stand in the file judgements.yaml of the data "
    "folder (or INNOGRAPH_JUDGEMENTS), act on every plan loaded now or later, and can be taken back.",
)

A = Annotated[str, typer.Argument(metavar="A", help="A name (Chinese, alias, English, pinyin) or an id.")]
B = Annotated[str, typer.Argument(metavar="B", help="The other.")]
Type = Annotated[str, typer.Option("--type", help="Type of both, where a name is ambiguous.")]
Note = Annotated[str, typer.Option("--note", help="Why; kept with the judgement.")]


@contextmanager
def _judge() -> Iterator["Judge"]:
    settings = Settings.from_env()
    with open_store(settings) as store:
        from innograph.graph.judgements import judgements_path
        from innograph.graph.judging import Judge
        from innograph.loaders.pipeline import prepare

        yield Judge(store, judgements_path(settings), prepare)


def _today() -> date:
    return date.today()  # noqa: DTZ011 (the day where the person sits)


def _outcome_lines(outcome: "Outcome", done: str) -> Iterator[str]:
    a, b = outcome.judgement.a, outcome.judgement.b
    yield f"{done}: {a.name} ({a.id}) and {b.name} ({b.id})"
    yield f"plans written anew: {', '.join(outcome.plans) or 'none'}"


@app.command()
def same(a: A, b: B, type_: Type = "", note: Note = "", as_json: Json = False) -> None:
    """Judge that two names mean one thing; one id is kept (a lexicon's, else the smaller), the other redirects."""
    with _judge() as judge:
        outcome = judge.same(a, b, type_=type_, note=note, on=_today())
    show(asdict(outcome), as_json, lambda: _outcome_lines(outcome, "the same from now on"))


@app.command()
def different(a: A, b: B, type_: Type = "", note: Note = "", as_json: Json = False) -> None:
    """Judge that two names mean two things; what the rules join is parted, each with its own sentences."""
    with _judge() as judge:
        outcome = judge.different(a, b, type_=type_, note=note, on=_today())
    show(asdict(outcome), as_json, lambda: _outcome_lines(outcome, "different from now on"))


@app.command()
def undo(a: A, b: B, as_json: Json = False) -> None:
    """Take back the judgement on two names: the graph is what it was before it."""
    with _judge() as judge:
        outcome = judge.undo(a, b)
    show(asdict(outcome), as_json, lambda: _outcome_lines(outcome, f"no longer judged {outcome.judgement.verdict}"))


@app.command()
def explain(a: A, b: B, type_: Type = "", as_json: Json = False) -> None:
    """Say why two names are one in the graph, or what speaks for and against it."""
    with _judge() as judge:
        found = judge.explain(a, b, type_=type_)
    show(asdict(found), as_json, lambda: _explanation_lines(found, a, b))


def _explanation_lines(found: "Explanation", a: str, b: str) -> Iterator[str]:
    yield "one node" if found.one else "two nodes"
    for text, member, reasons in ((a, found.a, found.reasons_a), (b, found.b, found.reasons_b)):
        yield f"  {text}: {member.name} ({member.type}, {member.id})"
        for reason in reasons:
            yield f"    {reason}"
    yield from (f"  {said}" for said in found.judgements)
    if found.pair:
        yield from _pair_lines(found.pair)


def _pair_lines(pair: "Pair") -> Iterator[str]:
    yield f"  likeness {pair.score:.2f}:"
    for points, reason in pair.reasons:
        yield f"    {points:+.2f} {reason}"


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the judgements on file."""
    from innograph.graph.judgements import judgements_path, read_judgements

    path = judgements_path(Settings.from_env())
    items = read_judgements(path).items

    def lines() -> Iterator[str]:
        for item in items:
            yield f"{item.date} {item.verdict}: {item.a.name} ({item.a.id}) / {item.b.name} ({item.b.id}) {item.note}"
        yield f"{len(items)} judgements in {path}"

    show([asdict(i) for i in items], as_json, lines)


@app.command()
def apply(as_json: Json = False) -> None:
    """Resolve every loaded plan anew, after the file of judgements was edited by hand or the lexicons have changed."""
    with _judge() as judge:
        plans = judge.rewrite()
    show({"plans": plans}, as_json, lambda: iter([f"plans written anew: {', '.join(plans) or 'none'}"]))


@app.command()
def review(
    least: Annotated[float, typer.Option(help="Least likeness, 0 to 1.")] = 0.6,
    limit: Annotated[int, typer.Option(help="Most pairs.")] = 50,
    types: Annotated[list[str] | None, typer.Option("--type", help="Only this type (may be repeated).")] = None,
    as_json: Json = False,
) -> None:
    """Walk through the doubtful pairs that nobody has judged: s for same, d for different, enter to leave open, q to quit.

    Nothing is merged without an answer; with --json, or where the input is no terminal, the pairs are only listed.
    """
    with _judge() as judge:
        pairs = judge.review(least=least, types=types or ())[:limit]
        if as_json or not sys.stdin.isatty():
            show([asdict(p) for p in pairs], as_json, lambda: _review_lines(pairs))
            return
        for number, pair in enumerate(pairs, 1):
            out.print(f"{number} of {len(pairs)}", highlight=False)
            for line in _review_lines([pair]):
                out.print(line, highlight=False, markup=False)
            answer = typer.prompt("same, different, open, quit [s/d/enter/q]", default="", show_default=False).lower()
            if answer.startswith("q"):
                break
            if answer[:1] in {"s", "d"}:
                note = typer.prompt("note", default="", show_default=False)
                act = judge.same if answer.startswith("s") else judge.different
                act(pair.a.id, pair.b.id, note=note, on=_today())


def _review_lines(pairs: "list[Pair]") -> Iterator[str]:
    for pair in pairs:
        yield f"{pair.a.name} / {pair.b.name} ({pair.a.type})  {pair.a.id}  {pair.b.id}"
        for record in (pair.a, pair.b):
            yield f"  {record.name}: {record.mentions} mentions in {', '.join(record.plans)}"
        yield from _pair_lines(pair)


@app.command()
def traps(
    path: Annotated[Path, typer.Argument(help="A CSV of pairs (columns as in tests/graph/traps.csv).")],
    as_json: Json = False,
) -> None:
    """Score the rules on pairs of names that a person judged: precision and recall of joining."""
    from innograph.loaders.naming_evaluation import score_names

    score = score_names(path)
    show(asdict(score), as_json, score.lines)
