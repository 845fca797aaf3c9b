"""What must survive a restart?

reader.py        who reads a reply, and where: the key of most tables
state.py         the SQLite file, its schema, one transaction a statement
journal.py       updates that are not answered yet, and the messages already sent for each
conversations.py what each reader asked last, and the turn that the buttons under a reply refer to
history.py       who asked what, with what result; votes; changes of libraries

Every module creates its own tables in the state. Nothing here imports the Telegram library.
"""
