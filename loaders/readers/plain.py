"""Plain text in any encoding."""

import codecs
import re

from charset_normalizer import from_bytes

from innograph.graph.errors import ReadError
from innograph.loaders.raw import RawText

FORMAT = "txt"
SUFFIXES = (".txt", ".text", ".md")
PRIORITY = 99  # anything may be text: asked last

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_CANDIDATES = ("utf-16-le", "utf-16-be", "gb18030", "big5hkscs")
_COMMON = frozenset(
    "的一是在和有人这中大为上个国不以会到发展科技创新企业建设产业推进加强提升服务平台支持区市全社年规划实施目标完善体系高研究开机构合作能力"
    "重点人才政策金融应用领域成果转化培育打造引导核心关键技术战略性新兴园基地大学院所政府工程项目资源环境机制与及等,。、"
    "發國區業產術劃機務應園學與關鍵實標強進總體係創構轉級點設項術養優環領導際長團聯經濟業眾際網"
)
_SAMPLE = 60_000
_MIN_SCORE = 0.2
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")


def sniff(data: bytes) -> bool:
    """Always: the reader itself says what is wrong with the content."""
    return bool(data)


def read(data: bytes, name: str) -> RawText:
    """Decode; raises ReadError for binary content and for text in no encoding that can be told."""
    text = decode(data, name)
    if len(_BINARY.findall(text[:_SAMPLE])) > 0.002 * min(len(text), _SAMPLE) + 1:
        raise ReadError(f"{name}: binary content, not a text file")
    return RawText(text, FORMAT)


def decode(data: bytes, name: str, *, declared: str = "") -> str:
    """Text of bytes in any encoding; `declared` is tried first (an HTML page's charset). Raises ReadError."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode(data, encoding, name)
    for encoding in (declared, "utf-8"):
        if encoding and (text := _try(data, encoding)) is not None and "\x00" not in text[:_SAMPLE]:
            return text
    cut = data[: _SAMPLE - _SAMPLE % 4]
    best = max(_CANDIDATES, key=lambda e: _score(cut, e))
    if _score(cut, best) >= _MIN_SCORE:
        return _decode(data, best, name)
    if b"\x00" in data[:_SAMPLE]:
        raise ReadError(f"{name}: binary content, not a text file")
    guess = from_bytes(cut).best()
    if guess is None or _score(cut, guess.encoding) < _MIN_SCORE:
        raise ReadError(f"{name}: the text encoding cannot be told (save it as UTF-8)")
    return _decode(data, guess.encoding, name)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _decode(data: bytes, encoding: str, name: str) -> str:
    """Decode with a stray broken byte or two forgiven: files cut or pasted together hold some."""
    try:
        text = data.decode(encoding, errors="replace")
    except LookupError as error:
        raise ReadError(f"{name}: unknown encoding {encoding}") from error
    if text.count("\ufffd") > 5 + len(text) // 1000:
        raise ReadError(f"{name}: broken text (not valid {encoding})")
    return text


def _score(data: bytes, encoding: str) -> float:
    """Share of the characters that are everyday ones, in 0..1; 0 where the bytes are not of that encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeDecodeError, LookupError):
        return 0.0
    letters = [c for c in text if not c.isascii()]
    return sum(c in _COMMON for c in letters) / len(letters) if letters else 0.0
