"""Any file a team has into text: which files there are, and each read within limits.

    for source in sources([Path("reports")]): ...     # files, folders, zip archives
    with Readers() as readers:
        for source, outcome in readers.read_all(found): ...

Formats are in `formats`, encodings in `encoding`, zip checks in `archive`, child processes in `sandbox`.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from concurrent.futures import Future
from dataclasses import astuple, dataclass, replace
from itertools import chain, count
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Literal

from corpus import characters
from corpus.errors import MissingPath, UnreadableDocument
from corpus.files import archive, names
from corpus.files.blocks import Block, Content, one_line_each
from corpus.files.formats import FORMATS, SUFFIXES, Reader, is_readable, kind_of
from corpus.files.sandbox import Children, Died

LARGEST = 100_000_000  # bytes of one file
LARGEST_ARCHIVE = 1_000_000_000
EXPANDED_ARCHIVE = 4_000_000_000
LONGEST = 5_000_000  # characters; a report of five million is no report
AT_HAND = 60_000  # bytes; plain text up to here is read without a child process
AT_ONCE = ("txt", "md")
HEAD = 4_096  # bytes that tell what a file is
SECONDS = 120
MEGABYTES, MEGABYTES_FOR_PICTURES = 1_500, 3_000  # of memory; text recognition takes more
MOST_CHILDREN = 8
MOST_SKIPPED = 8  # suffixes that are named where files are left out
ARCHIVE = ".zip"
# Known formats that are not read, and what to do about them.
ADVICE = {
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz"), "请解压成文件夹后再收入"),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
        "装上文字识别（pip install '.[ocr]'）后可以收入，或先存为 .txt",
    ),
    **dict.fromkeys((".gif", ".heic", ".heif", ".svg"), "请转成 .jpg 或 .png，再用文字识别收入"),
    **dict.fromkeys(
        (".caj", ".kdh", ".nh", ".djvu", ".xps", ".oxps", ".gd", ".sep", ".gw"), "请导出为 PDF 后再收入"
    ),
    **dict.fromkeys((".pages", ".wpd", ".vsd", ".vsdx", ".mobi", ".azw3"), "请导出为 .docx 或 PDF 后再收入"),
    **dict.fromkeys((".numbers", ".mdb", ".accdb", ".dbf", ".sav"), "请导出为 .xlsx 后再收入"),
    **dict.fromkeys((".key", ".xmind", ".mmap"), "请导出为 PDF 后再收入"),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".mp4", ".avi", ".mov"), "请先转成文字，存为 .txt 后再收入"),
    **dict.fromkeys((".msg", ".pst"), "请另存为 .eml 或 .txt 后再收入"),
}
FIRST_AID = "请另存为 .docx、.pdf 或 .txt 后再收入"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to take in, not yet read."""

    name: str  # its own name, or its path inside the folder or archive given
    origin: str  # its resolved path; of a member "/…/x.zip!a/b.docx". No two sources share it
    digest: str  # SHA-256 of its bytes, in hex


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken in. "skipped": nobody asked for it by name; it lay in a folder."""

    name: str
    reason: str  # one sentence that names the file and says what to do
    kind: Literal["unreadable", "skipped"] = "unreadable"


@dataclass(frozen=True, slots=True)
class Raw:
    """A file's content, a line each block, and the kind it turned out to be: "txt", "docx"."""

    content: Content
    kind: str

    @property
    def text(self) -> str:
        """Its blocks as lines; the number of a line is that of its block."""
        return self.content.text


Made = dict[str, Any]  # of JSON's types, for it may come from a child
Work = Callable[[Raw, str], Made]


def sources(paths: list[Path]) -> Iterator[Source | Refusal]:
    """Each file under *paths* once: files, folders and zip archives walked in order of name.

    Raises MissingPath, before anything is read.
    """
    for path in paths:
        if not path.exists():
            raise MissingPath(f"找不到 {names.shown(str(path))}。请检查路径后重试。")
    return _once(found for path in paths for found in _under(path))


def _once(found: Iterable[Source | Refusal]) -> Iterator[Source | Refusal]:
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Refusal):
            yield one
        elif one.origin not in seen:
            seen.add(one.origin)
            yield one


def _under(path: Path) -> Iterator[Source | Refusal]:
    if not path.is_dir():
        yield from _file(path, names.shown(path.name), "")
        return
    left: Counter[str] = Counter()
    unread: list[OSError] = []
    for file in _walk(path, unread.append):
        name = names.shown(file.relative_to(path).as_posix())
        if _is_link(file):
            yield Refusal(name, f"{name}：是符号链接，没有跟随；需要时请直接收入它指向的文件。", "skipped")
        elif is_readable(file.suffix) or file.suffix.lower() == ARCHIVE:
            yield from _file(file, name, f"{name}/")
        else:
            left[file.suffix.lower()] += 1
    for error in unread:
        name = names.shown(str(error.filename))
        yield Refusal(name, f"{name}：文件夹打不开（{error.strerror}），里面的文件没有收入。请检查权限。")
    yield from _left_out(names.shown(path.resolve().name), left)


def _walk(folder: Path, failed: Callable[[OSError], None]) -> list[Path]:
    """The files under *folder* and links to folders, in order; hidden ones left out.

    A folder that cannot be read is reported to *failed*.
    """
    found: list[Path] = []
    for where, folders, files in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not archive.is_hidden(Path(name))]
        linked = [name for name in folders if _is_link(Path(where, name))]  # not followed
        found += [Path(where, name) for name in (*files, *linked) if not archive.is_hidden(Path(name))]
    return sorted(found)


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:  # too long a path
        return False


def _file(path: Path, name: str, prefix: str) -> Iterator[Source | Refusal]:
    """The source at *path*, or those in it if it is an archive, their names after *prefix*."""
    try:
        if path.suffix.lower() == ARCHIVE:
            yield from _members(path, name, prefix)
            return
        _check(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield Source(name, str(path.resolve()), digest)
    except OSError as error:
        yield Refusal(name, f"{name}：打不开（{error.strerror or error}），请检查文件权限。")
    except UnreadableDocument as error:
        yield Refusal(name, f"{name}：{error}")


def _check(path: Path) -> None:
    suffix = path.suffix.lower()
    if not is_readable(suffix):
        raise UnreadableDocument(f"暂不支持这种格式，{ADVICE.get(suffix, FIRST_AID)}。")
    if not path.is_file():
        raise UnreadableDocument("不是普通文件，请给出文件本身。")
    if path.stat().st_size > LARGEST:
        raise UnreadableDocument(f"文件超过 {LARGEST // 1_000_000} MB，请拆分后再收入。")


def _members(path: Path, name: str, prefix: str) -> Iterator[Source | Refusal]:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise UnreadableDocument(f"压缩包超过 {LARGEST_ARCHIVE // 1_000_000} MB，请拆分后再收入。")
    left: Counter[str] = Counter()
    with path.open("rb") as file, archive.opened(file, most_expanded=EXPANDED_ARCHIVE) as opened:
        for shown, stored in list(archive.members(opened)):
            suffix, own = PurePosixPath(shown).suffix.lower(), prefix + names.shown(shown)
            if archive.is_hidden(PurePosixPath(shown)):
                continue
            if suffix == ARCHIVE:
                yield Refusal(own, f"{own}：压缩包里还有压缩包，请解压后再收入。")
            elif not is_readable(suffix):
                left[suffix] += 1
            else:
                try:
                    digest = hashlib.sha256(archive.member(opened, stored, most=LARGEST)).hexdigest()
                    yield Source(own, f"{path.resolve()}!{shown}", digest)
                except UnreadableDocument as error:
                    yield Refusal(own, f"{own}：{error}")
    yield from _left_out(name, left)


def _left_out(name: str, left: Counter[str]) -> Iterator[Refusal]:
    """One line for all that is no document: 略过 31 个文件：.jpg 30 个，…；.rar 1 个，…."""
    if left:
        by_advice: dict[str, list[str]] = {}
        for suffix, number in left.most_common(MOST_SKIPPED):
            by_advice.setdefault(ADVICE.get(suffix, ""), []).append(
                f"{characters.printable(suffix) or '无扩展名'} {number} 个"
            )
        told = [f"{'、'.join(kinds)}{advice and f'，{advice}'}" for advice, kinds in by_advice.items()]
        reason = f"{name}：略过 {left.total()} 个不支持的文件（{'；'.join(told)}）。"
        yield Refusal(name, reason, "skipped")


def read(source: Source, *, formats: Mapping[str, Reader] = FORMATS) -> Raw:
    """The text of *source*, read in this process. Raises UnreadableDocument, which names the file."""
    try:
        data = _bytes(source.origin)
        if hashlib.sha256(data).hexdigest() != source.digest:
            raise UnreadableDocument("读取时文件正在改变，请稍后再收入。")
        kind = kind_of(PurePosixPath(source.name).suffix, data)
        if kind not in formats:
            raise UnreadableDocument(f"暂不支持这种格式，{FIRST_AID}。")
        content = formats[kind](data)
        content = _of_characters(content)
        if sum(len(block.text) for block in content.blocks) > LONGEST:
            raise UnreadableDocument(f"正文超过 {LONGEST // 10_000} 万字，请拆分后再收入。")
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{source.name}：{error}") from error
    except OSError as error:
        raise UnreadableDocument(
            f"{source.name}：打不开（{error.strerror or error}），请检查文件权限。"
        ) from error
    except MemoryError as error:
        raise UnreadableDocument(f"{source.name}：内存不够，请拆分后再收入。") from error
    except Exception as error:  # parsers meet broken files with errors of every kind
        raise UnreadableDocument(f"{source.name}：文件已损坏，请用原来的程序打开后重新保存。") from error
    return Raw(content, kind)


def _of_characters(content: Content) -> Content:
    """*content* of nothing but text, a line each block; what hid inside words and figures is counted."""
    hidden = 0
    blocks: list[Block] = []
    for block in content.blocks:
        text, found = characters.plain(block.text)
        hidden += found
        blocks += one_line_each([block if text is block.text else replace(block, text=text)])
    said = (f"含不可见字符 {hidden} 处，已去掉",) if hidden else ()
    title = characters.printable(content.title).strip() if content.title else None
    return Content(tuple(blocks) or (Block(""),), (*content.left_out, *said), title)


def _bytes(origin: str) -> bytes:
    """What is at *origin*, a path or "archive.zip!member"."""
    path, _, name = _parted(origin)
    if not name:
        return Path(origin).read_bytes()
    with path.open("rb") as file, archive.opened(file, most_expanded=EXPANDED_ARCHIVE) as opened:
        for shown, stored in archive.members(opened):
            if shown == name:
                return archive.member(opened, stored, most=LARGEST)
    raise UnreadableDocument("压缩包里已没有这个文件，请再收入一次。")


def _parted(origin: str) -> tuple[Path, str, str]:
    """(archive, "!", member), or (file, "", ""): names may have a ! of their own."""
    at = origin.find("!")
    while at >= 0:
        if origin[:at].lower().endswith(ARCHIVE) and Path(origin[:at]).is_file():
            return Path(origin[:at]), "!", origin[at + 1 :]
        at = origin.find("!", at + 1)
    return Path(origin), "", ""


class Readers:
    """Reads many files, several at once, each in a child process with limits of time and memory.

    Plain text of ordinary size is read at once, here: there is no parser to be afraid of.
    """

    def __init__(
        self,
        *,
        processes: int | None = None,
        seconds: float = SECONDS,
        megabytes: int | None = None,
        formats: Mapping[str, Reader] = FORMATS,
    ) -> None:
        self._number = processes or min(MOST_CHILDREN, os.cpu_count() or 1)
        most = megabytes or (MEGABYTES_FOR_PICTURES if is_readable(".png") else MEGABYTES)
        self._children = Children(self._number, seconds=seconds, megabytes=most)
        self._formats = formats
        self._seconds = seconds

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._children.__exit__()

    def read_all(self, found: Iterable[Source]) -> Iterator[tuple[Source, Raw | Refusal]]:
        """Each of *found* with its text or why there is none, in the order given."""
        for source, outcome in self.work_all(found, _fields):
            yield source, outcome if isinstance(outcome, Refusal) else _raw(**outcome)

    def work_all(self, found: Iterable[Source], work: Work) -> Iterator[tuple[Source, Made | Refusal]]:
        """Each of *found* with what *work* makes of its text and name, or why there is nothing.

        A few files are read ahead of the one asked for, so that all children have work. *work* is a
        function that a child can import, and is done within the same limits.
        """
        ahead: deque[tuple[Source, Callable[[], Made | Refusal]]] = deque()
        for source in found:
            ahead.append((source, self._begun(source, work)))
            if len(ahead) > 3 * self._number:
                first, outcome = ahead.popleft()
                yield first, outcome()
        while ahead:
            first, outcome = ahead.popleft()
            yield first, outcome()

    def _begun(self, source: Source, work: Work) -> Callable[[], Made | Refusal]:
        if _is_plain(source):
            return lambda: _outcome(source, _answer(source, self._formats, work), self._seconds)
        future: Future[Made | Died] = self._children.call(_answer, source, dict(self._formats), work)
        return lambda: _outcome(source, future.result(), self._seconds)


def _is_plain(source: Source) -> bool:
    """Whether *source* is plain text of ordinary size: its name says so, and what it begins with."""
    path, _, member = _parted(source.origin)
    suffix = PurePosixPath(source.name).suffix.lower()
    if member or SUFFIXES.get(suffix) not in AT_ONCE:
        return False
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        return (
            path.stat().st_size <= AT_HAND and not head.startswith(b"PK") and kind_of(suffix, head) in AT_ONCE
        )
    except OSError:
        return True  # gone: reading it says so


def _answer(source: Source, formats: Mapping[str, Reader], work: Work) -> Made:
    """What a child sends back: what *work* has made, or {"refused": …}."""
    try:
        return work(read(source, formats=formats), source.name)
    except UnreadableDocument as error:
        return {"refused": str(error)}


def _fields(raw: Raw, _: str) -> Made:
    content = raw.content
    return {
        "kind": raw.kind,
        "blocks": [astuple(block) for block in content.blocks],
        "left_out": content.left_out,
        "title": content.title,
    }


def _raw(kind: str, blocks: list[list[Any]], left_out: list[str], title: str | None) -> Raw:
    return Raw(Content(tuple(Block(*block) for block in blocks), tuple(left_out), title), kind)


def _outcome(source: Source, answer: Made | Died, seconds: float) -> Made | Refusal:
    match answer:
        case Died("time"):
            return Refusal(source.name, f"{source.name}：{seconds:g} 秒内没有读完，请拆分或另存后再收入。")
        case Died():
            return Refusal(source.name, f"{source.name}：读取时程序崩溃或内存超限，请拆分或另存后再收入。")
        case {"refused": reason}:
            return Refusal(source.name, reason)
        case _:
            return answer


def free_name(source: Source, taken: Set[str]) -> str:
    """The source's name, or with its folder before it, or numbered: the first that no document has."""
    path = PurePath(source.name)
    with_folder = f"{Path(source.origin).parent.name}/{source.name}"
    numbered = (f"{path.with_suffix('')}（{n}）{path.suffix}" for n in count(2))
    return next(name for name in chain((source.name, with_folder), numbered) if name not in taken)
