"""What must survive a restart?

reader.py        who reads a reply, and where: the key of most tables
state.py         the SQLite file, one transaction a statement
journal.py       updates that are not answered yet, and the messages already sent for each
conversations.py what each person asked last, and every answer's turn
history.py       who asked what, with what result; votes; changes of libraries
presses.py       what each button does
"""
