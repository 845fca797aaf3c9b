"""kernel: the compiled loop, given what it never should be. What it finds: test_bm25, test_postings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from retrieval.index import scoring

pytestmark = pytest.mark.skipif(
    scoring.KERNEL is None, reason="retrieval/index/_kernel.c is not compiled here"
)


def term(numbers: list[int], gains: list[float], levels: list[int]) -> Any:
    return scoring.KERNEL.term(
        np.array(numbers, np.int32), np.array(gains, np.float64), np.array(levels, np.uint16)
    )


@pytest.mark.parametrize("wrong", range(7))
def test_the_compiled_loop_refuses_what_it_cannot_read(wrong: int) -> None:
    given: list[Any] = [[term([0], [1.0], [9])], 0, 4, None, None, np.empty(2, np.intp), np.empty(2)]
    scoring.KERNEL.best(*given)
    assert given[6].tolist() == [1.0, 0.0]
    given[wrong] = ["not", "arrays"]
    with pytest.raises((TypeError, ValueError)):
        scoring.KERNEL.best(*given)


@pytest.mark.parametrize("wrong", range(3))
def test_a_term_is_made_of_arrays(wrong: int) -> None:
    given: list[Any] = [np.array([0], np.int32), np.array([1.0]), np.array([9], np.uint16)]
    given[wrong] = ["no array"]
    with pytest.raises(TypeError):
        scoring.KERNEL.term(*given)


def test_passages_that_are_not_there_are_passed_over() -> None:
    far = term([-1, 2, 2**31 - 1], [1.0, 2.0, 3.0], [10, 20, 30])
    everywhere = scoring.KERNEL.term(None, np.ones(4), np.full(4, 10, np.uint8))
    numbers, best = np.full(3, -7, np.intp), np.empty(3)
    scoring.KERNEL.best([far, everywhere], 0, 4, None, None, numbers, best)
    assert (numbers.tolist(), best.tolist()) == ([2, 0, 1], [3.0, 1.0, 1.0])
    scoring.KERNEL.best([far, everywhere], 1, 4, None, np.array([1, 3], np.int32), numbers, best)
    assert (numbers[:2].tolist(), best.tolist()) == ([1, 3], [1.0, 1.0, 0.0])


def test_a_term_outlives_the_arrays_it_was_made_of() -> None:
    terms = [term([n], [float(n + 1)], [n + 1]) for n in range(50)]
    numbers, best = np.empty(50, np.intp), np.empty(50)
    scoring.KERNEL.best(terms, 0, 50, None, None, numbers, best)
    assert numbers.tolist() == list(range(50))[::-1]
