"""What in a group is a question for the bot, and what people say to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.messages.remarks import asks

ROWS = Path(__file__).with_name("remarks.tsv").read_text(encoding="utf-8").splitlines()
CASES = [tuple(row.split("\t")) for row in ROWS if not row.startswith("#")]


@pytest.mark.parametrize(("kind", "text"), CASES, ids=[text for _, text in CASES])
def test_a_reply_asks_or_does_not(kind: str, text: str) -> None:
    assert asks(text) == (kind == "ask")
