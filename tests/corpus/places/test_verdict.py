"""Verdicts: the place that a title and the lines of a text come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.places.verdict import Clue, verdict

LINES = Path(__file__).with_name("verdicts.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("title", "text", "place", "basis", "what"), CASES, ids=[case[4] for case in CASES])
def test_the_place_of_an_article(title: str, text: str, place: str, basis: str, what: str) -> None:
    clues = [Clue("title", title)] if title != "-" else []
    found = verdict(clues, text.replace(" / ", "\n"))
    assert (found.place.full if found.place else "-", found.basis) == (place, basis)


@pytest.mark.parametrize(
    ("clues", "text", "place"),
    [
        ([("title", "凉城不“热”"), ("subtitle", "谋道镇2023年避暑季小结")], "与石柱共建。", "利川市谋道镇"),
        ([("title", "凉城不“热”"), ("meeting", "（利川市平安办座谈会）")], "与石柱共建。", "利川市"),
        ([("title", "凉城综治工作小结")], "凉城县化解纠纷70件。与丰镇接壤。", "凉城县"),
        ([("title", "凉城综治工作小结")], "全县化解纠纷70件。", "凉城县"),
        (
            [("title", "安哈镇人民政府2023年工作总结"), ("organ", "西昌市司法局")],
            "化解纠纷70件。",
            "西昌市安哈镇",
        ),
        ([("title", "江门新会：警情下降三成")], "全区破案31起。", "江门市新会区"),
        (
            [("title", "工作总结"), ("organ", "上海市公安局金山分局枫泾派出所")],
            "接警812起。",
            "上海市金山区",
        ),
        ([("title", "临洮县2023年纠纷排查汇总表"), ("organ", "分乡镇")], "洮阳镇排查1342件。", "临洮县"),
        ([("title", "临洮县2023年纠纷排查汇总表"), ("organ", "太石镇")], "排查463件。", "临洮县太石镇"),
    ],
    ids=[
        "a town in the subtitle",
        "a pun",
        "a place that the text names too",
        "alone",
        "a town's government",
        "a district's short name behind its city's",
        "a station of a branch office",
        "a sheet's name that is a town's elsewhere",
        "a town of the county",
    ],
)
def test_a_head_s_pieces_count_by_what_they_are(clues: list[tuple[str, str]], text: str, place: str) -> None:
    found = verdict([Clue(*each) for each in clues], text)
    assert found.place is not None
    assert found.place.full.endswith(place)
