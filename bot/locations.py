"""Which library is asked, and where the user's own things are kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import platformdirs

from bot import wording
from corpus.errors import BadSetting
from corpus.library.bundled import bundled
from corpus.library.library import Library
from corpus.library.store import FILE
from retrieval.language.terms import RECIPE, passage_words

BUNDLED = "bundled"


def setting(field: str) -> Any:
    """The setting of that name, or None: setting("library") is what WENJU_LIBRARY says.

    Settings are slow to import, and read only where it stands. Raises BadSetting.
    """
    name = f"WENJU_{field.upper()}"
    try:
        written = Path(".env").read_bytes().upper()
    except FileNotFoundError:
        written = b""
    except OSError:
        written = name.encode()  # reading it says what is wrong
    if name.encode() not in written and name not in map(str.upper, os.environ):
        return None
    from bot.settings import Settings

    return getattr(Settings.read(), field)


def own_folder() -> Path:
    """Where the user's library is, unless told otherwise."""
    return Path(platformdirs.user_data_dir("wenju", appauthor=False)) / "library"


def has_own() -> bool:
    """Whether the user has a library of their own."""
    return (own_folder() / FILE).is_file()


def history_file() -> Path:
    return Path(platformdirs.user_state_dir("wenju", appauthor=False)) / "history"


def telegram_state(bot: int) -> Path:
    """The file of the state of the bot with the id *bot*."""
    return Path(platformdirs.user_state_dir("wenju", appauthor=False)) / f"telegram-{bot}.sqlite"


def chats_folder() -> Path:
    """Where the libraries of Telegram chats are, a folder each, unless told otherwise."""
    return Path(platformdirs.user_data_dir("wenju", appauthor=False)) / "chats"


def open_to_ask(named: str | None, setting: Path | None) -> Library:
    """The library to ask: the one named, else the one set, else the user's own, else the bundled one."""
    return opened(folder_to_ask(named, setting))


def folder_to_ask(named: str | None, setting: Path | None) -> Path | None:
    """The folder of the library to ask; None for the bundled one."""
    folder = _folder(named, setting)
    if folder is None and not named and setting is None and has_own():
        own = opened(own_folder())
        if own.names():  # an empty library has nothing to say that the bundled one has not
            folder = own_folder()
        own.close()
    return folder


def opened(folder: Path | None, *, create: bool = False) -> Library:
    """The library in *folder*, for None the bundled one. Raises MissingPath, LibraryError."""
    if folder is not None:
        return Library.open(folder, words=passage_words, recipe=RECIPE, create=create)
    cache = Path(platformdirs.user_cache_dir("wenju", appauthor=False))
    return bundled(cache, words=passage_words, recipe=RECIPE)


def open_to_change(
    named: str | None, setting: Path | None, *, create: bool = False, dry: bool = False
) -> Library:
    """The library to add to or remove from. Raises BadSetting for the bundled one.

    For a *dry* run it is one in memory, where there is none yet or none that may be written to.
    """
    folder = folder_to_change(named, setting)
    if dry and not (folder / FILE).is_file():
        return Library.in_memory(words=passage_words, recipe=RECIPE)
    library = opened(folder, create=create)
    if dry and not (os.access(folder, os.W_OK) and os.access(folder / FILE, os.W_OK)):
        return library.copied()
    return library


def folder_to_change(named: str | None, setting: Path | None) -> Path:
    """The folder of the library to add to or remove from. Raises BadSetting for the bundled one."""
    folder = _folder(named, setting)
    if folder is None and (named or setting):
        raise BadSetting(wording.BUNDLED_IS_FIXED)
    return folder or own_folder()


def _folder(named: str | None, setting: Path | None) -> Path | None:
    """The folder named or else set; None for the bundled library, or where nothing is said."""
    said = named or (str(setting) if setting is not None else None)
    return None if said in (None, BUNDLED) else Path(str(said))
