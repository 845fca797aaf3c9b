"""Scoring: the best passages by the sums of their terms' impacts, in the order of the query.

A term is cached as the list of its passages, ascending, with their impacts; a term in over an eighth of the
passages as a dense row, one float64 per passage. The sums equal, to the last bit, those of adding all
passages term by term: float64 sums depend on the order.

The compiled loop computes few sums in float64. It first adds levels: impacts as multiples of a unit, rounded
up. For n terms a sum of levels is less than n too high, so a passage n below the k-th best is not among them.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Numbers = NDArray[np.intp]  # of passages
    Scores = NDArray[np.float64]
    Found = tuple[Numbers, Scores]
    List = tuple[NDArray[np.int32], Scores]  # a term's passages, ascending, and their impacts
    Within = Array | Sequence[int]

COMMON = 8  # a term in over 1/8 of the passages has a dense row: adding it is cheaper
NARROW = 128  # up to 1/128 of the passages are looked up one by one in each list
# Of the compiled loop:
SORTED = 256  # results at most
TERMS = 64  # terms at most: their levels are added in 16 bits
LEVELS = 1000  # the highest level
LOW = 250  # of a term with a dense row: in 8 bits


def _loaded() -> Any:
    """The loop in _kernel.c, or None if it is not compiled: numpy gives the same results, more slowly.

    A module compiled from an earlier _kernel.c, which had no term(), is not used.
    """
    try:
        compiled = importlib.import_module("retrieval.index._kernel")
    except ImportError:
        return None
    return compiled if hasattr(compiled, "term") else None


KERNEL = _loaded()


class Rows(Protocol):
    """From a term to its number among all terms."""

    def get(self, term: Any, /) -> int | None: ...


class Allowed(NamedTuple):
    """Which passages may be found: *first* to before *last*, all of them, those in *mask*, or *only* some."""

    first: int
    last: int
    mask: NDArray[np.bool_] | None = None  # of all passages
    only: NDArray[np.int32] | None = None  # ascending

    def of(self, every: Array) -> Array:
        """The items of *every*, one per passage, of the allowed passages."""
        if self.only is not None:
            return every[self.only]
        some = every[self.first : self.last]
        return some if self.mask is None else some[self.mask[self.first : self.last]]


class _Ready(dict[Hashable, Any]):
    """Terms as the compiled loop takes them, made at their first use; None for an unknown one."""

    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring

    def __missing__(self, term: Hashable) -> Any:
        row = self._scoring._rows.get(term)
        return None if row is None else self.setdefault(term, self._scoring._made_ready(row))


class Scoring(ABC):
    """Scores and best passages, from the postings of a subclass."""

    corpus_size: int
    _rows: Rows
    _odd: frozenset[int]  # terms with an impact not above zero: a score of zero may be a match

    @abstractmethod
    def _read(self, row: int) -> List:
        """The passages that hold a term, and their impacts."""

    def _held(self, row: int) -> NDArray[np.int32]:
        """The passages that hold a term."""
        return self._read(row)[0]

    def _prepare(self, frequencies: Array, most: Scores) -> None:
        """Prepare for terms that are in so many of `corpus_size` passages, with their highest impacts."""
        self._columns = 256 if self.corpus_size < 50_000 else 1024
        self._padded = -(-self.corpus_size // self._columns) * self._columns
        self._least_common = max(self.corpus_size // COMMON, 32)
        self._kept: dict[int, tuple[NDArray[np.int32] | None, Scores]] = {}
        common = most[frequencies > self._least_common]
        self._unit = max(most.max(initial=0) / LEVELS, common.max(initial=0) / LOW, 1e-300)
        self._ready, self._all = _Ready(self), Allowed(0, self.corpus_size)

    def _part(self, row: int) -> tuple[NDArray[np.int32] | None, Scores]:
        """A term as it is cached: its list, or None and its dense row. Two threads may both make it."""
        numbers, impacts = self._read(row)
        part: tuple[NDArray[np.int32] | None, Scores] = numbers, impacts
        if len(numbers) > self._least_common:
            dense = np.zeros(self._padded)
            dense[numbers] = impacts
            part = None, dense
        self._kept[row] = part
        return part

    def _made_ready(self, row: int) -> Any:
        """A term as the compiled loop takes it."""
        numbers, impacts = self._kept.get(row) or self._part(row)
        levels = np.ceil(impacts / self._unit)
        if numbers is None:
            return KERNEL.term(None, impacts, levels.astype(np.uint8))
        return KERNEL.term(np.ascontiguousarray(numbers), impacts, levels.astype(np.uint16))

    def holders(self, term: Hashable) -> NDArray[np.int32]:
        """The numbers of the passages that hold *term*, ascending; none for a term that is unknown."""
        row = self._rows.get(term)
        return np.empty(0, np.int32) if row is None else self._held(row)

    def get_scores(self, query: Iterable[Hashable]) -> Scores:
        """The score of every passage, float64 of shape (corpus_size,): rank_bm25's, bit for bit."""
        return self._sum(self._known(query))[: self.corpus_size]

    def top(self, terms: Iterable[Hashable], k: int, *, within: Within | None = None) -> Found:
        """The numbers and scores of the *k* best passages, or fewer, that hold any of *terms*.

        Best is highest by `get_scores`, ties by number. A passage that holds a term is a match
        whatever it scores: Okapi's floored idf can be 0 or negative in a small or uniform corpus.
        *within* restricts the passages: a range, which is fastest, their numbers, best ascending, or a
        bool each; ValueError or IndexError if it does not fit the corpus.
        """
        asked = list(terms)
        allowed = self._all if within is None else self._allowed(within)
        if k < 1 or allowed.first == allowed.last:
            return np.empty(0, np.intp), np.empty(0)
        if self._odd and not self._odd.isdisjoint(map(self._rows.get, asked)):
            return self._all_held(self._known(asked), k, allowed)
        if KERNEL is not None and k <= SORTED and len(asked) <= TERMS:
            return self._compiled(asked, k, allowed)
        rows = self._known(asked)
        if allowed.only is not None and len(allowed.only) * NARROW <= self.corpus_size:
            few = allowed.only.astype(np.intp)
            order, scores = _best(self._scored(rows, few), k, 0)
            return few[order], scores
        return self._among(self._sum(rows), k, allowed)

    def _among(self, scores: Scores, k: int, allowed: Allowed) -> Found:
        """The *k* highest of *scores* above zero that are allowed."""
        if allowed.mask is not None:
            # Look among some more of the best first; if too few of them are allowed, among all.
            numbers, reached = _best(scores, max(2 * k, self._columns // 4), self._columns)
            kept = allowed.mask[numbers]
            if np.count_nonzero(kept) >= k:
                return numbers[kept][:k], reached[kept][:k]
            allowed = allowed._replace(mask=None, only=np.flatnonzero(allowed.mask).astype(np.int32))
        if allowed.only is not None:
            order, reached = _best(scores[allowed.only], k, self._columns)
            return allowed.only[order].astype(np.intp), reached
        order, reached = _best(scores[allowed.first : allowed.last], k, self._columns)
        return order + allowed.first, reached

    def _compiled(self, terms: list[Hashable], k: int, allowed: Allowed) -> Found:
        """The results of `top`, by the compiled loop."""
        numbers, scores = np.empty(k, np.intp), np.empty(k)
        ready = [self._ready[term] for term in terms]
        if None in ready:
            ready = [term for term in ready if term is not None]
        KERNEL.best(ready, *allowed, numbers, scores)
        found = k if scores[-1] else np.count_nonzero(scores)
        return numbers[:found], scores[:found]

    def _all_held(self, rows: list[int], k: int, allowed: Allowed) -> Found:
        """The results of `top` where a score of zero or less may be a match."""
        held = np.zeros(self.corpus_size, dtype=bool)
        for row in rows:
            held[self._held(row)] = True
        numbers: Numbers = allowed.of(np.arange(self.corpus_size))
        numbers = numbers[held[numbers]]
        return _first(numbers, self._sum(rows)[numbers], k)

    def _allowed(self, within: Within) -> Allowed:
        """*within* in the form that is checked fastest."""
        if isinstance(within, range) and within.step == 1:
            first, last = within.start, max(within.start, within.stop)
            numbers = None
        else:
            given = np.asarray(within)
            if given.dtype.kind == "b":
                if given.shape != (self.corpus_size,):
                    raise ValueError(f"within: one bool a passage, {self.corpus_size}, not {given.shape}")
                return Allowed(0, self.corpus_size, mask=np.ascontiguousarray(given))
            numbers = given.astype(np.intp, casting="same_kind" if len(given) else "unsafe", copy=False)
            if not (numbers[1:] > numbers[:-1]).all():
                numbers = np.unique(numbers)
            first, last = (int(numbers[0]), int(numbers[-1]) + 1) if len(numbers) else (0, 0)
        if first < last and not 0 <= first < last <= self.corpus_size:
            raise IndexError(f"within: passages are numbered 0 to {self.corpus_size - 1}")
        if numbers is None or last - first == len(numbers):  # one run: a document's, a collection's
            return Allowed(first, last)
        if len(numbers) * 4 < last - first:
            return Allowed(first, last, only=numbers.astype(np.int32))
        mask = np.zeros(self.corpus_size, dtype=bool)
        mask[numbers] = True
        return Allowed(first, last, mask=mask)

    def _known(self, terms: Iterable[Hashable]) -> list[int]:
        """The numbers of those of *terms* that any passage holds."""
        return [row for row in map(self._rows.get, terms) if row is not None]

    def _scored(self, rows: Sequence[int], numbers: Numbers) -> Scores:
        """The scores of the passages *numbers*, summed in order of *rows*."""
        sought = numbers.astype(np.int32)  # the type of the lists, which searchsorted would convert otherwise
        scores = np.zeros(len(numbers))
        for row in rows:
            held, impacts = self._kept.get(row) or self._part(row)
            if held is None:
                scores += impacts[numbers]
            else:
                at = np.minimum(held.searchsorted(sought), len(held) - 1)
                scores += np.where(held[at] == sought, impacts[at], 0.0)
        return scores

    def _sum(self, rows: list[int]) -> Scores:
        """The sums of impacts in order of *rows*, padded with zeros to whole columns."""
        scores: Scores | None = None
        numbers: list[NDArray[np.int32]] = []
        impacts: list[Scores] = []
        for row in rows:
            held, gains = self._kept.get(row) or self._part(row)
            if held is not None:
                numbers.append(held)
                impacts.append(gains)
                continue
            if numbers:
                scores = self._added(scores, numbers, impacts)
                numbers, impacts = [], []
            scores = gains.copy() if scores is None else np.add(scores, gains, out=scores)
        if numbers:
            scores = self._added(scores, numbers, impacts)
        return np.zeros(self._padded) if scores is None else scores

    def _added(
        self, scores: Scores | None, numbers: list[NDArray[np.int32]], impacts: list[Scores]
    ) -> Scores:
        """*scores* with neighbouring lists added in one call; bincount and add.at go from left to right."""
        at, added = np.concatenate(numbers), np.concatenate(impacts)
        if scores is None:
            first: Any = np.bincount(at, added, self._padded)
            return np.asarray(first)
        np.add.at(scores, at.astype(np.intp), added)
        return scores


def _first(numbers: Numbers, scores: Scores, k: int) -> Found:
    """The *k* best of *numbers*, which ascend: a stable sort leaves ties in their order."""
    falling = -scores
    if len(falling) > 16 * k:
        kept = falling <= np.partition(falling, k - 1)[k - 1]
        numbers, scores, falling = numbers[kept], scores[kept], falling[kept]
    order = falling.argsort(kind="stable")[:k]
    return numbers[order], scores[order]


def _best(scores: Scores, k: int, columns: int) -> Found:
    """The positions and scores of the *k* highest of *scores* above zero, ties by position."""
    if 4 * k <= columns and 4 * columns <= len(scores):
        # At least k scores reach the k-th best of the groups' best.
        whole = len(scores) - len(scores) % columns
        grid = scores[:whole].reshape(-1, columns)
        best = np.maximum.reduce(grid, axis=0)
        least = np.partition(best, -k)[-k]
        if least > 0 and columns > 256 and whole == len(scores):  # large: look only into such groups
            hot = (best >= least).nonzero()[0]
            lines, at = (grid.take(hot, axis=1) >= least).nonzero()
            close: Numbers = lines * columns + hot[at]
            return _first(close, scores[close], k)
        if least > 0:
            close = (scores >= least).nonzero()[0]
            return _first(close, scores[close], k)
    close = (scores > 0).nonzero()[0]
    return _first(close, scores[close], k)
