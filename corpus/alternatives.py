"""Words as one pattern, which tries each beginning once, however many words share it.

any_of(["人", "人次", "人次数", "名"])  ->  人(?:次(?:数)?)?|名
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches the longest of *words* that fits; it has no group of its own around it."""
    tails: dict[str, set[str]] = {}
    for word in words:
        tails.setdefault(word[:1], set()).add(word[1:])
    return "|".join(re.escape(first) + _rest(tails[first]) for first in sorted(tails, reverse=True))


def _rest(tails: set[str]) -> str:
    """The pattern of what may follow a common beginning; "" among them where a word ends there."""
    longer = any_of(tail for tail in tails if tail)
    if "" in tails:
        return f"(?:{longer})?" if longer else ""
    return f"(?:{longer})" if len(tails) > 1 else longer
