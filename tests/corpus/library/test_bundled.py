"""The bundled documents: whole, their own words, and no more than the sources give."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from corpus.places.gazetteer import chain_of, gazetteer
from corpus.text import frontmatter, masking
from corpus.text.frontmatter import FrontMatter
from tests.given import DOCUMENTS, EVAL, RAW, needs_shared, rows, squeezed

FILES = sorted(DOCUMENTS.glob("*.md"))
MASKED_SECTION = "原文隐去的数字"
# Which document tells of which article of the sources.
TOLD_IN = {
    "000-1": "庆阳市", "000-2": "赣州市", "000-3": "大理白族自治州", "000-4": "沁阳市",
    "001-1": "青海省", "001-2": "宁夏回族自治区", "001-3": "云南省", "001-4": "大理白族自治州",
    "001-5": "玉林市", "001-6": "濮阳市", "001-7": "赣州市", "001-8": "庆阳市", "001-9": "陇南市",
    "002-1": "某市公安局（地名隐去）", "002-2": "某县公安局（河南省）", "002-3": "铁路街道（地名隐去）",
    "002-4": "某县人民法院（陕西省）", "002-5": "某县医疗保障局（广东省）",
    "003-1": "黄冈市", "004-1": "某县政法委（甘肃省）",
}  # fmt: skip
# Values that do not stand as they are listed: by whose rule, and how they stand instead.
INSTEAD = {
    "韦智、黄墁、叶东等十名": "十名",  # persons are counted, not named
    "“7/东”等重大案件": "",  # the source is damaged where the case's name stands
    "《XX省矛盾纠纷多元化解条例》": "《云南省矛盾纠纷多元化解条例》",  # a blank mark for the inferred place
    "XX县县域社会治理现代化2020——2022年工作实施方案": "县域社会治理现代化2020——2022年工作实施方案",
}
COPIED = 40  # characters that no sentence of its own shares with another by chance
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|‘[^’]*’|「[^」]*」")


def parts(path: Path) -> tuple[FrontMatter, str]:
    matter, body = frontmatter.split(path.read_text(encoding="utf-8"), path.name)
    assert matter is not None
    return matter, body


def body_without_masked_section(path: Path) -> str:
    """The text of a document but for the section that says what the source blanks out."""
    sections = re.split(r"^(?=## )", parts(path)[1], flags=re.MULTILINE)
    return "".join(section for section in sections if not section.startswith(f"## {MASKED_SECTION}"))


def test_there_is_one_document_an_article() -> None:
    assert [path.stem for path in FILES] == sorted(set(TOLD_IN.values()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_front_matter_is_complete(path: Path) -> None:
    matter, _ = parts(path)
    absent = {name for name in ("title", "place", "level", "organ", "period") if not getattr(matter, name)}
    assert absent <= {"organ"}
    assert bool(absent) == ("\norgan: 未注明\n" in path.read_text(encoding="utf-8"))
    assert matter.basis in ("stated", "inferred", "hint", "undecided")
    assert bool(matter.evidence) or matter.basis in ("undecided", "stated")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_place_is_one_of_the_gazetteer_or_an_unnamed_one_in_it(path: Path) -> None:
    matter, _ = parts(path)
    place = chain_of(matter.place or "")
    assert " ".join(each.name for each in place.chain) == matter.place
    named = place.parent if place.name.startswith("某") else place
    assert named is None or named in gazetteer().named(named.name)
    assert (named is None) == (matter.basis == "undecided")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_text_is_in_sections_and_every_section_says_something(path: Path) -> None:
    _, body = parts(path)
    head, *sections = re.split(r"^## ", body, flags=re.MULTILINE)
    assert head.strip() == ""
    assert len(sections) >= 3
    assert [section for section in sections if len(section.partition("\n")[2].strip()) < 20] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_masked_is_listed_and_told_in_a_section_of_its_own(path: Path) -> None:
    matter, body = parts(path)
    assert (f"## {MASKED_SECTION}" in body) == bool(matter.masked)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_mark_of_blanking_stands_for_a_figure_or_a_name(path: Path) -> None:
    text = body_without_masked_section(path)
    marks = re.findall(r"(?<![A-Za-z+])[xX＊*×]{2,}(?![A-Za-z])", text)
    names = [mark for mark in masking.NAME.findall(text) if mark != "某"]
    assert (masking.FIGURE.findall(text), names, marks) == ([], [], [])


@needs_shared
def test_every_figure_given_in_a_source_stands_in_the_document_of_its_place() -> None:
    given = [fact for fact in rows(EVAL / "figures.jsonl") if not fact["masked"]]
    texts = {
        name: squeezed((DOCUMENTS / f"{name}.md").read_text(encoding="utf-8")) for name in TOLD_IN.values()
    }
    lacking = [
        (fact["id"], fact["indicator"], fact["value"])
        for fact in given
        if squeezed(INSTEAD.get(str(fact["value"]), str(fact["value"])))
        not in texts[TOLD_IN[fact["article"]]]
    ]
    assert len(given) > 250
    assert lacking == []


@needs_shared
def test_no_advertising_stands_in_a_document() -> None:
    selling = json.loads((EVAL / "boilerplate.json").read_text(encoding="utf-8"))["forbidden_substrings"]
    texts = {path.stem: squeezed(path.read_text(encoding="utf-8")) for path in FILES}
    assert [(name, each) for name, text in texts.items() for each in selling if squeezed(each) in text] == []


@needs_shared
def test_no_sentence_of_a_source_stands_in_a_document() -> None:
    """No run of COPIED characters is shared, quotations and titles in marks and enumerations (、) aside."""
    raw = squeezed("".join(path.read_text(encoding="utf-8") for path in sorted(RAW.glob("*.txt"))))
    runs = {raw[i : i + COPIED] for i in range(len(raw) - COPIED + 1)}
    copied = [
        (path.stem, piece[i : i + COPIED])
        for path in FILES
        for piece in map(squeezed, re.split(r"[、\n]", _QUOTED.sub("\n", parts(path)[1])))
        for i in range(len(piece) - COPIED + 1)
        if piece[i : i + COPIED] in runs
    ]
    assert copied == []


@needs_shared
def test_no_private_person_is_named() -> None:
    """Names are read from what is known of the sources: 市长某某某, 等十名, and residents in the notes."""
    articles = json.loads((EVAL / "articles.json").read_text(encoding="utf-8"))
    known = "\n".join(
        [*(e for a in articles for e in a["inference_evidence"]), *(a.get("note", "") for a in articles)]
    )
    names = set(re.findall(r"(?:书记|市长|州长|县长)([\u4e00-\u9fff]{3})(?=[、（，。]|市长)", known))
    for found in re.findall(r"里是((?:[\u4e00-\u9fff]{2,3}、)+[\u4e00-\u9fff]{2,3})[）)]", known):
        names |= set(found.split("、"))
    for fact in rows(EVAL / "figures.jsonl"):
        if counted := re.fullmatch(
            r"((?:[\u4e00-\u9fff]{2,3}、)+[\u4e00-\u9fff]{2,3})等[一二三四五六七八九十]+名",
            str(fact["value"]),
        ):
            names |= set(counted.group(1).split("、"))
    assert len(names) >= 6
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FILES}
    assert [(name, where) for where, text in texts.items() for name in sorted(names) if name in text] == []
