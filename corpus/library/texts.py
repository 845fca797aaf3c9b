"""A text as a library keeps it: what its offsets lead to, and what the file says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from corpus.files.blocks import Kinds, Offsets, Places, Spans
from corpus.text.frontmatter import FrontMatter

Words = Callable[[str], list[str]]  # what segments a text
PackedText = tuple[
    str, str, str | None, str
]  # text, lines, front matter and the rest, as the store keeps them


@dataclass(frozen=True, slots=True)
class Text:
    """A stored text, what its offsets lead to (see Document), and what the file says of itself.

    *left_out* is what of the file has no text here, *title* one that it gives outside its text; *unsure*
    are figures that a line break may have parted (see joining.Clean).
    """

    text: str
    lines: Offsets
    matter: FrontMatter | None
    kinds: Kinds = ()
    places: Places = ()
    left_out: tuple[str, ...] = ()
    title: str | None = None
    unsure: Spans = ()

    def is_unsure(self, start: int, end: int) -> bool:
        """Whether a figure in text[start:end] may not be what the file says."""
        return any(first < end and start < last for first, last in self.unsure)

    def packed(self) -> PackedText:
        matter = json.dumps(self.matter.as_dict(), ensure_ascii=False) if self.matter else None
        fields = {name: getattr(self, name) for name in ("kinds", "places", "left_out", "title", "unsure")}
        return self.text, json.dumps(self.lines), matter, json.dumps(fields, ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str, lines: str, matter: str | None, blocks: str) -> Text:
        """The inverse of packed."""
        fields = json.loads(blocks)
        return cls(
            text,
            tuple((offset, line) for offset, line in json.loads(lines)),
            FrontMatter.from_dict(json.loads(matter)) if matter else None,
            tuple((offset, kind) for offset, kind in fields.get("kinds", ())),
            tuple((offset, where) for offset, where in fields.get("places", ())),
            tuple(fields.get("left_out", ())),
            fields.get("title"),
            tuple((start, end) for start, end in fields.get("unsure", ())),
        )
