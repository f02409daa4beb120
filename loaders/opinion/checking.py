"""What an endpoint says, held against the text: nothing passes whose quotation does not stand in the passages asked about.

What passes carries the text's own characters and offsets; of the answer's words none is kept.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from innograph.graph.model import ontology
from innograph.loaders.document import Document
from innograph.loaders.extract.figures.numerals import ARABIC, to_number
from innograph.loaders.extract.figures.periods import Horizon
from innograph.loaders.extract.figures.quantities import scan
from innograph.loaders.extract.figures.units import normalise, sort_of
from innograph.loaders.extract.indicators import squeeze
from innograph.loaders.extract.places import place_forms
from innograph.loaders.fold import INVISIBLE, fold_table
from innograph.loaders.lexicon import stands_whole
from innograph.loaders.opinion.answers import Claim, EntityClaim, FigureClaim, RelationClaim
from innograph.loaders.opinion.prompts import KINDS, Group, Piece, asked_relations

INVENTED = "quotation is not in the text"
ELSEWHERE = "quotation stands elsewhere, not in one passage that was asked about"
NOT_QUOTED = "name does not stand in its quotation"
NO_NAME = "no name: a piece of a sentence, or a piece of a word"
UNKNOWN_TYPE = "type that the ontology does not have"
NUMBER = "number does not stand in its quotation"
YEAR = "year is neither in the passages nor the plan's"
INDICATOR = "indicator's name does not stand in the passage"

_QUOTES = str.maketrans(dict.fromkeys("“”‘’\"'「」『』", '"'))
_LONGEST_NAME = 40
_IN_SENTENCES = re.compile(r"[。;;!!??::,,\t\n\r<>{}]")
_COUNTED = re.compile(r"(?:总量|总数|数量|总额|个数|家数|规模|数)$")
_LEANING = {"HOSTS", "TARGETS", "SUPPORTS", "PARTNERS"}
"""Relations whose head may be left out where it is the issuing region: a plan's sentences have no subject.

So may the plan itself where it refers to another document.
"""
_EDGES = " 、,。;:!?()《》\"“”‘’'"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the cleaned text, inside one passage."""

    passage: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in the text; `type` is what the endpoint takes it for."""

    span: Span
    surface: str
    type: str


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie between two forms; `span` is the quotation. Forms are as `form` gives them."""

    head: str
    type: str
    tail: str
    span: Span


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure whose number stands in the quotation, which is `span`."""

    span: Span
    name: str
    value: float
    high: float | None
    unit: str
    year: int | None
    kind: str
    measure: str
    hedge: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What of some claims stands in the text, and how many were dropped for which reason."""

    named: tuple[Named, ...]
    tied: tuple[Tied, ...]
    stated: tuple[Stated, ...]
    dropped: Counter[str]


@dataclass(frozen=True, slots=True)
class _Squashed:
    """A text without white space, its characters in one form; `at[i]` is the offset of `text[i]` in the text."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "_Squashed":
        at = tuple(i for i, c in enumerate(text) if not c.isspace())
        return cls(_one_form("".join(text[i] for i in at)), at)

    def spans(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Where the squashed needle stands in [start, end) of the squashed text, without overlaps."""
        found = self.text.find(needle, start, end) if needle else -1
        while found >= 0:
            yield found, found + len(needle)
            found = self.text.find(needle, found + len(needle), end)

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text of a span of the squashed text."""
        return self.at[start], self.at[end - 1] + 1


def _one_form(text: str) -> str:
    return text.translate(fold_table()).translate(_QUOTES)


def form(text: str) -> str:
    """A name or quotation as it is looked for: no white space, widths and quotation marks in one form."""
    return _one_form("".join(INVISIBLE.sub("", text).split()))


class Checker:
    """Checks the claims about one document."""

    def __init__(self, document: Document) -> None:
        self._plan = document.plan
        self._horizon = Horizon.of(document.plan)
        self._whole = _one_form("".join(document.text.split()))
        self._places = frozenset(form(place) for place in place_forms(document.plan))
        self._title = form(document.plan.title)
        self._squashed: dict[Piece, _Squashed] = {}
        model = ontology()
        extracted = {name: node for name, node in model.nodes.items() if node.extracted}
        self._types = {name.casefold(): name for name in extracted} | {
            n.label.zh: name for name, n in extracted.items()
        }
        asked = asked_relations()
        self._ties = {name.casefold(): name for name in asked} | {model.edge(name).label.zh: name for name in asked}

    def check(self, group: Group, claims: Iterable[Claim]) -> Checked:
        """Hold claims against the group they are about."""
        named: list[Named] = []
        tied: list[Tied] = []
        stated: list[Stated] = []
        dropped: Counter[str] = Counter()
        for claim in claims:
            place = self._quotation(group, claim.quote)
            found = place if isinstance(place, str) else self._held(claim, place, group)
            if isinstance(found, str):
                dropped[found] += 1
            elif isinstance(found, Tied):
                tied.append(found)
            elif isinstance(found, Stated):
                stated.append(found)
            else:
                named += found
        return Checked(tuple(named), tuple(tied), tuple(stated), dropped)

    def _held(
        self, claim: Claim, place: tuple[Piece, int, int], group: Group
    ) -> "tuple[Named, ...] | Tied | Stated | str":
        if isinstance(claim, EntityClaim):
            return self._entity(claim, *place)
        if isinstance(claim, RelationClaim):
            return self._relation(claim, *place)
        return self._figure(claim, *place, group)

    def _text(self, piece: Piece) -> _Squashed:
        if piece not in self._squashed:
            self._squashed[piece] = _Squashed.of(piece.text)
        return self._squashed[piece]

    def _quotation(self, group: Group, quote: str) -> tuple[Piece, int, int] | str:
        """The piece that holds a quotation, and where in its squashed text; or why there is none."""
        wanted = form(quote)
        for piece in group.pieces:
            for start, end in self._text(piece).spans(wanted):
                return piece, start, end
        return ELSEWHERE if wanted and wanted in self._whole else INVENTED

    def _span(self, piece: Piece, start: int, end: int) -> Span:
        first, last = self._text(piece).raw(start, end)
        return Span(piece.passage, piece.start + first, piece.start + last)

    # Names.

    def _entity(self, claim: EntityClaim, piece: Piece, start: int, end: int) -> tuple[Named, ...] | str:
        kind = self._types.get(claim.type.casefold())
        if kind is None:
            return UNKNOWN_TYPE
        name = form(claim.name)
        squashed = self._text(piece)
        places = list(squashed.spans(name, start, end))
        if not places:
            return NOT_QUOTED
        found = [_named(piece, *squashed.raw(*place), kind) for place in places]
        kept = tuple(each for each in found if each is not None)
        return kept or NO_NAME

    # Ties.

    def _relation(self, claim: RelationClaim, piece: Piece, start: int, end: int) -> Tied | str:
        kind = self._ties.get(claim.type.casefold())
        if kind is None:
            return UNKNOWN_TYPE
        quoted = self._text(piece).text[start:end]
        head, tail = form(claim.head), form(claim.tail)
        left_out = (head in self._places and kind in _LEANING) or (head == self._title and kind == "REFERENCES")
        if not head or not tail or tail not in quoted or not (head in quoted or left_out):
            return NOT_QUOTED
        return Tied(head, kind, tail, self._span(piece, start, end))

    # Figures.

    def _figure(self, claim: FigureClaim, piece: Piece, start: int, end: int, group: Group) -> Stated | str:
        if claim.kind not in KINDS:
            return UNKNOWN_TYPE
        span = self._span(piece, start, end)
        quoted = piece.text[span.start - piece.start : span.end - piece.start]
        quantity = self._quantity(claim, quoted, self._text(piece).text)
        if quantity is None:
            return NUMBER
        name = self._indicator(claim.name, piece)
        if name is None:
            return INDICATOR
        first, last = self._text(piece).raw(*name)
        said = piece.text[first:last].strip(_EDGES)
        if len(said) < 2 or _IN_SENTENCES.search(said):
            return INDICATOR
        if not self._dated(claim.year, group):
            return YEAR
        value, high, unit, hedge, rank = quantity
        measure = "rank" if rank else claim.measure if claim.measure != "rank" else "level"
        return Stated(span, said, value, high, unit, claim.year, claim.kind, measure, hedge)

    def _indicator(self, name: str, piece: Piece) -> tuple[int, int] | None:
        """Where the indicator is named, with or without the word that says that it is counted (高新技术企业数量)."""
        wanted = form(name)
        for each in dict.fromkeys((wanted, _COUNTED.sub("", wanted))):
            for place in self._text(piece).spans(each):
                return place
        return None

    def _quantity(
        self, claim: FigureClaim, quoted: str, passage: str
    ) -> tuple[float, float | None, str, str, bool] | None:
        """(value, upper value, unit, hedge, whether a rank) as our own reader reads it in the quotation, where it does."""
        wanted = normalise(claim.value, form(claim.unit))
        for q in scan(squeeze(quoted).text, self._horizon).quantities:
            same_end = claim.value_max is None or q.high is None or claim.value_max == q.high
            if same_end and normalise(q.value, form(q.unit)) == wanted:
                return q.value, q.high, q.unit, q.post, q.sort == "rank"
        # In a table the number stands alone, and its unit in another cell of the row.
        numbers = {to_number(match.group()) for match in re.finditer(ARABIC, _one_form(quoted))}
        unit = form(claim.unit)
        known = not unit or (unit in passage and sort_of(unit))
        if "\t" in quoted and claim.value_max is None and claim.value in numbers and known:
            return claim.value, None, unit, "", False
        return None

    def _dated(self, year: int | None, group: Group) -> bool:
        if year is None:
            return True
        own = {self._horizon.start, self._horizon.end, self._horizon.baseline, self._horizon.published}
        return year in own or any(str(year) in t for t in (*(self._text(p).text for p in group.pieces), group.heading))


def _named(piece: Piece, start: int, end: int, kind: str) -> Named | None:
    """The name at a place of a piece, without marks at its ends; None where no name can stand there."""
    while start < end and piece.text[start] in _EDGES:
        start += 1
    while end > start and piece.text[end - 1] in "、,。;:!? ":
        end -= 1
    surface = piece.text[start:end]
    long_enough = 2 <= len(surface) <= _LONGEST_NAME and sum(map(str.isalnum, surface)) >= 2
    if not long_enough or _IN_SENTENCES.search(surface) or not stands_whole(piece.text, start, end):
        return None
    return Named(Span(piece.passage, piece.start + start, piece.start + end), surface, kind)
