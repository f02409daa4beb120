"""The second extractor: reads as the loaders do, then asks an endpoint, and adds what of its answers stands in the text."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from innograph.graph.errors import EndpointError
from innograph.graph.records import ENDPOINT, PlanFacts
from innograph.graph.settings import Settings
from innograph.loaders.document import Document
from innograph.loaders.opinion.answers import Claims, claims_of, content_of
from innograph.loaders.opinion.checking import Checker, Named, Stated, Tied
from innograph.loaders.opinion.endpoint import Endpoint, Messages
from innograph.loaders.opinion.joining import joined
from innograph.loaders.opinion.kept import FOLDER, Kept
from innograph.loaders.opinion.prompts import Group, answer_schema, groups_of, question
from innograph.loaders.pipeline import LOADERS_ALONE, Extractor, authority


@dataclass(frozen=True, slots=True)
class OpinionReport:
    """What became of the second opinion on one plan.

    `status` is "joined" or "failed" (then `error` says why, and the plan is as the loaders read it). `questions` are the
    groups of passages asked about: `sent` of them now, `remembered` from answers kept; `unread` answers could not be understood.
    `kept` counts what the endpoint alone read, `agreed` what the loaders had read too, both by {mentions, relations, figures};
    `dropped` the rest by reason.
    """

    plan: str
    reader: str
    status: str
    error: str = ""
    questions: int = 0
    sent: int = 0
    remembered: int = 0
    unread: int = 0
    kept: Mapping[str, int] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """The same for a person."""
        if self.status == "failed":
            yield f"{self.plan}: no second opinion ({self.reader}: {self.error}); the plan stands as the loaders read it"
            return
        asked = f"{self.questions} questions, {self.sent} sent, {self.remembered} answers from before"
        unread = f", {self.unread} answers not understood" if self.unread else ""
        yield f"{self.plan}: second opinion of {self.reader}: {asked}{unread}"
        yield f"  kept: {_counted(self.kept)}; agreed: {_counted(self.agreed)}; dropped: {sum(self.dropped.values())}"
        yield from (f"    {count} {reason}" for reason, count in self.dropped.items())


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items())


@dataclass(slots=True)
class _Heard:
    """The answers on one document, by group."""

    claims: dict[int, Claims] = field(default_factory=dict)
    sent: int = 0
    remembered: int = 0
    unread: int = 0


class SecondOpinion:
    """An `Extractor`. `reports` holds one report a document, in the order in which they were read.

    Nothing of the endpoint's failing comes out of it as an error: the facts are then those of `first`, to the byte. `tell`
    is told, before anything is sent, what is sent where.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        kept: Kept | None = None,
        *,
        fresh: bool = False,
        first: Extractor = LOADERS_ALONE,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._endpoint, self._kept, self._fresh, self._first, self._tell = endpoint, kept, fresh, first, tell
        self.reader = ENDPOINT + endpoint.model
        self.reports: list[OpinionReport] = []

    @classmethod
    def of(
        cls, settings: Settings, *, fresh: bool = False, tell: Callable[[str], None] = lambda _: None
    ) -> "SecondOpinion":
        """The one that the settings name, its answers kept in the data folder; raises SettingsError where they name none.

        `fresh` asks anew, whatever was answered before.
        """
        endpoint = Endpoint.of(settings)
        return cls(endpoint, Kept(settings.data / FOLDER, endpoint.model), fresh=fresh, tell=tell)

    @property
    def version(self) -> str:
        """The first extractor's version and the reader."""
        return f"{self._first.version}+{self.reader}"

    def __call__(self, document: Document) -> PlanFacts:
        """The facts of a document, with what the second opinion adds."""
        facts = self._first(document)
        groups = groups_of(document)
        heard = _Heard()
        try:
            self._hear(document, groups, heard)
        except EndpointError as error:
            self._report(document, groups, heard, error=str(error))
            return facts
        named, tied, stated, dropped = self._checked(document, groups, heard)
        result = joined(facts, named, tied, stated, reader=self.reader, authority=authority())
        self._report(
            document,
            groups,
            heard,
            kept=_told(result.kept),
            agreed=_told(result.agreed),
            dropped=dict((dropped + result.dropped).most_common()),
        )
        return replace(result.facts, extractor=self.version)

    def _hear(self, document: Document, groups: tuple[Group, ...], heard: _Heard) -> None:
        """Collect the answers, those kept and those asked for now; raises EndpointError where one is missing."""
        questions = [question(document, group) for group in groups]
        open_: list[int] = []
        for number, asked in enumerate(questions):
            claims = self._remembered(asked)
            if claims is None:
                open_.append(number)
            else:
                heard.claims[number] = claims
        heard.remembered = len(heard.claims)
        if open_:
            characters = sum(len(p.text) for n in open_ for p in groups[n].pieces)
            where = f"{self._endpoint.model} at {self._endpoint.where}"
            self._tell(
                f"{document.plan.id}: {len(open_)} questions with {characters} characters of its text go to {where}"
            )

        def hear(at: int, body: bytes) -> None:
            heard.sent += 1
            content = content_of(body)
            claims = claims_of(content)
            if claims is None:
                heard.unread += 1
                return
            heard.claims[open_[at]] = claims
            if self._kept is not None:
                self._kept.put(questions[open_[at]], content)

        self._endpoint.ask([questions[n] for n in open_], answer_schema(), hear)
        if groups and not heard.claims:
            raise EndpointError("none of its answers could be understood")

    def _remembered(self, asked: Messages) -> Claims | None:
        if self._kept is None or self._fresh:
            return None
        content = self._kept.get(asked)
        return None if content is None else claims_of(content)

    def _checked(
        self, document: Document, groups: tuple[Group, ...], heard: _Heard
    ) -> tuple[list[Named], list[Tied], list[Stated], Counter[str]]:
        checker = Checker(document)
        named: list[Named] = []
        tied: list[Tied] = []
        stated: list[Stated] = []
        dropped: Counter[str] = Counter()
        # In the order of the text, not of arrival: the same answers give the same facts.
        for number, claims in sorted(heard.claims.items()):
            checked = checker.check(groups[number], claims.items)
            named += checked.named
            tied += checked.tied
            stated += checked.stated
            dropped.update(checked.dropped)
            dropped.update(claims.dropped)
        return named, tied, stated, dropped

    def _report(
        self,
        document: Document,
        groups: tuple[Group, ...],
        heard: _Heard,
        *,
        error: str = "",
        kept: Mapping[str, int] | None = None,
        agreed: Mapping[str, int] | None = None,
        dropped: Mapping[str, int] | None = None,
    ) -> None:
        self.reports.append(
            OpinionReport(
                plan=document.plan.id,
                reader=self.reader,
                status="failed" if error else "joined",
                error=error,
                questions=len(groups),
                sent=heard.sent,
                remembered=heard.remembered,
                unread=heard.unread,
                kept=kept or {},
                agreed=agreed or {},
                dropped=dropped or {},
            )
        )


def _told(counts: Mapping[str, int]) -> dict[str, int]:
    return {what: counts.get(what, 0) for what in ("mentions", "relations", "figures")}
