"""How is a message read, and how is a reply sent?

addressing.py    is a message for the bot, and what does it want?
commands.py      /docs and the others: who handles each, and the menus that Telegram shows
buttons.py       a pressed button: may this person press it, and who handles it? (actions.py)
rendering.py     an Answer as pages of text with entities, and its buttons
service.py       what every handler works with: it composes replies off the event loop and sends them
"""
