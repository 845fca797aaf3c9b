"""The benchmark of retrieval quality, on a set small enough to check by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import quality, squad
from tests.benchmarks.chooser import Chooser, Network
from tests.benchmarks.mixture import Mixture
from tests.benchmarks.reranking import Read, rerank
from tests.benchmarks.signals import _common, noun_asked
from tests.benchmarks.terms import subject, terms
from tests.benchmarks.train_sentences import Examples, cross_validated, judged, together
from tests.benchmarks.vectors import Vectors

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
ASKED = [  # question, passage, answer
    ("青溪县打掉了多少个涉黑组织？", 0, "3个"),
    ("白河市群众满意度是多少？", 1, "94.1%"),
    ("金桥调解室由谁创办？", 2, "周敏"),
    ("金桥调解室在哪里？", 2, "白河市老城区"),
    ("平安建设最高荣誉多久评选一次？", 3, "每四年"),
    ("反诈宣传车的司机是谁？", 4, "志願者"),
    ("电信诈骗发案下降多少？", 4, "四成"),
    ("石门水库什么时候建的？", 5, "1958年"),
    ("南山寺有几株古柏？", 6, "九株"),
    ("红叶茶为什么叫这个名字？", 7, "叶色发红"),
    ("东关小学校长是谁？", 8, "李文"),
    ("哪里的学生爱踢球？", 8, "足球"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The set above, as files."""
    passages = [{"id": f"p{n}", "title": title, "text": text} for n, (title, text) in enumerate(PASSAGES)]
    questions = []
    for number, (question, passage, answer) in enumerate(ASKED):
        start = PASSAGES[passage][1].index(answer)
        spans = [[start, start + len(answer)]]
        row = {"id": f"q{number}", "question": question, "passage_id": f"p{passage}"}
        questions.append({**row, "answers": [answer], "spans": spans})
    for name, rows in (("passages", passages), ("questions", questions)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_the_metrics_are_those_counted_by_hand(folder: Path) -> None:
    found = quality.report(quality.Benchmark.read(folder), peers=False)
    counted = {name: round(value * 12 / 100, 6) for name, value in found["systems"][quality.RULED].items()}
    missed = 3  # 多久评选一次 is asked beside 评选, 叫这个名字 beside 得名, 踢球 beside 足球
    assert counted == {
        "recall@1": 12,
        "recall@5": 12,
        "recall@10": 12,
        "recall@80": 12,
        "mrr@10": 12,
        "sentence": 12 - missed,
        "sentence_in_gold": 12 - missed,
        "sentence_says": 12 - missed,
    }


class Fixed:
    """A system that knows only the passages 3, 2, 1, 0, in this order, and their first sentences."""

    def search(self, question: str, limit: int) -> list[int]:
        return [3, 2, 1, 0][:limit]

    def best_sentence(self, question: str, number: int) -> tuple[int, int]:
        return 0, PASSAGES[number][1].index("。") + 1


def test_a_rank_counts_as_its_reciprocal_and_a_sentence_only_where_the_passage_is_first(folder: Path) -> None:
    found = quality.measure(Fixed(), quality.Benchmark.read(folder))
    counted = {name: round(value * 12 / 100, 6) for name, value in found.items()}
    assert counted == {
        "recall@1": 1,  # 长风杯
        "recall@5": 5,
        "recall@10": 5,
        "recall@80": 5,
        "mrr@10": round(1 + 2 / 2 + 1 / 3 + 1 / 4, 6),
        "sentence": 0,
        "sentence_in_gold": 2,  # 周敏, 1958年
        "sentence_says": 0,
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
        {
            "context": PASSAGES[3][1],
            "qas": [
                {"question": "多久评选？", "answers": [{"text": "每四年", "answer_start": 14}] * 2},
                {"question": "一处不对？", "answers": [
                    {"text": "每四年", "answer_start": -1}, {"text": "四年", "answer_start": 15}]},
                {"question": "全都不对？", "answers": [
                    {"text": "2021年", "answer_start": 3}, {"text": "没有这话", "answer_start": 0}]},
            ],
        },
        {"context": "塔成于 1958年。", "qas": [
            {"question": "何时？", "answers": [{"text": " 1958年", "answer_start": 3}]}]},
    ],
}  # fmt: skip


def test_a_public_set_is_read_by_paragraph_with_the_answers_that_stand_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, made = tmp_path / "squad.json", tmp_path / "made"
    source.write_text(json.dumps({"data": [ARTICLE]}), encoding="utf-8")
    squad.main([str(source), str(made)])
    assert capsys.readouterr().out == "2 passages, 4 questions\n"
    found = quality.Benchmark.read(made)
    assert found.passages == (("长风杯", PASSAGES[3][1]), ("长风杯", "塔成于 1958年。"))
    assert [(asked.answers, asked.spans) for asked in found.asked] == [
        (("每四年",), ((14, 17),)),
        (("四年",), ((15, 17),)),
        (("2021年",), ((26, 31),)),
        (("1958年",), ((4, 9),)),
    ]


def test_questions_that_are_kept_back_are_not_written(tmp_path: Path) -> None:
    source, made = tmp_path / "squad.json", tmp_path / "made"
    source.write_text(json.dumps({"data": [ARTICLE]}), encoding="utf-8")
    squad.main([str(source), str(made), "--without-questions"])
    assert [path.name for path in made.iterdir()] == ["passages.jsonl"]


def test_the_command_prints_one_json_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quality.main(["--set", str(folder), "--json"])
    printed = json.loads(capsys.readouterr().out)
    ours = {quality.LEARNED, quality.RULED, quality.PRODUCT}
    assert printed["systems"].keys() | printed["missing"].keys() == ours | quality.PEERS.keys()
    assert all(tuple(values) == quality.METRICS for values in printed["systems"].values())


def test_a_peer_that_is_not_installed_is_said_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "PEERS", {"nowhere": ("no_such_package", quality.Ours)})
    found = quality.report(quality.Benchmark.read(folder))
    assert found["missing"] == {"nowhere": "pip install no_such_package"}
    assert "not installed: nowhere (pip install no_such_package)" in quality.table(found)


@pytest.mark.parametrize(
    ("text", "pairs", "characters"),
    [
        ("扫黑2次？", ["扫黑", "2"], ["扫", "黑", "2", "次"]),
        ("掃黑，除惡", ["扫黑", "除恶"], ["扫", "黑", "除", "恶"]),
        ("ＡＫ４７", ["ak47"], ["ak47"]),
        ("？！", [], []),
    ],
)
def test_a_text_is_read_as_pairs_and_characters(text: str, pairs: list[str], characters: list[str]) -> None:
    found = terms(text)
    assert (found["pair"], found["character"]) == (pairs, characters)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("大理州什么时候打掉的？", "大理州\n打掉的?"),
        ("誰打掉的", "\n打掉的"),
        ("打掉了多少個組織", "打掉了\n个组织"),
    ],
)
def test_question_words_are_cut_out_and_leave_a_gap(question: str, left: str) -> None:
    assert subject(question) == left


def test_no_pair_spans_the_gap() -> None:
    assert terms(subject("县谁获奖"))["pair"] == ["获奖"]


@pytest.mark.parametrize(
    ("wanted", "text", "length"),
    [("打掉组织", "打击并除掉组织", 4), ("甲乙丙", "丙乙甲", 1), ("", "甲", 0), ("甲甲", "甲", 1)],
)
def test_the_longest_common_subsequence_is_counted(wanted: str, text: str, length: int) -> None:
    assert _common(wanted, text) == length


def test_weights_are_read_from_rows_and_choose_the_sentence() -> None:
    rows = ["# made up", "kind\twhen\t何时", "cue\tdate\t\\d年"]
    rows += ["bias\t-1.5", "outer\t2", "weight\tasks when\t0\t1", "weight\tdate\t0\t1"]
    mixture = Mixture([("塔", "塔高九层。塔成于1958年。塔成。")], chooser=Chooser(rows))
    assert mixture.points("塔何时成？", 0) == [0.0, 1.0, 0.0]
    assert mixture.points("塔多高？", 0) == [0.0, 0.0, 0.0]


def test_the_weights_shipped_choose_a_sentence_of_any_passage() -> None:
    mixture = Mixture([*PASSAGES, ("空", "")], chooser=Chooser.shipped())
    chosen = [mixture.best_sentence("打掉了多少个涉黑组织？", number) for number in range(11)]
    assert all(span in mixture.spans(number) for number, span in enumerate(chosen))
    assert PASSAGES[0][1][slice(*chosen[0])] == "2019年，全县打掉涉黑组织3个。"


def test_equal_passages_come_in_the_order_of_the_library_and_strangers_not_at_all() -> None:
    mixture = Mixture([("甲", "老虎在山上。"), ("乙", "茶。"), ("甲", "老虎在山上。")])
    assert [number for number, _ in mixture.search("老虎")] == [0, 2]
    assert mixture.search("狮") == []


def test_what_holds_no_sentence_is_searched_all_the_same() -> None:
    mixture = Mixture([("空", ""), ("茶", "茶。")])
    assert [number for number, _ in mixture.search("空")] == [0]
    assert mixture.best_sentence("空", 0) == (0, 0)
    assert Mixture([]).search("茶") == []


def test_the_title_says_nothing_about_which_sentence_answers() -> None:
    text = "青溪县是青溪县。人口九万。"
    assert Mixture([("青溪县", text)]).best_sentence("青溪县的人口", 0) == (8, 13)


def test_a_hidden_unit_counts_only_above_zero_and_a_signal_by_its_own_weight_too() -> None:
    rows = ["bias\t-1\t0", "outer\t10\t100", "weight\ta\t1\t2\t0", "weight\tb\t0\t0\t-1"]
    network = Network.read([row.split("\t") for row in rows])
    signals = np.array([[0.5, 1.0], [1.0, 1.0], [0.0, -3.0]])
    assert network.of(signals).tolist() == [0.5, 1 + 10, 300]
    assert network.rows() == rows


def test_networks_put_together_give_the_mean_of_their_points() -> None:
    one = Network(["a"], np.array([1.0]), np.array([[1.0]]), np.array([0.0]), np.array([2.0]))
    other = Network(["a"], np.array([3.0]), np.array([[-1.0]]), np.array([1.0]), np.array([4.0]))
    signals = np.array([[2.0], [-2.0]])
    mean = (one.of(signals) + other.of(signals)) / 2
    assert together([one, other]).of(signals).tolist() == mean.tolist() == [6.0, 2.0]


def test_a_network_learns_which_signal_tells_and_no_row_of_a_fold_teaches_its_own_judge() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((400, 3))
    starts = np.arange(0, 400, 4)
    right = np.zeros(400, dtype=bool)
    right[starts + rows[:, 1].reshape(-1, 4).argmax(axis=1)] = True
    questions = np.arange(100)
    given = Examples(["a", "b", "c"], rows, right, starts, questions % 5, questions * 0)
    assert judged(given, cross_validated(given)).mean() > 0.75
    mislead = replace(given, right=right ^ np.repeat(questions % 5 == 0, 4))  # wrong in one fold alone
    assert judged(mislead, cross_validated(mislead))[questions % 5 == 0].mean() < 0.25


@pytest.mark.parametrize(
    ("question", "noun", "behind"),
    [
        ("他是哪个国家的人?", "国家", True),
        ("联盟的前身是什么?", "前身", False),
        ("联盟", "", False),
        ("谁", "", False),
    ],
)
def test_what_is_asked_for_is_the_noun_at_the_question_word(question: str, noun: str, behind: bool) -> None:
    assert noun_asked(question) == (noun, behind)


def test_words_that_stand_among_the_same_words_are_alike() -> None:
    texts = [["老", word, "在", "山上", place] for word in ("虎", "豹") for place in ("吼", "睡", "跑", "吃")]
    texts += [["茶", "叶", "由", "茶农", "采摘"]] * 4
    alike = Vectors(texts).likeness(["虎", "没有"], [["豹"], ["采摘"], ["虎"], []])
    assert alike[0, 0] > 0.9 > alike[0, 1] + 0.5
    assert round(alike[0, 2], 5) == 1
    assert not alike[0, 3]
    assert not alike[1].any()
    assert not Vectors([]).likeness(["虎"], [["豹"]]).any()


def test_what_is_read_once_more_is_ranked_by_the_characters_that_tell_the_few_apart() -> None:
    read = [Read("", f"山里有{animal}。", [f"山里有{animal}。"]) for animal in ("虎", "豹", "虎")]
    points = rerank({"word": [], "pair": [], "character": list("山豹")}, read, lambda kind, term: 0.0)
    assert points[1] > points[0] == points[2]
    assert rerank({"word": ["虎"], "pair": [], "character": []}, read, lambda kind, term: 3.0)[1] == 0


def test_a_term_in_one_sentence_with_the_others_counts_more_than_apart_and_in_the_title_besides() -> None:
    together, apart = ["老虎在山上。", "茶。"], ["老虎来。", "在山上。"]
    read = [Read("", "".join(each), each) for each in (together, apart)] + [Read("老虎", "", [])]
    points = rerank({"word": ["老虎", "山上"], "pair": [], "character": []}, read, lambda kind, term: 1.0)
    assert points[0] > points[1] > points[2] == 0.5
    assert rerank({"word": [], "pair": [], "character": []}, [], lambda kind, term: 1.0) == []
