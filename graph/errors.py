"""Errors of innograph: one root; every subclass carries the HTTP status and the exit code that tell it."""


class InnographError(Exception):
    """Root of every error that innograph raises on purpose; the message is one line that a person can act on."""

    status: int = 500
    exit_code: int = 1
    title: str = "Internal error"


class OntologyError(InnographError):
    """A YAML file of the ontology is wrong; the message names the file."""

    title = "Ontology error"


class SettingsError(InnographError):
    """An INNOGRAPH_* variable holds a value that cannot be used."""

    exit_code = 2
    title = "Settings error"


class ReadError(InnographError):
    """A source file cannot be read as a plan; the message names the file and the reason."""

    status = 422
    exit_code = 3
    title = "Unreadable source"


class NotFoundError(InnographError):
    """The named plan, entity, passage or query is not in the graph."""

    status = 404
    exit_code = 4
    title = "Not found"


class AmbiguousNameError(InnographError):
    """A name stands for several entities; `candidates` lists them as {id, name, type} instead of guessing."""

    status = 409
    exit_code = 5
    title = "Ambiguous name"

    def __init__(self, message: str, candidates: list[dict[str, str]]) -> None:
        super().__init__(message)
        self.candidates = candidates


class JudgementError(InnographError):
    """A judgement on names contradicts another on file, or the file of judgements cannot be read."""

    status = 409
    exit_code = 2
    title = "Judgement error"


class BadParameterError(InnographError):
    """A query parameter is missing, unknown or of the wrong type."""

    status = 422
    exit_code = 2
    title = "Bad parameter"


class StoreError(InnographError):
    """The graph store cannot be reached, is locked by a stranger, or refused a statement."""

    status = 503
    exit_code = 6
    title = "Store unavailable"


class EndpointError(InnographError):
    """The endpoint of the second opinion fails; the message holds neither its key nor anything that it said."""

    status = 502
    exit_code = 10
    title = "Endpoint failed"


class ForbiddenError(InnographError):
    """The statement or the route is not allowed by the settings in force."""

    status = 403
    exit_code = 7
    title = "Forbidden"


class QueryError(InnographError):
    """A Cypher statement is wrong, or asks for what the engine does not know."""

    status = 422
    exit_code = 2
    title = "Query error"


class QueryTimeoutError(InnographError):
    """A Cypher statement ran longer than it may."""

    status = 503
    exit_code = 8
    title = "Query took too long"


class MissingExtraError(InnographError):
    """A package of an optional extra is not installed; the message says how to install it."""

    status = 501
    exit_code = 9
    title = "Missing extra"
