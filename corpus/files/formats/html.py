"""Web pages without what surrounds the text: navigation, footers, link lists, scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Content
from corpus.files.encoding import text_of
from corpus.files.formats import page_blocks

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CHARSET = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""")
UNSEEN = (
    "script, style, noscript, template, iframe, object, svg, canvas, head, nav, footer, aside, form,"
    "button, select, input, textarea, dialog, del, s, strike, rt, rp, [hidden], [aria-hidden=true],"
    "[role=navigation], [role=banner],"
    "[role=contentinfo], [role=search], div[title=header], div[title=footer]"  # the last two: LibreOffice's
)
UNSHOWN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
# Names that pages give to what is around the text; what is so named and holds prose is kept.
AROUND = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|sidebar|share|bdshare|copyright|pagination"
    r"|pager|related|recommend|toolbar|topbar|comments?|qrcode|print|search|login)(?:$|[\s_-])"
)
DEEPEST = 400  # browsers lay out no more than 512
MOST_OPEN = 4_000  # elements that are opened and not closed, in scripts too
DEEP = f"网页的元素套了 {DEEPEST} 层以上，请用浏览器打开，把正文另存为文本后再收入。"
BLOCK = re.compile(
    r"(?i)<(/?)(?:div|section|article|blockquote|center|[uod]l|table|fieldset|details|main|aside|header|footer|nav"
    r"|form|figure|pre|address|dir|menu|hgroup|search|summary)(?=[\s/>])"
)
CONTAINERS = "ul, ol, div, section, table, td, p, header, dl"
BLANKS = re.compile(r"[ \t\r\n\f]+")


def content(data: bytes, *, charset: str | None = None) -> Content:
    """The blocks of a web page, in the *charset* it came with or says it has. Raises UnreadableDocument."""
    from selectolax.lexbor import LexborHTMLParser

    declared = CHARSET.search(data[:4096])
    told = charset or (declared[1].decode("ascii", "replace") if declared else None)
    page, notes = text_of(data, declared=told)
    if _most_open(page) > MOST_OPEN:
        raise UnreadableDocument(DEEP)
    parsed = LexborHTMLParser(page)
    body = parsed.body
    if body is None:
        return Content(())
    if _is_deep(body):
        raise UnreadableDocument(DEEP)
    title = parsed.css_first("head title")
    named = BLANKS.sub(" ", title.text()).strip() if title is not None else ""
    _strip(body)
    main = _main(body)
    pictures = len(main.css("img[src]"))
    left = (f"{pictures} 张图片没有文字",) if pictures else ()
    return Content(tuple(page_blocks.blocks(main)), notes + left, named or None)


def _most_open(page: str) -> int:
    """How many elements stand open at most: to parse it takes the square of that."""
    most = depth = 0
    for tag in BLOCK.finditer(page):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        most = max(most, depth)
    return most


def _is_deep(body: LexborNode) -> bool:
    """Whether elements in *body* stand in one another deeper than pages written for readers do."""
    node: LexborNode | None = body
    depth = 0
    while node is not None and depth <= DEEPEST:
        if node.child is not None:
            node, depth = node.child, depth + 1
            continue
        while node is not None and depth and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None and depth else None
    return depth > DEEPEST


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
