"""What a markdown document says of itself before its text, between two lines of ---."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import UnknownPlace, UnreadableDocument
from corpus.places import chain_of


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of one article's front matter; what is absent is None or empty."""

    title: str | None = None
    place: str | None = None
    basis: str = "stated"
    evidence: tuple[str, ...] = ()
    level: str | None = None
    organ: str | None = None
    period: str | None = None
    masked: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> FrontMatter:
        """The inverse of as_dict, after a trip through JSON."""
        texts: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}
        return cls(**texts)


def split(text: str, name: str) -> tuple[FrontMatter | None, str]:
    """The front matter of *text* and the rest, whose lines keep their numbers.

    The lines of the front matter become blank, so that line numbers still hold. Raises
    UnreadableDocument if the front matter is no YAML mapping.
    """
    if not text.startswith("---\n"):
        return None, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark:
        return None, text
    import yaml  # only here: a question needs none of it

    try:
        fields = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise UnreadableDocument(f"{name}：开头的 YAML 信息写法有误，请改正或删去后再收入。") from error
    if not isinstance(fields, dict):
        raise UnreadableDocument(f"{name}：开头的 YAML 信息应为“名称: 值”各一行，请改正或删去后再收入。")
    return _matter(fields), "\n" * (head.count("\n") + 3) + body


def _matter(fields: dict[str, Any]) -> FrontMatter:
    def text(key: str) -> str | None:
        return str(fields[key]).strip() if fields.get(key) else None

    def texts(key: str) -> tuple[str, ...]:
        value = fields.get(key) or []
        return tuple(map(str, value)) if isinstance(value, list) else (str(value),)

    return FrontMatter(
        title=text("title"),
        place=text("place"),
        basis=text("place_basis") or "stated",
        evidence=texts("evidence"),
        level=text("level"),
        organ=text("organ"),
        period=text("period"),
        masked=texts("masked"),
    )


def check(matter: FrontMatter, name: str) -> None:
    """Raise UnreadableDocument if the front matter names no place or no basis that there is."""
    if matter.basis not in ("stated", "inferred", "hint", "undecided"):
        allowed = "stated、inferred、hint、undecided"
        raise UnreadableDocument(f"{name}：开头的 place_basis 只能是 {allowed} 之一，请改正后再收入。")
    try:
        if matter.place:
            chain_of(matter.place)
    except UnknownPlace as error:
        raise UnreadableDocument(f"{name}：开头写明的地方有误（{error}），请改正后再收入。") from error
