"""Pending uploads: files that wait for a decision, a folder each on disk and a row each in the state."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.telegram.memory.state import State

EXPIRES = 24 * 3600.0  # seconds that a described upload waits for its button

TABLE = """CREATE TABLE IF NOT EXISTS uploads
    (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL, person INTEGER, turn INTEGER, libraries TEXT)"""


@dataclass(frozen=True, slots=True)
class Upload:
    """A pending upload, and the libraries it may be added to: None for one whose group is gone."""

    number: int
    libraries: tuple[int | None, ...]

    def library(self, n: int) -> int | None:
        """The nth library, counted from 1."""
        return self.libraries[n - 1] if 0 < n <= len(self.libraries) else None


class PendingUploads:
    """The uploads nobody has decided on yet; their files are in *folder*."""

    def __init__(self, state: State, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._state = state.table(TABLE)
        self._clock = clock
        self._folder = folder
        state.sweep_with(self.expire)

    def add(self, person: int) -> int:
        """The number of a new upload of *person*, whose folder is created. Raises OSError."""
        self.expire()
        number = self._state.insert("INSERT INTO uploads (at, person) VALUES (?, ?)", self._clock(), person)
        try:
            if self.folder(number).exists():  # left by a state file that was deleted: numbers start again
                shutil.rmtree(self.folder(number))
            self.folder(number).mkdir(parents=True, mode=0o700)
        except OSError:
            self.delete(number)
            raise
        return number

    def offer(self, number: int, *, turn: int, libraries: Sequence[int]) -> None:
        """The buttons of *turn* add upload *number* to one of *libraries*, or delete it."""
        self._state.execute(
            "UPDATE uploads SET turn = ?, libraries = ? WHERE id = ?", turn, json.dumps(libraries), number
        )

    def offered(self, turn: int) -> Upload | None:
        """The upload that the buttons of *turn* offer; None if it was added, deleted, or has expired."""
        rows = self._state.execute("SELECT id, libraries FROM uploads WHERE turn = ?", turn)
        if not rows or not self.folder(rows[0][0]).is_dir():
            return None
        return Upload(rows[0][0], tuple(json.loads(rows[0][1])))

    def expire(self) -> None:
        """Delete the uploads that nobody decided on in time."""
        for (old,) in self._state.execute("SELECT id FROM uploads WHERE at < ?", self._clock() - EXPIRES):
            self.delete(old)

    def count(self, person: int) -> int:
        """How many uploads of *person* are pending."""
        return int(self._state.execute("SELECT count(*) FROM uploads WHERE person = ?", person)[0][0])

    def folder(self, number: int) -> Path:
        return self._folder / str(number)

    def delete(self, number: int) -> None:
        """Delete upload *number* with its files."""
        self._state.execute("DELETE FROM uploads WHERE id = ?", number)
        shutil.rmtree(self.folder(number), ignore_errors=True)

    def moved(self, old: int, _: int) -> None:
        """The group *old* is gone: no button adds to its library any more."""
        for number, libraries in self._state.execute("SELECT id, libraries FROM uploads WHERE turn NOT NULL"):
            left = [None if library == old else library for library in json.loads(libraries)]
            self._state.execute("UPDATE uploads SET libraries = ? WHERE id = ?", json.dumps(left), number)
