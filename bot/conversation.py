"""One person's turns: the question before is what a follow-up builds on. Knows no front."""

from __future__ import annotations

from dataclasses import replace

from bot import wording
from retrieval.answer import Answer, verified
from retrieval.asking import Desk
from retrieval.question import Question


class Conversation:
    """Questions in, verified answers out; remembers the last question and the last answer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.question: Question | None = None
        self.answer: Answer | None = None

    def reply(self, text: str) -> Answer:
        """The answer to *text*, read after the turn before. Raises BadQuestion."""
        question = self.desk.read(text, after=self.question)
        answer = self.desk.answer(question)
        answer = verified(replace(answer, notes=wording.notes(answer)), self.desk.text_of)
        if answer.status in ("answered", "masked", "not_found") and question.is_about_something:
            self.question = self.desk.grounded(question, answer)
        if answer.citations or answer.status != "help":
            self.answer = answer
        return answer

    def forget(self) -> None:
        """Start anew: nothing is carried into the next question."""
        self.question = self.answer = None
