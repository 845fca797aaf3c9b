"""Remarks: in a group, does a reply to the bot ask it something, or do people talk to each other?

    asks("那群众满意率呢") -> True        asks("这个数据不对吧"), asks("好的收到"), asks("👌") -> False

It asks if it holds a place, a period, a question word, the word of a follow-up, or nothing but indicators.
"""

from __future__ import annotations

from bot import wording
from retrieval.language.terms import fold
from retrieval.question.question import Question
from retrieval.question.tokens import tokens

WORDS = frozenset(
    {"amount", "share", "rank", "when", "how_long", "money", "figure_noun", "where", "which", "list"}
    | {
        "definition",
        "how",
        "choice",
        "most",
        "least",
        "top",
        "more",
        "compare",
        "each",
        "change",
        "difference",
    }
    | {"sum", "mean", "plan", "exclude"}
)
ASKING = WORDS | {"place", "name", "period"}
TALKING = frozenset({"polite", "greet", "check", "discourse", "task", "opinion"})
LONG = 4  # characters of a word that is an indicator rather than a remark: 矛盾纠纷


def asks(text: str) -> bool:
    """Whether *text*, a reply to the bot, is a question for it."""
    said = tokens(fold(text))
    kinds = {token.kind for token in said}
    if kinds & ASKING or text.strip(" ？?").endswith(wording.FOLLOW_UP_ENDINGS):
        return True
    return not kinds & TALKING and is_indicator(text)


def is_question(text: str) -> bool:
    """Whether *text*, which stands under a file, is a question, and no name of the file or of its place."""
    kinds = {token.kind for token in tokens(fold(text))}
    return bool(kinds & WORDS) or text.strip().endswith(wording.QUESTION_MARKS)


def is_indicator(text: str) -> bool:
    """Whether *text* is made of words that reports count by: 群众满意率, 电信诈骗, 矛盾纠纷; not 同意."""
    question = Question.parse(text)
    if question.wants == "figure":
        return bool(question.terms)
    words = question.terms
    known = [term for term in words if term.alike or len(term.text) >= LONG]
    return bool(words) and len(known) == len(words) and question.kind == "question"
