"""The trap set: names that look alike and are two things, names that look unlike and are one."""

from pathlib import Path

from innograph.loaders.naming_evaluation import name_pairs, score_names

TRAPS = Path(__file__).parent / "traps.csv"


def test_enough_pairs_of_both_kinds() -> None:
    score = score_names(TRAPS)
    assert score.apart >= 150
    assert score.together >= 150


def test_precision_and_recall() -> None:
    score = score_names(TRAPS)
    print("\n".join(score.lines()))
    assert score.precision >= 0.97
    assert score.recall >= 0.90


def test_every_merge_has_a_reason() -> None:
    for pair in name_pairs(TRAPS):
        if pair.joined and pair.shown.split(" / ")[0] != pair.shown.split(" / ")[1]:
            assert pair.a.reasons or pair.b.reasons or _typeset(pair.shown), pair.shown


def _typeset(shown: str) -> bool:
    """Whether two names differ only in width, spaces, marks or the plan they stand in."""
    from innograph.graph.identity import fold

    one, other = (name.partition("@")[0] for name in shown.split(" / "))
    return fold(one) == fold(other)
