"""Web pages without what surrounds the text: navigation, footers, link lists, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import UnreadableDocument
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
CONTAINERS = "ul, ol, div, section, table, td, p, header, dl"
# A line break in the source between two hanzi is no blank.
BETWEEN = re.compile(r"(?<=[⺀-鿿、-】＀-￯“”…—])[ \t\r\f]*\n\s*(?=[⺀-鿿、-】＀-￯“”…—])")
BLANKS = re.compile(r"[ \t\r\n\f]+")


def text(data: bytes) -> str:
    """The text of a web page, a block a line; its own charset is believed. Raises UnreadableDocument."""
    from selectolax.lexbor import LexborHTMLParser

    declared = CHARSET.search(data[:4096])
    page = decode(data, declared=declared[1].decode("ascii", "replace") if declared else None)
    if page is None:
        raise UnreadableDocument("认不出网页的文字编码，请在浏览器里另存为 UTF-8 网页或 .txt。")
    body = LexborHTMLParser(page).body
    if body is None:
        return ""
    _strip(body)
    return "\n".join(_lines(_main(body)))


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


def _lines(node: LexborNode) -> Iterator[str]:
    """The lines of *node*: text between the edges of blocks, a table's rows as `table` writes them."""
    words: list[str] = []
    for piece in _pieces(node):
        if isinstance(piece, str):
            words.append(piece)
            continue
        yield from _ended(words)
        if piece is not None:
            yield from table.lines(piece)
    yield from _ended(words)


def _ended(words: list[str]) -> Iterator[str]:
    for line in "".join(words).split("\v"):  # of <br> and <pre>
        if line.strip():
            yield BLANKS.sub(" ", BETWEEN.sub("", line)).strip()
    words.clear()


def _pieces(node: LexborNode) -> Iterator[str | list[list[str]] | None]:
    """Text, None at the edge of a block, and the rows of a table of data."""
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            inside = child.text_content or ""
            yield inside.replace("\n", "\v") if node.tag == "pre" else inside
        elif tag == "br":
            yield "\v"
        elif tag == "table" and child.css_first("table table, td p + p") is None:
            yield [[" ".join(_lines(cell)) for cell in row.css("td, th")] for row in child.css("tr")]
        elif BLOCKS.fullmatch(tag or ""):
            yield None
            yield from _pieces(child)
            yield None
        else:
            yield from _pieces(child)
        child = child.next
