"""Comments: a draft as a Word file with a comment on each figure that was checked.

python-docx writes comments, and reads a file without changing what it does not know of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot import wording

if TYPE_CHECKING:
    from docx.document import Document

    from retrieval.checking.claims import Checked, Claim

SUFFIX = ".docx"


def commented(draft: Path, checked: Checked) -> bytes:
    """The file *draft* as a Word file, each claim of *checked* with a comment; of another file its text."""
    text = checked.draft.document.text
    document = docx.Document(str(draft)) if draft.suffix.lower() == SUFFIX else _written(text)
    stretches = _Stretches(document)
    for claim in checked.claims:
        runs = stretches.runs(claim, text)
        if runs:
            comment = wording.comment(claim)
            document.add_comment(runs, comment, wording.COMMENTER, wording.COMMENTER_SHORT)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _written(text: str) -> Document:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return document


class _Stretches:
    """Where in the paragraphs of a Word file what was read of it stands; blanks do not count."""

    def __init__(self, document: Document) -> None:
        body = document.element.body
        self._paragraphs = [Paragraph(each, document._body) for each in body.iter(qn("w:p"))]
        self._texts = ["".join(each.text.split()) for each in self._paragraphs]
        self._at = 0  # the paragraph that was found last

    def runs(self, claim: Claim, text: str) -> Sequence[Run]:
        """The runs of the figure of *claim*, which stands in *text* as it was read; none without it.

        A row of a table is a line of *text*, and a paragraph in each cell of the file.
        """
        clause = "".join(claim.text.split())
        before = len("".join(text[claim.start : claim.value_start].split()))
        size = len("".join(text[claim.value_start : claim.value_end].split()))
        onward = (*range(self._at, len(self._texts)), *range(self._at))
        for number in onward:
            at = self._texts[number].find(clause)
            if at >= 0:
                self._at = number
                return list(_cut(self._paragraphs[number], at + before, at + before + size))
        cell = clause[before : before + size]
        number = next((number for number in onward if self._texts[number] == cell), None)
        return self._paragraphs[number].runs if number is not None else ()


def _cut(paragraph: Paragraph, start: int, end: int) -> Iterator[Run]:
    """The runs of *paragraph* that hold its characters from *start* to *end*, cut there where they can be."""
    at = 0
    for run in list(paragraph.runs):
        size = len("".join(run.text.split()))
        first, last = max(start - at, 0), min(end - at, size)
        at += size
        if first < last:
            yield _middle(run, first, last) if _is_plain(run) else run


def _is_plain(run: Run) -> bool:
    """Whether *run* is nothing but one text."""
    return [each.tag for each in run._r if each.tag != qn("w:rPr")] == [qn("w:t")]


def _middle(run: Run, first: int, last: int) -> Run:
    """The characters from *first* to *last* of *run*, blanks not counted, which is cut for them."""
    text = run.text
    places = [at for at, character in enumerate(text) if not character.isspace()]
    first, last = places[first], places[last - 1] + 1
    for rest, put in ((text[:first], run._r.addprevious), (text[last:], run._r.addnext)):
        if rest:
            copy = deepcopy(run._r)
            Run(copy, run._parent).text = rest
            put(copy)
    run.text = text[first:last]
    return run
