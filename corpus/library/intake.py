"""What is read of a file into what is stored of it, where it is read: in a child process, within its limits.

A long text is also cut and its figures are read there, once for trial: what the library does with a text
afterwards, it does without a limit, so a text for which the limits do not suffice is never stored.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableDocument
from corpus.library.texts import Text

if TYPE_CHECKING:
    from corpus.files.reading import Raw

LONG = 200_000  # characters; shorter ones take a few seconds at the most, whatever they hold


def prepared(raw: Raw, name: str) -> dict[str, Any]:
    """What to store of *raw*: {"text": see Text.packed, "gone": lines that are none of it}.

    Raises UnreadableDocument, whose message names the file *name*.
    """
    from corpus.text import frontmatter, joining

    matter, body = frontmatter.split(raw.text, name)
    if matter is not None:
        frontmatter.check(matter, name)
    content = raw.content
    blocks = [replace(b, text=t) for b, t in zip(content.blocks, body.split("\n"), strict=True)]
    try:
        clean = joining.clean(blocks)
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{name}：{error}") from error
    if not clean.text.strip():
        raise UnreadableDocument(f"{name}：里面没有正文，请检查文件内容。")
    text = Text(
        clean.text,
        clean.lines,
        matter,
        clean.kinds,
        clean.places,
        content.left_out,
        content.title,
        clean.unsure,
    )
    if len(text.text) > LONG:
        _try(text)
    kept = {line for _, line in clean.lines}
    gone = [b.text.strip() for n, b in enumerate(blocks, 1) if n not in kept and b.text.strip()]
    return {"text": text.packed(), "gone": gone}


def _try(text: Text) -> None:
    """Cut *text* by itself, and read its figures: it takes as long as it will take in a library."""
    from corpus.articles import cutting, splitting
    from corpus.figures.rows import Lines, figures

    parts = splitting.parts(text.text, text.kinds, text.title) if text.matter is None else ()
    lines = Lines(dict(text.kinds), dict(text.places))
    for article in cutting.cut(text.text, text.matter, parts):
        for _ in cutting.passages("", text.text, article):
            pass
        for _ in figures(article, text.text, lines):
            pass
