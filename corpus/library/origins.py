"""Where files came from: what a file is known again by, and which files of an ingest are to be read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.files.names import stored
from corpus.files.reading import Refusal, Source, free_name
from corpus.library.store import Member

if TYPE_CHECKING:
    from corpus.library.library import Report


def kept_origin(source: Source, *, below: Path | None) -> str:
    """What a source is known again by: its path, or that in the folder *below*, marked as such."""
    inside = f"{below.resolve()}{os.sep}" if below is not None else None
    if inside is None or not source.origin.startswith(inside):
        return stored(source.origin)
    return stored(f"sent:{source.origin[len(inside) :]}")


def new_names(
    found: list[Source | Refusal],
    members: dict[str, Member],
    report: Report,
    kept: Callable[[Source], str],
    is_sound: Callable[[str, str], bool],
) -> dict[str, str]:
    """The names of the files to be read, by where they are; *report* tells what became of the others.

    One that did not change is read again where what is stored of it is not sound.
    """

    def is_same(source: Source, name: str) -> bool:
        return members[name].digest == source.digest and is_sound(name, source.digest)

    known = {member.origin: name for name, member in members.items()}
    names: dict[str, str] = {}
    used = set(members)
    for source in found:
        if isinstance(source, Refusal):
            (report.skipped if source.kind == "skipped" else report.refused).append(source.reason)
        elif (name := known.get(kept(source))) and is_same(source, name):
            report.unchanged.append(name)
        else:
            names[source.origin] = name or free_name(source, used)
            used.add(names[source.origin])
    return names
