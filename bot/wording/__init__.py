"""Every Chinese sentence that people read; modules use it as `wording.something`.

answers.py           notes, sources and suggestions of answers
checking.py          what is said of the figures of a draft
commands.py          the command line and the terminal chat
comparing.py         tables of figures side by side, and files of answers
doctor.py            what wenju doctor finds
figures.py           lists of figures
telegram.py          the settings, the menus, the help and the buttons of the Telegram bot
telegram_keeping.py  access, quotas, uploads, libraries, votes, inline queries
telegram_admin.py    what those who run the bot are told
telegram_running.py  starting and checking the bot

Nothing here imports a front end or its state: functions take plain values.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.wording.answers import *  # noqa: F403
    from bot.wording.checking import *  # noqa: F403
    from bot.wording.commands import *  # noqa: F403
    from bot.wording.comparing import *  # noqa: F403
    from bot.wording.doctor import *  # noqa: F403
    from bot.wording.figures import *  # noqa: F403
    from bot.wording.telegram import *  # noqa: F403
    from bot.wording.telegram_admin import *  # noqa: F403
    from bot.wording.telegram_keeping import *  # noqa: F403
    from bot.wording.telegram_running import *  # noqa: F403
else:
    # In this order, each imported when something is not found before it: a question needs no Telegram.
    _MODULES = (
        "commands", "answers", "comparing", "figures", "checking", "doctor",
        "telegram_running", "telegram", "telegram_keeping", "telegram_admin",
    )  # fmt: skip

    def __getattr__(name: str) -> Any:
        for module in _MODULES:
            sentences = vars(import_module(f"{__name__}.{module}"))
            if name in sentences and not name.startswith("__"):
                return globals().setdefault(name, sentences[name])
        raise AttributeError(name)
