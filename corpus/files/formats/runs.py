"""The text of a Word paragraph, run by run: raised and lowered characters, equations, symbols.

A raised run is an exponent (10⁸, m²) or a reference to a note (21346 件 with a small 1): an exponent is
kept as one, a reference is no part of the figure before it and is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.files.formats import xml
from corpus.files.formats.raised import fraction, index, lowered, power, raised, side_by_side
from corpus.files.formats.styles import Styles, W, is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# What is not part of the final text, and what is only drawn a second time.
_UNSEEN = ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "rt", "sdtPr")
UNSEEN = {f"{W}{tag}" for tag in _UNSEEN}
MARKS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
PLAIN = (f"{M}r", f"{M}t", f"{W}t")  # of an equation: its characters stand in one line
NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
# Runs that a reader does not read, and how they are counted.
UNREAD = {"vanish": "处隐藏文字没有收入", "strike": "处删除线文字没有收入", "dstrike": "处删除线文字没有收入"}
# Word's own characters for ticks and bullets, by their codes in the font Wingdings.
SYMBOLS = {
    "F0FC": "√", "F0FE": "☑", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0FB": "×", "F0D8": "➢", "F06C": "●",
    "F06E": "■", "F0B7": "•", "F0B0": "°", "F0B1": "±", "F0B4": "×", "F0A3": "≤", "F0B3": "≥",
}  # fmt: skip


@dataclass(slots=True)
class Left:
    """What of a file has no text here, counted while it is read."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str) -> None:
        self.counts[what] += 1


def words(paragraph: xml.Element, styles: Styles, left: Left) -> str:
    """The text of *paragraph* without that of the boxes that hang on it."""
    text = ""
    for piece in _pieces(paragraph, styles, left):
        text += raised(piece.text, before=text) if piece.is_raised else piece.text
    return text


def notes(paragraph: xml.Element) -> Iterator[tuple[str, str]]:
    """The notes that *paragraph* refers to: ("footnote", its id)."""
    for element in paragraph.iter():
        if element.tag in NOTES:
            yield element.tag.removeprefix(W).removesuffix("Reference"), element.get(f"{W}id", "")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    is_raised: bool = False


def _pieces(parent: xml.Element, styles: Styles, left: Left) -> Iterator[_Piece]:
    for child in parent:
        if child.tag == f"{W}r":
            yield from _run(child, styles, left)
        elif child.tag == f"{MC}AlternateContent":
            yield from _pieces(next(iter(child), child), styles, left)
        elif child.tag == f"{M}oMath":
            yield _Piece(equation(child))
        elif child.tag not in UNSEEN and child.tag != f"{W}txbxContent":
            yield from _pieces(child, styles, left)


def _run(run: xml.Element, styles: Styles, left: Left) -> Iterator[_Piece]:
    for switch, what in UNREAD.items():
        if is_on(styles.of_run(run, switch)):
            if any(text.text and text.text.strip() for text in run.iter(f"{W}t")):
                left.add(what)
            return
    text = _text(run, left)
    if not text:
        return
    where = styles.of_run(run, "vertAlign")
    align = where.get(f"{W}val") if where is not None else _shift(run, styles)
    yield _Piece(lowered(text) if align == "subscript" else text, is_raised=align == "superscript")


def _shift(run: xml.Element, styles: Styles) -> str:
    """Which way a run is moved by hand: up and smaller is a superscript as well."""
    moved = styles.of_run(run, "position")
    points = moved.get(f"{W}val", "0") if moved is not None else "0"
    if not re.fullmatch(r"-?\d+", points) or abs(int(points)) < 4:
        return ""
    return "superscript" if int(points) > 0 else "subscript"


def _text(run: xml.Element, left: Left) -> str:
    out: list[str] = []
    for child in run:
        if child.tag == f"{W}t":
            out.append(re.sub(r"[\r\n\t]", " ", child.text or ""))
        elif child.tag in MARKS:
            out.append(MARKS[child.tag])
        elif child.tag == f"{W}sym":
            out.append(SYMBOLS.get((child.get(f"{W}char") or "").upper(), ""))
        elif child.tag == f"{MC}AlternateContent":
            out.append(_text(next(iter(child), child), left))
        elif child.tag == f"{W}ruby":
            out.extend(text.text or "" for base in child.iter(f"{W}rubyBase") for text in base.iter(f"{W}t"))
        elif child.tag == f"{W}commentReference":
            left.add("条批注没有收入")
    return "".join(out)


def equation(parent: xml.Element) -> str:
    """The text of an equation in one line: 3.7, 10⁸, 1/2, (a+b)/c."""
    return side_by_side((_term(child), child.tag in PLAIN) for child in parent)


def _term(element: xml.Element) -> str:
    tag = element.tag.removeprefix(M)
    if element.tag in (f"{M}t", f"{W}t"):
        return element.text or ""
    if element.tag in UNSEEN or tag.endswith("Pr"):
        return ""
    if tag == "f":
        return fraction(_side(element, "num"), _side(element, "den"))
    if tag in ("sSup", "sSub", "sSubSup"):
        return _side(element, "e") + index(_side(element, "sub")) + power(_side(element, "sup"))
    if tag == "rad":
        return f"√({_side(element, 'e')})"
    if tag == "d":
        return f"({equation(element)})"
    return equation(element)


def _side(element: xml.Element, name: str) -> str:
    side = element.find(f"{M}{name}")
    return equation(side) if side is not None else ""
