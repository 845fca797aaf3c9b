"""Whole words: where a pattern of question words matches, without taking anything out of a longer word.

    cut_out(re.compile("急用?"), "急用，应急用品多少") -> ("  ，应急用品多少", 1)

The longer word wins: 应急 over 急, 申请 over 请, 最高人民检察院 over 最高. Longer words are those of the
segmenter's dictionary and the rows `longer` of question_words.tsv.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from corpus.text.sentences import Span
from retrieval.language.terms import frequency, words
from retrieval.question.lexicon import said

LEAST = 5  # how often a dictionary word must be used; among the rarer ones are 数最多 and 检查一下
_MARKS = " ,，、。;；:：?？!！"
# Words that themselves ask (哪一年, 几月份), and verbs with an aspect (看过): patterns may match inside.
_OPEN = re.compile(r"[几哪谁咋怎啥]|什么|多少|为何|如何|[了过]$")


def search(pattern: re.Pattern[str], text: str) -> str | None:
    """The first match of *pattern* in *text* outside longer words."""
    return next((text[start:end] for start, end in _matches(pattern, text)), None)


def cut_out(pattern: re.Pattern[str], text: str) -> tuple[str, int]:
    """*text* with a blank for each match outside longer words, and how many there are."""
    spans = list(_matches(pattern, text))
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text, len(spans)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """The matches of *pattern* outside longer words: not 件数 in 案件数量, but 数量."""
    match = pattern.search(text)
    while match is not None:
        start, end = match.span()
        if _is_whole(_trimmed(match), _longer_words(text)):
            yield start, end
        else:
            end = start
        match = pattern.search(text, max(end, start + 1))


def _trimmed(match: re.Match[str]) -> Span:
    """The span of *match* without blanks and punctuation at its ends."""
    text = match.group()
    return match.start() + len(text) - len(text.lstrip(_MARKS)), match.start() + len(text.rstrip(_MARKS))


def _is_whole(match: Span, longer: tuple[Span, ...]) -> bool:
    """Whether *match* is no part of a word, and does not cut two words apart."""
    start, end = match
    within = any(a <= start and end <= b and (a, b) != match for a, b in longer)
    cuts = [any(a < at < b for a, b in longer) for at in match]
    return not within and not all(cuts)


@functools.lru_cache(maxsize=256)
def _longer_words(text: str) -> tuple[Span, ...]:
    """Where the longer words of *text* stand."""
    spans = [match.span() for match in said().longer.finditer(text)]
    at = 0
    for word in words(text):
        start = text.find(word, at)
        if start >= 0:
            at = start + len(word)
            if len(word) > 1 and frequency(word) >= LEAST and not _OPEN.search(word):
                spans.append((start, at))
    return tuple(spans)
