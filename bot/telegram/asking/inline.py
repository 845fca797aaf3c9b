"""Inline: `@wenju_bot 大理州 扫黑` typed in any chat offers cited statements to send there.

The answer is the one that the person would get in private, never one from a group's own library: Telegram
does not say in which chat an inline query is typed.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot import logs, wording
from bot.conversation import Conversation
from bot.telegram.memory.reader import Reader
from bot.telegram.memory.state import best_effort
from bot.telegram.messages.answers import answer_reply
from bot.telegram.messages.rendering import Page
from bot.telegram.messages.service import NO_PREVIEW, Service
from corpus.errors import WenjuError
from retrieval.answering.answer import Answer

logger = logging.getLogger("wenju.telegram")

MOST = 20  # statements offered; Telegram takes 50 results
DESCRIBED = 200  # characters of a statement in the list of results


class Inline:
    """Answers while somebody types."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def on_query(self, query: InlineQuery) -> None:
        """Answer what was typed after the bot's name, or say why not; called at every pause in typing."""
        who, text = Reader(query.from_user.id, query.from_user.id), query.query.strip()
        refusal = self._refusal(who)
        results: list[InlineQueryResultArticle] = []
        if not refusal and text:
            with best_effort():
                self.service.history.asked(who, text, way="inline")
            results = await asyncio.to_thread(self._results, who, text)
        notice = refusal or (wording.INLINE_NOTHING if text else wording.INLINE_HOW)
        await query.answer(
            results,
            cache_time=0,  # a library may change between two queries
            is_personal=True,
            button=None if results else InlineQueryResultsButton(notice, start_parameter="inline"),
        )

    def _refusal(self, who: Reader) -> str | None:
        if self.service.permissions.refusal(who):
            return wording.INLINE_NOT_ADMITTED
        return wording.INLINE_QUOTA if self.service.permissions.over_quota(who) else None

    def _results(self, who: Reader, text: str) -> list[InlineQueryResultArticle]:
        """The whole answer, if it has several statements, and each statement alone."""
        try:
            answer = Conversation(self.service.libraries.desk(who)).reply(text)
        except WenjuError:
            return []
        except Exception as error:  # an unfinished word may be anything; the log says where
            logger.error(wording.telegram_failed(logs.where(error)))
            return []
        if answer.status != "answered":
            return []
        each = [one(answer, number) for number in range(len(answer.statements[:MOST]))]
        whole = [result("all", wording.inline_whole(len(answer.statements)), answer)] if len(each) > 1 else []
        return whole + each


def one(answer: Answer, number: int) -> InlineQueryResultArticle:
    """One statement of *answer* with its citations, under the line of its source."""
    statement = answer.statements[number]
    cited = tuple(c for c in answer.citations if c.n in statement.citations)
    alone = replace(answer, statements=(statement,), citations=cited, table=None, calculations=(), notes=())
    return result(str(number + 1), wording.source(cited[0]), alone)


def result(name: str, heading: str, answer: Answer) -> InlineQueryResultArticle:
    """*answer* as a message to send; only the first page of a long one."""
    page: Page = answer_reply(answer).pages[0]
    return InlineQueryResultArticle(
        name,
        heading,
        InputTextMessageContent(page.text, entities=page.entities, link_preview_options=NO_PREVIEW),
        description=answer.statements[0].text[:DESCRIBED],
    )
