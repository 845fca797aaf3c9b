"""What a markdown document says of itself before its text, between two lines of ---."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import UnknownPlace, UnreadableDocument
from corpus.places.gazetteer import chain_of

if TYPE_CHECKING:
    import yaml

LONGEST = 20_000  # characters of a whole front matter
DEEPEST = 10  # levels of lists and mappings: parsing a nested one takes time quadratic in its depth
LONGEST_TEXT = 200  # characters of a title, or of one entry of a list
_NOT_SAID = frozenset({"~", "null", "未注明", "不详"})
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # "\ud800" in quotes is half a character


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
    UnreadableDocument if the front matter is no YAML mapping, or what it says of a field is no short text.
    """
    if not text.startswith("---\n"):
        return None, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark:
        return None, text
    fields = _fields(head, name)
    if not isinstance(fields, dict):
        raise UnreadableDocument(f"{name}：开头的 YAML 信息应为“名称: 值”各一行，请改正或删去后再收入。")
    return _matter(fields, name), "\n" * (head.count("\n") + 3) + body


def _fields(head: str, name: str) -> Any:
    """What the YAML of *head* says, every scalar as it is written: 2024-13-45 is no date, but no error."""
    if len(head) > LONGEST:
        raise UnreadableDocument(f"{name}：开头的 YAML 信息超过 {LONGEST} 字，请删减后再收入。")
    import yaml  # only here: a question needs none of it

    try:
        _check_events(yaml.parse(head, yaml.BaseLoader), name)
        return yaml.load(head, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise UnreadableDocument(f"{name}：开头的 YAML 信息写法有误，请改正或删去后再收入。") from error


def _check_events(events: Iterable[yaml.Event], name: str) -> None:
    """Raise UnreadableDocument for an alias, or for nesting below DEEPEST, before more is parsed."""
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            # It repeats what stands elsewhere: ten aliases of ten aliases are a hundredfold.
            raise UnreadableDocument(f"{name}：开头的 YAML 信息用了别名（*），请直接写出内容后再收入。")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadableDocument(f"{name}：开头的 YAML 信息嵌套超过 {DEEPEST} 层，请改正或删去后再收入。")


def _matter(fields: dict[Any, Any], name: str) -> FrontMatter:
    def short(key: str, value: Any) -> str:
        said = " ".join(value.split()) if isinstance(value, str) else None
        if said is None or len(said) > LONGEST_TEXT or _UNSHOWN.search(said):
            wanted = f"一行文字（最多 {LONGEST_TEXT} 字）"
            raise UnreadableDocument(f"{name}：开头的 {key} 应为{wanted}，请改正或删去后再收入。")
        return "" if said in _NOT_SAID else said

    def text(key: str) -> str | None:
        return short(key, fields.get(key, "")) or None

    def texts(key: str) -> tuple[str, ...]:
        value = fields.get(key, [])
        said = (short(key, each) for each in (value if isinstance(value, list) else [value]))
        return tuple(filter(None, said))

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
