"""Raised and lowered characters: an exponent (10⁸, m²) is kept as one, the mark of a note is left out.

A mark behind a figure (21346 件 with a small 1) is no digit of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_POWER = re.compile(r"[-+−]?\d{1,3}|n")
# What an exponent can stand behind: a power of ten, a bracket, a unit of length, the letters of a formula.
_BASE = re.compile(r"(?:(?<![\d.,])10|[×xX*·]\s*10|[)）]|[A-Za-zμΩ]|[千厘毫公]?[米里])\s*$")
_MARK = re.compile(r"[\s\d,，、\-—–~①-⑳⑴-⒇*＊※†‡§#\[\]［］【】〔〕()（）注释a-z]*")


def raised(text: str, *, before: str) -> str:
    """A raised *text* as what it is *before* which text: 8 behind 10 -> ⁸; 1 behind 21346 -> ""."""
    bare = text.strip()
    if _POWER.fullmatch(bare) and _BASE.search(before):
        return bare.translate(_RAISED)
    return "" if _MARK.fullmatch(text) else text


def lowered(text: str) -> str:
    """A lowered *text*: 2 of CO₂ -> ₂."""
    bare = text.strip()
    return bare.translate(_LOWERED) if _POWER.fullmatch(bare) else text


def power(text: str) -> str:
    """The exponent of an equation: 8 -> ⁸, a+b -> ^(a+b), none -> ""."""
    return text.translate(_RAISED) if _POWER.fullmatch(text) or not text else f"^({text})"


def index(text: str) -> str:
    """The index of an equation: 2 -> ₂, ij -> _(ij), none -> ""."""
    return text.translate(_LOWERED) if _POWER.fullmatch(text) or not text else f"_({text})"


def fraction(above: str, below: str) -> str:
    """A fraction of an equation in one line: 1/2, (a+b)/c."""
    return "/".join(text if re.fullmatch(r"[\w.%]*", text) else f"({text})" for text in (above, below))


def side_by_side(terms: Iterable[tuple[str, bool]]) -> str:
    """The *terms* of an equation as one line, with whether each is plain: 1, 3.7 -> 13.7.

    Where one is not, as a row of a matrix, their digits do not meet: 12, 34 -> 12 34.
    """
    line, after_plain = "", True
    for text, is_plain in terms:
        meet = line[-1:].isdigit() and text[:1].isdigit() and not (after_plain and is_plain)
        line += " " * meet + text
        after_plain = is_plain if text else after_plain
    return line
