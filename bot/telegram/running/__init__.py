"""How does the bot start, connect, receive updates and stop?

application.py   the Application and its handlers, built from the settings
serving.py       connect, poll or listen, and shut down
inbox.py         the queue of updates, journalled before they are confirmed
limiter.py       requests to each chat, in order, at the time Telegram allows
connection.py    HTTP clients, and one log line when the connection is lost or restored
checking.py      `wenju telegram --check`
"""
