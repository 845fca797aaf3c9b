"""Uploads that wait for a decision: their files, their buttons, and when they go."""

from __future__ import annotations

from pathlib import Path

from bot.telegram.keeping.pending_uploads import EXPIRES, PendingUploads, Upload
from bot.telegram.memory.state import State


def test_files_that_nobody_decided_on_are_deleted_after_a_day(state: State, tmp_path: Path) -> None:
    now = [0.0]
    pending = PendingUploads(state, tmp_path, clock=lambda: now[0])
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "left over.txt").touch()
    old = pending.add(7)
    assert list(pending.folder(old).iterdir()) == []
    pending.offer(old, turn=10, libraries=[0])
    assert pending.offered(10) == Upload(old, (0,))
    now[0] = EXPIRES + 1
    new = pending.add(7)
    assert pending.offered(10) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == [str(new)]


def test_an_upload_that_nobody_decided_on_goes_as_the_bot_runs(state: State, tmp_path: Path) -> None:
    now = [0.0]
    pending = PendingUploads(state, tmp_path, clock=lambda: now[0])
    pending.add(7)
    now[0] = EXPIRES + 1
    state.sweep()
    assert (pending.count(7), list(tmp_path.iterdir())) == (0, [])


def test_the_library_of_a_group_that_became_another_is_offered_no_more(state: State, tmp_path: Path) -> None:
    pending = PendingUploads(state, tmp_path)
    number = pending.add(7)
    pending.offer(number, turn=10, libraries=[0, -5, -6])
    pending.add(7)  # described, and not offered yet
    pending.moved(-5, -1005)
    upload = pending.offered(10)
    assert upload is not None
    assert [upload.library(n) for n in (0, 1, 2, 3, 4)] == [None, 0, None, -6, None]
    pending.delete(number)
    assert pending.offered(10) is None
