"""Questions in words: how they were understood, and the rows."""

from urllib.parse import urlencode

from innograph.api.deps import Edition
from innograph.api.problems import candidate
from innograph.api.reading import vocabulary
from innograph.api.schemas_ask import AskAnswer, Guess
from innograph.queries import find_query
from innograph.queries.ask import Guess as Found
from innograph.queries.ask import Reading
from innograph.queries.ask import ask as read_question


def ask(edition: Edition, question: str) -> AskAnswer:
    """The answer to a question; raises what running the query raises."""
    cap = edition.settings.max_limit
    reading = read_question(edition.store, question, max_rows=cap + 1)
    answer = reading.answer
    rows = answer.rows if answer else []
    return AskAnswer(
        items=rows[:cap],
        total=min(len(rows), cap),
        next_cursor=None,
        coverage=edition.coverage,
        question=question,
        language="zh" if reading.language == "zh" else "en",
        understood=reading.understood,
        query=reading.query,
        parameters=dict(reading.parameters),
        names=dict(reading.names),
        resolved={name: candidate(found) for name, found in answer.resolved.items()} if answer else {},
        score=reading.score,
        sure=reading.sure,
        alternatives=[_guess(each) for each in reading.alternatives],
        columns=vocabulary.query_columns(find_query(reading.query)) if reading.query else [],
        cypher=answer.query.cypher if answer else None,
        url=_url(reading) if reading.query else None,
        milliseconds=answer.milliseconds if answer else None,
        truncated=len(rows) > cap,
    )


def _guess(found: Found) -> Guess:
    return Guess(
        query=found.query,
        parameters=dict(found.parameters),
        understood=found.understood,
        score=found.score,
        url=_url(found),
    )


def _url(found: Found | Reading) -> str:
    asked = f"?{urlencode(dict(found.parameters))}" if found.parameters else ""
    return f"/api/queries/{found.query}{asked}"
