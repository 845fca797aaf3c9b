"""The Telegram front, in reading order:

    front.py          the Application, built from the settings
    serving.py        connected, polling or listening, and taken down; checking.py: what is wrong
    connection.py     what is said when Telegram cannot be reached or refuses
    addressing.py     which messages are for the bot, and what they ask
    state.py          the one file of what is not forgotten when the bot is stopped
    journal.py        what was asked, until it is answered
    limiter.py        what is sent to each chat, in order, and when
    conversations.py  who is being talked with, each in order
    presses.py        what a button stands for; actions.py: those under an answer
    access.py         who may ask; quotas.py: how much; libraries.py: whose documents answer
    record.py         who asked what, what became of it, who changed which library
    reception.py      what every handler works with: replies made and sent
    questions.py      a message in, an answer out; commands.py: those that are no questions
    buttons.py        a press in; citations.py, feedback.py: the buttons under an answer
    rendering.py      an Answer as pages: text and entities, 4096 units each
    uploads.py        files into a library; holdings.py: what is there, and out again
    inline.py         answers while somebody types in another chat
    admin.py          what those who run the bot ask of it; menus.py: the commands people are shown

No other package knows the Telegram library.
"""

from bot.telegram.front import build, run
from bot.telegram.libraries import libraries_of
from bot.telegram.serving import App, serve

__all__ = ["App", "build", "libraries_of", "run", "serve"]
