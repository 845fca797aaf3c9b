"""Web pages without what surrounds the text: navigation, footers, link lists, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Block, Content, Kind
from corpus.files.encoding import decode
from corpus.files.formats import table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CHARSET = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""")
UNSEEN = (
    "script, style, noscript, template, iframe, object, svg, math, canvas, head, nav, footer, aside, form,"
    "button, select, input, textarea, dialog, [hidden], [aria-hidden=true], [role=navigation], [role=banner],"
    "[role=contentinfo], [role=search], div[title=header], div[title=footer]"  # the last two: LibreOffice's
)
UNSHOWN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
# Names that pages give to what is around the text; what is so named and holds prose is kept.
AROUND = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|sidebar|share|bdshare|copyright|pagination"
    r"|pager|related|recommend|toolbar|topbar|comments?|qrcode|print|search|login)(?:$|[\s_-])"
)
BLOCKS = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|h[1-6]|header"
    "|hr|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
KINDS: Mapping[str, Kind] = {
    "h1": "title",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
}
CONTAINERS = "ul, ol, div, section, table, td, p, header, dl"
# A line break in the source between two hanzi is no blank.
BETWEEN = re.compile(r"(?<=[⺀-鿿、-】＀-￯“”…—])[ \t\r\f]*\n\s*(?=[⺀-鿿、-】＀-￯“”…—])")
BLANKS = re.compile(r"[ \t\r\n\f]+")


def content(data: bytes) -> Content:
    """The text of a web page, a block a line; its own charset is believed. Raises UnreadableDocument."""
    from selectolax.lexbor import LexborHTMLParser

    declared = CHARSET.search(data[:4096])
    page = decode(data, declared=declared[1].decode("ascii", "replace") if declared else None)
    if page is None:
        raise UnreadableDocument("认不出网页的文字编码，请在浏览器里另存为 UTF-8 网页或 .txt。")
    parsed = LexborHTMLParser(page)
    body = parsed.body
    if body is None:
        return Content(())
    title = parsed.css_first("head title")
    named = BLANKS.sub(" ", title.text()).strip() if title is not None else ""
    _strip(body)
    return Content(tuple(_blocks(_main(body))), title=named or None)


def _strip(body: LexborNode) -> None:
    """Take out of *body* what is not its text."""
    for node in body.css(UNSEEN):
        node.decompose()
    for node in body.css("[style]"):
        if UNSHOWN.search(node.attributes.get("style") or ""):
            node.decompose()
    for node in body.css("[class], [id]"):
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag != "body" and AROUND.search(named) and not _has_prose(node):
            node.decompose()
    for node in body.css(CONTAINERS):
        if _is_links(node):
            node.decompose()


def _main(body: LexborNode) -> LexborNode:
    """The one <article> or <main> that holds most of the text, else *body* itself."""
    whole = _length(body)
    return next((node for node in body.css("article, main") if _length(node) > 0.6 * whole), body)


def _is_links(node: LexborNode) -> bool:
    """Whether *node* is a list of links: more than half of its words are, and there are several."""
    links = node.css("a")
    return len(links) >= 3 and sum(map(_length, links)) > 0.5 * _length(node) and not _has_prose(node)


def _has_prose(node: LexborNode) -> bool:
    return any(len(line) > 60 and "。" in line for line in node.text().splitlines())


def _length(node: LexborNode) -> int:
    return len(BLANKS.sub("", node.text()))


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where a block begins, and what it is: of which kind, and whether its lines are wrapped."""

    kind: Kind = "paragraph"
    wrapped: bool = False


def _blocks(node: LexborNode) -> Iterator[Block]:
    """The blocks of *node*: text between the edges of blocks, a table's rows as `table` writes them."""
    words: list[str] = []
    edge = _Edge()
    for piece in _pieces(node, edge):
        if isinstance(piece, str):
            words.append(piece)
            continue
        yield from _ended(words, edge)
        if isinstance(piece, _Edge):
            edge = piece
        else:
            yield from (Block(line, "row") for line in table.lines(piece))
    yield from _ended(words, edge)


def _ended(words: list[str], edge: _Edge) -> Iterator[Block]:
    for line in "".join(words).split("\v"):  # of <br> and <pre>
        if line.strip():
            text = BLANKS.sub(" ", BETWEEN.sub("", line)).strip()
            yield Block(text, edge.kind, wrapped=edge.wrapped)
    words.clear()


def _pieces(node: LexborNode, edge: _Edge) -> Iterator[str | list[list[str]] | _Edge]:
    """Text, the edges of blocks, and the rows of a table of data."""
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            inside = child.text_content or ""
            yield inside.replace("\n", "\v") if node.tag == "pre" else inside
        elif tag == "br":
            yield "\v"
        elif tag == "table" and child.css_first("table table, td p + p") is None:
            yield [
                [" ".join(block.text for block in _blocks(cell)) for cell in row.css("td, th")]
                for row in child.css("tr")
            ]
        elif BLOCKS.fullmatch(tag or ""):
            inner = replace(edge, kind=KINDS.get(tag or "", edge.kind), wrapped=edge.wrapped or tag == "pre")
            yield inner
            yield from _pieces(child, inner)
            yield edge
        else:
            yield from _pieces(child, edge)
        child = child.next
