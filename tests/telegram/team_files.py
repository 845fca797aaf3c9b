"""Reports of made-up figures, one a place, and libraries of them: what team libraries are tested with."""

from __future__ import annotations

from pathlib import Path

from bot import locations

REPORT = "{place}平安建设综述\n\n2021年，{place}共化解矛盾纠纷{figure}件，群众安全感满意度达98.6%。\n"


def report(place: str, figure: int) -> str:
    return REPORT.format(place=place, figure=figure)


def question(place: str) -> str:
    return f"{place}化解矛盾纠纷多少件"


def stock(folder: Path, place: str, figure: int, *, name: str | None = None) -> None:
    """Take a report on *place* into the library in *folder*, as another process would."""
    file = folder.parent / f"files-{folder.name}" / (name or f"{place}.txt")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report(place, figure), encoding="utf-8")
    library = locations.opened(folder, create=True)
    library.ingest([file])
    library.close()
