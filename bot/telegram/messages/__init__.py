"""How is a message read, and how is a reply sent?

addressing.py    is a message for the bot, and what does it ask?
remarks.py       does a reply to the bot ask something, or do people talk to each other?
commands.py      the handler of each command, and the menus that Telegram shows
buttons.py       a pressed button: may this person press it, and who handles it?
keyboard.py      a button, and its callback data: action:turn:n
answers.py       an Answer laid out for a phone, with its buttons
emphasis.py      which figure of a statement was asked for
tables.py        a comparison as monospaced lines
phone.py         how many lines of a phone a text takes
rendering.py     blocks of text as pages with entities
service.py       what every handler works with: it composes replies off the event loop and sends them

The handlers themselves are in asking/ and keeping/; they register with commands.on(name, …) and
buttons.on(action, …).
"""
