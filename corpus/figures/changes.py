"""Changes: by how much, or to what, and against what base: 同比下降12.3%, 较2017年减少5起, 由12天缩短到5天.

change("刑事案件立案数同比下降") -> down, by, base 同比, and what is left: 刑事案件立案数
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from corpus.alternatives import any_of
from corpus.figures.figure import Direction
from corpus.figures.lexicon import rows, words

Said = Literal["by", "to", "compared", "noun"]

# In place of words that are read already: a date, and the name of whose figure it is.
BLANK, NAMED = "\x00", "\x01"
_TO = ("到", "至", "为", "成")
_RATES = "同比|环比|同期比|按可比口径"
# 比 and 较 with what they compare with, up to the word of change: 比上年同期, 较2012年, 与前一个五年相比.
_WHAT = "[^，,。；;：:、]{1,18}?"
_WITH = f"(?:与|和|同|跟){_WHAT}(?:相比较|相比|比较|对比)"
_THAN = f"(?:相较于|相较|较之|较|比照|(?<![同环])比)(?![例率重武赛对]){_WHAT}"
_BASE = re.compile(f"(?P<base>{_RATES}|{_THAN}|{_WITH})$")
_BASE_ANYWHERE = re.compile(f"{_RATES}|{_WITH}")


def told(words: str) -> str:
    """*words* without what is blanked out of them."""
    return words.replace(BLANK, "").replace(NAMED, "").strip()


class Change(NamedTuple):
    """How a figure changed: `base` is where the words stand that it is compared with, None if nowhere.

    `rest` is the lead without them and without the word of change, blanks (NUL) in their place.
    """

    direction: Direction
    said: Said
    base: tuple[int, int] | None
    rest: str

    def seen_from(self, begin: int, other: int) -> Change:
        """It as what the lead that begins at *other* says too, its own beginning at *begin*."""
        if self.base is None:
            return self
        return self._replace(base=(self.base[0] + begin - other, self.base[1] + begin - other))


def change(lead: str, *, against: bool = False) -> Change | None:
    """The change that *lead*, the words in front of a figure, ends with; None if it ends with none.

    *against* is whether a figure stands before them that this one is compared with: 比2020年的9件|多.
    Dates may be blanked out of it (see clauses.py), so that 较2012年 is 较 and blanks.
    """
    match = _pattern().search(lead.rstrip(f"的{BLANK} "))
    if match is None:
        return None
    direction, said = _known()[match["word"]]
    base, rest = _based(lead[: match.start()])
    if said == "compared" and base is None and not against:
        return None
    return Change(direction, said, base, rest + BLANK * (len(lead) - match.start()))


def _based(lead: str) -> tuple[tuple[int, int] | None, str]:
    """Where *lead* names a base, at its end or anywhere, and *lead* without it."""
    match = _BASE.search(lead)
    if match is None:
        match = _BASE_ANYWHERE.search(lead)
    if match is None:
        return None, lead
    start, end = match.span()
    return (start, end), lead[:start] + BLANK * (end - start) + lead[end:]


@cache
def _known() -> dict[str, tuple[Direction, Said]]:
    known: dict[str, tuple[Direction, Said]] = {}
    for direction, said, written, *_ in rows("changes.tsv"):
        for word in written.split():
            known.setdefault(word, (direction, said))  # type: ignore[arg-type]
            if said == "by" and len(word) > 1:
                for to in _TO:
                    known.setdefault(word + to, (direction, "to"))  # type: ignore[arg-type]
    return known


@cache
def _pattern() -> re.Pattern[str]:
    before, changed, behind = (
        any_of(some) for some in (words("before a change"), _known(), words("behind a change"))
    )
    return re.compile(rf"(?:{before})*(?<![新倍加施电高打递骤锐])(?P<word>{changed})(?:{behind}|[ \u3000])*$")
