"""Checking: the verdict on each figure of a draft, against a library of one report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.desk import Desk
from tests.conftest import desk_over
from tests.given import ROOT, table

WORST = ("differs", "unfounded", "rounded", "same")
FLOOR = 0.97  # of the sentences over the compilations
CASES = table(Path(__file__).with_name("checker.tsv"))
REPORTS = """大理州2021年平安建设工作总结

一、扫黑除恶

全州共打掉涉黑组织3个，刑拘犯罪嫌疑人412人，查扣涉案资产1.37亿元。

二、打击犯罪

全州电信网络诈骗立案1043起，同比下降12.3%。群众安全感满意度达98.6%。

三、基层治理

2021年，大理州被评为全国禁毒示范城市，“白族大嫂议事会”在各村推开。

四、其他

全州火灾事故98起。大理州公安局侦破盗窃案件812起。全州受理案件2.5万件。

五、荣誉

大理州中级人民法院被评为全国优秀法院。祥云县检察院荣获“全国先进检察院”称号。祥云县推行“石榴树下谈”。下关派出所获评全国标兵派出所。

2021年9月，全州八类案件立案98起，同比下降7.2%，环比下降3.1%。

指标：火灾直接财产损失（万元），2020年：41.5，2021年：36.2
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "大理州.txt").write_text(REPORTS, encoding="utf-8")
    yield from desk_over(folder / "大理州.txt", folder / "library")


@pytest.mark.parametrize(("sentence", "verdicts", "instead"), CASES)
def test_each_figure_of_a_draft_has_its_verdict(
    report: Desk, tmp_path: Path, sentence: str, verdicts: str, instead: str
) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(f"{sentence}\n", encoding="utf-8")
    claims = report.check(draft).claims
    assert " ".join(claim.verdict for claim in claims) == verdicts
    told = next((claim.should_be for claim in claims if claim.verdict == "differs"), None)
    assert (told or "-") == instead


@pytest.fixture(scope="module")
def compilations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from desk_over(ROOT / "tests" / "compilations", tmp_path_factory.mktemp("compilations"))


def test_sentences_told_in_other_words_keep_their_floor_and_no_altered_one_passes(
    compilations: Desk, tmp_path: Path
) -> None:
    drafts = table(Path(__file__).with_name("drafts.tsv"))
    draft = tmp_path / "draft.txt"
    found = []
    for sentence, _ in drafts:
        draft.write_text(f"{sentence}\n", encoding="utf-8")
        verdicts = {claim.verdict for claim in compilations.check(draft).claims}
        found.append(next((each for each in WORST if each in verdicts), "unfounded"))
    pairs = [(*row, verdict) for row, verdict in zip(drafts, found, strict=True)]
    assert [row for row in pairs if row[1] == "differs" and row[2] in ("same", "rounded")] == []
    assert sum(right == verdict for _, right, verdict in pairs) / len(pairs) >= FLOOR, pairs
