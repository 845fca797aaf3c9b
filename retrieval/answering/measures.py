"""Measures: what was done, item by item, for 有哪些做法: the items of the list that tells of it.

listed(sentences, covered)     # the sentences that begin the items, and how well they answer

一、推行“信访超市”。…… 二、开展“百日清零”。…… is one list, 主要做法：①…；②…；③… another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.index.sentences import Sentence
from retrieval.question.lexicon import forms

_NUMERAL = r"[一二三四五六七八九十]{1,3}"
# How an item begins, by the form of its number: a list goes on as long as the form does.
_ITEM = re.compile(
    rf"\s*(?:(?P<circled>[①-⑳])|(?P<han>{_NUMERAL}、)|(?P<bracketed>[（(]{_NUMERAL}[）)])"
    rf"|(?P<digit>\d{{1,2}}[.．、](?!\d))|(?P<inner>[（(]?\d{{1,2}}[）)])"
    rf"|(?P<is>{_NUMERAL}(?:是|要))|(?P<first>第{_NUMERAL}[,，、])|(?P<bullet>[-•·◆●▲■★○]\s*))"
)
_COLON = re.compile("[：:]")
_FIRST = re.compile(r"\s*[（(第]?[一1①](?![一二三四五六七八九十\d])")
TOPIC = 0.3  # the share of the question that headings, title or items of a list have to hold
ENOUGH = 0.75  # that share, with what it is worth that the list is introduced as one of measures
INTRODUCED, EACH = 0.5, 0.02  # what that is worth, and each item; all chosen by hand
REWARDED = 12  # items beyond which more are worth nothing
MOST = 6  # items shown
_OPENING = 12  # characters of the first item that may introduce the list
_LEADS = 2  # sentences before the first item that may introduce it


@dataclass(frozen=True, slots=True)
class _List:
    """The sentences that the items of a list begin with, and whether it is introduced as one of measures."""

    items: tuple[Sentence, ...]
    introduced: bool


def listed(sentences: Sequence[Sentence], covered: Callable[[str], float]) -> tuple[float, list[Sentence]]:
    """The items of the list of measures among *sentences* of one article, and how well they answer.

    *covered* is the share of the question that a text holds. (0.0, []) where no list answers.
    """
    rated = [_rated(each, covered) for each in _lists(sentences) if len(each.items) > 1]
    return max(rated, key=lambda pair: pair[0], default=(0.0, []))


def _rated(found: _List, covered: Callable[[str], float]) -> tuple[float, list[Sentence]]:
    items = [one for one in found.items if not any(_holds(one, other) for other in found.items)]
    topic = max(covered(items[0].headed), *(covered(item.folded) for item in items))
    rate = topic + INTRODUCED * found.introduced
    if topic < TOPIC or rate < ENOUGH:
        return 0.0, []
    return rate + EACH * min(len(items), REWARDED), items


def _holds(one: Sentence, other: Sentence) -> bool:
    """Whether *one* is an introduction that holds the item *other* as well."""
    return one is not other and other.folded in one.folded


def _lists(sentences: Sequence[Sentence]) -> Iterator[_List]:
    """The lists in *sentences*, by the form of the numbers of their items."""
    open_lists: dict[str, list[int]] = {}
    for at, sentence in enumerate(sentences):
        number = _number(sentence.text)
        if number is None or number.lastgroup is None:
            continue
        form = number.lastgroup
        for other in list(open_lists):  # a list of another form ends with its section
            if other != form and sentences[open_lists[other][0]].section != sentence.section:
                yield _made(sentences, open_lists.pop(other))
        begun = open_lists.get(form)
        # Bullets have no first number: another section begins another list.
        moved = form == "bullet" and begun and sentences[begun[0]].section != sentence.section
        if begun and (moved or _FIRST.match(sentence.text, number.start())):
            yield _made(sentences, open_lists.pop(form))
            begun = None
        open_lists.setdefault(form, []).append(at)
    for items in open_lists.values():
        yield _made(sentences, items)


def _made(sentences: Sequence[Sentence], items: Sequence[int]) -> _List:
    first = items[0]
    before = [each.folded for each in sentences[max(0, first - _LEADS) : first]]
    headings = sentences[first].headed.partition("\n")[2]
    told = "\n".join((*before, headings, sentences[first].folded[:_OPENING]))
    introduced = any(form in told for form, kind in forms().kinds.items() if kind == "measures")
    return _List(tuple(sentences[at] for at in items), introduced)


def _number(text: str) -> re.Match[str] | None:
    """The number that *text* begins with, or that follows the colon of its introduction."""
    colon = _COLON.search(text)
    return _ITEM.match(text) or (_ITEM.match(text, colon.end()) if colon else None)
