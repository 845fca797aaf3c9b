"""The Telegram front, in reading order:

    front.py          the Application, built and run
    connection.py     what is said when Telegram cannot be reached or refuses
    addressing.py     which messages are for the bot, and what they ask
    state.py          the one file of what is not forgotten when the bot is stopped
    conversations.py  who is being talked with, each in order
    presses.py        what a button stands for; actions.py: those under an answer
    access.py         who may ask; libraries.py: whose documents answer
    reception.py      what every handler works with: replies made and sent
    questions.py      a message in, an answer out
    buttons.py        a press in; citations.py: the buttons under an answer
    rendering.py      an Answer as pages: text and entities, 4096 units each

No other package knows the Telegram library.
"""

from bot.telegram.front import App, build, run, serve

__all__ = ["App", "build", "run", "serve"]
