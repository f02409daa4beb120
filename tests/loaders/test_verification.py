"""Evidence is found again where it was read, and named where it is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from innograph.loaders.pipeline import extract
from innograph.loaders.reading import document_from_bytes
from innograph.loaders.verification import verify_facts

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"


@pytest.fixture(scope="module")
def source() -> str:
    return EXAMPLE.read_text("utf-8")


def read(text: str):
    return document_from_bytes(text.encode(), "yunxi-14fyp.txt")


def test_an_untouched_source_verifies(source: str) -> None:
    facts = extract(read(source))
    checked = verify_facts(facts, read(source))
    assert checked.faults == ()
    assert checked.mentions > 100
    assert checked.relations > 50


def test_a_changed_character_names_what_rests_on_its_sentence(source: str) -> None:
    facts = extract(read(source))
    relation = facts.relations[len(facts.relations) // 2]
    passage = next(p for p in facts.passages if p.id == relation.evidence[0].passage)
    at = read(source).origin[passage.start]
    faults = verify_facts(facts, read(source[:at] + "某" + source[at + 1 :])).faults
    assert {f.passage for f in faults} == {passage.id}
    assert {"passage", "edge"} <= {f.kind for f in faults}
    assert all(f.moved_to is None for f in faults)


def test_an_inserted_sentence_is_told_as_a_move(source: str) -> None:
    facts = extract(read(source))
    passage = next(p for p in facts.passages if p.kind == "sentence")
    at = read(source).origin[passage.start]
    faults = verify_facts(facts, read(source[:at] + "本区另有安排。" + source[at:])).faults
    moved = {f.passage: f.moved_to for f in faults if f.kind == "passage"}
    assert moved[passage.id] == passage.start + len("本区另有安排。")


def test_a_wrong_offset_is_found(source: str) -> None:
    facts = extract(read(source))
    first = facts.entities[0]
    mention = first.mentions[0]
    wrong = replace(
        first, mentions=(replace(mention, start=mention.start + 1, end=mention.end + 1), *first.mentions[1:])
    )
    faults = verify_facts(replace(facts, entities=(wrong, *facts.entities[1:])), read(source)).faults
    assert [f.what for f in faults] == [mention.surface]
