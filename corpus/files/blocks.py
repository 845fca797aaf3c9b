"""What a reader returns: the blocks of a file in order, and what of the file has no text here.

A block is one line of the stored text: a paragraph, an item of a list, a row of a table. Blocks are
complete as they are; only lines that a page or a line width has *wrapped* may be joined later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["title", "heading", "paragraph", "item", "row", "note"]
# What the offsets of a text made of blocks lead to.
Offsets = tuple[tuple[int, int], ...]  # (offset, line of the file), ascending
Kinds = tuple[tuple[int, Kind], ...]  # (offset of a line that is no plain paragraph, what it is), ascending
Places = tuple[tuple[int, str], ...]  # (offset of a line, where in the file it stands: 工作表1!C5), ascending
Spans = tuple[tuple[int, int], ...]  # (start, end) offsets, ascending


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its text in one line ("" is a blank line), and where in the file it stands.

    *where* is empty or what a reader can look up: 第3页, 工作表1!C5, 表2第4行. *wrapped*: the line may
    end where the page or the line width ended, not where the paragraph did.
    """

    text: str
    kind: Kind = "paragraph"
    where: str = ""
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """All that a reader found: *left_out* says in Chinese what has no text here (7 页中 6 页是图片).

    *title* is a title that the file gives outside its text, as a web page does.
    """

    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    title: str | None = None

    @property
    def text(self) -> str:
        """The blocks as lines."""
        return "\n".join(block.text for block in self.blocks)


def lines(text: str, *, wrapped: bool = False) -> tuple[Block, ...]:
    """*text* as blocks, a line each, whatever its line ends: "甲\\r\\n乙" -> 甲, 乙."""
    ended = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(Block(line, wrapped=wrapped) for line in ended.split("\n"))


def one_line_each(blocks: Iterable[Block]) -> Iterator[Block]:
    """*blocks*, those with line breaks in their text as several."""
    for block in blocks:
        if "\n" in block.text or "\r" in block.text:
            yield from (replace(block, text=line.text) for line in lines(block.text))
        else:
            yield block
