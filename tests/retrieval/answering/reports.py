"""Small reports made up for a case: a desk over them, what is asked of it, and what it works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import wording
from bot.conversation import Conversation
from corpus.library.library import Library
from retrieval.answering.finder import Finder
from retrieval.desk import Desk
from retrieval.index.sentences import Sentence
from retrieval.language.terms import RECIPE, words
from retrieval.question.question import Question
from tests.given import table

FILLER = "坚持以人民为中心，全面落实主体责任，健全完善工作机制，持续加强基础保障，" + (
    "深入推进源头治理，着力夯实基层根基，不断提升治理效能，广泛凝聚社会共识，切实维护公平正义，"
    "全力守护群众安宁，扎实开展宣传教育，稳步提高队伍素质，有效回应社会关切，大力弘扬新风正气，"
    "严格规范执法行为，充分发挥各方合力，统筹做好各项工作"
)  # one sentence of which is too long to be shown whole


def desk_over(files: Mapping[str, str], folder: Path) -> Desk:
    """A desk over a library of *files*, name to text, which are written to *folder*."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.in_memory(words=words, recipe=RECIPE)
    report = library.ingest([folder])
    assert report.refused == []
    return Desk(library)


def numbered(texts: str) -> dict[str, str]:
    """*texts*, parted by ¶, each a file with a name of its own."""
    return {f"{n}.txt": text for n, text in enumerate(texts.split("¶"), 1)}


def sentences_of(desk: Desk) -> list[Sentence]:
    """The sentences of all articles, in order."""
    return [s for key in sorted(desk.catalogue.articles) for s in desk.catalogue.sentences(key)]


def read(desk: Desk, turns: str) -> Question:
    """The last of *turns*, parted by →, read after those before it."""
    question = None
    for turn in turns.split("→"):
        question = desk.read(turn, after=question)
    assert question is not None
    return question


def finder_of(desk: Desk) -> Finder:
    return desk._composer.finder


@dataclass(frozen=True)
class Case:
    """Turns asked of files (name to text), the last answer's status, what it must and must not show.

    `status` and `place`, that of all citations, are - where they do not matter.
    """

    name: str
    files: dict[str, str]
    turns: list[str]
    status: str
    must: list[str]
    must_not: list[str]
    place: str


def cases(path: Path) -> list[Case]:
    """The cases of a table, whose columns its first lines tell; a row =name begins a report of that name."""
    begun: dict[str, str] = {}
    found = []
    for name, *cells in table(path):
        if name.startswith("="):
            begun[name[1:]] = cells[0]
            continue
        reports, turns, status, must, must_not, place = cells
        parted = [report.partition(":") for report in reports.split("¶")]
        files = {name: begun.get(name, "") + text for name, _, text in parted}
        wanted, unwanted = (each.split("|") if each != "-" else [] for each in (must, must_not))
        found.append(Case(name, files, turns.split("→"), status, wanted, unwanted, place))
    return found


def failures(case: Case, folder: Path, *, with_notes: bool = False) -> list[str]:
    """How the last answer differs from what the case tells; shown are its statements, or its notes too."""
    conversation = Conversation(desk_over(case.files, folder))
    answer = [conversation.reply(turn) for turn in case.turns][-1]
    told = [*(s.text for s in answer.statements), *wording.table(answer)]
    shown = "\n".join([*told, *(answer.notes if with_notes else ())])
    places = {citation.place for citation in answer.citations}
    return [
        *([f"is {answer.status}"] if case.status not in ("-", answer.status) else []),
        *(f"lacks {each}: {shown}" for each in case.must if each not in shown),
        *(f"shows {each}: {shown}" for each in case.must_not if each in shown),
        *([f"is of {places}"] if case.place != "-" and places != {case.place} else []),
    ]
