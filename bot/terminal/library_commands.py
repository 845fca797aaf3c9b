"""The commands that keep a library: ingest, docs, show, place, remove, library."""

from __future__ import annotations

import argparse
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import locations, wording
from bot.terminal import screen, streams
from corpus import characters
from corpus.articles.doubts import Doubt, parted, problems
from corpus.document import Article, Document
from corpus.errors import BadSetting, ClusterError, InputError, MissingPath
from corpus.library import backup
from corpus.library.library import Library, Progress, Report
from retrieval.desk import context_of, sentence_at
from retrieval.index.cluster import opened, publish
from retrieval.index.files import prepare

if TYPE_CHECKING:
    from retrieval.index.cluster.cluster import Cluster

_ARTICLE = re.compile(r"(?P<document>.+?)(?:#(?P<number>\d+))?")


def ingest(options: argparse.Namespace) -> int:
    """Take files and folders into the user's library, or say what that would do."""
    for path in options.paths:  # before an empty library is made for a path mistyped
        if not path.exists():
            raise MissingPath(wording.missing(path))
    cluster = None if options.dry_run else _cluster()
    setting = locations.setting("library")
    is_first = _is_first(options.library, setting)
    library = locations.open_to_change(options.library, setting, create=True, dry=options.dry_run)
    with _progress(wording.READING) as progress:
        report = library.ingest(options.paths, dry=options.dry_run, progress=progress, jobs=options.jobs)
    changed = not options.dry_run and bool(report.added or report.changed)
    _tell(_lines_of_report(report), changed=changed)
    for reason in (*report.refused, *report.skipped):
        streams.complain(characters.printable(reason))
    if changed:
        prepare(library)
    summary = wording.ingested(report, len(library.names()), dry=options.dry_run)
    _tell(_summary(summary, is_first=is_first and changed), changed=changed)
    _publish(library, cluster)
    if report.refused:
        return 2
    return 0 if report.added or report.changed or report.unchanged else 1


def _is_first(named: str | None, setting: Path | None) -> bool:
    """Whether the user's own library, which is asked from then on, is about to be made."""
    return not (named or setting or locations.has_own())


def _summary(said: str, *, is_first: bool) -> list[screen.Line]:
    return [("plain", said), *([("note", wording.FIRST_LIBRARY)] if is_first else [])]


def _lines_of_report(report: Report) -> Iterator[screen.Line]:
    """What was read, and what of it was left out or dropped."""
    for document in report.documents:
        yield from _lines(document, {})
        if document.left_out:
            yield "note", "    " + wording.left_out(document.left_out)
        if gone := report.dropped.get(document.name):
            yield "note", "    " + wording.dropped(gone)


def _tell(lines: Iterable[screen.Line], *, changed: bool = True) -> None:
    """Write *lines*; where they tell of a change, the change stands although they cannot be written."""
    try:
        _writer()(lines)
        sys.stdout.flush()
    except OSError as error:
        if not changed:
            raise
        streams.abandon_output()
        if not isinstance(error, BrokenPipeError):
            streams.complain(wording.changed_but_not_shown(error.strerror or type(error).__name__))


@contextmanager
def _progress(doing: str) -> Iterator[Progress | None]:
    """A progress bar on standard error, where that is a screen."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing)

        def show_progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show_progress


def docs(options: argparse.Namespace) -> int:
    """What the library holds: documents, their articles, places and periods; or what deserves a look."""
    library = locations.open_to_ask(options.library, locations.setting("library"))
    documents = list(library.documents())
    counts = library.passage_counts()
    if options.problems:
        if options.json:
            screen.print_json([row for document in documents for row in _described_problems(document)])
        else:
            lines = [line for document in documents for line in _lines_of_problems(document)]
            _writer()(lines or [("plain", wording.NO_PROBLEMS)])
        return 0
    if options.json:
        described = [_described(document, counts, library, documents) for document in documents]
        screen.print_json(described)
        return 0
    lines = [line for document in documents for line in _lines(document, counts)]
    _writer()([*lines, ("note", wording.documents_in_all(len(documents)))])
    return 0 if documents else 1


def _doubtful(document: Document) -> Iterator[tuple[Article, list[Doubt]]]:
    for article in document.articles:
        found = [*problems(document.text, article), *parted(document, article)]
        if found:
            yield article, found


def _unread(document: Document) -> tuple[str, ...]:
    """What of *document* has no text here; what its reader only reports to have taken in is no problem."""
    return tuple(each for each in document.left_out if not each.endswith(wording.TAKEN_IN))


def _lines_of_problems(document: Document) -> Iterator[screen.Line]:
    said = [wording.problem(document, *each) for each in _doubtful(document)]
    if unread := _unread(document):
        said.insert(0, wording.left_out(unread))
    if said:
        yield "heading", document.name
    for each in said:
        yield "plain", f"    {each}"


def _described_problems(document: Document) -> Iterator[dict[str, Any]]:
    """The problems of *document* as a whole, with no number and title, and of each of its articles."""

    def row(article: Article | None, found: list[tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
        described = [{"kind": kind, "evidence": list(evidence)} for kind, evidence in found]
        number, title = (article.number, article.title) if article else (None, None)
        return {"document": document.name, "number": number, "title": title, "problems": described}

    if unread := _unread(document):
        yield row(None, [("left_out", unread)])
    for article, found in _doubtful(document):
        yield row(article, [(doubt.kind, doubt.evidence) for doubt in found])


def _lines(document: Document, counts: dict[tuple[str, int], int]) -> list[screen.Line]:
    lines: list[screen.Line] = [("heading", document.name)]
    for article in document.articles:
        first, last = _first_and_last(document, article)
        count = counts.get((document.name, article.number))
        lines.append(("plain", f"    {wording.article(article, first, last, count)}"))
    return lines


def _first_and_last(document: Document, article: Article) -> tuple[int, int]:
    return document.line(article.start), document.line(max(article.start, article.end - 1))


def _described(
    document: Document, counts: dict[tuple[str, int], int], library: Library, documents: list[Document]
) -> dict[str, Any]:
    figures = library.figure_counts(document.name)

    def titled(key: tuple[str, int]) -> dict[str, Any]:
        twin = next(a for d in documents if d.name == key[0] for a in d.articles if a.number == key[1])
        return {"document": key[0], "title": twin.title}

    def fields(article: Article) -> dict[str, Any]:
        first, last = _first_and_last(document, article)
        return {
            "title": article.title,
            "organ": article.organ,
            "date": article.date,
            "institution": article.institution,
            "start_line": first,
            "end_line": last,
            "place": article.place.full if article.place else None,
            "place_basis": article.basis,
            "evidence": list(article.evidence),
            "level": article.level,
            "period": article.period,
            "masked": article.masked > 0,
            "masked_share": round(article.masked, 3),
            "twin_of": titled(article.twin_of) if article.twin_of else None,
            "passages": counts.get((document.name, article.number), 0),
            "figures": figures.get(article.number, 0),
        }

    articles = [fields(article) for article in document.articles]
    return {"document": document.name, "articles": articles, "left_out": list(document.left_out)}


def show(options: argparse.Namespace) -> int:
    """A document, or what stands around one place in it."""
    library = locations.open_to_ask(options.library, locations.setting("library"))
    document = library.document(library.completed(options.document))
    if options.line is not None:
        span = _line(document, options.line)
    elif options.at is None:
        _writer()([("heading", document.name), ("quote", document.text)])
        return 0
    elif 0 <= options.at < len(document.text):
        span = sentence_at(document, options.at)
    else:
        raise InputError(wording.outside(document.name, len(document.text)))
    _writer()(screen.lines_of_context(context_of(document, *span)))
    return 0


def _line(document: Document, number: int) -> tuple[int, int]:
    """(start, end) of the sentences of *document* that stand in a line of its file. Raises InputError."""
    last = document.line(len(document.text))
    if not 1 <= number <= last:
        raise InputError(wording.outside_lines(document.name, last))
    offsets = [offset for offset, _ in document.lines]
    at = max(bisect_right([line for _, line in document.lines], number) - 1, 0)
    start, *after = offsets[at : at + 2] or [0]
    end = len(document.text[: after[0] if after else None].rstrip())
    return sentence_at(document, start)[0], sentence_at(document, max(start, end - 1))[1]


def place(options: argparse.Namespace) -> int:
    """Set the place of an article by hand: wenju place 汇编.txt#2 赣州市."""
    match = _ARTICLE.fullmatch(options.article)
    if match is None:
        raise InputError(wording.WHICH_ARTICLE)
    cluster, library = _cluster(), _to_change(options)
    several = match["number"] is None and len(library.document(match["document"]).articles) > 1
    if several:
        raise InputError(wording.WHICH_ARTICLE)
    article = library.overrule(match["document"], int(match["number"] or 1), options.place)
    _tell([("plain", wording.placed(match["document"], article))])
    _publish(library, cluster)
    return 0


def remove(options: argparse.Namespace) -> int:
    """Take a document out of the user's library."""
    cluster, library = _cluster(), _to_change(options)
    library.remove(options.document)
    _tell([("plain", wording.removed(options.document))])
    _publish(library, cluster)
    return 0


def library(options: argparse.Namespace) -> int:
    """The versions of a library, going back to one, a backup, or sending the one in force to the cluster."""
    if options.action == "versions":
        versions = _to_change(options).versions()
        _writer()([("plain", wording.version(each, newest=each is versions[-1])) for each in versions])
        return 0 if versions else 1
    if options.action == "backup":
        return _backup(options)
    cluster = _cluster()
    if options.action == "index":
        if cluster is None:
            raise BadSetting(wording.NO_INDEX_SET)
        _publish(locations.open_to_ask(options.library, locations.setting("library")), cluster)
        return 0
    kept, line = _restored(options) if options.action == "restore" else _rolled_back(options)
    _tell([("plain", line)])
    _publish(kept, cluster)
    return 0


def _backup(options: argparse.Namespace) -> int:
    """Copy the library to a file."""
    if options.what is None:
        raise InputError(wording.WHICH_BACKUP)
    target = Path(options.what)
    backup.backup(locations.folder_to_change(options.library, locations.setting("library")), target)
    _tell([("plain", wording.backed_up(target))], changed=False)
    return 0


def _restored(options: argparse.Namespace) -> tuple[Library, str]:
    """The library as a backup has it, and what to say of it."""
    if options.what is None:
        raise InputError(wording.WHICH_BACKUP)
    folder = locations.folder_to_change(options.library, locations.setting("library"))
    aside = backup.restore(Path(options.what), folder)
    restored = _to_change(options)
    prepare(restored)
    return restored, wording.restored(len(restored.names()), aside)


def _rolled_back(options: argparse.Namespace) -> tuple[Library, str]:
    """The library as it was in an older version, and what to say of it."""
    kept = _to_change(options)
    if options.what is None or not options.what.isdecimal():
        raise InputError(wording.WHICH_VERSION)
    kept.rollback(int(options.what))
    return kept, wording.rolled_back(int(options.what), len(kept.names()))


def _cluster() -> Cluster | None:
    """The cluster that is set; opened before anything is changed, so that nothing is if none answers."""
    address = locations.setting("index")
    return opened(address) if address else None


def _publish(library: Library, cluster: Cluster | None) -> None:
    """Bring the cluster, if there is one, to the library's version."""
    if cluster is None:
        return
    with _progress(wording.SENDING) as progress:
        try:
            publish(library, cluster, progress)
        except ClusterError as error:
            raise ClusterError(wording.not_published(str(error))) from error
        size = cluster.index(library.version).size
    _tell([("plain", wording.published(size))])


def _to_change(options: argparse.Namespace) -> Library:
    return locations.open_to_change(options.library, locations.setting("library"))


def _writer() -> screen.Write:
    return screen.writer(screen=sys.stdout.isatty())
