"""The cluster: its address, what is kept of it when something is cut short, and the commands that use it."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import locations
from bot.__main__ import main
from corpus.errors import BadSetting, ClusterError
from retrieval.desk import Desk
from retrieval.index.cluster import Address, opened, publish
from retrieval.index.cluster.cluster import Cluster
from tests.given import DOCUMENTS
from tests.retrieval.index.cluster.edge_cluster import EdgeCluster
from tests.retrieval.index.cluster.qdrant_server import serving
from tests.retrieval.index.indexes import ADDRESS, in_order
from tests.retrieval.index.test_search import assert_answers, library, questions

pytestmark = pytest.mark.cluster
QUESTIONS = ("大理州扫黑除恶成果", "玉林市打掉恶势力犯罪集团多少个", "昆明市扫黑除恶成果")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EdgeCluster]:
    engine = EdgeCluster(tmp_path / "engine", shards=2)
    yield engine
    engine.close()


@pytest.fixture
def cluster(engine: EdgeCluster) -> Cluster:
    return Cluster(engine, ADDRESS)


def names(engine: EdgeCluster) -> list[str]:
    return sorted(each.name for each in engine.get_collections().collections)


class CutShort(Exception):
    pass


def cut_short(done: int, total: int) -> None:
    raise CutShort


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("qdrant://host/wenju", Address("host", 6333, "wenju")),
        ("qdrant://127.0.0.1:7000/a-b_1/", Address("127.0.0.1", 7000, "a-b_1")),
        ("qdrants://k%2Fey@host/wenju", Address("host", 6333, "wenju", secure=True, key="k/ey")),
        ("qdrant://[::1]/wenju?shards=6&replicas=2", Address("::1", 6333, "wenju", shards=6, replicas=2)),
    ],
)
def test_an_address_is_one_line(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert "k/ey" not in repr(Address.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "host:6333/wenju",
        "http://host/wenju",
        "qdrant://host",
        "qdrant:///wenju",
        "qdrant://host:port/wenju",
        "qdrant://host/库",
        "qdrant://host/a/b",
        "qdrant://host/wenju?shards=0",
        "qdrant://host/wenju?shards=many",
        "qdrant://host/wenju?shard=2",
        "qdrant://host/wenju#1",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # any: settings say it in their own words
        Address.parse(text)


def test_a_load_that_is_cut_short_leaves_the_version_before_it(cluster: Cluster, engine: EdgeCluster) -> None:
    one, two = library(1), library(5)
    cluster.publish("1", lambda: in_order(one))
    with pytest.raises(CutShort):
        cluster.publish("2", lambda: in_order(two), cut_short)
    assert cluster.version == "1"
    assert_answers(cluster.index("1"), one, questions())
    cluster.publish("2", lambda: in_order(two))
    assert cluster.version == "2"
    assert_answers(cluster.index("2"), two, questions())
    assert names(engine) == ["wenju-1", "wenju-3"]  # what was cut short is gone


def test_a_change_in_place_that_is_cut_short_is_no_version(cluster: Cluster, engine: EdgeCluster) -> None:
    documents = library()
    cluster.publish("1", lambda: in_order(documents))
    changed = {**documents, "03.txt": documents["04.txt"][:4]}
    with pytest.raises(CutShort):
        cluster.update("2", {"03.txt": changed["03.txt"]}, cut_short)
    assert cluster.version is None
    with pytest.raises(ClusterError, match="wenju library index"):
        cluster.index("1")
    cluster.publish("2", lambda: in_order(documents))
    assert_answers(cluster.index("2"), documents, questions())
    assert names(engine) == ["wenju-1", "wenju-2"]  # loaded whole


def test_a_small_change_is_made_in_place_a_large_one_loaded(cluster: Cluster, engine: EdgeCluster) -> None:
    documents = library()
    cluster.publish("1", lambda: in_order(documents))
    documents["03.txt"] = documents["03.txt"][:6]
    cluster.publish("2", lambda: in_order(documents))
    assert names(engine) == ["wenju-1"]
    documents |= {name: entries[:6] for name, entries in documents.items() if name > "12.txt"}
    cluster.publish("3", lambda: in_order(documents))
    assert names(engine) == ["wenju-1", "wenju-2"]
    assert_answers(cluster.index("3"), documents, questions())


def test_going_back_to_the_version_before_only_moves_the_alias(cluster: Cluster, engine: EdgeCluster) -> None:
    one, two = library(1), library(5)
    cluster.publish("1", lambda: in_order(one))
    cluster.publish("2", lambda: in_order(two))
    cluster.publish("1", lambda: in_order(one))
    assert (cluster.version, names(engine)) == ("1", ["wenju-1", "wenju-2"])
    assert engine.get_aliases().aliases[0].collection_name == "wenju-1"


def test_idf_after_changes_in_place_is_that_of_what_is_there(cluster: Cluster) -> None:
    """Ten documents taken out and put in again, one at a time: the table of terms is where it was."""
    documents = library()
    cluster.load("0", lambda: in_order(documents))
    for n in range(10):
        name = f"{n:02d}.txt"
        cluster.update(f"{n} out", {name: []})
        assert cluster.index(f"{n} out").size == 240 - len(documents[name])
        cluster.update(f"{n} in", {name: documents[name]})
    assert_answers(cluster.index("9 in"), documents, questions())


def test_progress_is_told_to_the_end(cluster: Cluster) -> None:
    told: list[tuple[int, int]] = []
    documents = library()
    cluster.publish("1", lambda: in_order(documents), lambda done, total: told.append((done, total)))
    words = {term for _, terms in in_order(documents) for term in terms}
    assert told[-1] == (240 + len(words) + 20,) * 2
    assert told == sorted(told)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_no_server_is_one_sentence() -> None:
    port = closed_port()
    with pytest.raises(ClusterError) as error:
        opened(Address.parse(f"qdrant://secret@127.0.0.1:{port}/wenju"))
    assert str(error.value) == f"连不上集群 127.0.0.1:{port}：请检查 WENJU_INDEX，确认服务已启动。"


def test_a_wrong_key_is_one_sentence(tmp_path: Path) -> None:
    with serving(tmp_path, key="right") as port:
        opened(Address.parse(f"qdrant://right@127.0.0.1:{port}/wenju")).close()
        with pytest.raises(ClusterError, match=f"集群 127.0.0.1:{port} 不接受密钥"):
            opened(Address.parse(f"qdrant://wrong@127.0.0.1:{port}/wenju"))


@pytest.mark.parametrize("after", ["7", "Sun, 06 Nov 2044 08:49:37 GMT"])
def test_a_server_with_too_much_to_do_is_one_sentence(after: str, tmp_path: Path) -> None:
    with serving(tmp_path, retry_after=after) as port:
        with pytest.raises(ClusterError) as error:
            opened(Address.parse(f"qdrant://127.0.0.1:{port}/wenju"))
        assert str(error.value) == f"集群 127.0.0.1:{port} 出错（429）：请查看它的日志，稍后再试。"


def test_a_collection_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    documents = library(documents=2)
    with serving(tmp_path) as port:
        cluster = opened(Address.parse(f"qdrant://127.0.0.1:{port}/wenju"))
        cluster.load("1", lambda: in_order(documents))
        reader = cluster.index("1")
        cluster.load("2", lambda: in_order(documents))
        assert reader.search(["扫成"])
        cluster.load("3", lambda: in_order(documents))
        with pytest.raises(ClusterError, match="已经换掉"):
            reader.search(["黑果"])
        cluster.close()


def test_without_the_client_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "retrieval.index.cluster.cluster", None)
    with pytest.raises(BadSetting, match="pip install qdrant-client"):
        opened(ADDRESS)


def test_who_holds_a_version_is_answered_from_it_while_the_next_is_made_in_place(
    cluster: Cluster, tmp_path: Path
) -> None:
    library = locations.opened(tmp_path / "library", create=True)
    new, changed = tmp_path / "新.txt", tmp_path / "改.txt"
    changed.write_text("陇南市工作综述\n\n陇南市共调解纠纷52件。\n", encoding="utf-8")
    library.ingest([DOCUMENTS, changed])
    publish(library, cluster)
    desk = Desk(library, index_of=cluster.index)
    new.write_text("网格员工作综述\n\n网格员共化解矛盾纠纷41件。\n", encoding="utf-8")
    changed.write_text("陇南市今年的工作综述\n\n陇南市共调解纠纷63件。\n", encoding="utf-8")
    library.ingest([new, changed])
    publish(library, cluster)
    assert cluster.version == library.version
    after = Desk(library, index_of=cluster.index)
    for asked, now in (("网格员共化解矛盾纠纷多少件", "41件"), ("陇南市共调解纠纷多少件", "63件")):
        question = desk.read(asked)
        assert now not in str(desk.answer(question))
        assert now in str(after.answer(question))
    library.close()


# the commands


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that WENJU_INDEX names."""
    with serving(home / "engine", shards=2) as port:
        monkeypatch.setenv("WENJU_INDEX", f"qdrant://127.0.0.1:{port}/wenju")
        yield


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    answers = []
    for question in QUESTIONS:
        main(["ask", "--json", *arguments, question])
        answers.append(json.loads(capsys.readouterr().out))
        del answers[-1]["elapsed_ms"]
    return answers


@pytest.mark.usefixtures("served")
def test_a_question_is_answered_there_as_here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["library", "index", "--library", "bundled"]) == 0
    assert "集群上的索引已是这个版本" in capsys.readouterr().out
    there = answered(capsys, "--library", "bundled")
    monkeypatch.delenv("WENJU_INDEX")
    assert there == answered(capsys, "--library", "bundled")


@pytest.mark.usefixtures("served")
def test_every_change_of_the_library_reaches_the_cluster(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = home / "reports"
    reports.mkdir()
    for name, figure in (("甲.txt", 31), ("乙.txt", 52)):
        (reports / name).write_text(f"大理州平安建设综述\n\n全州共设调解室{figure}个。\n", encoding="utf-8")
    assert main(["ingest", str(reports)]) == 0
    assert "集群上的索引已是这个版本，共 2 段。" in capsys.readouterr().out
    assert main(["remove", "乙.txt"]) == 0
    assert "共 1 段" in capsys.readouterr().out
    assert main(["ask", "大理州有多少个调解室"]) == 0
    assert "31个" in capsys.readouterr().out
    assert main(["library", "rollback", "1"]) == 0
    assert "共 2 段" in capsys.readouterr().out
    assert main(["place", "甲.txt", "赣州市"]) == 0
    assert main(["ask", "赣州市有多少个调解室"]) == 0
    assert "31个" in capsys.readouterr().out


@pytest.mark.usefixtures("served")
def test_a_library_that_the_cluster_has_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--library", "bundled", QUESTIONS[0]]) == 3
    assert capsys.readouterr().err == "集群上还没有这个库的索引：请先运行 wenju library index。\n"


@pytest.mark.usefixtures("home")
def test_where_no_cluster_answers_nothing_is_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "甲.txt").write_text("大理州平安建设综述\n\n全州共设调解室31个。\n", encoding="utf-8")
    monkeypatch.setenv("WENJU_INDEX", f"qdrant://127.0.0.1:{closed_port()}/wenju")
    for command in (["ingest", str(tmp_path / "甲.txt")], ["ask", "大理州有多少个调解室"]):
        assert main(command) == 3
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("连不上集群 127.0.0.1:")
        assert err.count("\n") == 1
    monkeypatch.delenv("WENJU_INDEX")
    assert main(["library", "versions", "--library", str(tmp_path / "data" / "wenju" / "library")]) != 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("value", "said"),
    [("http://host/wenju", "设置 WENJU_INDEX 不对：应是 qdrant://"), ("", "没有设置集群：")],
)
def test_a_bad_setting_is_one_sentence(
    value: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_INDEX", value)
    assert main(["library", "index"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(said)
    assert err.count("\n") == 1
