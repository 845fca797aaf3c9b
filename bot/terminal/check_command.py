"""wenju check: the figures of a draft, each with what the library says of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot import wording
from bot.terminal import screen
from retrieval.checking.claims import Checked, Claim
from retrieval.desk import Desk


def check(options: argparse.Namespace, desk: Desk) -> int:
    """Print the verdict on each figure of the draft; 1 if one is contradicted."""
    checked = _checked(options.draft, desk)
    claims = checked.claims
    if options.docx:
        from bot.word.comments import commented

        Path(options.docx).write_bytes(commented(Path(options.draft), checked))
    if options.json:
        screen.print_json([_described(each) for each in claims])
    else:
        screen.writer(screen=sys.stdout.isatty())(lines_of(claims))
    return 1 if any(each.verdict == "differs" for each in claims) else 0


def lines_of(claims: Sequence[Claim]) -> Iterator[screen.Line]:
    """*claims* as lines, each with where the library says so."""
    for each in claims:
        yield _STYLES[each.verdict], wording.claim(each)
        if each.citation is not None:
            where = f"{wording.source(each.citation)} · {wording.line(each.citation.line)}"
            yield "source", f"    {where}"
            if each.verdict != "same":
                yield "quote", f"    {wording.quoted(each.citation.quote)}"
    yield "note", wording.claims_in_all(claims)


_STYLES = {"same": "plain", "rounded": "suggestion", "differs": "error", "unfounded": "note"}


def _checked(file: str, desk: Desk) -> Checked:
    """The draft in *file*, or on standard input for "-", checked."""
    if file != "-":
        return desk.check(Path(file))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / wording.DRAFT
        draft.write_bytes(sys.stdin.buffer.read())
        return desk.check(draft)


def _described(claim: Claim) -> dict[str, Any]:
    """*claim* as JSON has it."""
    return {
        "claim": claim.text,
        "start": claim.start,
        "end": claim.end,
        "value_start": claim.value_start,
        "value_end": claim.value_end,
        "line": claim.line,
        "verdict": wording.VERDICTS[claim.verdict],
        "citation": asdict(claim.citation) if claim.citation else None,
        "should_be": claim.should_be,
        "note": wording.checked_note(claim),
    }
