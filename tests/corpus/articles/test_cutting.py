"""Cutting loses nothing: from a file's text to articles and passages, and back to the file's lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import cutting, headings, splitting
from corpus.document import Article, Document, Passage
from corpus.text import cleaning, frontmatter
from corpus.text.sentences import sentences
from retrieval.desk import Desk
from tests.given import DOCUMENTS, EVAL, RAW, cleaned, cut_alone, needs_shared, table

BUNDLED = sorted(DOCUMENTS.glob("*.md"))
SOURCES = [*BUNDLED, *(sorted(RAW.glob("*.txt")) if RAW.is_dir() else ())]
LONGEST = 300  # characters of a passage, unless it is one sentence
BEGINNING = 8  # characters of a passage that are looked up in the file
UNDECIDED = {"000-4", "001-6"}  # they name no place below their own


def cut(text: str, name: str = "a.txt") -> Document:
    """*text* cleaned and cut, as a library does it with one document."""
    matter, body = frontmatter.split(text, name)
    clean, lines, *_ = cleaned(body)
    articles = cut_alone(clean, matter)
    return Document(name, clean, "", lines, tuple(articles))


def passages(document: Document, article: Article) -> list[Passage]:
    return [passage for passage, _ in cutting.passages(document.name, document.text, article)]


def dropped(text: str, article: Article, kept: list[Passage]) -> Iterator[str]:
    """The lines, or parts of lines, of *article* that no passage holds."""
    at = article.start
    for passage in [*kept, None]:
        end = passage.start if passage else article.end
        gap = text[at:end]
        yield from (line.strip() for line in gap.split("\n") if line.strip())
        at = passage.end if passage else end


def check(document: Document) -> None:
    """Everything that cutting promises, of one document."""
    text = document.text
    spans = [(article.start, article.end) for article in document.articles]
    assert spans == sorted(spans)
    assert [a for (_, a), (b, _) in pairwise(spans) if b < a] == []
    assert [article.number for article in document.articles] == list(range(1, len(spans) + 1))
    for article in document.articles:
        kept = passages(document, article)
        edges = [edge for passage in kept for edge in (passage.start, passage.end)]
        assert edges == sorted(edges)
        assert all(article.start <= edge <= article.end for edge in edges)
        lines = text[article.start : article.end].split("\n")
        alone = {
            line.strip() for line in lines if line.strip() and headings.heading(line.strip()) is not None
        }
        assert [piece for piece in dropped(text, article, kept) if piece not in alone] == []
        long = [
            p for p in kept if p.end - p.start > LONGEST and len(list(sentences(text, p.start, p.end))) > 1
        ]
        assert long == []
        assert [p for p in kept if text[p.start : p.end] != text[p.start : p.end].strip()] == []


def check_lines(document: Document, source: str) -> None:
    """Each passage begins in the line of *source* that the document says it does."""
    marks = cleaning.MARKER.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [re.sub(r"\s", "", line).replace("D", "党") for line in marks.split("\n")]
    for article in document.articles:
        for passage in passages(document, article):
            number = document.line(passage.start)
            beginning = re.sub(r"\s", "", document.text[passage.start : passage.start + BEGINNING])
            # A line joined to the one before may break within the beginning.
            following = [line for line in lines[number : number + 12] if line][:6]
            # … and advertising between the two, a line or several, is left out.
            joined = [[*following[:i], *following[j:]] for i in range(6) for j in range(i, 6)]
            found = (
                "".join([lines[number - 1], *rest]).find(beginning.replace("D", "党")) for rest in joined
            )
            at = next((at for at in found if at >= 0), -1)
            assert 0 <= at < len(lines[number - 1]), (
                f"line {number}: {beginning} not in {lines[number - 1][:40]}"
            )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:8])
def test_cutting_a_file_loses_nothing_and_leads_back_to_its_lines(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    document = cut(source, path.name)
    assert document.articles
    check(document)
    check_lines(document, source)


def test_cutting_a_library_loses_nothing(desk: Desk) -> None:
    for document in desk.catalogue.documents.values():
        check(document)
        check_lines(document, (DOCUMENTS / document.name).read_text(encoding="utf-8"))


@needs_shared
def test_cutting_the_raw_files_together_loses_nothing(raw_desk: Desk) -> None:
    for document in raw_desk.catalogue.documents.values():
        check(document)
        check_lines(document, (RAW / document.name).read_text(encoding="utf-8"))


WORDS = st.one_of(
    st.sampled_from(["全市", "共打掉", "涉黑组织8个", "满意率为99.2%", "大理州", "我市", "该省", "近年来"]),
    st.sampled_from(["“枫桥经验”", "（试行）", "《条例》", "xx人", "2021年", "保驾护航", "D建", "，，"]),
)
SENTENCES = st.builds(
    lambda words, mark: "".join(words) + mark,
    st.lists(WORDS, min_size=1, max_size=30),
    st.sampled_from(["。", "；", "！", "", "，", "。”", "？", ":"]),
)
HEADINGS = st.sampled_from(
    [
        "一、坚持党建引领",
        "（二）强化治理。",
        "## 扫黑除恶",
        "平安建设工作综述",
        "1.打击犯罪",
        "目录",
        "2.平安建设综述（公安）",
    ]
)
BLANKS = st.sampled_from(
    ["", "", "　", "##paidbegin##", "微信扫一扫在手机阅读", "【某素材库】会员群、网盘每日更新"]
)
LINES = st.one_of(st.lists(SENTENCES, min_size=1, max_size=8).map("".join), HEADINGS, BLANKS)
FILES = st.lists(LINES, min_size=1, max_size=40).map("\n".join)


@given(FILES)
def test_cutting_a_made_up_report_loses_nothing_and_leads_back_to_its_lines(source: str) -> None:
    document = cut(source)
    check(document)
    check_lines(document, source)


@given(st.text(max_size=400))
def test_cutting_any_text_loses_nothing(source: str) -> None:
    check(cut(source))


@given(st.text(alphabet="ab。！？；“”（）\n 1", max_size=200))
def test_sentences_are_in_order_and_hold_every_character_that_is_not_blank(text: str) -> None:
    spans = list(sentences(text))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def expected() -> list[dict[str, object]]:
    return json.loads((EVAL / "articles.json").read_text(encoding="utf-8")) if EVAL.is_dir() else []  # type: ignore[no-any-return]


def found(raw_desk: Desk) -> dict[str, tuple[Document, Article]]:
    """The articles of files 000 and 001 by the names the expectations give them: 001-4."""
    return {
        f"{name[:3]}-{article.number}": (document, article)
        for name, document in raw_desk.catalogue.documents.items()
        for article in document.articles
        if name[:3] in ("000", "001")
    }


@needs_shared
def test_the_compilations_hold_the_articles_that_are_expected(raw_desk: Desk) -> None:
    assert list(found(raw_desk)) == [each["id"] for each in expected()]


@needs_shared
@pytest.mark.parametrize("each", expected(), ids=lambda each: each["id"])
def test_an_article_begins_and_ends_in_the_expected_lines(each: dict[str, object], raw_desk: Desk) -> None:
    document, article = found(raw_desk)[str(each["id"])]
    source = (RAW / document.name).read_text(encoding="utf-8").split("\n")
    numbers = range(int(str(each["start_line"])), int(str(each["end_line"])) + 1)
    body = [n for n in numbers if source[n - 1].strip() and source[n - 1].strip() != each["title"]]
    first, last = document.line(article.start), document.line(article.end - 1)
    assert abs(first - body[0]) <= 1, f"begins in {first}, not {body[0]}"
    assert abs(last - body[-1]) <= 1, f"ends in {last}, not {body[-1]}"


@needs_shared
@pytest.mark.parametrize("each", expected(), ids=lambda each: each["id"])
def test_an_article_has_the_expected_place_or_none(each: dict[str, object], raw_desk: Desk) -> None:
    _, article = found(raw_desk)[str(each["id"])]
    if each["id"] in UNDECIDED and article.place is None:
        assert article.basis == "undecided"
        return
    assert article.place is not None
    assert article.place.full == str(each["place_inferred"]).split("（")[0]
    assert article.basis == ("stated" if each["inference_strength"] == "named" else "inferred")


@needs_shared
def test_the_copies_are_exactly_the_expected_pairs(raw_desk: Desk) -> None:
    pairs = {
        name: f"{article.twin_of[0][:3]}-{article.twin_of[1]}"
        for name, (_, article) in found(raw_desk).items()
        if article.twin_of
    }
    wanted = {str(e["id"]): e["near_duplicate_of"] for e in expected() if str(e["id"])[:3] == "000"}
    assert pairs == {name: whole for name, whole in wanted.items() if whole}
    assert len(pairs) == 3
    elsewhere = [a for d in raw_desk.catalogue.documents.values() for a in d.articles if a.twin_of]
    assert len(elsewhere) == 3


@pytest.mark.parametrize(
    ("title", "text", "institution"),
    [row[:3] for row in table(Path(__file__).with_name("institutions.tsv"))],
)
def test_an_article_has_the_institution_that_reports(title: str, text: str, institution: str) -> None:
    (article,) = cut(f"{title}\n\n{text}\n" if title != "-" else f"{text}\n").articles
    assert (article.institution or "-") == institution


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("道县人民法院2023年工作报告\n\n审结案件4126件。", "道县人民法院"),
        ("道县人民法院2023年工作报告\n来源：县法院\n\n审结案件4126件。", "道县人民法院"),
        ("道县2023年工作报告\n来源：县法院\n\n审结案件4126件。", "县法院"),
        ("道县2023年工作报告\n\n道县人民法院审结案件4126件。", None),
    ],
)
def test_an_organ_is_named_in_full_where_the_title_does(text: str, organ: str | None) -> None:
    assert cut(text).articles[0].organ == organ


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("二、成都市：四次捧杯", "成都市"),
        ("四、绿春", "绿春县"),
        ("（三）昌乐经验", "昌乐县"),
        ("二、征迁安置", None),
        ("二、安康工程", None),
        ("二、诸暨市平安建设", "诸暨市"),
        ("二、昌乐篇", "昌乐县"),
        ("二、学习昌乐县做法", None),
    ],
)
def test_a_heading_is_on_a_place_that_it_surely_names(heading: str, place: str | None) -> None:
    found = splitting.headed_place(heading)
    assert (found.name if found else None) == place


def test_each_article_of_a_bulletin_has_its_organ_and_its_date() -> None:
    bulletin = (
        "江永政法动态\n（2022年第23期）\n江永县委政法委　2022年12月9日\n\n本期要目\n"
        "●梅花镇：流动调解车\n●寿雁镇：娘家服务站\n\n"
        "梅花镇：流动调解车\n梅花镇给8辆车换装，一年跑遍19个村。今年1月至11月，出车1372趟，化解纠纷958件。\n\n"
        "寿雁镇：娘家服务站\n寿雁镇有4.2万人在外务工。今年前11个月，服务站代办证照2618份，调处纠纷327件。\n"
    )
    found = [(a.title, a.organ, a.date, a.period) for a in cut(bulletin).articles]
    assert found == [
        ("梅花镇：流动调解车", "江永县委政法委", "2022-12-09", "2022年1—11月"),
        ("寿雁镇：娘家服务站", "江永县委政法委", "2022-12-09", "2022年1—11月"),
    ]


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("各地平安建设经验选登", ["江永县：流动调解车", "沅江市：渔船调解室"]),
        ("湖南省平安建设工作总结", ["湖南省平安建设工作总结"]),  # on its parts: they head its sections
    ],
)
def test_headlines_on_a_place_each_begin_articles(title: str, titles: list[str]) -> None:
    text = (
        f"{title}\n\n各地各部门认真总结经验，推动平安建设再上新台阶，成效明显，群众满意度不断提升。\n"
        "江永县：流动调解车\n全县给8辆车换装，一年跑遍19个村，出车1372趟，现场化解纠纷958件。\n"
        "沅江市：渔船调解室\n全市设立渔船调解室12个，调解渔事纠纷206件，追讨欠款31万元，渔民满意。\n"
    )
    assert [article.title for article in cut(text).articles] == titles
