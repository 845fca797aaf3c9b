"""The Telegram front. Each folder answers one question; a folder imports only from those below it.

    running/    how does the bot start, connect, receive updates and stop?
    asking/     how is a question answered?      keeping/    how are libraries and the bot managed?
    messages/   how is a message read, and how is a reply sent?
    access/     who may ask and how often, and which documents answer?
    memory/     what must survive a restart?

The path of one update:

    Telegram ─▶ running/receiving.py      polled, or received by a webhook
                running/inbox.py          written to the journal (memory/journal.py)
                running/application.py    handed to the handler of its kind
                messages/addressing.py    is it for the bot, and what does it ask?
                access/permissions.py     may this person ask here?
                asking/questions.py       the question, in its conversation (memory/conversations.py)
                access/libraries.py       answered by the desk of this chat
                messages/answers.py       laid out for a phone
                messages/service.py       sent
                running/limiter.py        when the chat may be sent something ─▶ Telegram

A file takes keeping/uploads.py instead of asking/questions.py, a pressed button messages/buttons.py, an
inline query asking/inline.py. No other package imports the Telegram library.
"""

from bot.telegram.access.libraries import libraries_of
from bot.telegram.running.application import build, run
from bot.telegram.running.serving import App, serve

__all__ = ["App", "build", "libraries_of", "run", "serve"]
