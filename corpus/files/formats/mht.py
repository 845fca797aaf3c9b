"""Web archives and mails (.mht, .eml): the text among their parts, by the standard library."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage, MIMEPart

from corpus.errors import UnreadableDocument
from corpus.files.blocks import Block, Content
from corpus.files.formats import html, plain


def content(data: bytes) -> Content:
    """The text of a web archive or a mail, its subject as title. Raises UnreadableDocument."""
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n \t"), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("html", "plain"))
    if body is None:
        raise UnreadableDocument("里面没有可读的正文，请在浏览器或邮件程序里另存为网页或 .txt。")
    told = _text(body)
    attached = (
        [part.get_filename() or "" for part in message.iter_attachments()] if message.is_multipart() else []
    )
    names = [name for name in attached if name]
    left = (*told.left_out, *((f"{len(names)} 个附件没有读（{'、'.join(names[:5])}）",) if names else ()))
    subject = str(message["subject"] or "").strip()
    blocks = told.blocks
    if message["from"] and subject:
        blocks = (Block(subject, "title"), *blocks)
    return Content(blocks, left, told.title or subject or None)


def _text(body: MIMEPart) -> Content:
    data = body.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise UnreadableDocument("里面没有可读的正文，请在浏览器或邮件程序里另存为网页或 .txt。")
    charset = body.get_content_charset()
    if body.get_content_type() == "text/html":
        return html.content(data, charset=charset)
    return plain.content(data, charset=charset)
