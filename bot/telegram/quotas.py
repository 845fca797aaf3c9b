"""Quotas: how many questions a person, or a group, may ask in an hour or a day."""

from __future__ import annotations

from collections.abc import Sequence

from bot import wording
from bot.settings import Quota
from bot.telegram.addressing import Reader
from bot.telegram.record import Record


class Quotas:
    """The quotas *of_user*, wherever the person asks, and *of_group*, whoever asks in it."""

    def __init__(
        self, record: Record, *, of_user: Sequence[Quota] = (), of_group: Sequence[Quota] = ()
    ) -> None:
        self._record = record
        self._of_user = of_user
        self._of_group = of_group

    def refusal(self, reader: Reader) -> str | None:
        """The sentence for the quota that *reader* has used up; None while there is some left."""
        for quota in self._of_user:
            if self._record.spent(seconds=quota.seconds, person=reader.person) >= quota.most:
                return wording.telegram_quota_of_user(quota.most, quota.per)
        for quota in self._of_group if reader.chat < 0 else ():
            if self._record.spent(seconds=quota.seconds, chat=reader.chat) >= quota.most:
                return wording.telegram_quota_of_group(quota.most, quota.per)
        return None
