"""Anecdotes: sentences that tell of one case and its people, whose figures are no statistics.

2022年2月18日12时许，苏某手机丢失，价值3000余元
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.figures.lexicon import rows
from corpus.places.gazetteer import SURNAMES

_SPEECH = re.compile("“[^”]{0,30}(?:[我你您咱俺]|以前)[^”]*")  # what somebody says: “以前办事要走|100多公里
_COUNTED = re.compile(
    r"\d{2,}[余多]?万?[余多]?(?:名|人|件|起|个|份|场|次|家|户)"
)  # 起诉黑恶犯罪47人，办理了廖某…
_NUMBERS = re.compile(r"\d+")
_MANY = 4  # figures of a sentence that goes on counting


@dataclass(slots=True)
class Teller:
    """Goes through the sentences of a paragraph; a story goes on until a sentence counts again."""

    telling: bool = False

    def tells(self, sentence: str) -> tuple[int, int]:
        """Where *sentence* tells a story, or is somebody's speech; nowhere is (0, 0)."""
        begin = self._begins(sentence)
        speech = _SPEECH.search(sentence) if begin is None else None
        if speech is not None:
            return speech.span()
        return (0, 0) if begin is None else (begin, len(sentence))

    def _begins(self, sentence: str) -> int | None:
        person, case = _pattern("person").search(sentence), _pattern("case").search(sentence)
        if not (person or case or self.telling):
            return None
        counts = bool(_pattern("count").search(sentence))
        if person or case:
            self.telling = not counts
            first = min(each.start() for each in (person, case) if each)
            clause = sentence.rfind("，", 0, first) + 1
            start = 0 if person and not _COUNTED.search(sentence, 0, clause) else clause
            return start if self.telling else None
        if counts or len(_NUMBERS.findall(sentence)) >= _MANY:
            self.telling = False
        return 0 if self.telling else None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    known = rows("anecdotes.tsv")
    surnames = "".join(row[1] for row in known if row[0] == "surname") + "".join(SURNAMES)
    patterns = (row[1].replace("{surname}", f"[{surnames}]") for row in known if row[0] == kind)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
