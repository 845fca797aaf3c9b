"""A desk with one made-up report and a few set answers: what the front is driven with.

It is a real desk but for where its answers come from.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass

from corpus.document import Document
from corpus.errors import BadQuestion, LibraryError, UnknownDocument
from retrieval.answering.answer import Answer, Citation, Reading, Remark, Statement
from retrieval.desk import Desk
from retrieval.question.question import Question, Term

DOCUMENT = "海屿市.txt"
CLEARED = "三年来，全市共打掉涉黑组织3个、恶势力团伙21个，破获案件412起。"
CONTENT = "群众安全感满意度达到98.6%。"
ASTRAL = "𠮷祥社区😀调处纠纷57件。"
LONG = tuple(f"第{n}项任务已经办结，{'各部门协同推进，' * 18}共办结{n}件。" for n in range(1, 41))
TEXT = (
    "海屿市平安建设综述\n开展扫黑除恶专项斗争以来，各部门密切配合。"
    + CLEARED
    + "常态化工作随之展开。\n群众评价\n"
    + CONTENT
    + ASTRAL
    + "".join(LONG)
)

OUTCOME = "海屿市扫黑除恶成果"
AGAIN = "海屿市扫黑除恶的成果"
FOLLOW_UP = "那群众满意率呢"
SUGGESTED = "海屿市群众安全感满意度"
ASTRAL_QUESTION = "吉祥社区调处纠纷"
LONG_QUESTION = "海屿市全部任务"
REFUSED = "昆明市扫黑除恶成果"
BROKEN = "会出错的秘密问题"
SHUT = "文库打不开"
SLOW = "要想一会儿的问题"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question this desk was asked, and the one before it that it was read after."""

    text: str
    after: str | None = None


class SmallDesk(Desk):
    """Set answers over one document; `asked` lists what was asked, in order."""

    def __init__(self) -> None:
        lines = tuple((at + 1, n) for n, at in enumerate((-1, *newlines(TEXT)), 1))
        self.only = Document(DOCUMENT, TEXT, "0" * 64, lines)
        self.asked: list[Asked] = []
        self.removed = False
        self.threads: set[int] = set()

    def document(self, name: str) -> Document:
        if name != DOCUMENT or self.removed:
            raise UnknownDocument(f"文库里没有 {name}。")
        return self.only

    def read(self, text: str, *, after: Question | None = None) -> Question:
        if len(text) > 2000:
            raise BadQuestion("问题太长，请缩到2000字以内。")
        self.asked.append(Asked(text, after.text if after else None))
        carried = ("place",) if after and text == FOLLOW_UP else ()
        return Question(text, text, terms=(Term(text),), carried_over=carried)

    def answer(self, question: Question) -> Answer:
        self.threads.add(threading.get_ident())
        text = question.text
        if text == BROKEN:
            raise KeyError(text)
        if text == SHUT:
            raise LibraryError("文库打不开，请检查文件夹的权限。")
        if text == SLOW:
            time.sleep(0.4)
            return answered(text, CLEARED)
        if text in (OUTCOME, AGAIN):
            return answered(text, CLEARED, CONTENT, suggestions=(SUGGESTED, "云岭市扫黑除恶成果"))
        if text == SUGGESTED or (text == FOLLOW_UP and question.carried_over):
            return answered(text, CONTENT, carried=question.carried_over)
        if text == ASTRAL_QUESTION:
            return answered(text, ASTRAL, CLEARED)
        if text == LONG_QUESTION:
            return answered(text, "".join(LONG))
        return Answer(text, Reading(), "not_found", remarks=(Remark("nothing"),))

    def further(self, question: Question, shown: Collection[tuple[str, int]]) -> Answer:
        """After the outcome, first one sentence more, then another."""
        if question.text in (OUTCOME, AGAIN):
            for quote in (ASTRAL, LONG[0]):
                if (DOCUMENT, TEXT.index(quote)) not in shown:
                    return answered(question.text, quote)
        return Answer(question.text, Reading(), "not_found")


def newlines(text: str) -> list[int]:
    return [at for at, character in enumerate(text) if character == "\n"]


def answered(
    question: str, *quotes: str, carried: tuple[str, ...] = (), suggestions: tuple[str, ...] = ()
) -> Answer:
    """An answer of one statement a quotation, each cited."""
    return Answer(
        question,
        Reading(place="海屿市", topic="扫黑除恶", carried_over=carried),
        "answered",
        statements=tuple(Statement(quote.rstrip("。"), (n,)) for n, quote in enumerate(quotes, 1)),
        citations=tuple(citation(n, quote) for n, quote in enumerate(quotes, 1)),
        suggestions=suggestions,
    )


def citation(n: int, quote: str) -> Citation:
    start = TEXT.index(quote)
    return Citation(
        n, DOCUMENT, "平安建设综述", "主要成效", "海屿市", "inferred", "2018-2020", False,
        quote, start, start + len(quote), 2, ("海屿区",),
    )  # fmt: skip
