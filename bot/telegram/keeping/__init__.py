"""How are libraries and the bot managed?

uploads.py       files sent to the bot: described, then added to a library or deleted
documents.py     /docs, /sources, /remove, /undo
admin.py         /allow, /deny, /stats, /unanswered, /cases, /audit
membership.py    the bot is added to a group, removed, or the group becomes a supergroup
"""
