"""Word lists as patterns."""

import re


def words(text: str) -> tuple[str, ...]:
    """The words of a text parted by whitespace."""
    return tuple(text.split())


def one_of(text: str) -> str:
    """A pattern for any of the words of a text, taken literally, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words(text), key=len, reverse=True))) + ")"


def either(*patterns: str) -> str:
    """A pattern for any of some patterns, tried in order."""
    return "(?:" + "|".join(patterns) + ")"
