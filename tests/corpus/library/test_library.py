"""The library: whole versions, a person's word on a place, and what is kept and worked out anew."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.errors import InputError, UnknownDocument, UnknownPlace
from corpus.library.library import Library
from corpus.library.store import KEPT_VERSIONS
from retrieval.language.terms import RECIPE, words
from tests.benchmarks.synthetic import reports
from tests.given import RAW, cleaned

BLANKED = "平安xx建设工作综述\n\n近年来，xx市坚持以人民为中心，全市共化解矛盾纠纷{n}件，群众满意度达{n}%。\n"


def opened(folder: Path) -> Library:
    return Library.open(folder, words=words, recipe=RECIPE, create=True)


def state(library: Library) -> str:
    """All that a reader can see, in one string."""
    articles = [(d.name, d.text, [repr(a) for a in d.articles]) for d in library.documents()]
    return json.dumps([library.version, articles, [repr(p) for p in library.passages()]], ensure_ascii=False)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in reports(6, size=800, seed=3):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_removing_and_taking_in_again_leaves_no_trace(files: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    library.ingest([files])
    before = state(library)
    library.remove("00003.txt")
    assert state(library) != before
    assert library.names() == ["00000.txt", "00001.txt", "00002.txt", "00004.txt", "00005.txt"]
    library.ingest([files / "00003.txt"])
    assert state(library) == before


def test_only_the_changed_file_is_taken_in_again(files: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    library.ingest([files])
    (files / "00002.txt").write_text("某地平安建设工作综述\n\n全文已改，共化解纠纷12件。\n", encoding="utf-8")
    report = library.ingest([files])
    assert (report.added, report.changed, len(report.unchanged)) == ([], ["00002.txt"], 5)
    assert [document.name for document in report.documents] == ["00002.txt"]
    assert "全文已改" in library.text("00002.txt")


def test_a_dry_run_reports_the_same_and_stores_nothing(files: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    empty = state(library)
    dry = library.ingest([files], dry=True)
    assert state(library) == empty
    wet = library.ingest([files])
    assert (dry.added, dry.passages, dry.documents) == (wet.added, wet.passages, wet.documents)


def test_rolling_back_brings_the_older_documents_back(files: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    library.ingest([files / "00000.txt"])
    first = state(library)
    library.ingest([files])
    library.rollback(1)
    assert state(library) == first
    assert [version.documents for version in library.versions()] == [1, 6, 1]
    with pytest.raises(InputError, match="没有版本 9"):
        library.rollback(9)


def test_a_place_set_by_hand_stays_when_the_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "综述.txt"
    file.write_text(BLANKED.format(n=81), encoding="utf-8")
    library = opened(tmp_path / "library")
    library.ingest([file])
    assert library.document("综述.txt").articles[0].place is None
    article = library.overrule("综述.txt", 1, "赣州市")
    assert (article.place and article.place.full, article.basis) == ("江西省赣州市", "stated")
    file.write_text(BLANKED.format(n=97), encoding="utf-8")
    library.ingest([file])
    again = library.document("综述.txt").articles[0]
    assert (again.place, again.basis) == (article.place, "stated")


TWO_YEARS = """泉州市2022年禁毒工作报告

2022年，泉州市共破获毒品案件120起，抓获犯罪嫌疑人150名。

泉州市2023年禁毒工作报告

2023年，泉州市共破获毒品案件98起，抓获犯罪嫌疑人110名。
"""


def named_places(library: Library) -> list[str | None]:
    """The places of the articles of the only document."""
    (document,) = library.documents()
    return [article.place.name if article.place else None for article in document.articles]


def two_years(tmp_path: Path, text: str = TWO_YEARS) -> Library:
    """A library of one document, the reports of two years on one template."""
    (tmp_path / "两年.txt").write_text(text, encoding="utf-8")
    library = opened(tmp_path / "library")
    library.ingest([tmp_path / "两年.txt"])
    return library


@pytest.mark.parametrize(
    ("text", "number", "places"),
    [
        (TWO_YEARS, 1, ["福州市", "泉州市"]),
        (TWO_YEARS, 2, ["泉州市", "福州市"]),
        (TWO_YEARS.replace("2022年禁", "2023年禁"), 1, ["福州市", "泉州市"]),
        (TWO_YEARS.replace("2022年禁", "2023年禁"), 2, ["泉州市", "福州市"]),
    ],
)
def test_a_place_set_by_hand_is_for_one_of_two_articles_that_begin_alike(
    text: str, number: int, places: list[str], tmp_path: Path
) -> None:
    library = two_years(tmp_path, text)
    library.overrule("两年.txt", number, "福州市")
    assert named_places(library) == places
    (tmp_path / "两年.txt").write_text(text.replace("150名", "151名"), encoding="utf-8")
    assert library.ingest([tmp_path / "两年.txt"]).changed == ["两年.txt"]
    assert named_places(library) == places


def test_a_place_set_by_hand_stays_with_its_article_when_others_come_before_it(tmp_path: Path) -> None:
    later = TWO_YEARS[TWO_YEARS.index("泉州市2023年") :]
    library = two_years(tmp_path, later)
    library.overrule("两年.txt", 1, "福州市")
    two_years(tmp_path)
    assert named_places(library) == ["泉州市", "福州市"]
    two_years(tmp_path, later.replace("禁毒工作报告", "禁毒工作总结"))
    assert named_places(library) == ["福州市"]


def test_a_place_that_an_older_program_kept_without_a_title_still_counts(tmp_path: Path) -> None:
    library = two_years(tmp_path)
    with library._store.transaction():
        kept = {"两年.txt\t年泉州市共破获毒品案件起抓获犯罪嫌疑人名": "福建省 福州市"}
        library._change(library._store.members(), kept, "指定")
    assert named_places(library) == ["福州市", "福州市"]
    library.overrule("两年.txt", 1, "泉州市")
    assert named_places(library) == ["泉州市", "福州市"]


@pytest.mark.parametrize(
    ("document", "number", "place", "error"),
    [
        ("没有.txt", 1, "赣州市", UnknownDocument),
        ("综述.txt", 7, "赣州市", InputError),
        ("综述.txt", 1, "大屿市", UnknownPlace),
        ("综述.txt", 1, "鼓楼区", UnknownPlace),
        ("综述.txt", 1, "我不是大理州的人", UnknownPlace),
    ],
)
def test_a_place_that_cannot_be_set_changes_nothing(
    document: str, number: int, place: str, error: type[Exception], tmp_path: Path
) -> None:
    file = tmp_path / "综述.txt"
    file.write_text(BLANKED.format(n=81), encoding="utf-8")
    library = opened(tmp_path / "library")
    library.ingest([file])
    before = state(library)
    with pytest.raises(error):
        library.overrule(document, number, place)
    assert state(library) == before


def test_a_reader_sees_one_version_while_another_is_made(files: Path, tmp_path: Path) -> None:
    reader, writer = opened(tmp_path / "library"), opened(tmp_path / "library")
    writer.ingest([files / "00000.txt"])
    with reader.snapshot():
        version, names = reader.version, reader.names()
        writer.ingest([files])
        assert (reader.version, reader.names()) == (version, names)
        assert {passage.document for passage, _ in reader.passages()} == {"00000.txt"}
    assert (reader.version, len(reader.names())) == (writer.version, 6)


def test_files_taken_in_one_by_one_are_cut_as_if_taken_in_together(tmp_path: Path) -> None:
    """A titled article cuts an untitled compilation where the same one begins, whichever comes first."""
    if not RAW.is_dir():
        pytest.skip("the folder shared is not beside the project")
    together, one_by_one = opened(tmp_path / "together"), opened(tmp_path / "one by one")
    together.ingest([RAW])
    for file in sorted(RAW.glob("*.txt"), reverse=True):
        one_by_one.ingest([file])
    assert state(one_by_one) == state(together)


def test_every_line_broken_in_mid_sentence_is_whole_again() -> None:
    """A raw file without headings: each of its lines that ends open goes on in the next."""
    if not RAW.is_dir():
        pytest.skip("the folder shared is not beside the project")
    (file,) = RAW.glob("001_*.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    body = lines[: next(n for n, line in enumerate(lines) if line.startswith("微信扫一扫"))]
    text = cleaned("\n".join(body)).text
    broken = [(a, b) for a, b in pairwise(body) if a and b and a[-1] not in "。！？”…:：;；"]
    assert len(broken) >= 20
    assert [a[-12:] + "|" + b[:6] for a, b in broken if a[-12:] + b[:6] not in text] == []


def test_a_change_is_taken_back_and_made_again(files: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    assert library.undo() is None
    library.ingest([files / "00001.txt"])
    first = state(library)
    library.ingest([files / "00002.txt"])
    second = state(library)
    undone = library.undo()
    assert undone is not None
    assert undone.note == "收入 1 个，更新 0 个"
    assert state(library) == first
    library.undo()
    assert state(library) == second


def test_the_first_change_of_a_library_can_be_taken_back(files: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    library.ingest([files])
    assert library.undo() is not None
    assert library.names() == []
    library.undo()
    assert len(library.names()) == 6


def test_a_file_sent_again_from_another_folder_takes_the_place_of_the_one_before(
    files: Path, tmp_path: Path
) -> None:
    library = opened(tmp_path / "library")
    for number, source in enumerate(("00001.txt", "00002.txt", "00002.txt")):
        sent = tmp_path / f"sent-{number}"
        sent.mkdir()
        (sent / "汇编.txt").write_bytes((files / source).read_bytes())
        report = library.ingest([sent / "汇编.txt"], below=sent)
        outcome = [report.added, report.changed, report.unchanged]
        assert outcome == [["汇编.txt"] if n == number else [] for n in range(3)]
    assert library.names() == ["汇编.txt"]
    report = library.ingest([sent / "汇编.txt"])
    assert report.added == ["sent-2/汇编.txt"]


def test_texts_that_no_version_kept_holds_are_gone(tmp_path: Path) -> None:
    library = opened(tmp_path / "library")
    (tmp_path / "stays.txt").write_text(BLANKED.format(n="很多"), encoding="utf-8")
    library.ingest([tmp_path / "stays.txt"])
    digests = []
    for n in range(KEPT_VERSIONS + 2):
        (tmp_path / "综述.txt").write_text(BLANKED.format(n=n), encoding="utf-8")
        library.ingest([tmp_path / "综述.txt"])
        digests.append(library.digests()["综述.txt"])
    (tmp_path / "综述.txt").write_text(BLANKED.format(n=3), encoding="utf-8")  # as it was, and is to stay
    library.ingest([tmp_path / "综述.txt"])
    kept = {digest for digest in digests if library.holding("纠纷") & {digest}}
    assert kept == set(digests[3:])
    assert library.digests()["stays.txt"] in library.holding("纠纷")


@pytest.mark.parametrize(
    ("name", "text", "place", "basis"),
    [
        ("道县小结.txt", "今年上半年工作小结\n\n共化解矛盾纠纷83起。", "道县", "hint"),
        ("道县小结.txt", "沅江市今年上半年工作小结\n\n全市共化解矛盾纠纷83起。", "沅江市", "stated"),
        ("道县和江永县小结.txt", "今年上半年工作小结\n\n共化解矛盾纠纷83起。", None, "undecided"),
        ("小结.txt", "今年上半年工作小结\n\n共化解矛盾纠纷83起。", None, "undecided"),
    ],
)
def test_a_file_s_name_gives_the_place_of_which_its_text_says_nothing(
    name: str, text: str, place: str | None, basis: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    library = opened(tmp_path / "library")
    library.ingest([tmp_path / name])
    assert named_places(library) == [place]
    assert [article.basis for article in library.document(name).articles] == [basis]
