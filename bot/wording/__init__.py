"""Every Chinese sentence that people read; modules use it as `wording.something`.

answers.py           notes, sources and suggestions of answers
checking.py          what is said of the figures of a draft
commands.py          the command line and the terminal chat
comparing.py         tables of figures side by side, and files of answers
figures.py           lists of figures
telegram.py          the settings, the menus, the help and the buttons of the Telegram bot
telegram_keeping.py  access, quotas, uploads, libraries, votes, inline queries
telegram_admin.py    what those who run the bot are told
telegram_running.py  starting and checking the bot

Nothing here imports a front end or its state: functions take plain values.
"""

from bot.wording.answers import *  # noqa: F403
from bot.wording.checking import *  # noqa: F403
from bot.wording.commands import *  # noqa: F403
from bot.wording.comparing import *  # noqa: F403
from bot.wording.figures import *  # noqa: F403
from bot.wording.telegram import *  # noqa: F403
from bot.wording.telegram_admin import *  # noqa: F403
from bot.wording.telegram_keeping import *  # noqa: F403
from bot.wording.telegram_running import *  # noqa: F403
