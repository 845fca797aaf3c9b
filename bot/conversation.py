"""One person's turns: the question before is what a follow-up builds on. Knows no front."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot import wording
from retrieval.answering.answer import Answer, Table
from retrieval.answering.gate import verified
from retrieval.desk import Desk
from retrieval.question.question import Question

DEEPEST = 6  # turns that are kept of a row of follow-ups


def _explained(answer: Answer) -> Table | None:
    """The table of *answer*, with the reason in words why its lines cannot be compared."""
    if answer.table is None or answer.table.comparable:
        return answer.table
    reasons = (wording.remark(each) for each in answer.remarks if each.kind == "not_alike")
    return replace(answer.table, why_not=next(reasons, None))


class Conversation:
    """Questions in, verified answers out; remembers the last question and the last answer.

    `thread` holds the texts the last question builds on, itself last: what a conversation is resumed
    from. `asked` holds the same for the last answer, whether or not its question was understood.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.question: Question | None = None
        self.read: Question | None = None
        self.answer: Answer | None = None
        self.thread: tuple[str, ...] = ()
        self.asked: tuple[str, ...] = ()

    def reply(self, text: str) -> Answer:
        """The answer to *text*, read after the turn before. Raises BadQuestion."""
        question = self.read = self.desk.read(text, after=self.question)
        answer = self.desk.answer(question)
        noted = replace(answer, notes=wording.notes(answer), table=_explained(answer))
        answer = verified(noted, self.desk.text_of, self.desk.is_unsure)
        alone = bool(question.places and question.terms) and not question.carried_over
        self.asked = ((text,) if alone else (*self.thread, text))[-DEEPEST:]
        if answer.status != "help" and question.kind == "question" and question.is_about_something:
            self.question = self.desk.grounded(question, answer)
            self.thread = self.asked
        if answer.citations or answer.status != "help":
            self.answer = answer
        return answer

    def further(self, shown: Collection[tuple[str, int]]) -> Answer | None:
        """What else is said on the last question, beside what was *shown* (document, start), if anything."""
        if self.read is None:
            return None
        answer = verified(self.desk.further(self.read, shown), self.desk.text_of, self.desk.is_unsure)
        return answer if answer.statements else None

    def resume(self, thread: Iterable[str]) -> Answer | None:
        """Ask *thread* again, as a conversation that was interrupted; the last answer."""
        self.forget()
        answers = [self.reply(text) for text in thread]
        return answers[-1] if answers else None

    def forget(self) -> None:
        """Start anew: nothing is carried into the next question."""
        self.question = self.read = self.answer = None
        self.thread = self.asked = ()
