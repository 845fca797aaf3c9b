"""Index files: stored beside the library, copied where nothing changed, rebuilt when they are of no use."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from corpus.library.library import Library
from corpus.library.union import Joint
from corpus.places.gazetteer import gazetteer
from retrieval.desk import Desk
from retrieval.index import arrays, files
from retrieval.index.arrays import Arrays
from retrieval.index.build import index_arrays
from retrieval.index.files import FOLDER, opened
from retrieval.index.fuzzy import Used
from retrieval.index.sentence_context import read
from retrieval.language.terms import RECIPE, words
from tests.given import DOCUMENTS
from tests.retrieval.index.changes import CHANGES, change

ASKED = "大理州扫黑除恶成果"
YULIN = (
    "玉林市平安建设综述\n\n"
    "2021年以来，玉林市共化解矛盾纠纷{n}件，群众安全感满意度达98.6%，荣获“桂东卫士”称号。\n"
)
# Builds the index of a library over and over, each replacing the one before.
MAKING = """
import sys
from pathlib import Path
from corpus.library.library import Library
from retrieval.index import files
from retrieval.language.terms import RECIPE, words

def unreadable(path):
    raise files.Damaged

files.Mapped = unreadable
library = Library.open(Path(sys.argv[1]), words=words, recipe=RECIPE)
print("on", flush=True)
while True:
    files.prepare(library)
"""


def answered(desk: Desk, question: str = ASKED) -> list[tuple[str, str]]:
    return [(c.document, c.quote) for c in desk.answer(desk.read(question)).citations]


def arrays_of(library: Library) -> Arrays:
    source = Joint(library).again()
    with source.snapshot():
        return opened(source)


def indexes(library: Library) -> list[Path]:
    assert library.folder is not None
    return sorted((library.folder / FOLDER).glob("*"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of three documents, one of them a copy."""
    made = Library.open(tmp_path / "library", words=words, recipe=RECIPE, create=True)
    text = YULIN.format(n=4321) + "玉林市打掉涉黑组织8个，破获案件1754起，查封涉案资产7.16亿元。\n" * 3
    (tmp_path / "玉林.txt").write_text(text, encoding="utf-8")
    blanked = text.translate(str.maketrans("0123456789", "xxxxxxxxxx"))
    (tmp_path / "同文.txt").write_text(blanked, encoding="utf-8")
    made.ingest([DOCUMENTS / "大理白族自治州.md", tmp_path / "玉林.txt", tmp_path / "同文.txt"])
    yield made
    made.close()


@pytest.fixture
def expected(library: Library) -> list[tuple[str, str]]:
    found = answered(Desk(library))
    assert found
    return found


def test_an_index_is_built_once(library: Library, expected: list[Any]) -> None:
    (folder,) = indexes(library)
    before = (folder / arrays.BODY).stat()
    assert answered(Desk(library)) == expected
    assert indexes(library) == [folder]
    assert (folder / arrays.BODY).stat() == before


def test_a_new_document_is_found_and_a_removed_one_is_not(library: Library, tmp_path: Path) -> None:
    first = Desk(library)
    path = tmp_path / "赣州.txt"
    path.write_text(YULIN.replace("玉林", "赣州").format(n=777), encoding="utf-8")
    library.ingest([path])
    asked = "赣州市化解矛盾纠纷多少件"
    assert [name for name, _ in answered(Desk(library), asked)] == ["赣州.txt"]
    library.remove("赣州.txt")
    assert answered(Desk(library), asked) == []
    assert answered(first, asked) == []
    assert answered(first) == answered(Desk(library))


@pytest.mark.parametrize("changed", ["added before", "added after", "removed", "read again", "placed", "all"])
def test_what_is_copied_is_what_would_be_read(changed: str, library: Library, tmp_path: Path) -> None:
    arrays_of(library)
    name = {"added before": "a.txt", "added after": "黿.txt"}.get(changed)
    if name or changed == "all":
        (tmp_path / (name or "b.txt")).write_text(
            YULIN.replace("玉林", "赣州").format(n=777), encoding="utf-8"
        )
        library.ingest([tmp_path / (name or "b.txt")])
    if changed in ("removed", "all"):
        library.remove("同文.txt")
    if changed in ("read again", "all"):
        (tmp_path / "玉林.txt").write_text(YULIN.format(n=1), encoding="utf-8")
        library.ingest([tmp_path / "玉林.txt"])
    if changed in ("placed", "all"):
        library.overrule("玉林.txt", 1, "昆明市")
    source = Joint(library).again()
    with source.snapshot():
        there, rebuilt = opened(source), Arrays(index_arrays(source, None), {})
    assert there.all().keys() == rebuilt.all().keys()
    for key, array in there.all().items():
        assert array.dtype == rebuilt[key].dtype, key
        assert array.tobytes() == rebuilt[key].tobytes(), key


@given(CHANGES)
def test_changes_lead_to_the_index_that_is_built_at_once(made: list[tuple[Any, ...]]) -> None:
    library, held = Library.in_memory(words=words, recipe=RECIPE), None
    with tempfile.TemporaryDirectory() as folder:
        for each in made:
            change(library, Path(folder), *each)
            source = Joint(library)
            held, rebuilt = (Arrays(index_arrays(source, before), {}) for before in (held, None))
            for name, array in rebuilt.all().items():
                assert (array.dtype, array.tolist()) == (held[name].dtype, held[name].tolist()), name


def test_only_what_changed_is_read_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays_of(library)
    (tmp_path / "a.txt").write_text(YULIN.replace("玉林", "赣州").format(n=777), encoding="utf-8")
    library.ingest([tmp_path / "a.txt"])
    read: list[str] = []
    text = Joint.text
    monkeypatch.setattr(
        Joint, "text", lambda self, number, digest: read.append(digest) or text(self, number, digest)
    )
    arrays_of(library)
    assert read == [library.digests()["a.txt"]]


def test_only_two_indexes_are_kept(library: Library, tmp_path: Path) -> None:
    for n in range(4):
        arrays_of(library)
        (tmp_path / "a.txt").write_text(YULIN.format(n=n), encoding="utf-8")
        library.ingest([tmp_path / "a.txt"])
    arrays_of(library)
    assert len(indexes(library)) == files.KEPT


@pytest.mark.parametrize("name", [arrays.HEAD, arrays.BODY])
@pytest.mark.parametrize("part", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_damaged_index_is_rebuilt(name: str, part: float, library: Library, expected: list[Any]) -> None:
    (folder,) = indexes(library)
    data = bytearray((folder / name).read_bytes())
    sound = bytes(data)
    for at in range(int(part * len(data)), min(len(data), int(part * len(data)) + 40)):
        data[at] ^= 255
    (folder / name).write_bytes(data)
    assert answered(Desk(library)) == expected
    assert (folder / name).read_bytes() == sound


@pytest.mark.parametrize("name", [arrays.HEAD, arrays.BODY, ""])
def test_a_missing_file_is_rebuilt(name: str, library: Library, expected: list[Any]) -> None:
    (folder,) = indexes(library)
    if name:
        (folder / name).unlink()
    else:
        shutil.rmtree(folder)
    assert answered(Desk(library)) == expected
    assert sorted(path.name for path in folder.iterdir()) == sorted([arrays.HEAD, arrays.BODY])


def test_many_threads_that_find_an_index_damaged_are_all_answered(
    library: Library, expected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder,) = indexes(library)
    shutil.rmtree(folder)
    monkeypatch.setattr(arrays, "BLOCK", 64)  # so that what a question reads is not checked on opening
    desk = Desk(library)
    head = json.loads((folder / arrays.HEAD).read_bytes()[8:])
    _, at, length = head["arrays"]["sentences"]
    with (folder / arrays.BODY).open("r+b") as body:
        body.seek(at)
        body.write(bytes(length))
    together = threading.Barrier(8)

    def ask(_: int) -> list[tuple[str, str]]:
        together.wait(30)
        return answered(desk)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [expected] * 8


def test_an_index_of_another_recipe_is_not_copied(
    library: Library, expected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = indexes(library)
    monkeypatch.setattr(files, "FORMAT", 0)
    monkeypatch.setattr("retrieval.index.build._Previous", None)  # copying anything would fail
    assert answered(Desk(library)) == expected
    assert len(indexes(library)) == 2
    assert old in indexes(library)


def test_where_nothing_can_be_written_it_is_made_in_memory(library: Library, expected: list[Any]) -> None:
    assert library.folder is not None
    shutil.rmtree(library.folder / FOLDER)
    (library.folder / FOLDER).write_text("a file where the folder would be")
    assert answered(Desk(library)) == expected


def test_a_library_in_memory_is_asked(tmp_path: Path) -> None:
    made = Library.in_memory(words=words, recipe=RECIPE)
    assert answered(Desk(made)) == []
    made.ingest([DOCUMENTS / "大理白族自治州.md"])
    desk = Desk(made)
    made.close()
    assert answered(desk)


def test_a_desk_answers_on_when_its_library_is_closed_and_changed(library: Library, tmp_path: Path) -> None:
    assert library.folder is not None
    other = Library.open(library.folder, words=words, recipe=RECIPE)
    desk = Desk(other)
    other.close()
    library.remove("大理白族自治州.md")
    Desk(library)
    shutil.rmtree(library.folder / FOLDER)
    assert answered(desk)


def test_what_was_left_half_made_is_taken_away(library: Library) -> None:
    assert library.folder is not None
    folder = library.folder / FOLDER
    fresh, old = folder / "making-1", folder / "making-2"
    fresh.mkdir(parents=True)
    old.mkdir()
    os.utime(old, (time.time() - 2 * files.ABANDONED,) * 2)
    arrays_of(library)
    assert fresh.is_dir()
    assert not old.exists()


def test_two_libraries_have_an_index_of_their_own(library: Library, tmp_path: Path) -> None:
    other = Library.open(tmp_path / "other", words=words, recipe=RECIPE, create=True)
    (tmp_path / "赣州.txt").write_text(YULIN.replace("玉林", "赣州").format(n=777), encoding="utf-8")
    other.ingest([tmp_path / "赣州.txt"])
    for _ in range(2):
        desk = Desk(library, other)
        assert [name for name, _ in answered(desk, "赣州市化解矛盾纠纷多少件")] == ["赣州.txt"]
        assert answered(desk)
        assert desk.catalogue.copies == {("玉林.txt", 1): [("同文.txt", 1)]}
    assert answered(Desk(other)) == []
    assert len(indexes(other)) == 2
    assert not indexes(library)


def test_a_name_in_quotation_marks_is_known_to_the_speller(library: Library) -> None:
    found = Desk(library).catalogue.similar_words().sounding(["贵东卫士"])
    assert found == {"贵东卫士": [Used("桂东卫士", 2, 2)]}  # of a copy too, as it was


def test_an_article_names_the_places_in_its_own(library: Library) -> None:
    catalogue = Desk(library).catalogue
    (heqing,) = gazetteer().named("鹤庆县")
    scope = catalogue.scopes((heqing,))[0]
    assert (scope.kind, scope.articles) == ("mentioned", (("大理白族自治州.md", 1),))


@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.9, 1.2, 1.6])
def test_a_process_killed_while_it_builds_an_index_leaves_nothing_that_harms(
    seconds: float, library: Library
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", MAKING, str(library.folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stdout.close()
    process.stderr.close()
    assert process.returncode == -signal.SIGKILL
    assert answered(Desk(library))
    source = Joint(library).again()
    with source.snapshot():
        there, rebuilt = opened(source), Arrays(index_arrays(source, None), {})
    assert all(np.array_equal(array, rebuilt[name]) for name, array in there.all().items())


def test_the_sentences_kept_are_those_read_from_the_text(desk: Desk) -> None:
    catalogue = desk.catalogue
    assert len(catalogue.articles) > 10
    for key, article in catalogue.articles.items():
        expected = list(read(key[0], catalogue.documents[key[0]].text, article))
        assert list(catalogue.sentences(key)) == expected


def test_the_sentences_of_some_passages_are_those_between_their_ends(desk: Desk) -> None:
    hits = desk._composer.finder.gathering.index.search(["扫黑", "除恶"], limit=20)
    assert len(hits) == 20
    for passage in (hit.passage for hit in hits):
        key = passage.document, passage.article
        every = desk.catalogue.sentences(key)
        expected = [each for each in every if passage.start <= each.start < passage.end]
        assert desk.catalogue.sentences_at(key, [passage.start]) == expected != []
