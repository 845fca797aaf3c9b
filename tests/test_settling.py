"""Settling: however a library came to hold its documents, it is what it would be if settled at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.library import Library
from tests.benchmarks.synthetic import reports

RECIPE = "characters"
REPORTS = [text for _, text in reports(4, size=500, seed=5)]
BODIES = [text.partition("\n")[2].strip() for text in REPORTS]
BLANKED = str.maketrans("0123456789", "xxxxxxxxxx")
TEMPLATE = (
    "{}市平安建设工作综述\n\n"
    "全{}市共打掉涉黑组织8个，破获案件1754起，查封涉案资产7.16亿元，化解矛盾纠纷{}件。\n"
)
ANCHORED = [
    *REPORTS,
    *(text.translate(BLANKED) for text in REPORTS),
    # A copy with its place blanked out too, which it has from its whole version.
    *(f"平安xx建设综述\n\n{body.translate(BLANKED)[60:]}\n" for body in BODIES),
    # Compilations without titles, cut where a report begins that is there.
    *("\n".join([BODIES[a], BODIES[b], BODIES[c]]) for a, b, c in ((0, 1, 2), (3, 2, 1))),
    f"{REPORTS[2]}\n\n{REPORTS[0].translate(BLANKED)}",
    f"---\ntitle: 综述\nplace: 云南省 大理白族自治州\nlevel: 市\nplace_basis: stated\n---\n{BODIES[1]}",
]
# Two places' reports are no copies of each other; one without a place has it from its copy, or the other way.
ON_A_TEMPLATE = [
    TEMPLATE.format(place, place, figure)
    for place, figure in (("玉林", 1), ("赣州", 2), ("x", 3), ("x", "x"), ("昆明", "xx"), ("赣州", "xx"))
]
NAMES = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"]


def changes(texts: list[str]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    names, places = st.sampled_from(NAMES), st.sampled_from(["赣州市", "玉林市"])
    put = st.tuples(st.just("put"), st.dictionaries(names, st.sampled_from(texts), min_size=1))
    other = st.one_of(
        st.tuples(st.just("remove"), names),
        st.tuples(st.just("place"), names, st.integers(1, 3), places),
        st.tuples(st.just("back"), st.integers(1, 9)),
        st.tuples(st.just("undo")),
    )
    return st.lists(put | other, min_size=1, max_size=8)


def change(library: Library, folder: Path, what: str, *given: Any) -> None:
    if what == "put":
        for name, text in given[0].items():
            (folder / name).write_text(text, encoding="utf-8")
        library.ingest([folder / name for name in given[0]])
    try:
        if what == "remove":
            library.remove(*given)
        elif what == "place":
            library.overrule(*given)
        elif what == "back":
            library.rollback(*given)
        elif what == "undo":
            library.undo()
    except InputError:
        return  # nothing there to be changed


def state(library: Library) -> list[Any]:
    """All that a reader can see: texts, articles with places and whole versions, passages with words."""
    return [list(library.documents()), list(library.passages()), library.passage_counts()]


def anew(library: Library) -> Library:
    """A copy of *library*, all of it settled at once: so is one whose recipe has changed."""
    return Library(library._store.again(), library._words, "another")


@given(changes(ANCHORED) | changes(ON_A_TEMPLATE))
def test_what_changes_led_to_is_what_settling_it_at_once_gives(made: list[tuple[Any, ...]]) -> None:
    library = Library.in_memory(words=list, recipe=RECIPE)
    with tempfile.TemporaryDirectory() as folder:
        for each in made:
            change(library, Path(folder), *each)
            assert state(library) == state(anew(library)), each


def test_the_texts_that_are_tried_hang_on_each_other(tmp_path: Path) -> None:
    """Else the test above could hardly fail."""
    for number, text in enumerate([*ANCHORED, *ON_A_TEMPLATE]):
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    library = Library.in_memory(words=list, recipe=RECIPE)
    library.ingest([tmp_path])
    copies = {(doc.name[:2], a.number): a.twin_of for doc in library.documents() for a in doc.articles}
    assert len(library.document("12.txt").articles) == 3
    assert copies["12", 2] == ("01.txt", 1)
    assert [at for (at, _), whole in copies.items() if whole is None] == [
        *("00", "01", "02", "03", "15", "16", "17", "18")
    ]
    (whole,) = library.document("18.txt").articles
    assert (whole.place and whole.place.name, whole.basis) == ("昆明市", "inferred")
