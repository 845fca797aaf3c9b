"""State: the SQLite file that holds everything that must survive a restart.

    state = State.open(path)
    notes = state.table("CREATE TABLE IF NOT EXISTS notes (chat INTEGER PRIMARY KEY, text TEXT)")
    state.execute("INSERT INTO notes VALUES (?, ?)", 1, "……")

Each module creates its own tables in it. A commit survives a killed process; the last commits may be lost
in a power failure (WAL, synchronous=NORMAL).
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from bot import wording
from corpus.errors import StateError

logger = logging.getLogger("wenju.telegram")

MARK = 0x77656E6A  # "wenj", in the header of the file: SQLite's application_id
PATIENCE = 1.0  # seconds to wait for another process to close the file
SCHEMA = 3
# The statements that bring a file of the schema before to this one: (table, statement), if the table exists.
UPGRADES = {
    2: (  # a button refers to a turn, and has no row of its own
        ("presses", "DROP TABLE presses"),
        ("turns", "ALTER TABLE turns ADD COLUMN quotations TEXT NOT NULL DEFAULT '[]'"),
        ("turns", "ALTER TABLE turns ADD COLUMN suggestions TEXT NOT NULL DEFAULT '[]'"),
        ("uploads", "ALTER TABLE uploads ADD COLUMN turn INTEGER"),
        ("uploads", "ALTER TABLE uploads ADD COLUMN libraries TEXT"),
    ),
    3: (
        ("turns", "ALTER TABLE turns ADD COLUMN library INTEGER"),  # what its buttons read or change
        ("links", "DROP TABLE links"),  # a link names the chat where its passage was shown
    ),
}
DAY = 24 * 3600.0
Row = tuple[Any, ...]


@contextlib.contextmanager
def best_effort() -> Iterator[None]:
    """An SQLite error inside, such as a full disk, is logged and otherwise ignored."""
    try:
        yield
    except sqlite3.Error as error:
        logger.error(wording.telegram_no_journal(type(error).__name__))


class State:
    """The open file; each `execute` is a transaction of its own unless inside `together()`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, hold: sqlite3.Connection | None) -> None:
        self.path = path
        self._connection = connection
        self._hold = hold
        self._lock = threading.RLock()
        self._kept_days: dict[tuple[str, str], float] = {}
        self._sweeps: list[Callable[[], None]] = []
        self._swept = time.time()
        self.key = self._kept("key", secrets.token_bytes(32))

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file at *path*, created if there is none, readable by its owner only.

        Raises StateError, one sentence: in use, not writable, damaged, not ours, of a later version.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.chmod(0o600)
        except OSError as error:
            raise StateError(wording.state_unwritable(str(path))) from error
        with contextlib.ExitStack() as stack:
            hold = cls._held(path)
            stack.callback(hold.close)
            connection = cls._connected(path)
            stack.callback(connection.close)
            try:
                state = cls(path, connection, hold)
            except sqlite3.Error as error:
                raise StateError(wording.state_unwritable(str(path))) from error
            stack.pop_all()
        return state

    @classmethod
    def in_memory(cls) -> Self:
        """A state in memory, for tests."""
        path = Path(":memory:")
        return cls(path, cls._connected(path), None)

    @staticmethod
    def _held(path: Path) -> sqlite3.Connection:
        """A lock that is released when the process ends. Raises StateError if another process holds it."""
        lock = path.with_name(path.name + ".lock")
        with contextlib.ExitStack() as stack:
            try:
                lock.touch(mode=0o600)
                hold = sqlite3.connect(lock, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
                stack.callback(hold.close)
                hold.execute("BEGIN EXCLUSIVE")
            except (OSError, sqlite3.Error) as error:
                held = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
                said = wording.state_in_use if held else wording.state_unwritable
                raise StateError(said(str(path))) from error
            stack.pop_all()
        return hold

    @classmethod
    def _connected(cls, path: Path) -> sqlite3.Connection:
        """A connection to the file, checked and brought to the schema. Raises StateError."""
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            cls._check(connection, path)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA secure_delete=ON")  # deleted rows are overwritten
            connection.execute(f"PRAGMA application_id={MARK}")
            cls._upgrade(connection)
            connection.execute("CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB)")
        except BaseException as error:
            connection.close()
            if not isinstance(error, sqlite3.DatabaseError):
                raise
            unwritable = isinstance(error, sqlite3.OperationalError)
            said = wording.state_unwritable if unwritable else wording.state_damaged
            raise StateError(said(str(path))) from error
        return connection

    @staticmethod
    def _check(connection: sqlite3.Connection, path: Path) -> None:
        """Raise StateError for a foreign or newer file, DatabaseError for a damaged one."""
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if mark != MARK and tables:
            raise StateError(wording.state_foreign(str(path)))
        if version > SCHEMA:
            raise StateError(wording.state_newer(str(path)))
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError

    @staticmethod
    def _upgrade(connection: sqlite3.Connection) -> None:
        """Bring the tables of an older file to SCHEMA, all of them or none."""
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for schema in range(version + 1, SCHEMA + 1):
            for table, statement in UPGRADES.get(schema, ()):
                if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version={SCHEMA}")
        connection.execute("COMMIT")

    def _kept(self, name: str, value: bytes) -> bytes:
        """The value stored under *name*; *value* is stored if there is none."""
        self.execute("INSERT OR IGNORE INTO kept VALUES (?, ?)", name, value)
        return bytes(self.execute("SELECT value FROM kept WHERE name = ?", name)[0][0])

    def belongs_to(self, bot: int) -> None:
        """Store whose state this is. Raises StateError if it is another bot's."""
        if self._kept("bot", str(bot).encode()) != str(bot).encode():
            raise StateError(wording.state_of_another_bot(str(self.path)))

    def execute(self, statement: str, *values: Any) -> list[Row]:
        """Run one statement; its rows."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def changed(self, statement: str, *values: Any) -> int:
        """Run one statement; how many rows it added, altered or removed."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def insert(self, statement: str, *values: Any) -> int:
        """Run one INSERT; the id of its row."""
        with self._lock:
            return int(self._connection.execute(statement, values).lastrowid or 0)

    def table(self, *statements: str) -> Self:
        """Run the CREATE statements of a module's tables; returns the state itself."""
        for statement in statements:
            self.execute(statement)
        return self

    def keep_for(self, days: float, table: str, column: str) -> None:
        """Delete the rows of *table* whose *column* (Unix time) is *days* ago, now and with every sweep."""
        self._kept_days[table, column] = days
        self.sweep()

    def sweep_with(self, does: Callable[[], None]) -> None:
        """Run *does* now and with every sweep: for files that belong to rows."""
        self._sweeps.append(does)
        does()

    def sweep(self, *, every: float = 0.0) -> None:
        """Delete the rows that are too old, unless that was done in the last *every* seconds."""
        now = time.time()
        if now - self._swept >= every:
            self._swept = now
            for (table, column), days in self._kept_days.items():
                self.execute(f"DELETE FROM {table} WHERE {column} < ?", now - days * DAY)
            for does in self._sweeps:
                does()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Everything executed inside is one transaction."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # on a full disk SQLite itself ends the transaction
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file and release the lock."""
        with self._lock:
            self._connection.close()
            if self._hold is not None:
                self._hold.close()
