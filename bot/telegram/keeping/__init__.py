"""How are libraries and the bot managed?

uploads.py          files sent to the bot: described, then added to a library or deleted; /add
pending_uploads.py  the files that wait for that decision
documents.py        /docs, /sources, /remove
undoing.py          /undo, and the button under every message about a change
targets.py          the libraries that somebody may change, and what they are called
admin.py            /allow, /deny, /stats, /unanswered, /cases, /audit
membership.py       the bot is added to a group or removed; a group becomes a supergroup
"""
