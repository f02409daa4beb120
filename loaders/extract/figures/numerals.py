"""Numerals as plans write them: Arabic digits with thousands commas, Chinese numerals, and mixtures of both."""

import re
from functools import lru_cache

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
"""Pattern of an unsigned number in ASCII digits ("12", "45.5", "1,234")."""

CHINESE = r"[〇零一二两三四五六七八九十百千]+"
"""Pattern of a Chinese numeral without 万 and 亿, which are read as part of the unit ("亿元")."""

SCALES = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}

FOLD = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19，（）；：％．！？／＋－～＜＞＝\u3000\u00a0\u2003",
    "0123456789,();:%.!?/+-~<>=   ",
)
"""Character-for-character folding of full-width forms, so that offsets stay as they are."""

_BARE_SCALE = re.compile(r"^[百千万亿]")


@lru_cache(maxsize=4096)
def to_number(token: str) -> float | None:
    """The value of an Arabic or Chinese numeral ("1,234" 1234, "两" 2, "百" 100); None if it is no numeral."""
    if token[:1].isdigit():
        try:
            return float(token.replace(",", ""))
        except ValueError:
            return None
    # Imported here: it takes a third of a second, and most commands read no numeral.
    import cn2an

    text = "一" + token if _BARE_SCALE.match(token) else token
    try:
        return float(cn2an.cn2an(text, "smart"))
    except ValueError:
        return None


def scale_of(text: str) -> float:
    """How many ones a run of scale characters stands for ("万" 1e4, "千亿" 1e11); 1 for an empty or unknown run."""
    if text in SCALES:
        return SCALES[text]
    product = 1.0
    for character in text:
        product *= SCALES.get(character, 1.0)
    return product
