"""Questions in words, in Chinese and English, read offline as named queries with their parameters."""

from innograph.queries.ask.reading import Guess, Reading, ask

__all__ = ["Guess", "Reading", "ask"]
