"""The Telegram front, in reading order:

    front.py          the Application, built and run
    connection.py     what is said when Telegram cannot be reached or refuses
    addressing.py     which messages are for the bot, and what they ask
    conversations.py  who is being talked with, each in order
    handlers.py       an update in, a reply out
    rendering.py      an Answer as pages: text and entities, 4096 units each
    presses.py        what a button stands for

No other package knows the Telegram library.
"""

from bot.telegram.front import App, build, run, serve

__all__ = ["App", "build", "run", "serve"]
