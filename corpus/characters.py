"""Which characters are text. Controls, marks of direction and characters without width are none.

    plain("打掉1\\u200b8个").text        # 打掉18个: what a document says
    printable(name)                    # what a screen may show of a name or a message
    folded("２１３４６¹件")             # 21346¹件: one spelling for comparing, in which ¹ is no digit

What a terminal would do with a character is not shown by any screen of ours, and what a reader of the
file would not see is no part of a word or a figure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from corpus.errors import UnreadableDocument

# Sequences that steer a terminal. Those that only colour, or name the window, leave the text as it is.
_STRING = r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]*(?:\x07|\x1b\\|\x9c)"
_COLOUR = r"(?:\x1b\[|\x9b)[0-9;:]*m"
_CHARSET = r"\x1b[()*+][0-9A-B]"
_HARMLESS = re.compile(f"{_STRING}|{_COLOUR}|{_CHARSET}")
_STEERING = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-Zac-~]|[\x08\x84\x85\x88\x8d]")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
# Without width: joiners, fillers, marks of direction, tags and selectors of variants.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")  # these show what stands inside in another order
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x9f"  # but tab, line feed, vertical tab, form feed
_NONE = "\ufdd0-\ufdef\ufffe\uffff"
_REMOVED = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_NONE}]+")
_UNSHOWN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_NONE}\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
# A mark laid over a digit, a hanzi or a sign is part of no word; over a letter it may be (é, й).
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_OVERLAID = re.compile(f"([^\\W_])([{_MARKS}]+)")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
# What NFKC makes digits of: ① ½ ㎡ ㏠. Beside a digit or each other they would be read as one number.
_NUMBERED = "¼-¾⅐-⅟↉①-⒛⓪㉑-㉟㊱-㋋㍘-㍰㍸㍹㎟-㎦㎨㎯㏠-㏾\U0001f100-\U0001f10a"
_APART = re.compile(f"[{_RAISED}]+|[{_NUMBERED}]{{2,}}|(?<=\\d)[{_NUMBERED}]|[{_NUMBERED}](?=[\\d{_RAISED}])")
_ODD = "\u2e80-\u2fdf\U0001d7ce-\U0001d7ff\U0001fbf0-\U0001fbf9"  # radicals, digits of other alphabets
_ODDITY = re.compile(f"[{_ODD}]")
_SUSPECT = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_NONE}{_MARKS}{_ODD}\u2028\u2029\ud800-\udfff]")
STEERED = "里面有移动光标、改写屏幕的控制字符，显示出来会与内容不同；请去掉它们，另存为 UTF-8 文本后再收入。"


class Plain(NamedTuple):
    """A text of nothing but text, and how many *hidden* characters stood inside its words and figures."""

    text: str
    hidden: int


def plain(text: str) -> Plain:
    """*text* without what is no text; digits of mathematical alphabets as ASCII: 𝟏𝟖 -> 18.

    Raises UnreadableDocument where a terminal would show another text than a reader of the file finds.
    """
    if not _SUSPECT.search(text):
        return Plain(text, 0)
    text = _HARMLESS.sub("", _LINE_ENDS.sub("\n", text))
    if _STEERING.search(text):
        raise UnreadableDocument(STEERED)
    text = _KEYCAP.sub(lambda key: _CIRCLED[int(key[1])], text)
    hidden = sum(_is_hidden(found) for found in _REMOVED.finditer(text))
    # Some fonts are mapped to radicals that look like hanzi.
    text = _ODDITY.sub(_compatible, _SURROGATE.sub("\ufffd", _REMOVED.sub("", text)))
    hidden += sum(_is_overlaid(found) for found in _OVERLAID.finditer(text))
    return Plain(_OVERLAID.sub(_without_overlaid, text), hidden)


def without_sequences(text: str) -> str:
    """*text* without whole sequences that steer a terminal; single controls stay."""
    return _STEERING.sub("", _HARMLESS.sub("", text))


def printable(text: str, *, lines: bool = False) -> str:
    """*text* as a screen may show it, in one line unless *lines*; what has no character is a �."""
    text = _REMOVED.sub("", without_sequences(_LINE_ENDS.sub("\n", text)))
    text = _SURROGATE.sub("\ufffd", text)
    return text.replace("\r", "") if lines else re.sub(r"\s*[\n\r\v\f\t]\s*", " ", text)


def escaped(json: str) -> str:
    """*json* with what `printable` takes out as JSON's own escapes: nothing is lost, and nothing shows."""
    return _UNSHOWN.sub(_escapes, json)


def folded(text: str) -> str:
    """*text* in one width, as NFKC has it, but that no figure changes: ２１³ -> 21³, 12① -> 12①, ① -> 1."""
    parts: list[str] = []
    at = 0
    for apart in _APART.finditer(text):
        parts += unicodedata.normalize("NFKC", text[at : apart.start()]), apart[0]
        at = apart.end()
    return "".join(parts) + unicodedata.normalize("NFKC", text[at:])


def _is_hidden(found: re.Match[str]) -> bool:
    """Whether what was *found* hides in a word or a figure, or turns the order of what is shown."""
    text, start, end = found.string, found.start(), found.end()
    inside = start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum()
    return inside or _DIRECTION.search(found[0]) is not None


def _is_overlaid(found: re.Match[str]) -> bool:
    """Whether marks are laid over a digit or a hanzi; over a letter they are part of it."""
    return not found[1].isalpha() or "\u2e80" <= found[1] <= "\U0003ffff"


def _without_overlaid(found: re.Match[str]) -> str:
    return found[1] if _is_overlaid(found) else unicodedata.normalize("NFC", found[0])


def _compatible(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _escapes(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
