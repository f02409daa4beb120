"""One character for one: the form in which the cleaned text writes each character.

- Full-width forms (U+FF01-FF5E) become ASCII, so digits, Latin letters and the marks `, ; : ( ) ! ? %` have ONE form, the
  half-width one, also between Chinese characters. The marks that have no ASCII twin stay Chinese: 。 、 “ ” 《 》 — ….
- Corner brackets 「」『』 become “”‘’, half-width ideographic marks ｡､ become 。、.
- Kangxi radicals, CJK compatibility ideographs and the few radicals that PDF fonts put in place of characters (⻓ for 长)
  become the plain character.
- Spaces of every width become U+0020, line separators become a line feed.
- Traditional characters become simplified ones where the document is written in them (`is_traditional`). A simplified text
  is left alone: its odd traditional character stands in a name (昇腾).
Superscripts, circled numbers and units such as ㎡ keep their form: their NFKC form has another meaning or length.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from innograph.loaders.mapped import Mapped

INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ue000-\uf8ff]+|\r(?=\n)")  # fmt: skip
"""Zero-width and bidi controls, other controls, private-use characters: they carry no text."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RADICALS = dict(
    zip(
        "⺠⺟⺁⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母厂虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_TRADITIONAL_SHARE = 0.05


@cache
def fold_table() -> dict[int, str]:
    """The table of `fold`, for str.translate."""
    table = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    table |= {ord(a): b for a, b in zip("「」『』﹁﹂｡､｢｣〝〞＂", '“”‘’“”。、“”“”"', strict=True)}
    table |= {ord(a): b for a, b in _RADICALS.items()}
    table |= dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
    table |= dict.fromkeys([0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], "\n")
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    return table


@cache
def simplify_table() -> dict[int, str]:
    """Traditional -> simplified, one character for one (the first choice of OpenCC's table)."""
    import opencc

    path = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    table: dict[int, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("\t")
        first = new.split(" ")[0]
        if len(old) == 1 and len(first) == 1 and old != first:
            table[ord(old)] = first
    return table


def is_traditional(text: str) -> bool:
    """Whether more than one Chinese character in twenty (of the first 20,000 characters) is a traditional one."""
    han = re.findall(f"[{HAN}]", text[:20_000])
    if not han:
        return False
    table = simplify_table()
    return sum(ord(c) in table for c in han) > _TRADITIONAL_SHARE * len(han)


def fold_text(text: str) -> str:
    """Fold every character; the length stays the same."""
    text = text.translate(fold_table())
    return text.translate(simplify_table()) if is_traditional(text) else text


def fold(mapped: Mapped) -> Mapped:
    """Drop what carries no text and fold the rest."""
    mapped = mapped.edited((m.start(), m.end(), "") for m in INVISIBLE.finditer(mapped.text))
    return mapped.with_text(fold_text(mapped.text))
