"""Each transcript of a team played to a real bot, and compared whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.telegram.team_scenarios import TEAM_TRANSCRIPTS, played

PATHS = sorted(TEAM_TRANSCRIPTS.glob("*.txt"))


def test_there_are_transcripts() -> None:
    assert [path.stem for path in PATHS] == ["admin", "common", "inline", "upload"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_what_is_sent_is_what_the_transcript_says(path: Path) -> None:
    """Where this fails and should, write it anew: python tests/telegram/team_scenarios.py."""
    transcript = path.read_text(encoding="utf-8")
    assert await played(transcript) == transcript
