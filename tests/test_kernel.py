"""kernel: the compiled loop, given what it never should be. Its sums: test_bm25, test_postings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from retrieval import scoring

pytestmark = pytest.mark.skipif(scoring.KERNEL is None, reason="retrieval/_kernel.c is not compiled here")


@pytest.mark.parametrize("wrong", range(5))
def test_the_compiled_loop_refuses_what_is_no_array_of_its_types(wrong: int) -> None:
    part = (np.array([0], np.int32), np.array([1.0]))
    given: list[Any] = [[part], 4, None, np.empty(2, np.intp), np.empty(2)]
    assert scoring.KERNEL.best(*given) == 1
    given[wrong] = ["not", "arrays"]
    with pytest.raises((TypeError, BufferError)):
        scoring.KERNEL.best(*given)


def test_the_compiled_loop_never_leaves_its_arrays() -> None:
    numbers, best = np.full(3, -7, np.intp), np.full(3, -7.0)
    far = (np.array([-1, 2, 2**31 - 1], np.int32), np.array([1.0, 2.0, 3.0]))
    assert scoring.KERNEL.best([far, (None, np.ones(9))], 4, None, numbers, best) == 3
    assert (numbers.tolist(), best.tolist()) == ([2, 0, 1], [3.0, 1.0, 1.0])
    within = np.array([-1, 3, 4, 2**40])
    assert scoring.KERNEL.best([far, (None, np.ones(9))], 4, within, numbers, best) == 1
    assert numbers[0] == 3


def test_the_compiled_loop_refuses_numbers_of_another_size() -> None:
    part = (np.array([0], np.int32), np.array([1.0]))
    with pytest.raises(TypeError):
        scoring.KERNEL.best([part], 4, np.array([0], np.int32), np.empty(2, np.intp), np.empty(2))
