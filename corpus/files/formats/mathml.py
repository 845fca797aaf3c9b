"""The equations of web pages (MathML) in one line, as those of Word are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.files.formats.raised import fraction, index, power, side_by_side

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

TOKENS = ("mi", "mn", "mo", "mtext", "ms")
UNSEEN = ("annotation", "annotation-xml", "mphantom", "mprescripts", "none")


def equation(node: LexborNode) -> str:
    """The text of an equation or a part of it: 13.7, 10⁸, 1/2."""
    tag = node.tag or ""
    if tag in UNSEEN:
        return ""
    if tag in TOKENS:
        return " ".join(node.text().split())
    parts = [(equation(child), child.tag in TOKENS) for child in node.iter()]
    first, second, third, *_ = (*(text for text, _ in parts), "", "", "")
    match tag:
        case "mfrac":
            return fraction(first, second)
        case "msup":
            return first + power(second)
        case "msub":
            return first + index(second)
        case "msubsup":
            return first + index(second) + power(third)
        case "msqrt":
            return f"√({side_by_side(parts)})"
        case "mroot":
            return f"{power(second)}√({first})"
    return side_by_side(parts)
