"""Bytes into text: a byte order mark, strict UTF-8, zeros between letters, then the best Chinese reading.

`decode` reads all or nothing; `decoded` also what has a few damaged bytes, with � for each of them.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from corpus import characters
from corpus.errors import UnreadableDocument

MARKS = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHINESE = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")  # on a tie, the earlier
SAMPLE = 4_000  # characters from the front that are scored
# Marks that Chinese text is full of. Kana, Greek or box drawing would tell the wrong reading.
PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—－·％　０１２３４５６７８９→■●★▲□○①②③④⑤⑥⑦⑧⑨⑩"
)
LEAST = 0.5  # a score per character; texts read rightly have 1 and more, wrongly less than 0
CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
MOST_CONTROLS = 3
MOST_BROKEN = 3  # characters whose bytes nothing reads; or one in a thousand
BESIDE_BROKEN = 50  # characters for each of them, in an encoding that reads almost any bytes
READ_RIGHTLY = 1.0  # the least score of such a text


def decode(data: bytes, *, declared: str | None = None) -> str | None:
    """*data* as text without a byte order mark, or None: "平安".encode("gbk") -> 平安.

    *declared* is what the file itself says its encoding is; it is believed if it fits.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\0" not in data:
        text = _strictly(data, "utf-8")
        if text is not None:
            return text
        if declared:
            text = _strictly(data, _widest(declared))
            if text is not None and score(text) >= LEAST:
                return text
    return _best_chinese(data)


class Decoded(NamedTuple):
    """A text, and what had to be said about its bytes."""

    text: str
    notes: tuple[str, ...] = ()


def decoded(data: bytes, *, declared: str | None = None) -> Decoded | None:
    """*data* as `decode` reads it, or else in parts: lines in two encodings, a last character cut off.

    A damaged byte becomes �, so that no figure closes over it; joining.py marks the figures near it.
    """
    text = decode(data, declared=declared)
    if text is not None:
        return Decoded(text)
    if data.startswith(tuple(mark for mark, _ in MARKS[1:])):
        return None
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"\xff")  # no letter of any of these encodings
    return _cut_off(data) or _mixed(data) or _broken(data)


def text_of(data: bytes, *, declared: str | None = None) -> Decoded:
    """*data* as `decoded` reads it. Raises UnreadableDocument where nothing does."""
    found = decoded(data, declared=declared)
    if found is None:
        raise UnreadableDocument("认不出文字编码（UTF-8、GB18030、Big5、UTF-16 都不是），请另存为 UTF-8。")
    return found


def _cut_off(data: bytes) -> Decoded | None:
    for left in (1, 2, 3):
        text = _utf8(data[:-left])
        if text is not None:
            return Decoded(text, ("末尾的一个字不完整，没有收入",))
    return None


def _mixed(data: bytes) -> Decoded | None:
    lines = [(line, _strictly(line, "utf-8")) for line in data.split(b"\n")]
    foreign = [line for line, text in lines if text is None]
    rest = _best_chinese(b"\n".join(foreign))
    if rest is None or _utf8(b"\n".join(line for line, text in lines if text is not None)) is None:
        return None
    others = iter(rest.split("\n"))
    return Decoded(
        "\n".join(next(others) if text is None else text for _, text in lines),
        ("文件里有两种文字编码，已分别读出",),
    )


def _broken(data: bytes) -> Decoded | None:
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        text = data.decode(encoding, "replace")
        count, rest = text.count("\ufffd"), text.replace("\ufffd", "")
        if count > max(MOST_BROKEN, len(text) // 1000) or _is_binary(rest) or rest.isascii():
            continue
        is_unsure = encoding != "utf-8" and len(rest) < BESIDE_BROKEN * count
        if not is_unsure and score(rest) >= (LEAST if encoding == "utf-8" else READ_RIGHTLY):
            return Decoded(text, (f"{count} 处字节损坏，以 � 标出，那里的数字没有采用",))
    return None


def _utf8(data: bytes) -> str | None:
    """*data* as UTF-8 text that has hanzi and looks like Chinese, or None."""
    text = _strictly(data, "utf-8")
    return text if text is not None and not text.isascii() and score(text) >= LEAST else None


def _best_chinese(data: bytes) -> str | None:
    # UTF-16 of Latin text has a zero in every pair, of Chinese text at line ends and figures; no
    # other encoding has any. Without one it may still be UTF-16, of hanzi alone.
    encodings = CHINESE[3:] if b"\0" in data else CHINESE
    texts = [text for encoding in encodings if (text := _strictly(data, encoding)) is not None]
    best = max(texts, key=score, default=None)
    return best if best is not None and score(best) >= LEAST else None


def score(text: str) -> float:
    """How much *text* looks like Chinese, per character that is not ASCII: 平安 about 2, ½ぅ鶗 below 0.

    Frequent hanzi count 3, the first levels of GB 2312 and Big5 1, punctuation 1, all others -2.
    Text of ASCII alone counts 2.
    """
    foreign = [char for char in text[:SAMPLE] if char > "\x7f"]
    return sum(map(_worth, foreign)) / len(foreign) if foreign else 2.0


@cache
def _worth(char: str) -> int:
    if char in frequent():
        return 3
    return 1 if char in PUNCTUATION or _is_common(char) else -2


def _is_common(char: str) -> bool:
    """Whether *char* is of GB 2312 level 1 (rows 16-55) or Big5 level 1 (lead bytes A4-C6)."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        code = char.encode(encoding, "ignore")
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False


@cache
def frequent() -> frozenset[str]:
    """The hanzi of hanzi.tsv, about a thousand: 的, 一, 國, …"""
    lines = (resources.files("corpus.files") / "hanzi.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#")))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\ufffd" in text or _is_binary(text) else text


def _is_binary(text: str) -> bool:
    """Whether *text* has more controls than a slip of a program leaves; its colours do not count."""
    if not CONTROL.search(text):
        return False
    controls = CONTROL.findall(characters.without_sequences(text))
    return "\0" in controls or len(controls) > max(MOST_CONTROLS, len(text) // 100)


def _widest(declared: str) -> str:
    """The encoding that holds all *declared* can mean: pages that say gb2312 are in GBK."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return "utf-8"
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
