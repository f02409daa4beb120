"""Questions and names in the form in which they are compared."""

import re
import unicodedata

_QUOTES = str.maketrans("", "", "“”‘’\"'`「」『』《》〈〉〔〕[]")
_POSSESSIVE = re.compile(r"[’']s\b")
_OTHER = re.compile(r"[^a-z0-9\u3400-\u9fff+%&]+")
_CJK_SPACE = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]+")


def normalise(text: str) -> str:
    """Half width, lower case, no quotes or punctuation; words parted by one space, none beside a Chinese character."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _POSSESSIVE.sub(" s", plain).translate(_QUOTES)
    return _CJK_SPACE.sub("", " ".join(_OTHER.sub(" ", plain).split()))


def is_latin(character: str) -> bool:
    """Whether a character of a normalised text belongs to a word of Latin letters or digits."""
    return character.isascii() and character.isalnum()


def bounded(text: str, start: int, end: int) -> bool:
    """Whether [start, end) does not cut a Latin word or number in two."""
    head = start > 0 and is_latin(text[start]) and is_latin(text[start - 1])
    tail = end < len(text) and is_latin(text[end - 1]) and is_latin(text[end])
    return not head and not tail


def language_of(text: str) -> str:
    """The language that the words around the names are in: "zh" or "en"."""
    return "zh" if len(_CJK.findall(text)) >= len(_WORD.findall(text)) else "en"
