"""Leave-one-plan-out: `python -m innograph.loaders.extract.crossvalidate --help`.

Every held-out plan is read by a filter that was trained on all the others, and scored as `innograph evaluate` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from innograph.loaders.evaluation import DocumentScore, score_document
from innograph.loaders.exchange import to_exchange
from innograph.loaders.extract.corpus import Annotated, read_corpus
from innograph.loaders.extract.taggers import Tagger, shipped_tagger
from innograph.loaders.extract.train import corpus_options, said_of, train_on
from innograph.loaders.pipeline import extract

ROWS = ("entity", "typed", "actor")


def leave_one_out(
    corpus: Mapping[str, Annotated], held: Sequence[str], tagger: Tagger | None
) -> dict[str, DocumentScore]:
    """{plan: its score by a filter that never saw it}; relations are not looked at."""
    said = said_of(corpus, tagger)
    scores = {}
    for name in held:
        others = {other: plan for other, plan in corpus.items() if other != name}
        model = replace(train_on(others, said), tagger=tagger)
        found = to_exchange(extract(corpus[name].document, model=model))
        scores[name] = score_document(name, corpus[name].gold, found)
    return scores


def main() -> None:
    """Print precision, recall and F1 of every held-out plan, and their means."""
    parser = corpus_options(__doc__)
    parser.add_argument("--hold", action="append", help="plan to hold out (repeatable; default: every gold plan)")
    parser.add_argument("--plain", action="store_true", help="without the tagger")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was too much")
    options = parser.parse_args()
    corpus = read_corpus(options.gold, options.plans, options.marked)
    held = options.hold or [p.stem for p in sorted(options.gold[0].glob("*.json")) if p.stem in corpus]
    scores = leave_one_out(corpus, held, None if options.plain else shipped_tagger())
    for name, score in scores.items():
        for row in ROWS:
            s = score.table[row]
            print(f"{name:24} {row:7} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}", flush=True)
        for title in ("entities not found", "entities not in gold", "wrong type") if options.misses else ():
            print(f"  {title}: " + " | ".join(score.misses[title]))
    means = {row: sum(s.table[row].f1 for s in scores.values()) / len(scores) for row in ROWS}
    print("macro F1  " + "  ".join(f"{row} {mean:.3f}" for row, mean in means.items()))


if __name__ == "__main__":
    main()
