"""How does the bot start, connect, receive updates and stop?

application.py   the bot and its handlers, built from the settings
serving.py       connect, receive, and shut down
receiving.py     updates polled, with pauses where Telegram cannot be reached
webhook.py       updates that Telegram sends
inbox.py         updates on their way in, journalled before they are confirmed
limiter.py       requests to each chat, in order, at the time Telegram allows
connection.py    HTTP clients, and one log line when the connection is lost or restored
checking.py      `wenju telegram --check`
"""
