"""Entities of one document: spans are scored, the best that do not overlap are kept, forms of one thing are joined."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import ahocorasick

from innograph.graph.identity import Authority
from innograph.graph.records import Entity, Mention, Passage
from innograph.loaders.document import Document
from innograph.loaders.extract.definitions import definitions, names_no_work
from innograph.loaders.extract.filter import Filter
from innograph.loaders.extract.joining import join_forms
from innograph.loaders.extract.nested import fields_in_names
from innograph.loaders.extract.places import is_zone, place_forms
from innograph.loaders.extract.scoring import score_passages
from innograph.loaders.extract.shared_heads import completed_names
from innograph.loaders.extract.surfaces import with_surfaces
from innograph.loaders.extract.vocabulary import DECIDING, deciding_word
from innograph.loaders.lexicon import Lexicon, stands_whole

_DOUBTFUL = frozenset({"Programme", "ResearchInstitute"})
"""Types of lexicon entries whose names stand for other things as well (a named laboratory is a platform to some plans)."""
_STATE = re.compile(r"\([^()]{2,20}\)$")
"""What a title says of the state of its text (征求意见稿), which the text need not say again."""


@dataclass(slots=True)
class _Form:
    types: Counter[str] = field(default_factory=Counter)
    best: float = 0.0


def extract_entities(
    document: Document, *, lexicon: Lexicon, authority: Authority, model: Filter
) -> tuple[Entity, ...]:
    """The entities that a document names, each with every mention, in order of first mention."""
    forms = _accepted_forms(document, lexicon, authority, model)
    for form, type_ in _document_forms(document):
        forms[form] = (type_, 1.0)
    forms |= fields_in_names(forms, lexicon, authority, places=place_forms(document.plan))
    defined: dict[str, str] = {}
    for each in definitions(document.passages, forms, lexicon, authority):
        forms[each.full] = forms.get(each.full, (each.type, 1.0))
        forms[each.short] = (forms[each.full][0], 1.0)
        defined.setdefault(each.short, each.full)
    mentions = find_mentions(document, forms)
    _complete_lists(document, lexicon, authority, forms, mentions)
    _mention_own_place(document, mentions)
    joined = join_forms(document, forms, mentions, defined, authority)
    return with_surfaces(joined, document.passages, authority)


def _complete_lists(
    document: Document,
    lexicon: Lexicon,
    authority: Authority,
    forms: dict[str, tuple[str, float]],
    mentions: dict[str, list[Mention]],
) -> None:
    """Let the items of lists that share their class word be mentions of the full names, and of the fields that these are made for."""
    items = list(completed_names(document.passages, lexicon))
    taken = {(i.passage.start + i.whole[0], i.passage.start + i.whole[1]) for i in items}
    places = place_forms(document.plan)
    for form, found in list(mentions.items()):
        mentions[form] = [m for m in found if not any(a < m.end and m.start < b for a, b in taken)]
        if not mentions[form]:
            del mentions[form]
    for item in items:
        forms[item.name] = forms.get(item.name, (item.type, 0.9))
        mentions.setdefault(item.name, []).append(_mention(item.passage, item.start, item.end))
        made_for = fields_in_names({item.name: forms[item.name]}, lexicon, authority, places=places)
        for name, told in made_for.items():
            at = item.passage.text.find(name, item.start, item.end)
            if at >= 0:
                if name not in mentions:
                    forms[name] = told
                mentions.setdefault(name, []).append(_mention(item.passage, at, at + len(name)))


def _mention_own_place(document: Document, mentions: dict[str, list[Mention]]) -> None:
    """The plan's place is named even where its name only stands inside others (its title, a policy): there, once."""
    places = place_forms(document.plan)
    if any(mentions.get(place) for place in places):
        return
    for place in places:
        for passage in document.passages:
            at = passage.text.find(place)
            if at >= 0:
                mentions[place] = [_mention(passage, at, at + len(place))]
                return


def _accepted_forms(
    document: Document, lexicon: Lexicon, authority: Authority, model: Filter
) -> dict[str, tuple[str, float]]:
    found: dict[str, _Form] = defaultdict(_Form)
    scored = score_passages(document.passages, lexicon, authority, model, place_forms(document.plan))
    for passage, spans in zip(document.passages, scored, strict=True):
        for span in spans:
            if names_no_work(passage.text[span.start : span.end]):
                continue
            form = found[passage.text[span.start : span.end]]
            form.types[span.type] += span.score  # type: ignore[assignment]
            form.best = max(form.best, span.score)
    return {name: (_type_of(name, form, lexicon), form.best) for name, form in found.items()}


def _type_of(name: str, form: _Form, lexicon: Lexicon) -> str:
    """What the lexicons say of exactly this name, where they can be trusted; else its class word, if that is of one type
    alone; else what the filter says most often."""
    entry = lexicon.by_form.get(name)
    if entry and entry.type not in _DOUBTFUL:
        return entry.type
    word = deciding_word(name)
    return DECIDING[word] if word and word != name else form.types.most_common(1)[0][0]


def _document_forms(document: Document) -> Iterable[tuple[str, str]]:
    """What the document's own head names: its title, issuers and region."""
    plan = document.plan
    for title in filter(None, dict.fromkeys((plan.title, _STATE.sub("", plan.title)))):
        yield title, "Policy"
    for issuer in re.split(r"[、,, ]", plan.issuer):
        if issuer:
            yield issuer, "Government"
    for place in place_forms(plan):
        yield place, "Park" if is_zone(place) else "Region"


def find_mentions(document: Document, forms: Mapping[str, tuple[str, float]]) -> dict[str, list[Mention]]:
    """Every place where an accepted form stands: the longest form wins, fields inside an actor's name count too."""
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, form)
    found: dict[str, list[Mention]] = defaultdict(list)
    if not forms:
        return found
    automaton.make_automaton()
    for passage in document.passages:
        hits = [(last - len(form) + 1, last + 1, form) for last, form in automaton.iter(passage.text)]
        for start, end, form in _outermost(hits, forms, passage.text):
            found[form].append(_mention(passage, start, end))
    return found


def _outermost(
    hits: list[tuple[int, int, str]], forms: Mapping[str, tuple[str, float]], text: str
) -> Iterable[tuple[int, int, str]]:
    ordered = sorted(hits, key=lambda h: (h[0] - h[1], h[0]))
    taken: list[tuple[int, int, str]] = []
    for start, end, form in ordered:
        if not stands_whole(text, start, end):
            continue
        over = [t for t in taken if t[0] < end and start < t[1]]
        inside = all(a <= start and end <= b and forms[f][0] != forms[form][0] for a, b, f in over)
        if not over or (inside and forms[form][0] == "Technology"):
            taken.append((start, end, form))
    return sorted(taken)


def _mention(passage: Passage, start: int, end: int) -> Mention:
    return Mention(passage.id, passage.start + start, passage.start + end, passage.text[start:end])
