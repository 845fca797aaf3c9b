"""Changes to a library, at random, over texts that hang on each other: copies, anchors, one template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.library.library import Library
from tests.benchmarks.synthetic import reports

REPORTS = [text for _, text in reports(4, size=500, seed=5)]
BODIES = [text.partition("\n")[2].strip() for text in REPORTS]
BLANKED = str.maketrans("0123456789", "xxxxxxxxxx")
TEMPLATE = (
    "{}市平安建设工作综述\n\n一、{}\n"
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
    TEMPLATE.format(place, heading, place, figure)
    for place, heading, figure in (
        ("玉林", "坚持打击整治", 1),
        ("赣州", "强化矛盾化解", 2),
        ("x", "坚持打击整治", 3),
        ("x", "完善基层治理", "x"),
        ("昆明", "强化矛盾化解", "xx"),
        ("赣州", "完善基层治理", "xx"),
    )
]
NAMES = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"]


def among(texts: list[str]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
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


CHANGES = among(ANCHORED) | among(ON_A_TEMPLATE)
