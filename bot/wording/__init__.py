"""Every Chinese sentence a person reads, and nothing else; each front says `wording.something`."""

from bot.wording.answers import *  # noqa: F403
from bot.wording.commands import *  # noqa: F403
from bot.wording.figures import *  # noqa: F403
from bot.wording.running import *  # noqa: F403
from bot.wording.teams import *  # noqa: F403
from bot.wording.telegram import *  # noqa: F403
