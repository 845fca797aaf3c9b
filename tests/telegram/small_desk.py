"""A desk with one made-up report and a few set answers: what the front is driven with.

It offers what the front and the conversation use of a desk: read, answer, text_of, context.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from corpus.errors import BadQuestion, LibraryError, UnknownDocument
from retrieval.answer import Answer, Citation, Reading, Remark, Statement
from retrieval.asking import Context

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
    """A question as this desk reads it."""

    text: str
    after: str | None = None
    is_about_something: bool = True


class SmallDesk:
    """Set answers over one document; `asked` lists what was asked, in order."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.removed = False
        self.threads: set[int] = set()

    def read(self, text: str, *, after: Asked | None = None) -> Asked:
        if len(text) > 2000:
            raise BadQuestion("问题太长，请缩到2000字以内。")
        return Asked(text, after.text if after else None)

    def answer(self, question: Asked) -> Answer:
        self.asked.append(question)
        self.threads.add(threading.get_ident())
        match question.text:
            case "会出错的秘密问题":
                raise KeyError(question.text)
            case "文库打不开":
                raise LibraryError("文库打不开，请检查文件夹的权限。")
            case "要想一会儿的问题":
                time.sleep(0.8)
                return answered(question, CLEARED)
            case "海屿市扫黑除恶成果":
                return answered(question, CLEARED, CONTENT, suggestions=(SUGGESTED, "云岭市扫黑除恶成果"))
            case "那群众满意率呢" if question.after:
                return answered(question, CONTENT, carried=("place",))
            case "海屿市群众安全感满意度":
                return answered(question, CONTENT)
            case "吉祥社区调处纠纷":
                return answered(question, ASTRAL, CLEARED)
            case "海屿市全部任务":
                return answered(question, *LONG)
        return Answer(question.text, Reading(), "not_found", remarks=(Remark("nothing"),))

    def text_of(self, document: str) -> str:
        if document != DOCUMENT or self.removed:
            raise UnknownDocument(f"文库里没有 {document}。")
        return TEXT

    def context(self, document: str, start: int, end: int) -> Context:
        text = self.text_of(document)
        around = {"before": text[max(0, start - 40) : start], "after": text[end : end + 40]}
        return Context(document=document, quote=text[start:end], line=2, **around)


def answered(
    question: Asked, *quotes: str, carried: tuple[str, ...] = (), suggestions: tuple[str, ...] = ()
) -> Answer:
    """An answer of one statement a quotation, each cited."""
    return Answer(
        question.text,
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
