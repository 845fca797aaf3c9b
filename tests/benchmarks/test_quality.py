"""The benchmark of retrieval quality, on a set small enough to check by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import quality, squad

PASSAGES = [
    ("青溪县", "青溪县位于云岭北麓。2019年，全县打掉涉黑组织3个。群众满意度为96.5%。"),
    ("白河市", "白河市是沿江城市。2019年，全市打掉涉黑组织7个。群众满意度为94.1%。"),
    ("金桥调解室", "金桥调解室由退休法官周敏创办。它设在白河市老城区。成立以来调解纠纷812起。"),
    ("长风杯", "长风杯是平安建设的最高荣誉。每四年评选一次。青溪县于2021年获得长风杯。"),
    ("反詐宣傳車", "反詐宣傳車每週巡迴鄉鎮。電信詐騙發案數下降了四成。司機由志願者擔任。"),
    ("石门水库", "石门水库建于1958年。库容为二亿立方米。它是白河市的水源。"),
    ("南山寺", "南山寺始建于唐代。寺内有古柏九株。住持法号净源。"),
    ("红叶茶", "红叶茶产于云岭。茶农每年四月采摘。它因叶色发红而得名。"),
    ("东关小学", "东关小学有学生1200人。校长是李文。学校以足球闻名。"),
    ("无题", "一二三四五六七。上山打老虎！老虎不在家？"),
]
ASKED = [  # question, passage
    ("青溪县打掉了多少个涉黑组织？", 0),
    ("白河市群众满意度是多少？", 1),
    ("金桥调解室由谁创办？", 2),
    ("金桥调解室在哪里？", 2),
    ("平安建设最高荣誉多久评选一次？", 3),
    ("反诈宣传车的司机是谁？", 4),
    ("电信诈骗发案下降多少？", 4),
    ("石门水库什么时候建的？", 5),
    ("南山寺有几株古柏？", 6),
    ("红叶茶为什么叫这个名字？", 7),
    ("东关小学校长是谁？", 8),
    ("哪里的学生爱踢球？", 8),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The set above, as files."""
    passages = [{"id": f"p{n}", "title": title, "text": text} for n, (title, text) in enumerate(PASSAGES)]
    questions = []
    for number, (question, passage) in enumerate(ASKED):
        questions.append({"id": f"q{number}", "question": question, "passage_id": f"p{passage}"})
    for name, rows in (("passages", passages), ("questions", questions)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_the_metrics_are_those_counted_by_hand(folder: Path) -> None:
    found = quality.report(quality.Benchmark.read(folder), peers=False)
    counted = {name: round(value * 12 / 100, 6) for name, value in found["systems"][quality.PRODUCT].items()}
    assert counted == {"recall@1": 12, "recall@5": 12, "recall@10": 12, "recall@80": 12, "mrr@10": 12}


class Fixed:
    """A system that knows only the passages 3, 2, 1, 0, in this order."""

    def search(self, question: str, limit: int) -> list[int]:
        return [3, 2, 1, 0][:limit]


def test_a_rank_counts_as_its_reciprocal(folder: Path) -> None:
    found = quality.measure(Fixed(), quality.Benchmark.read(folder))
    counted = {name: round(value * 12 / 100, 6) for name, value in found.items()}
    assert counted == {
        "recall@1": 1,  # 长风杯
        "recall@5": 5,
        "recall@10": 5,
        "recall@80": 5,
        "mrr@10": round(1 + 2 / 2 + 1 / 3 + 1 / 4, 6),
    }


def test_a_pooled_folder_adds_texts_that_are_not_there_yet_and_no_questions(folder: Path) -> None:
    other = folder / "other"
    other.mkdir()
    rows = [{"id": "p0", "title": "另", "text": text} for text in ("另一篇。", PASSAGES[3][1])]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (other / "passages.jsonl").write_text(lines, encoding="utf-8")
    found = quality.Benchmark.read(folder, [other, folder])
    assert (len(found.passages), len(found.asked), found.asked[0].passage) == (11, 12, 0)
    assert found.passages[10] == ("另", "另一篇。")


ARTICLE = {
    "title": "长风杯",
    "paragraphs": [
        {"context": PASSAGES[3][1], "qas": [{"question": "多久评选？"}, {"question": "谁获得？"}]},
        {"context": "塔成于 1958年。", "qas": [{"question": "何时？"}]},
    ],
}


def test_a_public_set_is_read_by_paragraph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, made = tmp_path / "squad.json", tmp_path / "made"
    source.write_text(json.dumps({"data": [ARTICLE]}), encoding="utf-8")
    squad.main([str(source), str(made)])
    assert capsys.readouterr().out == "2 passages, 3 questions\n"
    asked = [quality.Asked(*each) for each in (("多久评选？", 0), ("谁获得？", 0), ("何时？", 1))]
    passages = (("长风杯", PASSAGES[3][1]), ("长风杯", "塔成于 1958年。"))
    assert quality.Benchmark.read(made) == quality.Benchmark(passages, tuple(asked))


def test_questions_that_are_kept_back_are_not_written(tmp_path: Path) -> None:
    source, made = tmp_path / "squad.json", tmp_path / "made"
    source.write_text(json.dumps({"data": [ARTICLE]}), encoding="utf-8")
    squad.main([str(source), str(made), "--without-questions"])
    assert [path.name for path in made.iterdir()] == ["passages.jsonl"]


def test_the_command_prints_one_json_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quality.main(["--set", str(folder), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert printed["systems"].keys() | printed["missing"].keys() == {quality.PRODUCT} | quality.PEERS.keys()
    assert all(tuple(values) == quality.METRICS for values in printed["systems"].values())


def test_a_peer_that_is_not_installed_is_said_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "PEERS", {"nowhere": ("no_such_package", quality.Product)})
    found = quality.report(quality.Benchmark.read(folder))
    assert found["missing"] == {"nowhere": "pip install no_such_package"}
    assert "not installed: nowhere (pip install no_such_package)" in quality.table(found)
